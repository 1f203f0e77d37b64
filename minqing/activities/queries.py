"""Reads of what was done, for a viewer: by household, or of a place in a stretch of days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from django.db.models import Max, Q, QuerySet

from minqing.activities.models import Activity
from minqing.activities.pack import ActivitiesSection
from minqing.activities.rules import find_section
from minqing.kernel.messages import Actor
from minqing.kernel.periods import DayPeriod
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory

CHUNK = 400
"""Households asked for at once; a database takes only so many values in one question."""


class Done(msgspec.Struct, frozen=True):
    """What a duty sees of a record: which household, which kind, met or not, which day."""

    household: str
    kind: str
    contact: bool
    on: date


class ActivityView(msgspec.Struct, frozen=True, kw_only=True):
    """One record as a page shows it; `own`: the viewer's post made it."""

    id: str
    household: str
    kind: str
    result: str
    contact: bool
    on: date
    again_on: date | None
    post: str
    corrected: bool
    own: bool


class LastContact(msgspec.Struct, frozen=True, kw_only=True):
    """When somebody of a household was last spoken with, and what was promised since.

    `promised`: the day on which one wanted to come again; None once that was done.
    """

    on: date | None = None
    promised: date | None = None


def _visible(viewer: Actor) -> QuerySet[Activity]:
    """Return the standing records in reach."""
    rows = Activity.objects.filter(withdrawn=False)
    if "HOUSEHOLD_VIEW" not in viewer.permissions:
        return rows.none()
    if viewer.kind == "system":
        return rows
    directory = get_snapshot(Directory)
    found = rows.none()
    for unit in viewer.units:
        column = _find_column(directory, unit)
        if column:
            found = found | rows.filter(**{column: unit})
    return found


def _find_column(directory: Directory, unit: str) -> str:
    if not directory.has(unit):
        return ""
    levels = directory.levels(unit)
    return next(
        (name for name in ("village", "town", "banner", "league") if levels[name] == unit), ""
    )


def list_of_household(viewer: Actor, household: str, *, limit: int = 10) -> list[ActivityView]:
    """Return the latest standing records of a household in reach, newest first."""
    rows = _visible(viewer).filter(household=household).order_by("-day", "-id")[:limit]
    return [
        ActivityView(
            id=row.id,
            household=row.household,
            kind=row.kind,
            result=row.result,
            contact=row.contact,
            on=row.day,
            again_on=row.again_on,
            post=row.post,
            corrected=row.corrected,
            own=row.post == viewer.post,
        )
        for row in rows
    ]


def list_done(viewer: Actor, households: Iterable[str], within: DayPeriod) -> list[Done]:
    """Return what was done at these households in a stretch of days, in order of days."""
    wanted, rows = list(households), _visible(viewer)
    found: list[Done] = []
    for start in range(0, len(wanted), CHUNK):
        part = rows.filter(household__in=wanted[start : start + CHUNK])
        found += _read(part, within)
    return sorted(found, key=lambda one: one.on)


def list_done_at(viewer: Actor, unit: str, within: DayPeriod) -> list[Done]:
    """Return what was done at the households of a unit in reach, in order of days."""
    column = _find_column(get_snapshot(Directory), unit)
    if not column:
        return []
    return sorted(_read(_visible(viewer).filter(**{column: unit}), within), key=lambda d: d.on)


def _read(rows: QuerySet[Activity], within: DayPeriod) -> list[Done]:
    stretch = rows.filter(day__gte=within.start, day__lt=within.end).order_by()
    return [Done(*row) for row in stretch.values_list("household", "kind", "contact", "day")]


def find_last_contacts(
    viewer: Actor, households: Iterable[str], *, today: date
) -> dict[str, LastContact]:
    """Return the last contact of each of these households; one question a few hundred.

    The latest promise stands until somebody was spoken with on its day or later.
    """
    wanted = list(households)
    found = dict.fromkeys(wanted, LastContact())
    for start in range(0, len(wanted), CHUNK):
        rows = _visible(viewer).filter(household__in=wanted[start : start + CHUNK])
        spoken = Max("day", filter=Q(contact=True, day__lte=today))
        grouped = (
            rows.order_by()
            .values("household")
            .annotate(spoken=spoken, again=Max("again_on"))
            .values_list("household", "spoken", "again")
        )
        for household, on, again in grouped:
            kept = again is None or (on is not None and on >= again)
            found[household] = LastContact(on=on, promised=None if kept else again)
    return found


def find_kinds(viewer: Actor, unit: str) -> ActivitiesSection | None:
    """Return the kinds and results of the mechanism in force at a unit, None without one."""
    return find_section(get_snapshot(Directory), get_snapshot(Packs), unit)
