"""What the other posts of a viewer's unit hold: for whoever answers for the unit as a whole.

Cases, never people: which are late and which come next, whoever holds them.
"""

from __future__ import annotations

from datetime import datetime

from minqing.cases import listing
from minqing.cases.drawing import Drawing
from minqing.cases.reach import visible
from minqing.cases.shown import TodayGroup
from minqing.cases.terms import gettext_noop as _
from minqing.cases.today_beside import SHOWN, list_answered_posts
from minqing.kernel.messages import Actor
from minqing.org.public import ROLES, Directory

MOST = 200
"""Counted up to this in each ledger: a page to begin the day with, no statistics."""

NEXT = 8
"""Lines of what is not late: enough to see what comes next; the rest is one click away."""


def leads(role: str) -> bool:
    """Return whether a role of its unit's cadres or clerks answers first to this one.

    The village's secretary, the leaders of town and banner, the head of a department.
    """
    return any(
        "CASE_HANDLE" in other.permissions and role in other.answers_to[:1]
        for other in ROLES.values()
    )


def list_unit_groups(viewer: Actor, drawing: Drawing, now: datetime) -> tuple[TodayGroup, ...]:
    """Return what other posts of the viewer's unit hold: late, and next; nothing for others."""
    if "CASE_VIEW" not in viewer.permissions or not any(leads(role) for role in viewer.roles):
        return ()
    found, beyond = _find_held(viewer, drawing.directory)
    late = [case for at, case in found if at <= now]
    rest = [case for at, case in found if at > now]
    groups = (
        _make("unit-late", _("本单位已逾期"), late, any(at <= now for at in beyond), drawing),
        _make("unit-open", _("本单位在办"), rest, bool(beyond), drawing),
    )
    return tuple(group for group in groups if group.count)


def _find_held(
    viewer: Actor, directory: Directory
) -> tuple[list[tuple[datetime, str]], list[datetime]]:
    """Return what others of the unit hold, soonest first, and from when on it is not counted.

    One short statement for each ledger: each has equality on an index's first columns, so that
    it reads in order and stops. What is shown as the viewer's own is left out.
    """
    own = list_answered_posts(viewer, directory)
    rows = visible(viewer).filter(living=True).exclude(holder_post__in=own)
    found: list[tuple[datetime, str]] = []
    beyond: list[datetime] = []
    for unit in (viewer.unit, *directory.joined(viewer.unit)):
        for ledger in listing.LEDGERS:
            part = rows.filter(holder_unit=unit, ledger=ledger).order_by("sort_at", "id")
            some = part.values_list("sort_at", "id")[: MOST + 1]
            read = [(at, case) for at, case in some if at is not None]
            found += read[:MOST]
            beyond += [at for at, _case in read[MOST:]]
    return sorted(found), beyond


def _make(code: str, zh: str, ids: list[str], capped: bool, drawing: Drawing) -> TodayGroup:
    lines = drawing.lines(ids[: SHOWN if code == "unit-late" else NEXT])
    return TodayGroup(code=code, zh=zh, act="", count=len(ids), capped=capped, lines=lines)
