"""Views that a person keeps: named filters of a list, seen and used by that person alone."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.cases.models import SavedView
from minqing.cases.rules.refusals import VIEW_EMPTY, VIEW_NAME_WRONG, VIEWS_FULL
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Refusal

MOST = 8
"""Views of one list that a person may keep: they stand in one row."""

LONGEST = 20


class View(msgspec.Struct, frozen=True):
    """One view: its id, name, and what it narrows its list to."""

    id: str
    name: str
    query: str


def list_views(viewer: Actor, kind: str) -> tuple[View, ...]:
    """Return the viewer's own views of a list, in the order they were kept."""
    rows = SavedView.objects.filter(scope=viewer.scope, list=kind).order_by("saved_at", "id")
    return tuple(View(*row) for row in rows.values_list("id", "name", "query"))


def keep_view(viewer: Actor, kind: str, name: str, query: str, *, now: datetime) -> Refusal | None:
    """Keep a view, or give the one of that name its new filter; returns why not, or None."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        return VIEW_NAME_WRONG(most=LONGEST)
    if not query:
        return VIEW_EMPTY()
    mine = SavedView.objects.filter(scope=viewer.scope, list=kind)
    if mine.filter(name=name).update(query=query[:500]):
        return None
    if mine.count() >= MOST:
        return VIEWS_FULL(most=MOST)
    SavedView.objects.create(
        id=new_id(), scope=viewer.scope, list=kind, name=name, query=query[:500], saved_at=now
    )
    return None


def drop_view(viewer: Actor, view: str) -> str:
    """Forget one of the viewer's own views; returns the list it was of, or ""."""
    mine = SavedView.objects.filter(scope=viewer.scope, id=view)
    kind = mine.values_list("list", flat=True).first() or ""
    mine.delete()
    return kind
