"""How often what was suggested is what a person decided: by category, never by person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from minqing.facts.public import iterate_facts

LOOKED_BACK = timedelta(days=90)

FEWEST_SHOWN = 5
"""A category with fewer suggestions is not listed: it would tell of single decisions."""


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """One decided category ("" all of them): suggestions made, how often it stood first, how
    often among those shown."""

    category: str
    shown: int
    first: int
    among: int


def count_followed(*, now: datetime) -> tuple[Followed, tuple[Followed, ...]]:
    """Return all suggestions of the last 90 days, and each category, most often shown first."""
    rows = iterate_facts("category_suggested", since=now - LOOKED_BACK)
    return tally((category, data.get("place", 0)) for category, data in rows)


def tally(rows: Iterable[tuple[str, Any]]) -> tuple[Followed, tuple[Followed, ...]]:
    """Count rows of decided category and its place among those shown (0: not shown)."""
    counts: dict[str, list[int]] = {}
    for category, place in rows:
        found = counts.setdefault(category, [0, 0, 0])
        found[0] += 1
        found[1] += place == 1
        found[2] += place > 0
    total = [sum(found[number] for found in counts.values()) for number in range(3)]
    each = [
        Followed(category=category, shown=found[0], first=found[1], among=found[2])
        for category, found in counts.items()
        if found[0] >= FEWEST_SHOWN
    ]
    each.sort(key=lambda one: (-one.shown, one.category))
    return Followed(category="", shown=total[0], first=total[1], among=total[2]), tuple(each)
