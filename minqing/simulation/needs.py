"""Which needs a made-up banner has, day by day: when, where, how they arrive, what is said.

Pure and repeatable: a day's needs depend on the seed and the day alone, so that running on
for another week never changes the weeks before. Numbers: domain.md section 4.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone

import msgspec

from minqing.simulation.dwellings import Dwelling
from minqing.simulation.texts import (
    LedgerSign,
    Matter,
    VillageKind,
    draw_matter,
    draw_slots,
    say,
)

LOCAL = timezone(timedelta(hours=8))
MONTH_WEIGHTS: Mapping[int, float] = {
    1: 1.05, 2: 0.70, 3: 1.25, 4: 1.20, 5: 1.05, 6: 0.90,
    7: 0.95, 8: 0.95, 9: 0.95, 10: 0.95, 11: 1.05, 12: 1.10,
}  # fmt: skip
WEEKDAYS = (1.3, 1.05, 1.0, 1.0, 1.0, 0.45, 0.35)
HOLIDAY = 0.3
CHANNELS = ("visit", "phone", "visitor", "meeting", "opinion_box", "hotline", "portal", "superior")
CHANNEL_SHARES = (64, 12, 10, 5, 2, 4, 2, 1)
LEDGERS: tuple[LedgerSign, ...] = ("i", "a", "r")
LEDGER_SHARES = (76, 14, 10)
"""Ours: in 2014 it was 82, 14 and 4, when reported-up ones were still counted elsewhere."""

FROM_TOWN = frozenset({"hotline", "portal", "superior"})
"""Channels that the town's clerk sorts; the others are sorted by whoever was told."""


class Fate(msgspec.Struct, frozen=True):
    """What will happen to a need beyond the ordinary; shares of domain.md section 4.

    `slow`: works past the deadline. `extended`: how many extensions. `misrouted`: first sent
    to a department that is not in charge. `joint`: goes up to the joint meeting.
    """

    withdrawn: bool = False
    refused: bool = False
    planned: bool = False
    explained: bool = False
    unsolved: bool = False
    reopened: bool = False
    unreachable: bool = False
    paused: bool = False
    slow: bool = False
    misrouted: bool = False
    in_town: bool = False
    joint: bool = False
    extended: int = 0


class Need(msgspec.Struct, frozen=True):
    """One need as it will be raised. `key` names it for ever; `at` is aware UTC."""

    key: str
    at: datetime
    dwelling: Dwelling
    channel: str
    ledger: LedgerSign
    matter: Matter
    text: str
    slots: Mapping[str, str]
    kind: str
    fate: Fate
    anonymity: str = "named"
    language: str = "zh"
    path: str = ""
    links: tuple[str, ...] = ()


def list_needs(
    day: date,
    dwellings: Sequence[Dwelling],
    *,
    seed: str,
    per_month: float,
    kind_of: Callable[[str], VillageKind],
    name_of: Callable[[str], str],
    is_workday: Callable[[date], bool],
    stream: str = "",
) -> list[Need]:
    """Return the needs of one local day in order of time.

    `kind_of` and `name_of` tell a village's kind and daily name. `per_month`: mean number of
    needs in a month of weight 1. `stream`: name of a second, independent run of needs.
    """
    rng = random.Random(f"{seed} day {day}{stream}")
    expected = per_month / 30.4 * MONTH_WEIGHTS[day.month] * _weigh_day(day, is_workday)
    count = int(expected) + (rng.random() < expected % 1)
    moments = sorted(_draw_moment(rng, day) for _ in range(count))
    return [
        _draw_need(rng, f"{day}{stream}-{number}", moment, dwellings, kind_of, name_of)
        for number, moment in enumerate(moments, start=1)
    ]


def _weigh_day(day: date, is_workday: Callable[[date], bool]) -> float:
    weight = WEEKDAYS[day.weekday()]
    if is_workday(day):
        return max(weight, 1.0)  # a make-up Saturday is a working day like others
    return min(weight, HOLIDAY)


def _draw_moment(rng: random.Random, day: date) -> datetime:
    if rng.random() < 0.1:
        hour = rng.choice((7, 12, 18, 19, 20))
    else:
        hour = rng.choices((8, 9, 10, 11, 14, 15, 16, 17), (2, 3, 3, 2, 1, 2, 2, 1))[0]
    minute = rng.randint(30, 59) if hour == 14 else rng.randint(0, 59)
    moment = datetime.combine(day, time(hour, minute, rng.randint(0, 59)), LOCAL)
    return moment.astimezone(UTC)


def _draw_need(
    rng: random.Random,
    key: str,
    at: datetime,
    dwellings: Sequence[Dwelling],
    kind_of: Callable[[str], VillageKind],
    name_of: Callable[[str], str],
) -> Need:
    dwelling = _draw_dwelling(rng, dwellings)
    channel = _draw_channel(rng, dwelling)
    ledger = rng.choices(LEDGERS, LEDGER_SHARES)[0]
    month = at.astimezone(LOCAL).month
    matter = draw_matter(rng, kind=kind_of(dwelling.village), month=month, ledger=ledger)
    slots = draw_slots(rng, place=name_of(dwelling.village), month=month)
    text = say(rng, matter, slots)
    if dwelling.presence == "away":
        text = f"{text}（户主在外地，来电说）"
    return Need(
        key=key,
        at=at,
        dwelling=dwelling,
        channel=channel,
        ledger=ledger,
        matter=matter,
        text=text,
        slots=slots,
        kind=matter.kind,
        fate=draw_fate(rng, ledger, away=dwelling.presence == "away", matter=matter),
        anonymity=_draw_anonymity(rng, channel),
    )


def _draw_dwelling(rng: random.Random, dwellings: Sequence[Dwelling]) -> Dwelling:
    chosen = rng.choice(dwellings)
    # away households are heard less often: half of the first draws are drawn again
    if chosen.presence == "away" and rng.random() < 0.5:
        chosen = rng.choice(dwellings)
    return chosen


def _draw_channel(rng: random.Random, dwelling: Dwelling) -> str:
    if dwelling.presence == "away":
        return "phone"
    return rng.choices(CHANNELS, CHANNEL_SHARES)[0]


def _draw_anonymity(rng: random.Random, channel: str) -> str:
    if channel == "opinion_box" and rng.random() < 0.4:
        return "anonymous"
    return "sealed" if rng.random() < 0.01 else "named"


SOLVED_SHARES: Mapping[LedgerSign, float] = {"i": 0.96, "a": 0.92, "r": 0.78}


def draw_fate(rng: random.Random, ledger: LedgerSign, *, away: bool, matter: Matter) -> Fate:
    """Return what will happen to a need; every draw is made, so that fates stay comparable."""
    odds = [rng.random() for _ in range(12)]
    up = ledger == "r"
    in_town = up and odds[10] < 0.35
    return Fate(
        withdrawn=odds[0] < 0.01,
        refused=odds[1] < 0.03 and ledger == "a",
        planned=up and bool(matter.plan) and odds[2] < 0.30,
        explained=odds[3] < (0.25 if ledger == "i" else 0.10),
        unsolved=odds[4] > SOLVED_SHARES[ledger],
        reopened=odds[5] < 0.03,
        unreachable=odds[6] < (0.15 if away else 0.09),
        paused=odds[7] < 0.06 and ledger != "i",
        slow=odds[8] < 0.03,
        misrouted=up and not in_town and odds[9] < 0.10,
        in_town=in_town,
        joint=up and odds[10] > 0.90,
        extended=(2 if odds[11] < 0.03 else 1 if odds[11] < 0.15 else 0) if up else 0,
    )


def iterate_days(first: date, last: date) -> Iterator[date]:
    """Yield the days from first to last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
