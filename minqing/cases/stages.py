"""督办: how many living cases stand at each stage in each place, in one grouped count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count, Q

from minqing.cases.reach import place_condition, visible
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.public import Directory

LATE = "late"

Stages = Mapping[str, int]


def count_board(viewer: Actor, places: Iterable[str], *, now: datetime) -> dict[str, Stages]:
    """Return by place how many living cases have each status, and under `late` how many are late.

    Exact. Places outside of the viewer's reach are left out. One statement for all places of a
    level, answered from its index alone.
    """
    directory = get_snapshot(Directory)
    columns: dict[str, list[str]] = defaultdict(list)
    for place in places:
        if directory.has(place) and directory.reaches(viewer, place):
            for column, code in place_condition(directory, place).items():
                columns[column].append(code)
    found: dict[str, dict[str, int]] = {}
    for column, codes in columns.items():
        rows = visible(viewer).filter(living=True, **{f"{column}__in": codes})
        counted = rows.values_list(column, "status").order_by()
        late = Count("id", filter=Q(sort_at__lte=now))
        for code, status, number, passed in counted.annotate(Count("id"), late=late):
            stages = found.setdefault(code, {})
            stages[status] = number
            stages[LATE] = stages.get(LATE, 0) + passed
    return dict(found)
