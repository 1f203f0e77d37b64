"""What each level settled among rows of cases, and the rows behind each number (WDM-27)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from django.db.models import Q, QuerySet

from minqing.cases.levels import SETTLED, Level, find_level, list_levels, list_rungs
from minqing.cases.models import Case
from minqing.cases.terms import Outcome
from minqing.mechanisms.public import Pack, Packs

SOLVED = (Outcome.SOLVED, Outcome.PARTLY)


class LevelCount(msgspec.Struct, frozen=True):
    """What one level settled; `by`: outcome → cases that ended so."""

    level: Level
    by: Mapping[str, int] = {}

    @property
    def settled(self) -> int:
        return sum(self.by.values())

    @property
    def solved(self) -> int:
        """How many were solved, in part or in full."""
        return sum(self.by.get(outcome, 0) for outcome in SOLVED)


def tally_levels(
    groups: Iterable[tuple[str, int, str, str, int]], packs: Packs, own: Pack | None
) -> tuple[LevelCount, ...]:
    """Add up (mechanism, version, rung, outcome, how many) by level, every level of the place's
    own mechanism among them. Pure."""
    found: dict[Level, dict[str, int]] = {level: {} for level in (list_levels(own) if own else ())}
    for key, version, rung, outcome, number in groups:
        level = find_level(packs.get(key, version), rung)
        if level is not None:
            by = found.setdefault(level, {})
            by[outcome] = by.get(outcome, 0) + number
    return tuple(LevelCount(level, by) for level, by in found.items())


def narrow_to_level(rows: QuerySet[Case], packs: Packs, code: str, outcome: str) -> QuerySet[Case]:
    """Return the rows that one number of `tally_levels` counts; `outcome` "": all of the level."""
    settled = _settled(rows)
    wanted = Q(pk__in=())
    for key, version in settled.order_by().values_list("pack", "pack_version").distinct():
        rungs = list_rungs(packs.get(key, version), code)
        wanted |= Q(pack=key, pack_version=version, rung__in=rungs)
    settled = settled.filter(wanted)
    return settled.filter(outcome=outcome) if outcome else settled


def _settled(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.filter(living=False, outcome__in=[str(one) for one in SETTLED])
