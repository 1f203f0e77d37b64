"""Level columns of pairs, by cursor."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from minqing.log.public import LogEntry, get_snapshot, recompute_some
from minqing.org.public import LEVEL_NAMES, UNITS_MOVED, Directory
from minqing.partnerships.models import Pair


def follow_units(entries: Sequence[LogEntry]) -> None:
    """Write the level columns of the pairs of these units again; harmless to repeat."""
    directory = get_snapshot(Directory)
    found: dict[str, None] = {}
    for entry in entries:
        if entry.type in UNITS_MOVED and directory.has(entry.key):
            column = LEVEL_NAMES.get(directory.unit(entry.key).level, "")
            asked = Q(unit=entry.key)
            if column in ("league", "banner", "town", "village"):
                asked |= Q(**{column: entry.key})
            rows = Pair.objects.filter(asked).order_by("id")
            found.update(dict.fromkeys(rows.values_list("id", flat=True)))
    recompute_some("pair", found)
