"""Reads of households for a viewer. Names and phones come masked; erased ones come empty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django.db.models import QuerySet

from minqing.households.masking import mask_head
from minqing.households.models import Household
from minqing.households.terms import Ending, HouseholdHead, Presence, Support
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.public import Directory
from minqing.vault.public import open_value, open_values

MOST = 500
"""Rows that a list returns at most, more than a village has; whoever sees more narrows it."""


class HouseholdView(msgspec.Struct, frozen=True, kw_only=True):
    """One household as a list shows it. `head` is masked; `post` "" means nobody yet."""

    id: str
    unit: str
    unit_name: str
    presence: Presence
    members: int
    head: HouseholdHead
    post: str
    closed: str = ""
    support: Support = Support.ORDINARY
    group: str = ""


def visible(viewer: Actor) -> QuerySet[Household] | None:
    """Return the households in reach, None when the viewer may see none."""
    if "HOUSEHOLD_VIEW" not in viewer.permissions:
        return None
    rows = Household.objects.order_by("id")
    if viewer.kind == "system":
        return rows
    directory = get_snapshot(Directory)
    found = rows.none()
    for unit in viewer.units:
        column = find_column(directory, unit)
        if column:
            found = found | rows.filter(**{column: unit})
    return found


def find_column(directory: Directory, unit: str) -> str:
    """Return the derived column that holds a unit of that level; "" where there is none."""
    if not directory.has(unit):
        return ""
    levels = directory.levels(unit)
    names = ("village", "town", "banner", "league")
    return next((name for name in names if levels[name] == unit), "")


def is_village_column(unit: str) -> bool:
    """Return whether the unit is a village, the smallest place that has a list."""
    return bool(unit) and find_column(get_snapshot(Directory), unit) == "village"


def find_households(
    viewer: Actor,
    *,
    unit: str = "",
    post: str | None = None,
    name: str = "",
    presence: str = "",
    support: str = "",
    limit: int = 50,
) -> list[HouseholdView]:
    """Return open households in reach: of a unit, of a post's caseload, by part of a name.

    `post`: None of all posts, "" of none (nobody answers yet). Names lie encrypted, so a search
    by name needs a village or a caseload: without one nothing is found. The same for `support`,
    so that there is no list of the supported beyond those who visit them (C-01). At most MOST
    rows, by id.
    """
    rows = visible(viewer)
    narrow = bool(post) or is_village_column(unit)
    if rows is None or (support and not narrow):
        return []
    if name and not (unit or post):
        return []
    if unit:
        column = find_column(get_snapshot(Directory), unit)
        if not column or (name and column not in ("village", "town")):
            return []
        rows = rows.filter(**{column: unit})
    given = {"post": post, "presence": presence or None, "support": support or None}
    rows = rows.filter(
        closed="", **{key: value for key, value in given.items() if value is not None}
    )
    limit = min(limit, MOST)
    if not name:
        return draw_rows(rows[:limit])
    return _search(rows, name.strip(), limit)


def _search(rows: QuerySet[Household], name: str, limit: int) -> list[HouseholdView]:
    refs = dict(rows.values_list("id", "head_ref"))
    heads = open_values(refs.values())
    wanted = [household for household, ref in refs.items() if name in _head(heads.get(ref)).name]
    return draw_rows(Household.objects.filter(id__in=wanted[:limit]).order_by("id"))


def get_household(viewer: Actor, household: str) -> HouseholdView | None:
    """Return one household in reach, closed ones too; None when it is not to be seen."""
    rows = visible(viewer)
    if rows is None:
        return None
    found = draw_rows(rows.filter(id=household)[:1])
    return found[0] if found else None


def copy_head(viewer: Actor, household: str) -> HouseholdHead | None:
    """Return who answers the door of a household in reach, unmasked: to be written into a
    command as it stands (nobody is asked twice), never to be shown."""
    rows = visible(viewer)
    row = None if rows is None else rows.filter(id=household, closed="").first()
    value = None if row is None else open_value(row.head_ref)
    return None if value is None else _head(value)


class HouseholdRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is held about a household, without a name: for its right to know and to erasure.

    `kept`: whether head and address are still in the vault; after erasure they are not.
    """

    id: str
    unit: str
    kept: bool
    closed: str


def get_record(viewer: Actor, household: str) -> HouseholdRecord | None:
    """Return the record for those who see households, and for those who erase on request."""
    directory = get_snapshot(Directory)
    row = Household.objects.filter(id=household).first()
    if row is None or not directory.reaches(viewer, row.unit):
        return None
    if not viewer.permissions & {"HOUSEHOLD_VIEW", "SUBJECT_ERASE"}:
        return None
    kept = bool(open_values([row.head_ref]))
    return HouseholdRecord(id=row.id, unit=row.unit, kept=kept, closed=row.closed)


def count_caseload(viewer: Actor, post: str) -> int:
    """Return how many open households in reach the post is responsible for."""
    rows = visible(viewer)
    return 0 if rows is None else rows.filter(post=post, closed="").count()


def draw_rows(rows: Iterable[Household]) -> list[HouseholdView]:
    """Return rows as lists show them, heads masked."""
    rows = list(rows)
    heads = open_values(row.head_ref for row in rows)
    directory = get_snapshot(Directory)
    return [
        HouseholdView(
            id=row.id,
            unit=row.unit,
            unit_name=directory.unit(row.unit).short_name if directory.has(row.unit) else row.unit,
            presence=Presence(row.presence),
            members=row.members,
            head=mask_head(_head(heads.get(row.head_ref))),
            post=row.post,
            closed=row.closed,
            support=Support(row.support),
            group=row.villagers_group,
        )
        for row in rows
    ]


def _head(value: Any) -> HouseholdHead:
    return HouseholdHead("") if value is None else msgspec.convert(value, HouseholdHead)


def count_households(units: Iterable[str]) -> int:
    """Return how many open households stand in these units: a number for a preview."""
    return Household.objects.filter(unit__in=list(units), closed="").count()


def count_assigned(posts: Iterable[str]) -> int:
    """Return how many open households these posts look after: a number for a preview."""
    return Household.objects.filter(post__in=list(posts), closed="").count()


class Present(msgspec.Struct, frozen=True):
    """A household without a name, as counting needs it."""

    id: str
    unit: str
    town: str
    village: str
    presence: Presence
    post: str


def list_present(viewer: Actor, unit: str) -> list[Present]:
    """Return the open households of a unit in reach, without names, by id."""
    rows = visible(viewer)
    column = find_column(get_snapshot(Directory), unit)
    if rows is None or not column:
        return []
    columns = ("id", "unit", "town", "village", "presence", "post")
    listed = rows.filter(closed="", **{column: unit}).values_list(*columns)
    words = {one.value: one for one in Presence}
    return [
        Present(id, own, town, village, words[presence], post)
        for id, own, town, village, presence, post in listed
    ]


def find_taken_back(households: Iterable[str]) -> frozenset[str]:
    """Return those of these households (ids) whose import was undone."""
    rows = Household.objects.filter(id__in=list(households), closed=Ending.IMPORT_UNDONE)
    return frozenset(rows.values_list("id", flat=True))
