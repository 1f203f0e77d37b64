"""Derived columns of cases after a unit moved or was joined to another. By cursor.

The place and the unit that holds a case stay as they were written; where they stand today is
derived, so that whoever reaches the unit of today finds the case in his lists.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from minqing.cases.models import Case
from minqing.cases.reach import PLACE_COLUMNS
from minqing.log.public import LogEntry, get_snapshot, recompute_some
from minqing.org.public import LEVEL_NAMES, UNITS_MOVED, Directory


def follow_units(entries: Sequence[LogEntry]) -> None:
    """Write the rows of the cases of these units again; harmless to repeat."""
    directory = get_snapshot(Directory)
    found: dict[str, None] = {}
    for entry in entries:
        if entry.type in UNITS_MOVED and directory.has(entry.key):
            found.update(dict.fromkeys(_list_touched(directory, entry.key)))
    recompute_some("case", found)


def _list_touched(directory: Directory, unit: str) -> list[str]:
    holders = (unit, *directory.below(unit), *directory.below(directory.current(unit)))
    asked = Q(place=unit) | Q(holder_unit__in=dict.fromkeys(holders))
    column = PLACE_COLUMNS.get(LEVEL_NAMES.get(directory.unit(unit).level, ""))
    if column:
        asked |= Q(**{column: unit})
    return list(Case.objects.filter(asked).order_by("id").values_list("id", flat=True))
