"""Which needs a made-up banner has, day by day: when, where, how they arrive, what is said.

Pure and repeatable: a day's needs depend on the seed and the day alone, so that running on
for another week never changes the weeks before. Numbers: domain.md section 4.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone

import msgspec
from msgspec.structs import replace

from minqing.kernel.ids import derived_id
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
MEAN_WEIGHT = 0.82
"""Mean of a year's day weights: so that a month has as many needs as it is said to have."""

CHANNELS = ("visit", "phone", "visitor", "meeting", "opinion_box", "hotline", "portal", "superior")
CHANNEL_SHARES = (70, 6, 10, 5, 2, 4, 2, 1)
"""Of those at home; with the away ones, who telephone, 64 % are told at home, 12 % by phone."""
LEDGERS: tuple[LedgerSign, ...] = ("i", "a", "r")
LEDGER_SHARES = (76, 14, 10)
"""Ours: in 2014 it was 82, 14 and 4, when reported-up ones were still counted elsewhere."""

SPLIT, PART = "five-matters", "part"
"""Paths of a text with several matters, and of what becomes of each once it is parted."""

FROM_TOWN = frozenset({"hotline", "portal", "superior"})
"""Channels that the town's clerk sorts; the others are sorted by whoever was told."""


class Fate(msgspec.Struct, frozen=True):
    """What will happen to a need beyond the ordinary; shares of domain.md section 4.

    `refused`: "not_accepted" or "passed_on". `unsolved`: how many times the raiser says that
    it is not solved. `slow`: works past the deadline. `extended`: how many extensions.
    `misrouted`: first sent to a department that is not in charge; `insisted`: it has to take
    it all the same. `joint`: goes up to the joint meeting. `bad_draft`: the fault of the
    first draft of its answer. `prompt`: nobody lets it lie; `held_until`: no result before.
    """

    withdrawn: bool = False
    refused: str = ""
    planned: bool = False
    explained: bool = False
    unsolved: int = 0
    reopened: bool = False
    unreachable: bool = False
    paused: bool = False
    slow: bool = False
    misrouted: bool = False
    insisted: bool = False
    in_town: bool = False
    joint: bool = False
    extended: int = 0
    bad_draft: str = ""
    prompt: bool = False
    held_until: datetime | None = None


class Need(msgspec.Struct, frozen=True):
    """One need as it will be raised. `key` names it for ever; `at` is aware UTC.

    `path`: an edge or a manner of its own (course.py). `same`: key of the need whose matter it
    is, told by another household.
    """

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
    same: str = ""


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
    ledger: LedgerSign | None = None,
    shares: Sequence[float] = CHANNEL_SHARES,
) -> list[Need]:
    """Return the needs of one local day in order of time.

    `kind_of` and `name_of` tell a village's kind and daily name. `per_month`: mean number of
    needs in a month of weight 1. `stream`: name of a second, independent run of needs.
    `ledger`: the one all end in, else it is drawn. `shares`: of the channels, in their order.
    """
    rng = random.Random(f"{seed} day {day}{stream}")
    expected = per_month / 30.4 * weigh_day(day, is_workday) / MEAN_WEIGHT
    count = int(expected) + (rng.random() < expected % 1)
    moments = sorted(draw_moment(rng, day) for _ in range(count))
    return [
        draw_need(
            rng, f"{day}{stream}-{number}", moment, dwellings, kind_of, name_of, ledger, shares
        )
        for number, moment in enumerate(moments, start=1)
    ]


def weigh_day(day: date, is_workday: Callable[[date], bool]) -> float:
    """Return how many needs a day has, compared with an ordinary one of an ordinary month."""
    return MONTH_WEIGHTS[day.month] * _weigh_weekday(day, is_workday)


def _weigh_weekday(day: date, is_workday: Callable[[date], bool]) -> float:
    weight = WEEKDAYS[day.weekday()]
    if is_workday(day):
        return max(weight, 1.0)  # a make-up Saturday is a working day like others
    return min(weight, HOLIDAY)


def draw_moment(rng: random.Random, day: date) -> datetime:
    """Return a moment of a local day at which somebody tells of a need, aware UTC."""
    if rng.random() < 0.1:
        hour = rng.choice((7, 12, 18, 19, 20))
    else:
        hour = rng.choices((8, 9, 10, 11, 14, 15, 16, 17), (2, 3, 3, 2, 1, 2, 2, 1))[0]
    minute = rng.randint(30, 59) if hour == 14 else rng.randint(0, 59)
    moment = datetime.combine(day, time(hour, minute, rng.randint(0, 59)), LOCAL)
    return moment.astimezone(UTC)


def draw_need(
    rng: random.Random,
    key: str,
    at: datetime,
    dwellings: Sequence[Dwelling],
    kind_of: Callable[[str], VillageKind],
    name_of: Callable[[str], str],
    ledger: LedgerSign | None = None,
    shares: Sequence[float] = CHANNEL_SHARES,
) -> Need:
    """Return one need with its fate; `ledger`: the one it must end in, else it is drawn.
    `shares`: of the channels, in their order."""
    dwelling = _draw_dwelling(rng, dwellings)
    channel = _draw_channel(rng, dwelling, shares)
    ledger = ledger or rng.choices(LEDGERS, LEDGER_SHARES)[0]
    month = at.astimezone(LOCAL).month
    kind = kind_of(dwelling.village)
    matter = draw_matter(rng, kind=kind, month=month, ledger=ledger)
    slots = draw_slots(rng, place=name_of(dwelling.village), month=month, kind=kind)
    text = say(rng, matter, slots)
    if dwelling.presence == "away" and channel == "phone":
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


def tell_again(
    rng: random.Random, need: Need, key: str, day: date, village: Sequence[Dwelling]
) -> Need:
    """Return what another household of the village tells of the same matter on a later day."""
    others = [one for one in village if one.id != need.dwelling.id and one.presence != "away"]
    return replace(
        need,
        key=key,
        at=draw_moment(rng, day),
        dwelling=rng.choice(others or list(village)),
        channel=rng.choice(("visit", "visit", "phone", "visitor")),
        text=say(rng, need.matter, need.slots),
        anonymity="named",
        fate=Fate(in_town=need.fate.in_town, misrouted=False),
        same=need.key,
    )


def _draw_dwelling(rng: random.Random, dwellings: Sequence[Dwelling]) -> Dwelling:
    chosen = rng.choice(dwellings)
    # away households are heard less often than their number says
    for _ in range(2):
        if chosen.presence == "away" and rng.random() < 0.85:
            chosen = rng.choice(dwellings)
    return chosen


def _draw_channel(rng: random.Random, dwelling: Dwelling, shares: Sequence[float]) -> str:
    if dwelling.presence == "away" and rng.random() < 0.6:
        return "phone"
    return rng.choices(CHANNELS, shares)[0]


def _draw_anonymity(rng: random.Random, channel: str) -> str:
    if channel == "opinion_box" and rng.random() < 0.4:
        return "anonymous"
    return "sealed" if rng.random() < 0.01 else "named"


SOLVED_SHARES: Mapping[LedgerSign, float] = {"i": 0.96, "a": 0.92, "r": 0.78}


BAD_DRAFTS = ("forwarded", "no_unit_no_date", "copied_question", "other_case", "personal_data")


def draw_fate(rng: random.Random, ledger: LedgerSign, *, away: bool, matter: Matter) -> Fate:
    """Return what will happen to a need; every draw is made, so that fates stay comparable.

    Shares of all needs are turned into shares of the ledgers in which the thing can happen:
    what is settled at the table is not refused, extended or sent to a wrong department.
    """
    odds = [rng.random() for _ in range(15)]
    up, timed = ledger == "r", ledger != "i"
    in_town = up and odds[10] < 0.35
    unsolved = odds[4] > SOLVED_SHARES[ledger]
    misrouted = up and not in_town and odds[9] < 0.125
    return Fate(
        withdrawn=odds[0] < 0.01,
        refused=("" if not timed or odds[1] > 0.125 else WAYS_OUT[odds[1] > 0.075]),
        planned=up and bool(matter.plan) and odds[2] < 0.30,
        explained=odds[3] < (0.25 if ledger == "i" else 0.10),
        unsolved=unsolved + (unsolved and odds[5] < 0.18),
        reopened=odds[5] > 0.979,
        unreachable=odds[6] < (0.15 if away else 0.09),
        paused=odds[7] < 0.08 and timed,
        slow=odds[8] < 0.10,
        misrouted=misrouted,
        insisted=misrouted and odds[12] < 0.20,
        in_town=in_town,
        joint=up and odds[10] > 0.90,
        extended=(2 if odds[11] < 0.03 else 1 if odds[11] < 0.15 else 0) if timed else 0,
        bad_draft=BAD_DRAFTS[int(odds[14] * len(BAD_DRAFTS))] if up and odds[13] < 0.10 else "",
    )


WAYS_OUT = ("not_accepted", "passed_on")


def case_id(seed: str, key: str) -> str:
    """Return the case's id of a need: the same for ever."""
    return derived_id(seed, "case", key)


def part_key(key: str, number: int) -> str:
    """Return the key of the need that is one matter of a longer text, counted from 2."""
    return f"{key}-part-{number}"


def iterate_days(first: date, last: date) -> Iterator[date]:
    """Yield the days from first to last, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
