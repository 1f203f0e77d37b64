"""The households of the slice: a caseload of 60 to 70 for each stationed cadre (SDN-09)."""

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
    Support,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Personal
from minqing.simulation.carrying import carry_out
from minqing.simulation.people import Slice
from minqing.simulation.staffing import Posting

PRESENCES = (Presence.RESIDENT, Presence.AWAY, Presence.TEMPORARY)
SHARES = (58, 38, 4)
SUPPORTS = tuple(Support)
SUPPORT_SHARES = (89, 5, 2, 2.5, 1.5)  # special care 7 %, lifted out of poverty or monitored 4 %
SIZES, SIZE_SHARES = (1, 2, 3, 4, 5, 6), (18, 38, 22, 14, 6, 2)  # mean 2.6 persons
SURNAMES = "甲乙丙丁戊己庚辛壬癸"


class Dwelling(msgspec.Struct, frozen=True):
    """One household to be made, with what the simulation needs to speak for it."""

    id: str
    village: str
    post: str
    presence: Presence
    members: int
    name: str
    phone: str
    spot: str
    support: Support
    group: str


def draw_dwellings(part: Slice, seed: str) -> list[Dwelling]:
    """Return the households of the slice; the same seed gives the same ones."""
    numbers: dict[str, int] = {}
    found: list[Dwelling] = []
    for posting in part.postings:
        before = numbers.get(posting.village, 0)
        found += _draw_caseload(posting, before, seed)
        numbers[posting.village] = before + posting.households
    return found


def _draw_caseload(posting: Posting, before: int, seed: str) -> Iterator[Dwelling]:
    """Yield one cadre's households, numbered on from those of the village's other cadres."""
    village = posting.village
    rng = random.Random(f"{seed} dwellings {posting.post}")
    for number in range(before + 1, before + posting.households + 1):
        group = rng.randint(1, 6)
        yield Dwelling(
            id=f"{village}-{number:03d}",
            village=village,
            post=posting.post,
            presence=rng.choices(PRESENCES, SHARES)[0],
            members=rng.choices(SIZES, SIZE_SHARES)[0],
            name=f"{rng.choice(SURNAMES)}户主{number}",
            phone=f"100-{rng.randint(0, 9999):04d}-{rng.randint(0, 9999):04d}",
            spot=f"{group}社{rng.randint(1, 60)}号",
            support=rng.choices(SUPPORTS, SUPPORT_SHARES)[0],
            group=f"{group}社",
        )


def settle_dwellings(dwellings: list[Dwelling], *, by: Actor, now: datetime) -> None:
    """Register the households and give each to its stationed cadre."""
    carry_out((_register(dwelling) for dwelling in dwellings), by=by, now=now)
    loads: dict[str, list[str]] = {}
    for dwelling in dwellings:
        loads.setdefault(dwelling.post, []).append(dwelling.id)
    carry_out(
        (
            AssignCaseload(
                id=derived_id("demo-caseload", post), post=post, households=tuple(households)
            )
            for post, households in loads.items()
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
        support=dwelling.support,
        group=dwelling.group,
    )
