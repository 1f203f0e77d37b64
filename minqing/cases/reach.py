"""Whose cases a viewer sees: both axes (place of the matter, unit that holds it), as columns.

Lists walk one index an axis and merge; never a prefix scan, never an OR over two columns.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from minqing.cases.models import Case
from minqing.kernel.messages import Actor
from minqing.org.public import Axis, Directory

PLACE_COLUMNS = {
    "league": "place_league",
    "banner": "place_banner",
    "town": "place_town",
    "village": "place_village",
}
HOLDER_COLUMNS = {"banner": "away_banner", "town": "away_town", "village": "holder_unit"}
"""Where a holder is found that the place does not find already."""

Condition = dict[str, str]


def list_axes(viewer: Actor, directory: Directory) -> list[Condition]:
    """Return the conditions whose union is the viewer's reach, each on one indexed column.

    An empty condition means everything (the system). A region is the union of its leagues.
    """
    if viewer.kind == "system":
        return [{}]
    found: list[Condition] = []
    for unit in dict.fromkeys(viewer.units):
        if not directory.has(unit):
            continue
        view = directory.unit(unit)
        level = _level(directory, unit)
        # what was held by a unit that was joined to this one is held by this one
        found += [{"holder_unit": old} for old in directory.joined(unit)]
        if view.axis is not Axis.PLACE or not level:
            found.append({"holder_unit": unit})
            continue
        if level == "region":
            leagues = ("", *directory.children(unit))
            found += [{"place_league": league} for league in leagues]
            continue
        found.append({PLACE_COLUMNS[level]: unit})
        if level in HOLDER_COLUMNS:
            found.append({HOLDER_COLUMNS[level]: unit})
    return found


def _level(directory: Directory, unit: str) -> str:
    levels = directory.levels(unit)
    return next((name for name, code in levels.items() if code == unit), "")


def place_condition(directory: Directory, unit: str) -> Condition:
    """Return the condition for cases of a place and everything below it."""
    level = _level(directory, unit) if directory.has(unit) else ""
    column = PLACE_COLUMNS.get(level)
    return {column: unit} if column else ({} if level == "region" else {"holder_unit": unit})


def visible(viewer: Actor) -> QuerySet[Case]:
    """Return the cases that may be shown at all to this viewer, before reach.

    Sealed complaints are shown to their recipient alone.
    """
    rows = Case.objects.all()
    if viewer.kind == "system":
        return rows
    if "CASE_VIEW_SEALED" in viewer.permissions:
        if "CASE_VIEW" not in viewer.permissions:
            return rows.filter(sealed=True, holder_unit=viewer.unit)
        return rows.filter(Q(sealed=False) | Q(holder_unit=viewer.unit))
    if "CASE_VIEW" not in viewer.permissions:
        return rows.none()
    return rows.filter(sealed=False)


def split_by_axis(rows: QuerySet[Case], axes: list[Condition]) -> Iterator[QuerySet[Case]]:
    """Yield the rows of each axis without those of the axes before: their union, once each."""
    before: list[Condition] = []
    for axis in axes:
        part = rows.filter(**axis)
        for earlier in before:
            part = part.exclude(**earlier)
        before.append(axis)
        yield part
