"""The households of the slice: one caseload of 60 to 70 in each village (SDN-09).

A village really has 90 to 420 households (mean 228); the first slice fills one cadre's share.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime

import msgspec

from minqing.households.public import (
    AssignCaseload,
    HouseholdHead,
    Presence,
    RegisterHousehold,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Personal
from minqing.simulation.carrying import carry_out
from minqing.simulation.people import Slice, cadre_post

PRESENCES = (Presence.RESIDENT, Presence.AWAY, Presence.TEMPORARY)
SHARES = (58, 38, 4)
SIZES, SIZE_SHARES = (1, 2, 3, 4, 5, 6), (18, 38, 22, 14, 6, 2)  # mean 2.6 persons
SURNAMES = "甲乙丙丁戊己庚辛壬癸"


class Dwelling(msgspec.Struct, frozen=True):
    """One household to be made, with what the simulation needs to speak for it."""

    id: str
    village: str
    presence: Presence
    members: int
    name: str
    phone: str
    spot: str


def draw_dwellings(part: Slice, seed: str) -> list[Dwelling]:
    """Return the households of the slice; the same seed gives the same ones."""
    return [dwelling for village in part.villages for dwelling in _draw_village(village, seed)]


def _draw_village(village: str, seed: str) -> Iterator[Dwelling]:
    rng = random.Random(f"{seed} dwellings {village}")
    for number in range(1, rng.randint(60, 70) + 1):
        yield Dwelling(
            id=f"{village}-{number:03d}",
            village=village,
            presence=rng.choices(PRESENCES, SHARES)[0],
            members=rng.choices(SIZES, SIZE_SHARES)[0],
            name=f"{rng.choice(SURNAMES)}户主{number}",
            phone=f"100-{rng.randint(0, 9999):04d}-{rng.randint(0, 9999):04d}",
            spot=f"{rng.randint(1, 6)}社{rng.randint(1, 60)}号",
        )


def settle_dwellings(dwellings: list[Dwelling], part: Slice, *, by: Actor, now: datetime) -> None:
    """Register the households and give each village's to its stationed cadre."""
    carry_out((_register(dwelling) for dwelling in dwellings), by=by, now=now)
    carry_out(
        (
            AssignCaseload(
                id=derived_id("demo-caseload", village),
                post=cadre_post(village),
                households=tuple(d.id for d in dwellings if d.village == village),
            )
            for village in part.villages
        ),
        by=by,
        now=now,
    )


def _register(dwelling: Dwelling) -> RegisterHousehold:
    subject = f"household:{dwelling.id}"
    return RegisterHousehold(
        id=derived_id("demo-household", dwelling.id),
        household=dwelling.id,
        unit=dwelling.village,
        presence=dwelling.presence,
        head=Personal(HouseholdHead(dwelling.name, dwelling.phone), subject),
        address=Personal(dwelling.spot, subject),
        members=dwelling.members,
    )
