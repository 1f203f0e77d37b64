"""Both places of the demonstration put together: their worlds, needs and visits, day by day.

Time goes forward for both at once: what happens in the district stands between what happens in
the banner. Measures of older versions and of small tests have the banner alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from minqing.cases.public import CasesSection
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Pack, Packs
from minqing.org.public import Directory, adopt_departments, adopt_divisions
from minqing.simulation.carrying import carry_out
from minqing.simulation.district import (
    DISTRICT,
    ORGANS,
    DistrictRaising,
    choose_district,
    draw_district_dwellings,
    list_district_departments,
    list_district_pairs,
    list_district_seats,
)
from minqing.simulation.dwellings import draw_dwellings, settle_dwellings
from minqing.simulation.measure import Measure
from minqing.simulation.needs import Need, case_id
from minqing.simulation.occasions import Occasions, Place
from minqing.simulation.people import Slice, get_directory, seat_people
from minqing.simulation.rounds import Rounds, Trip
from minqing.simulation.sittings import Own, Sittings, Tell
from minqing.simulation.sources import Raising
from minqing.simulation.world import World, index_codes


class Stage(msgspec.Struct, frozen=True):
    """What a run needs: the banner's world, that of the district if there is one."""

    world: World
    raising: Raising
    rounds: Rounds
    district: DistrictRaising | None = None
    joint: set[str] = set()
    """Matters of the banner that several units will have to handle together."""
    homes: tuple[str, ...] = ()
    """The village of the accounts to try in each place, where there are two."""
    loaded_on: date | None = None

    @property
    def beside(self) -> tuple[World, ...]:
        """The worlds beside the banner's."""
        return () if self.district is None else (self.district.world,)

    def list_needs(self, day: date) -> list[Need]:
        """Return the needs of a local day in both places."""
        own = self.raising.list_needs(day)
        seed = self.world.seed
        self.joint.update(f"case:{case_id(seed, one.key)}" for one in own if one.fate.joint)
        return own if self.district is None else [*own, *self.district.list_needs(day)]

    def list_trips(self, day: date) -> list[Trip]:
        """Return the visits and calls of a local day in both places."""
        own = self.rounds.list_trips(day)
        return own if self.district is None else [*own, *self.district.list_trips(day)]

    def make_sittings(self, tell: Tell, is_own: Own) -> tuple[Sittings | Occasions, ...]:
        """Return those who hold the meetings: of the district, then of the banner, whose joint
        meeting only asks about what is handled jointly; then what is seldom (occasions.py)."""
        joint = Sittings(
            self.world, tell, lambda one: one in self.joint and is_own(one), place="banner"
        )
        sittings = (*(Sittings(world, tell, is_own) for world in self.beside), joint)
        if self.loaded_on is None:
            return sittings
        worlds = (self.world, *self.beside)
        places = [Place(*one) for one in zip(worlds, self.homes, strict=True)]
        return (*sittings, Occasions(places, self.loaded_on, tell))


def set_stage(
    part: Slice, measure: Measure, seed: str, loaded_on: date, *, with_past: bool = True
) -> Stage:
    """Return the stage as the house stands now.

    `with_past` False: the half year of 2014 has long ended, nobody acts on it any more.
    """
    dwellings = draw_dwellings(part, seed)
    raising = Raising(build_world(part, seed), dwellings, measure, loaded_on, with_past=with_past)
    rounds = Rounds(dwellings, seed, loaded_on, measure.first)
    if not measure.district:
        return Stage(raising.world, raising, rounds)
    beside = choose_district(get_directory(), measure)
    district = DistrictRaising(
        build_world(beside, seed, organs=ORGANS),
        draw_district_dwellings(beside, seed),
        measure,
        loaded_on,
        with_past=with_past,
    )
    return Stage(
        raising.world,
        raising,
        rounds,
        district,
        homes=(part.villages[0], beside.villages[0]),
        loaded_on=loaded_on,
    )


def found_district(measure: Measure, seed: str, *, by: Actor, now: datetime) -> None:
    """Establish the district's units, posts, people and households, where a measure has one."""
    if not measure.district:
        return
    adopt_divisions(DISTRICT, by=by, now=now)
    adopt_departments(DISTRICT, by=by, now=now, departments=list_district_departments())
    part = choose_district(get_directory(), measure)
    seat_people(list_district_seats(get_directory(), part), by=by, now=now)
    settle_dwellings(draw_district_dwellings(part, seed), by=by, now=now)
    carry_out(list_district_pairs(get_directory(), part, local_day(now)), by=by, now=now)


def find_pack(part: Slice) -> Pack:
    """Return the mechanism that a place's villages work by."""
    path = get_directory().path(part.villages[0])
    pack = get_snapshot(Packs).for_unit(path, part.banner, section="cases")
    assert pack is not None, "the demonstration's place has a mechanism with cases"
    return pack


def build_world(part: Slice, seed: str, *, organs: Sequence[str] = ()) -> World:
    """Return what the simulation needs to know of a place as it stands.

    `organs`: competent organs outside of it, where they are not those of a banner.
    """
    directory, pack = get_directory(), find_pack(part)
    section, categories = pack.section("cases"), pack.section("categories")
    assert isinstance(section, CasesSection), "chosen for having that section"
    world = World(
        seed=seed,
        banner=part.banner,
        directory=directory,
        calendar=get_snapshot(WorkCalendar),
        section=section,
        categories=index_codes(categories.tree) if categories else {},
        offices=_index_offices(directory, part.banner),
        edition=pack if pack.section("responsibilities") is not None else None,
    )
    return msgspec.structs.replace(world, organs=tuple(organs)) if organs else world


def _index_offices(directory: Directory, banner: str) -> dict[str, str]:
    return {
        directory.unit(unit).short_name: unit
        for unit in directory.children(banner)
        if directory.unit(unit).kind == "department"
    }
