"""Visits of the last weeks and a few projects: enough to see what is owed, set-based.

Only the current windows of the mechanism's duties are made, so that a load stays quick:
about two of three resident households visited in this half month, three of four of the one
before, most of the away called this month. A household is left as a person would leave it:
some not met, some excused, a few promised a day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import msgspec

from minqing.activities.public import RecordActivity
from minqing.duties.public import ExcuseVisits
from minqing.households.public import Presence
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Command
from minqing.kernel.money import Money
from minqing.kernel.periods import half_month_of, local_day, month_of
from minqing.log.public import submit
from minqing.partnerships.public import BeginProject, FinishProject, RegisterProject
from minqing.simulation.dwellings import Dwelling
from minqing.simulation.people import get_directory
from minqing.simulation.world import World

MET, NOT_MET, CALLED, NO_ANSWER = (
    ("visit", "met"), ("visit", "not-met"), ("phone", "reached"), ("phone", "no-answer"),
)  # fmt: skip
EXCUSES = ("snow", "away", "hospital")
BACK_DAYS = 28
"""How far back rounds are made; the mechanism lets nobody record much later than that."""

MOST = 4000
"""Households whose rounds are made, the first of the slice: those of the accounts to try. The
others have no visit on record yet, and their pages say so."""


class Trip(msgspec.Struct, frozen=True):
    """One record to be made: by which post, at which household, how and when."""

    post: str
    household: str
    did: tuple[str, str]
    on: date
    again_on: date | None = None


def draw_trips(dwellings: Sequence[Dwelling], seed: str, today: date) -> Iterator[Trip]:
    """Yield the visits and calls of the windows that today asks about; pure, by the seed."""
    this = half_month_of(today)
    before = half_month_of(this.start - timedelta(days=1))
    month = month_of(today)
    for one in dwellings:
        rng = random.Random(f"{seed} rounds {one.id} {this.start}")
        if one.presence is Presence.RESIDENT:
            yield from _draw(rng, one, before.start, before.last, 0.9, MET, NOT_MET, today)
            share = _share(this.start, today)
            yield from _draw(rng, one, this.start, today, share, MET, NOT_MET, today)
        elif one.presence is Presence.AWAY:
            last = month.start - timedelta(days=1)
            first = month_of(last).start
            yield from _draw(rng, one, first, last, 0.93, CALLED, NO_ANSWER, today)
            share = _share(month.start, today)
            yield from _draw(rng, one, month.start, today, share, CALLED, NO_ANSWER, today)


def _share(start: date, today: date) -> float:
    """Return which part of the households has had its turn so far in a window."""
    return min(0.85, 0.07 * ((today - start).days + 1))


def _draw(
    rng: random.Random,
    one: Dwelling,
    first: date,
    last: date,
    share: float,
    good: tuple[str, str],
    bad: tuple[str, str],
    today: date,
) -> Iterator[Trip]:
    first = max(first, today - timedelta(days=BACK_DAYS))
    if rng.random() > share or last < first:
        return
    on = first + timedelta(days=rng.randint(0, (last - first).days))
    again = today + timedelta(days=rng.randint(1, 9)) if rng.random() < 0.03 else None
    if rng.random() < 0.08:
        yield Trip(one.post, one.id, bad, on)
        on = min(last, on + timedelta(days=2))
        if rng.random() < 0.4:
            return
    yield Trip(one.post, one.id, good, on, again)


def live_rounds(world: World, dwellings: Sequence[Dwelling], now: datetime) -> int:
    """Record the rounds of today's windows through the real door; returns how many were new."""
    today, directory = local_day(now), get_directory()
    by_post: dict[str, list[Command]] = {}
    dwellings = dwellings[:MOST]
    for trip in draw_trips(dwellings, world.seed, today):
        by_post.setdefault(trip.post, []).append(_record(trip))
    for number, one in enumerate(dwellings):
        if number % 61 == 7:  # a few cannot be reached
            by_post.setdefault(one.post, []).append(_excuse(one, number, today))
    new = 0
    for post, commands in by_post.items():
        if directory.has_post(post) and directory.post(post).person:
            answers = submit(commands, by=world.actor(post), now=now)
            new += sum(answer.status == "accepted" for answer in answers)
    return new


def _record(trip: Trip) -> RecordActivity:
    kind, result = trip.did
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


def _excuse(one: Dwelling, number: int, today: date) -> ExcuseVisits:
    first = half_month_of(today).start
    return ExcuseVisits(
        id=derived_id("demo-excuse", one.id, first.isoformat()),
        excuse=derived_id("demo-excuse-of", one.id, first.isoformat()),
        household=one.id,
        reason=EXCUSES[number % len(EXCUSES)],
        first=first,
        last=first + timedelta(days=12),
    )


PROJECTS = (
    ("机井更新和管线改造", "38.5", 40), ("进村砂石路铺填", "126", 25), ("移动棚圈购置", "22.4", 60),
    ("变压器增容", "17.8", 12), ("饮水净化设备", "9.6", 80), ("便民桥维修", "31", 5),
)  # fmt: skip
"""Names, 万元, and how many days ago they were begun. Made up."""


def register_projects(villages: Sequence[str], *, by: Actor, now: datetime) -> None:
    """Register a few projects in the first villages, in every stage but cancelled."""
    today, directory, commands = local_day(now), get_directory(), list[Command]()
    for number, (name, money, days) in enumerate(PROJECTS):
        village = villages[number % len(villages)]
        project = derived_id("demo-project", village, name)
        commands.append(
            RegisterProject(
                id=derived_id("demo-project-register", project),
                project=project,
                name=f"{directory.unit(village).short_name}{name}",
                place=village,
                unit=directory.parent(village) or village,
                year=today.year,
                money=Money.of(money, "万元"),
                happened_at=now - timedelta(days=90),
            )
        )
        if number % 3:
            begun = BeginProject(
                id=derived_id("demo-project-begin", project),
                project=project,
                on=today - timedelta(days=days),
            )
            commands.append(begun)
        if number % 3 == 2:
            done = FinishProject(
                id=derived_id("demo-project-finish", project), project=project, on=today
            )
            commands.append(done)
    submit(commands, by=by, now=now)
