"""The half year that the mechanism itself reported on: 1 March to 27 September 2014. Pure.

4,522 needs were sorted out: 3,712 settled on the spot, 631 by agent, 44 by joint handling,
135 in progress (domain.md section 0). Here exactly so many are raised, spread over months,
weekdays and channels like others, and each gets a fate that makes it end, or still wait, when
the report was written. Nothing is counted here: what comes of them is for the real rules to
say, and `minqing demo --check` to count.
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

FIRST, LAST = date(2014, 3, 1), date(2014, 9, 27)
REPORTED_AT = datetime.combine(LAST + timedelta(days=1), time(), LOCAL).astimezone(UTC)
"""The end of the last day that the report counts."""


class Outcome(msgspec.Struct, frozen=True):
    """One line of the report: its number, and between which days its needs were raised.

    `name`: on_spot, agent, joint, planned or open; the last two are in progress.
    """

    name: str
    ledger: LedgerSign
    number: int
    since: date = FIRST
    until: date = LAST


OUTCOMES = (
    # joint handling takes a quarter, so it is raised before the summer
    Outcome("joint", "r", 44, until=date(2014, 6, 20)),
    # listed for money that comes later: on the books when the report was written
    Outcome("planned", "r", 39, since=date(2014, 6, 2), until=date(2014, 7, 31)),
    Outcome("open", "r", 96, since=date(2014, 8, 25)),
    # papers come back within twelve days
    Outcome("agent", "a", 631, until=date(2014, 9, 5)),
    Outcome("on_spot", "i", 3712),
)
HURRIED = date(2014, 8, 20)
"""From here on what is settled on the spot is confirmed at the table: no window may still be
open when the report is written (15 days, and up to a week until it is noticed)."""

DOUBTED = date(2014, 7, 10)
"""Until here a raiser may say that it is not solved: what follows takes up to two months."""

EXTENDED_BEFORE = datetime(2014, 9, 8, tzinfo=UTC)


def list_past_needs(
    dwellings: Sequence[Dwelling],
    *,
    seed: str,
    share: float,
    kind_of: Callable[[str], VillageKind],
    name_of: Callable[[str], str],
    is_workday: Callable[[date], bool],
) -> dict[date, list[Need]]:
    """Return the needs of the half year by local day, in order of time.

    `share`: which part of the reported numbers (1.0: all of them), rounded line by line.
    """
    by_day: dict[date, list[Need]] = {}
    for day, number, outcome in _list_slots(seed, share, is_workday):
        rng = random.Random(f"{seed} past {day} {outcome.name} {number}")
        key = f"{day}-{outcome.name}-{number}"
        at = draw_moment(rng, day)
        need = draw_need(rng, key, at, dwellings, kind_of, name_of, outcome.ledger)
        while not _fits(need, outcome, day):
            need = draw_need(rng, key, at, dwellings, kind_of, name_of, outcome.ledger)
        by_day.setdefault(day, []).append(_give_fate(rng, need, outcome, day))
    return {day: sorted(needs, key=lambda need: need.at) for day, needs in by_day.items()}


def count_expected(share: float) -> dict[str, int]:
    """Return how many needs each line of the report has: on_spot, agent, joint, in_progress."""
    numbers = {outcome.name: round(outcome.number * share) for outcome in OUTCOMES}
    in_progress = numbers.pop("planned") + numbers.pop("open")
    return {**numbers, "in_progress": in_progress}


def _list_slots(
    seed: str, share: float, is_workday: Callable[[date], bool]
) -> list[tuple[date, int, Outcome]]:
    """Return (day, number, outcome) for every need: days weighed by season and weekday."""
    slots = []
    for outcome in OUTCOMES:
        days = list(iterate_days(outcome.since, outcome.until))
        rng = random.Random(f"{seed} past {outcome.name}")
        weights = [weigh_day(day, is_workday) * rng.uniform(0.7, 1.3) for day in days]
        counts = share_out(round(outcome.number * share), weights)
        for day, count in zip(days, counts, strict=True):
            slots += [(day, number, outcome) for number in range(1, count + 1)]
    return slots


def _fits(need: Need, outcome: Outcome, day: date) -> bool:
    if outcome.name == "planned":
        return bool(need.matter.plan)
    at_home = outcome.name == "on_spot" and day >= HURRIED
    return not at_home or need.dwelling.presence != "away"


def _give_fate(rng: random.Random, need: Need, outcome: Outcome, day: date) -> Need:
    fate = need.fate
    match outcome.name:
        case "on_spot":
            return _settle(need, day)
        case "agent":
            plain = Fate(explained=fate.explained, prompt=True)
        case "joint":
            plain = Fate(joint=True, prompt=True, bad_draft=fate.bad_draft)
        case "planned":
            plain = Fate(planned=True, prompt=True)
        case _:
            held = max(need.at, REPORTED_AT) + timedelta(weeks=rng.uniform(0.3, 2.5))
            extended = int(need.at < EXTENDED_BEFORE)
            plain = Fate(extended=extended, held_until=held, bad_draft=fate.bad_draft)
    return replace(need, fate=plain, anonymity="named")


def _settle(need: Need, day: date) -> Need:
    """Return a need that ends on the spot, in time for the report."""
    hurried = day >= HURRIED
    unsolved = min(need.fate.unsolved, 1) if day <= DOUBTED else 0
    fate = Fate(explained=need.fate.explained, unsolved=unsolved, prompt=hurried)
    if not hurried:
        return replace(need, fate=fate)
    channel = need.channel if need.channel in ("visitor", "meeting") else "visit"
    return replace(need, fate=fate, channel=channel, anonymity="named")
