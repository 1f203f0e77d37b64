"""Which level settled a case: community, street, district (WDM-27), banner, town, village.

The levels are those that the mechanism's papers speak of; a rung stands on the level of the
first of its kinds of units that a level knows. The rung that counts is the one on which the
result was written down. Pure.
"""

from __future__ import annotations

import msgspec

from minqing.cases.pack import CasesSection, Rung, find_rung
from minqing.cases.state import CaseState
from minqing.cases.terms import Outcome, Status
from minqing.mechanisms.public import Pack

SETTLED = (Outcome.SOLVED, Outcome.PARTLY, Outcome.EXPLAINED, Outcome.CANNOT_BY_RULE)
"""Outcomes of what was settled here; passed on, not accepted and withdrawn were not."""


class Level(msgspec.Struct, frozen=True):
    """One level that settles matters, in the words of its mechanism."""

    code: str
    zh: str
    en: str


def find_level(pack: Pack, rung: str) -> Level | None:
    """Return the level on which a rung of the pack's ladder stands; None for no such rung."""
    section = pack.section("cases")
    if not isinstance(section, CasesSection) or rung not in {one.code for one in section.ladder}:
        return None
    return _level_of(pack, find_rung(section, rung))


def _level_of(pack: Pack, rung: Rung) -> Level:
    for kind in rung.unit_kinds:
        for level in pack.levels:
            if kind in level.kinds:
                return Level(level.id, level.name_zh, level.name_en)
    return Level(rung.code, rung.zh, rung.en)


def list_rungs(pack: Pack, level: str) -> list[str]:
    """Return the codes of the rungs that stand on a level."""
    section = pack.section("cases")
    rungs = section.ladder if isinstance(section, CasesSection) else ()
    return [rung.code for rung in rungs if _level_of(pack, rung).code == level]


def list_levels(pack: Pack) -> list[Level]:
    """Return the levels that settle matters, the lowest first."""
    section = pack.section("cases")
    rungs = section.ladder if isinstance(section, CasesSection) else ()
    return list(dict.fromkeys(_level_of(pack, rung) for rung in rungs))


def find_settling_level(state: CaseState, pack: Pack) -> Level | None:
    """Return the level that settled an ended case; None while it lives or was not settled here.

    Results written before the rung stood in them count on the rung where the case ended.
    """
    result = state.result
    if state.status is not Status.CLOSED or result is None or result.outcome not in SETTLED:
        return None
    return find_level(pack, result.rung or state.rung)
