"""What programs may read of households: masked, inside the token's reach, page by page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

import msgspec
from msgspec import Meta

from minqing.households.queries import HouseholdView, draw_rows, find_column, visible
from minqing.households.terms import Presence
from minqing.kernel.messages import Actor
from minqing.kernel.offers import Asked, Part, Read, register_read, register_sight
from minqing.log.public import get_snapshot
from minqing.org.public import Directory


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a list of households is narrowed to. `unit`: a place with all below it. `post`: the
    post that answers for them."""

    unit: Annotated[str, Meta(max_length=40)] = ""
    post: Annotated[str, Meta(max_length=40)] = ""
    presence: Presence | None = None


class HouseholdOut(msgspec.Struct, frozen=True, kw_only=True):
    """One household. `head`, `phone`: masked. `post`: who answers for it, "" nobody yet."""

    id: str
    unit: str
    unit_name: str
    group: str
    presence: Presence
    members: int
    head: str
    phone: str
    post: str
    closed: str


def _draw(view: HouseholdView) -> HouseholdOut:
    return HouseholdOut(
        id=view.id,
        unit=view.unit,
        unit_name=view.unit_name,
        group=view.group,
        presence=view.presence,
        members=view.members,
        head=view.head.name,
        phone=view.head.phone,
        post=view.post,
        closed=view.closed,
    )


def read_list(viewer: Actor, asked: Asked) -> Part:
    """Return one page of the open households in reach, by id."""
    rows, wanted = visible(viewer), asked.wanted
    if rows is None:
        return Part(())
    if wanted.unit:
        column = find_column(get_snapshot(Directory), wanted.unit)
        if not column:
            return Part(())
        rows = rows.filter(**{column: wanted.unit})
    given = {"post": wanted.post, "presence": wanted.presence}
    rows = rows.filter(closed="", **{name: value for name, value in given.items() if value})
    found = list(rows.filter(id__gt=asked.after)[: asked.size + 1])
    shown = found[: asked.size]
    following = shown[-1].id if len(found) > len(shown) else ""
    return Part([_draw(view) for view in draw_rows(shown)], following)


def read_one(viewer: Actor, asked: Asked) -> HouseholdOut | None:
    """Return one household in reach, closed ones too."""
    rows = visible(viewer)
    found = draw_rows(rows.filter(id=asked.key)[:1]) if rows is not None else []
    return _draw(found[0]) if found else None


def see_households(viewer: Actor, households: Collection[str]) -> frozenset[str]:
    """Return those of these households that are in reach."""
    rows = visible(viewer)
    if rows is None:
        return frozenset()
    return frozenset(rows.filter(id__in=list(households)).values_list("id", flat=True))


def register() -> None:
    """Offer what programs may read of households."""
    register_read(Read(
        name="households.list", path="/households", permission="HOUSEHOLD_VIEW", wanted=Wanted,
        answers=HouseholdOut, find=read_list,
        says="List the open households in the token's reach, names masked.",
    ))  # fmt: skip
    register_read(Read(
        name="households.find", path="/households/{key}", permission="HOUSEHOLD_VIEW",
        is_list=False, answers=HouseholdOut, find=read_one, says="Read one household.",
    ))  # fmt: skip
    register_sight("household", see_households)
