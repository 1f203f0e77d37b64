"""The half year that the district's mechanism reported on: the first of 2014. Pure.

82 needs: 43 solved in the community, 29 by the street, 10 by the district (WDM-F02 to F05; the
papers print “more than 80”). Exactly so many are raised, early enough that each can end by the
real rules before the report; where each ended is for those rules to say, and for
`minqing demo --check` to count.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

import msgspec
from msgspec.structs import replace

from minqing.simulation.dwellings import Dwelling
from minqing.simulation.needs import (
    LOCAL,
    Fate,
    Need,
    draw_moment,
    draw_need,
    iterate_days,
    weigh_day,
)
from minqing.simulation.staffing import share_out
from minqing.simulation.texts import LedgerSign, VillageKind

FIRST, LAST = date(2014, 1, 6), date(2014, 6, 30)
REPORTED_AT = datetime.combine(LAST + timedelta(days=1), time(), LOCAL).astimezone(UTC)
"""The end of the last day that the report counts."""

MEETINGS = 6
"""People's-situation analysis meetings of the half year (WDM-F01): one a month."""

AT_HOME = ("visit", "visit", "visitor", "meeting")
"""How what is settled in the community reached it: it is confirmed at the table."""

GATHERED = ("visit", "visit", "meeting", "opinion_box", "phone")
"""How what went up was gathered; with a name, so that somebody can be asked whether it helped."""


EXPLAINED = frozenset({"enquiry", "suggestion"})
"""Kinds that end in an explanation: the report counts what was solved."""


class Level(msgspec.Struct, frozen=True):
    """One line of the report: which level solved how many, raised until when."""

    name: str
    ledger: LedgerSign
    number: int
    until: date
    fate: Fate


LEVELS = (
    Level("community", "i", 43, date(2014, 6, 24), Fate(prompt=True)),
    Level("street", "r", 29, date(2014, 5, 9), Fate(prompt=True, in_town=True)),
    Level("district", "r", 7, date(2014, 4, 18), Fate(prompt=True)),
    # what the coordination meeting took up is the district's too
    Level("meeting", "r", 3, date(2014, 2, 28), Fate(prompt=True, joint=True)),
)


def count_district() -> dict[str, int]:
    """Return how many needs each level solved: community, street, district."""
    numbers = {level.name: level.number for level in LEVELS}
    numbers["district"] += numbers.pop("meeting")
    return numbers


def list_district_past(
    dwellings: Sequence[Dwelling],
    *,
    seed: str,
    kind_of: Callable[[str], VillageKind],
    name_of: Callable[[str], str],
    is_workday: Callable[[date], bool],
) -> dict[date, list[Need]]:
    """Return the needs of the half year by local day, in order of time."""
    by_day: dict[date, list[Need]] = {}
    here = [one for one in dwellings if one.presence != "away"]
    for level in LEVELS:
        for day, number in _list_slots(level, seed, is_workday):
            rng = random.Random(f"{seed} district past {day} {level.name} {number}")
            key = f"w-{day}-{level.name}-{number}"
            at = draw_moment(rng, day)
            need = draw_need(rng, key, at, here, kind_of, name_of, level.ledger)
            while need.kind in EXPLAINED:
                need = draw_need(rng, key, at, here, kind_of, name_of, level.ledger)
            channel = rng.choice(AT_HOME if level.ledger == "i" else GATHERED)
            told = replace(need, channel=channel, anonymity="named", fate=level.fate)
            by_day.setdefault(day, []).append(told)
    return {day: sorted(needs, key=lambda need: need.at) for day, needs in by_day.items()}


def _list_slots(
    level: Level, seed: str, is_workday: Callable[[date], bool]
) -> list[tuple[date, int]]:
    """Return (day, number) for every need of a line: on working days, spread evenly."""
    days = [day for day in iterate_days(FIRST, level.until) if is_workday(day)]
    rng = random.Random(f"{seed} district past {level.name}")
    weights = [weigh_day(day, is_workday) * rng.uniform(0.7, 1.3) for day in days]
    counts = share_out(level.number, weights)
    return [
        (day, number)
        for day, count in zip(days, counts, strict=True)
        for number in range(1, count + 1)
    ]
