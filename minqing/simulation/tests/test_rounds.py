"""Rounds of the demonstration: by the seed, in the windows asked about, nothing ahead of today."""

from __future__ import annotations

from datetime import date

import pytest

from minqing.households.public import Presence, Support
from minqing.simulation.dwellings import Dwelling
from minqing.simulation.rounds import MET, draw_trips

TODAY = date(2026, 3, 24)


def dwelling(number: int, presence: Presence) -> Dwelling:
    return Dwelling(f"H{number}", "V", "P", presence, 2, "甲", "", "1社", Support.ORDINARY, "1社")


RESIDENTS = [dwelling(number, Presence.RESIDENT) for number in range(400)]
AWAY = [dwelling(number, Presence.AWAY) for number in range(400, 600)]


def test_same_seed_draws_the_same_trips() -> None:
    assert list(draw_trips(RESIDENTS, "s", TODAY)) == list(draw_trips(RESIDENTS, "s", TODAY))
    assert list(draw_trips(RESIDENTS, "s", TODAY)) != list(draw_trips(RESIDENTS, "t", TODAY))


@pytest.mark.parametrize("today", [TODAY, date(2026, 3, 1), date(2026, 3, 16), date(2026, 1, 1)])
def test_no_trip_lies_ahead_and_none_too_far_back(today: date) -> None:
    trips = list(draw_trips([*RESIDENTS, *AWAY], "s", today))
    assert trips
    assert all(trip.on <= today for trip in trips)
    assert all(trip.again_on is None or trip.again_on > today for trip in trips)
    assert min(trip.on for trip in trips) >= date.fromordinal(today.toordinal() - 28)


def test_away_households_are_called_and_residents_visited() -> None:
    assert {trip.did[0] for trip in draw_trips(RESIDENTS, "s", TODAY)} == {"visit"}
    assert {trip.did[0] for trip in draw_trips(AWAY, "s", TODAY)} == {"phone"}


def test_part_of_the_households_still_waits() -> None:
    seen = {
        trip.household
        for trip in draw_trips(RESIDENTS, "s", TODAY)
        if trip.did == MET and trip.on >= date(2026, 3, 16)
    }
    assert 0.4 < len(seen) / len(RESIDENTS) < 0.8
