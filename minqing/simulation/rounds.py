"""Who went to see whom: the visits and calls of the mechanism's windows, by the seed. Pure.

A window is half a month for residents, a month for who is away or here for a time; the away
are called. About nine in ten are seen in each, on a day that is drawn; some are not met, some
excused, a few promised a day. What is drawn for a window never depends on today, so letting the
demonstration run on goes on with it.

Up to the day of the load the households of the accounts to try have their last windows in full,
every other one the last time that somebody was spoken with there.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from minqing.activities.public import RecordActivity
from minqing.duties.public import ExcuseVisits
from minqing.households.public import Presence
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command
from minqing.kernel.periods import DayPeriod, half_month_of, month_of
from minqing.simulation.dwellings import Dwelling

MET, NOT_MET, CALLED, NO_ANSWER = (
    ("visit", "met"), ("visit", "not-met"), ("phone", "reached"), ("phone", "no-answer"),
)  # fmt: skip
EXCUSES = ("snow", "away", "hospital")
SEEN, MISSED, GIVEN_UP, PROMISED, EXCUSED = 0.92, 0.08, 0.4, 0.03, 0.016
"""Odds in one window: of being seen at all; of a first time in vain, and of leaving it at that;
of a promise to come again; of an excuse instead."""

WINDOWS = 2
"""So many windows are made in full: the one that today asks about and the one before."""

LONGEST_AGO = timedelta(days=60)
"""Since then everybody has been spoken with."""

MOST = 4000
"""Households whose windows are made in full: the first ones, of the accounts to try."""


class Trip(msgspec.Struct, frozen=True):
    """One record to be made: by which post, at which household, how and when.

    `did` (“excuse”, reason): why nobody goes there for now.
    """

    post: str
    household: str
    did: tuple[str, str]
    on: date
    again_on: date | None = None


EXCUSE = "excuse"
SPOKEN = frozenset({MET, CALLED})


class Rounds:
    """Gives the trips of each local day, from two months before the load on."""

    def __init__(
        self, dwellings: Sequence[Dwelling], seed: str, loaded_on: date, since: date
    ) -> None:
        """`dwellings`: those of the accounts to try first. `loaded_on`: today at the load;
        `since`: the first day that is lived."""
        self._dwellings = dwellings
        self._seed = seed
        self._loaded_on = loaded_on
        self._before = _by_day(list_before(dwellings, seed, loaded_on, since))
        self._windows: dict[tuple[bool, DayPeriod], dict[date, list[Trip]]] = {}

    def list_trips(self, day: date) -> list[Trip]:
        """Return what is recorded in the evening of a day."""
        if day < self._loaded_on:
            return self._before.get(day, [])
        return [trip for window in self._find_windows(day) for trip in window.get(day, [])]

    def _find_windows(self, day: date) -> Iterator[dict[date, list[Trip]]]:
        for resident in (True, False):
            key = (resident, _window_of(day, resident=resident))
            if key not in self._windows:
                self._windows[key] = _by_day(self._draw(*key))
            yield self._windows[key]

    def _draw(self, resident: bool, window: DayPeriod) -> Iterator[Trip]:
        for one in self._dwellings:
            if _is_resident(one) is resident:
                yield from draw_trips(one, self._seed, window)


def _by_day(trips: Iterator[Trip]) -> dict[date, list[Trip]]:
    found: dict[date, list[Trip]] = {}
    for trip in trips:
        found.setdefault(trip.on, []).append(trip)
    return found


def _is_resident(one: Dwelling) -> bool:
    return one.presence is Presence.RESIDENT


def _window_of(day: date, *, resident: bool) -> DayPeriod:
    return half_month_of(day) if resident else month_of(day)


def list_before(
    dwellings: Sequence[Dwelling], seed: str, today: date, since: date
) -> Iterator[Trip]:
    """Yield the trips that were made before today: see MOST for whose are made in full."""
    since = max(since, today - LONGEST_AGO)
    for number, one in enumerate(dwellings if since < today else ()):
        trips = _list_past(one, seed, today, since)
        if number >= MOST:
            spoken = (trip for trip in trips if trip.did in SPOKEN)
            trips = [max(spoken, key=lambda trip: trip.on)]
        yield from trips


def _list_past(one: Dwelling, seed: str, today: date, since: date) -> list[Trip]:
    """Return the trips of the last windows, and of those before until somebody was spoken with."""
    found: list[Trip] = []
    window, number = _window_of(today, resident=_is_resident(one)), 0
    while window.end > since and (number < WINDOWS or not _is_spoken_with(found)):
        found += [trip for trip in draw_trips(one, seed, window) if since <= trip.on < today]
        before = window.start - timedelta(days=1)
        window, number = _window_of(before, resident=_is_resident(one)), number + 1
    if not _is_spoken_with(found):
        days = random.Random(f"{seed} rounds {one.id}").randrange((today - since).days)
        found.append(Trip(one.post, one.id, _ways(one)[0], since + timedelta(days=days)))
    return found


def _is_spoken_with(trips: Sequence[Trip]) -> bool:
    return any(trip.did in SPOKEN for trip in trips)


def _ways(one: Dwelling) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return how a household is kept in touch with: done, and done in vain."""
    return (CALLED, NO_ANSWER) if one.presence is Presence.AWAY else (MET, NOT_MET)


def draw_trips(one: Dwelling, seed: str, window: DayPeriod) -> Iterator[Trip]:
    """Yield what is done at a household in one window; of some nothing at all."""
    rng = random.Random(f"{seed} rounds {one.id} {window.start}")
    chance, on = rng.random(), window.start + timedelta(days=rng.randrange(window.count_days()))
    if chance < EXCUSED and _is_resident(one):
        yield Trip(one.post, one.id, (EXCUSE, rng.choice(EXCUSES)), window.start)
    elif chance < SEEN:
        yield from _draw_going(rng, one, on, window.last)


def _draw_going(rng: random.Random, one: Dwelling, on: date, last: date) -> Iterator[Trip]:
    good, bad = _ways(one)
    if rng.random() < MISSED:
        yield Trip(one.post, one.id, bad, on)
        if on + timedelta(days=2) > last or rng.random() < GIVEN_UP:
            return
        on += timedelta(days=2)
    promised = rng.random() < PROMISED
    again = on + timedelta(days=rng.randint(1, 9)) if promised else None
    yield Trip(one.post, one.id, good, on, again)
    if again is not None and again <= last:  # kept; one beyond the window may still be owed
        yield Trip(one.post, one.id, good, again)


def make_command(trip: Trip) -> Command:
    """Return the command that records a trip, with ids of its own."""
    kind, result = trip.did
    if kind == EXCUSE:
        return _excuse(trip, result)
    key = (trip.household, trip.on.isoformat(), kind, result)
    return RecordActivity(
        id=derived_id("demo-visit", *key),
        activity=derived_id("demo-activity", *key),
        household=trip.household,
        kind=kind,
        result=result,
        on=trip.on,
        again_on=trip.again_on,
    )


def _excuse(trip: Trip, reason: str) -> ExcuseVisits:
    key = (trip.household, trip.on.isoformat())
    return ExcuseVisits(
        id=derived_id("demo-excuse", *key),
        excuse=derived_id("demo-excuse-of", *key),
        household=trip.household,
        reason=reason,
        first=trip.on,
        last=trip.on + timedelta(days=12),
    )
