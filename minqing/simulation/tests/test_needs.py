"""Needs of a day: repeatable, in office hours, in the proportions that domain.md tells."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from minqing.kernel.calendar import load_default_calendar
from minqing.simulation.dwellings import Dwelling, draw_dwellings
from minqing.simulation.edges import FIRST_WELL, PLACES, list_edges
from minqing.simulation.needs import LOCAL, Need, draw_fate, iterate_days, list_needs
from minqing.simulation.people import Slice
from minqing.simulation.sources import AGAIN_DAYS, list_told_again
from minqing.simulation.staffing import list_single_postings
from minqing.simulation.texts import load_edges, load_matters

VILLAGES = ("150627101201", "150627101202", "150627101203")
PART = Slice("150627", ("150627101",), VILLAGES, tuple(list_single_postings(VILLAGES, "seed")))
DWELLINGS: list[Dwelling] = draw_dwellings(PART, "seed")
CALENDAR = load_default_calendar()


def needs_of(day: date, *, per_month: float = 300, seed: str = "seed") -> list[Need]:
    return list_needs(
        day,
        DWELLINGS,
        seed=seed,
        per_month=per_month,
        kind_of=lambda village: "f",
        name_of=lambda village: "某村",
        is_workday=CALENDAR.is_workday,
    )


def edges_of(day: date, last: date = date(2026, 12, 31)) -> list[Need]:
    return list_edges(
        day,
        last,
        [[one for one in DWELLINGS if one.village == village] for village in VILLAGES],
        seed="seed",
        name_of=lambda unit: "某村",
        case_of=str.upper,
    )


def test_dwellings_are_one_caseload_a_village() -> None:
    counts = Counter(dwelling.village for dwelling in DWELLINGS)
    assert set(counts) == set(PART.villages)
    assert all(60 <= count <= 70 for count in counts.values())
    assert len({dwelling.id for dwelling in DWELLINGS}) == len(DWELLINGS)
    assert all(dwelling.phone.startswith("100-") for dwelling in DWELLINGS)


def test_needs_of_a_day_are_the_same_again() -> None:
    day = date(2026, 3, 16)
    assert needs_of(day) == needs_of(day)
    assert needs_of(day) != needs_of(day, seed="other")


def test_needs_stand_on_their_local_day_in_order() -> None:
    for day in iterate_days(date(2026, 3, 1), date(2026, 3, 31)):
        moments = [need.at for need in needs_of(day)]
        assert moments == sorted(moments)
        assert all(moment.astimezone(LOCAL).date() == day for moment in moments)


def test_needs_are_more_on_mondays_than_on_holidays() -> None:
    days = list(iterate_days(date(2026, 3, 1), date(2026, 9, 27)))
    mondays = [len(needs_of(d)) for d in days if d.weekday() == 0 and CALENDAR.is_workday(d)]
    off = [len(needs_of(d)) for d in days if not CALENDAR.is_workday(d)]
    assert sum(mondays) / len(mondays) > 3 * sum(off) / len(off)


def test_needs_of_a_year_keep_channels_and_ledgers() -> None:
    drawn = [n for d in iterate_days(date(2026, 1, 1), date(2026, 12, 30)) for n in needs_of(d)]
    ledgers = Counter(need.ledger for need in drawn)
    assert ledgers["i"] > 4 * ledgers["a"] > 4 * 0.7 * ledgers["r"] > 0
    channels = Counter(need.channel for need in drawn)
    assert 0.59 < channels["visit"] / len(drawn) < 0.69  # domain.md: 64 %
    assert 0.09 < channels["phone"] / len(drawn) < 0.15  # 12 %
    assert 3200 < len(drawn) < 4000  # 300 a month, twelve months


@pytest.mark.parametrize("ledger", ["i", "a"])
def test_fate_of_what_stays_in_the_village_never_leaves_it(ledger) -> None:
    rng = random.Random(1)
    matter = load_matters()[0]
    fates = [draw_fate(rng, ledger, away=False, matter=matter) for _ in range(500)]
    assert not any(f.joint or f.misrouted or f.in_town or f.planned for f in fates)


def test_fate_is_never_both_in_town_and_misrouted() -> None:
    rng = random.Random(1)
    matter = next(matter for matter in load_matters() if matter.plan)
    fates = [draw_fate(rng, "r", away=True, matter=matter) for _ in range(2000)]
    assert not any(f.in_town and (f.misrouted or f.joint) for f in fates)
    assert any(f.planned for f in fates) and any(f.misrouted for f in fates)


def test_whoever_tells_a_matter_again_does_so_once() -> None:
    keys: list[str] = []
    first = date(2026, 3, 2)
    for day in iterate_days(first, first + timedelta(days=60)):
        for need in needs_of(day):
            for ago in range(1, AGAIN_DAYS + 1):
                told = list_told_again(
                    need, day + timedelta(days=ago), ago, seed="seed", village=DWELLINGS
                )
                keys += [one.key for one in told]
    assert len(keys) == len(set(keys))
    # of two that tell the same matter both do
    assert {key[:-1] + "1" for key in keys if key.endswith("-again-2")} <= set(keys)
    assert any(key.endswith("-again-2") for key in keys)


def test_every_edge_is_raised_in_the_year() -> None:
    year = iterate_days(date(2026, 1, 1), date(2026, 12, 20))
    raised = [need for day in year for need in edges_of(day)]
    for key in load_edges():
        assert any(need.key.startswith(f"edge-{key}") for need in raised), key
    assert len({need.key for need in raised}) == len(raised)


def test_every_edge_is_raised_again_shortly_before_the_last_day() -> None:
    last = date(2026, 11, 22)
    recent = [n for d in iterate_days(last - timedelta(days=6), last) for n in edges_of(d, last)]
    assert {key for key in PLACES if any(key in need.key for need in recent)} == set(PLACES)


def test_same_well_is_raised_by_eleven_households_that_point_at_the_first() -> None:
    days = iterate_days(FIRST_WELL, FIRST_WELL + timedelta(days=6))
    wells = [n for d in days for n in edges_of(d) if n.key.startswith("edge-same-well")]
    assert len({need.dwelling.id for need in wells}) == 11
    assert [need.links for need in wells].count(("case:EDGE-SAME-WELL-0",)) == 10


def test_long_text_and_voice_note_keep_their_marks() -> None:
    august = edges_of(date(2026, 8, 12))
    september = edges_of(date(2026, 9, 12))
    assert max(len(need.text) for need in august) >= 3000
    assert {need.language for need in september} == {"zh", "mn"}
