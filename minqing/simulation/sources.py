"""Where the needs of a local day come from: the half year of 2014, the living year, its edges.

A day's needs depend on seed, day and the day of the load alone: letting the demonstration run
on for another week changes nothing of the weeks before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter

from msgspec.structs import replace

from minqing.simulation import past
from minqing.simulation.course import FRESH
from minqing.simulation.dwellings import Dwelling
from minqing.simulation.edges import list_edges
from minqing.simulation.measure import Measure
from minqing.simulation.needs import Need, list_needs
from minqing.simulation.people import AGENT
from minqing.simulation.running import case_id
from minqing.simulation.texts import LedgerSign
from minqing.simulation.world import World

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
        self._world = world
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
        self._past = self._list_past() if measure.past and with_past else {}

    def _list_past(self) -> dict[date, list[Need]]:
        world = self._world
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
        edges = list_edges(
            day,
            self._loaded_on,
            self._villages,
            seed=self._world.seed,
            name_of=self._world.name,
            case_of=lambda key: case_id(self._world.seed, key),
        )
        ordinary = self._draw(day, self._dwellings, self._measure.per_month)
        return sorted((*ordinary, *self._list_recent(day), *edges), key=lambda need: need.at)

    def _draw(
        self,
        day: date,
        among: Sequence[Dwelling],
        per_month: float,
        stream: str = "",
        ledger: LedgerSign | None = None,
    ) -> list[Need]:
        world = self._world
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
