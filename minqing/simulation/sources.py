"""Where the needs of a local day come from: the half year of 2014, the living year, its edges.

A day's needs depend on seed, day and the day of the load alone: letting the demonstration run
on for another week changes nothing of the weeks before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from msgspec.structs import replace

from minqing.simulation import past
from minqing.simulation.course import FRESH
from minqing.simulation.dwellings import Dwelling
from minqing.simulation.edges import list_edges
from minqing.simulation.measure import Measure
from minqing.simulation.needs import Need, case_id, list_needs, tell_again
from minqing.simulation.people import AGENT
from minqing.simulation.texts import LedgerSign
from minqing.simulation.world import World

SHARED_TOPICS = frozenset({"水利饮水", "道路交通", "供电通讯"})
AGAIN_DAYS = 8
"""So long others tell of the same road, well or line: 7 % of all needs, 20 % of these."""

RECENT_DAYS, FRESH_DAYS = 14, 4
"""The added needs begin so long before the load; those of its last days wait to be sorted."""


class Raising:
    """Gives the needs of each local day."""

    def __init__(
        self,
        world: World,
        dwellings: Sequence[Dwelling],
        measure: Measure,
        loaded_on: date,
        *,
        with_past: bool = True,
    ) -> None:
        """`dwellings`: village by village. `loaded_on`: the day that was today at the load.

        `with_past` False: the half year of 2014 has long ended, nobody acts on it any more.
        """
        self.world = world
        self._dwellings = dwellings
        self._measure = measure
        self._loaded_on = loaded_on
        self._villages = [list(group) for _, group in groupby(dwellings, attrgetter("village"))]
        first = dwellings[0]
        town = world.town(first.village)
        self._near = [one for one in dwellings if world.town(one.village) == town]
        posts = list(dict.fromkeys(one.post for one in dwellings))
        self._first_load = [one for one in dwellings if one.post == first.post]
        agent = posts[min(AGENT, len(posts)) - 1]
        self._agents_load = [one for one in dwellings if one.post == agent]
        self._by_village = {group[0].village: group for group in self._villages}
        self._drawn: dict[date, list[Need]] = {}
        self._past = self._list_past() if measure.past and with_past else {}

    def _list_past(self) -> dict[date, list[Need]]:
        world = self.world
        return past.list_past_needs(
            self._dwellings,
            seed=world.seed,
            share=self._measure.past,
            kind_of=world.village_kind,
            name_of=world.name,
            is_workday=world.is_workday,
        )

    def list_needs(self, day: date) -> list[Need]:
        """Return the needs of a local day in order of time."""
        if day < self._measure.first:
            return self._past.get(day, [])
        needs = (*self._list_ordinary(day), *self._list_again(day), *self._list_edges(day))
        return sorted((*needs, *self._list_recent(day)), key=lambda need: need.at)

    def _list_edges(self, day: date) -> list[Need]:
        return list_edges(
            day,
            self._loaded_on,
            self._villages,
            seed=self.world.seed,
            name_of=self.world.name,
            case_of=lambda key: case_id(self.world.seed, key),
        )

    def _list_ordinary(self, day: date) -> list[Need]:
        if day not in self._drawn:
            self._drawn.pop(day - timedelta(days=AGAIN_DAYS + 2), None)
            self._drawn[day] = self._draw(day, self._dwellings, self._measure.per_month)
        return self._drawn[day]

    def _list_again(self, day: date) -> Iterator[Need]:
        """Yield what other households tell of matters of the days before."""
        for ago in range(1, AGAIN_DAYS + 1):
            before = day - timedelta(days=ago)
            if before < self._measure.first:
                return
            for need in self._list_ordinary(before):
                village = self._by_village[need.dwelling.village]
                yield from list_told_again(need, day, ago, seed=self.world.seed, village=village)

    def _draw(
        self,
        day: date,
        among: Sequence[Dwelling],
        per_month: float,
        stream: str = "",
        ledger: LedgerSign | None = None,
    ) -> list[Need]:
        world = self.world
        return list_needs(
            day,
            among,
            seed=world.seed,
            per_month=per_month,
            kind_of=world.village_kind,
            name_of=world.name,
            is_workday=world.is_workday,
            stream=stream,
            ledger=ledger,
        )

    def _list_recent(self, day: date) -> list[Need]:
        ago = (self._loaded_on - day).days
        if ago > RECENT_DAYS:
            return []
        per_month = self._measure.recent
        added = [
            *self._draw(day, self._near, per_month * 0.4, "n"),
            *self._draw(day, self._first_load, per_month * 0.4, "f"),
        ]
        fresh = 0 <= ago <= FRESH_DAYS
        errands = self._draw(day, self._agents_load, per_month * 0.2, "a", "a")
        return [*([replace(need, path=FRESH) for need in added] if fresh else added), *errands]


def list_told_again(
    need: Need, day: date, ago: int, *, seed: str, village: Sequence[Dwelling]
) -> Iterator[Need]:
    """Yield what other households of a village tell of a need on the day that is `ago` days after.

    Each of them tells once: the days are drawn before anything else is.
    """
    if need.ledger != "r" or need.fate.refused or need.fate.withdrawn:
        return
    rng = random.Random(f"{seed} again {need.key}")
    mean = 1.2 if need.matter.topic in SHARED_TOPICS else 0.4
    times = int(mean) + (rng.random() < mean % 1)
    days = [rng.randint(1, AGAIN_DAYS) for _ in range(times)]
    for number, told in enumerate(days, 1):
        if told == ago:
            own = random.Random(f"{seed} again {need.key} {number}")
            yield tell_again(own, need, f"{need.key}-again-{number}", day, village)
