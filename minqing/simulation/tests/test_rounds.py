"""Rounds of the demonstration: by the seed, in the windows asked about, nothing ahead of today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from minqing.households.public import Presence, Support
from minqing.kernel.periods import half_month_of
from minqing.simulation import rounds
from minqing.simulation.dwellings import Dwelling
from minqing.simulation.rounds import EXCUSE, MET, SPOKEN, Rounds, Trip, draw_trips, list_before

TODAY, SINCE = date(2026, 3, 24), date(2025, 6, 1)
DAYS = [TODAY, date(2026, 3, 1), date(2026, 3, 16), date(2026, 1, 1)]


def dwelling(number: int, presence: Presence) -> Dwelling:
    return Dwelling(f"H{number}", "V", "P", presence, 2, "甲", "", "1社", Support.ORDINARY, "1社")


RESIDENTS = [dwelling(number, Presence.RESIDENT) for number in range(400)]
AWAY = [dwelling(number, Presence.AWAY) for number in range(400, 580)]
OTHERS = [dwelling(number, Presence.TEMPORARY) for number in range(580, 600)]
ALL = [*RESIDENTS, *AWAY, *OTHERS]


def before(today: date = TODAY, seed: str = "s") -> list[Trip]:
    return list(list_before(ALL, seed, today, SINCE))


def test_same_seed_draws_the_same_trips() -> None:
    assert before() == before()
    assert before() != before(seed="t")


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("most", [0, 4000], ids=["last contact only", "windows in full"])
def test_everybody_was_spoken_with_not_long_ago(monkeypatch, today: date, most: int) -> None:
    monkeypatch.setattr(rounds, "MOST", most)
    trips = before(today)
    last = {trip.household: trip.on for trip in trips if trip.did in SPOKEN}
    assert set(last) == {one.id for one in ALL}
    assert max(trip.on for trip in trips) < today
    assert {one.id for one in ALL if (today - last[one.id]).days > 60} == set()


@pytest.mark.parametrize("days", [0, 1, 5])
def test_nothing_is_done_before_the_first_day(days: int) -> None:
    since = TODAY - timedelta(days=days)
    trips = list(list_before(ALL, "s", TODAY, since))
    assert all(since <= trip.on < TODAY for trip in trips)
    assert len({trip.household for trip in trips}) == (len(ALL) if days else 0)


def test_households_beyond_the_first_have_one_record(monkeypatch) -> None:
    monkeypatch.setattr(rounds, "MOST", 100)
    trips = before()
    later = [trip for trip in trips if int(trip.household[1:]) >= 100]
    assert len(later) == len(ALL) - 100
    assert {trip.did for trip in later} <= SPOKEN
    assert len(trips) - len(later) > 150


def test_away_households_are_called_and_residents_visited() -> None:
    ways = {trip.household: trip.did[0] for trip in before() if trip.did[0] != EXCUSE}
    assert {ways[one.id] for one in (*RESIDENTS, *OTHERS)} == {"visit"}
    assert {ways[one.id] for one in AWAY} == {"phone"}


def test_part_of_the_households_still_waits() -> None:
    seen = {t.household for t in before() if t.did == MET and t.on >= date(2026, 3, 16)}
    assert 0.35 < len(seen) / len(RESIDENTS) < 0.7


def test_who_is_excused_is_not_visited_in_that_window() -> None:
    found = [list(draw_trips(one, "s", half_month_of(TODAY))) for one in RESIDENTS]
    excused = [trips for trips in found if any(trip.did[0] == EXCUSE for trip in trips)]
    assert excused
    assert all(len(trips) == 1 for trips in excused)


def test_promise_lies_ahead_of_its_visit_and_is_kept_within_the_window() -> None:
    window = half_month_of(TODAY)
    found = [list(draw_trips(one, "s", window)) for one in RESIDENTS]
    promised = [trip for trips in found for trip in trips if trip.again_on]
    assert promised
    for trip in promised:
        assert trip.again_on is not None and trip.again_on > trip.on
        mine = [t.on for trips in found for t in trips if t.household == trip.household]
        assert (trip.again_on in mine) is (trip.again_on <= window.last)


def test_running_on_goes_on_with_the_windows_of_the_load() -> None:
    loaded, later = (Rounds(ALL, "s", TODAY + timedelta(days=days), SINCE) for days in (0, 3))
    for day in (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)):
        assert sorted(later.list_trips(day), key=str) == sorted(loaded.list_trips(day), key=str)
        assert loaded.list_trips(day)
    assert loaded.list_trips(TODAY - timedelta(days=200)) == []
