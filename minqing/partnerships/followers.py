"""Derived columns of projects after a unit moved or was joined to another. By cursor."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from minqing.log.public import LogEntry, get_snapshot, recompute_some
from minqing.org.public import LEVEL_NAMES, UNITS_MOVED, Directory
from minqing.partnerships.models import Project


def follow_units(entries: Sequence[LogEntry]) -> None:
    """Write the level columns of the projects of these units again; harmless to repeat."""
    directory = get_snapshot(Directory)
    found: dict[str, None] = {}
    for entry in entries:
        if entry.type in UNITS_MOVED and directory.has(entry.key):
            found.update(dict.fromkeys(_list_touched(directory, entry.key)))
    recompute_some("project", found)


def _list_touched(directory: Directory, unit: str) -> list[str]:
    # by level and not by today's columns: those are what may be out of date
    column = LEVEL_NAMES.get(directory.unit(unit).level, "")
    asked = Q(place=unit)
    if column in ("league", "banner", "town", "village"):
        asked |= Q(**{column: unit})
    return list(Project.objects.filter(asked).order_by("id").values_list("id", flat=True))
