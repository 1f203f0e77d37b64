"""Letting the made-up banner live, day by day, through the real door.

Time goes forward only: the moments handed to `submit` never fall, and between days the worker
does what it would have done (clocks, reactions). What a case does next is drawn from its
state (course.py), so a load that was broken off goes on where it stopped.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from typing import Protocol

import msgspec

from minqing.cases.public import (
    Anonymity,
    CaseState,
    Channel,
    GivenOn,
    Link,
    MatterKind,
    NoteEmergencyShown,
    RaiserDetails,
    ReceiveCase,
    RecordConfirmation,
    find_emergency_word,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.kernel.receipts import new_receipt, place_tag
from minqing.log.public import Answer, Batch, get_states, submit_batches, write_transaction
from minqing.simulation.course import plan_next
from minqing.simulation.needs import FROM_TOWN, LOCAL, PART, Need, case_id, iterate_days
from minqing.simulation.rounds import Trip, make_command
from minqing.simulation.scene import MET, Scene, Step, Table, draw_rating
from minqing.simulation.sittings import MORNING, Own, Tell
from minqing.simulation.table import settle, take_papers
from minqing.simulation.world import RESIDENT, World

WATCHES = (time(12, 30), time(21))
"""Local times at which is handed in what people did since; the worker works after the last."""

MOST_REFUSALS = 2
"""A need whose steps the house refuses more often is left as it is."""


PATIENCE = 7
"""Days for which a part of a text is waited for."""


class Done(msgspec.Struct):
    """What a run did: needs raised, commands carried out, refusals by command and code."""

    needs: int = 0
    commands: int = 0
    refused: dict[str, int] = {}


class Item(msgspec.Struct, frozen=True, order=True):
    """What stands in the queue: a need and its planned step; `order` breaks ties of time."""

    at: datetime
    order: int
    key: str
    fingerprint: int = 0
    step: Step | None = None


class Mornings(Protocol):
    """What is held in the morning of some days, before what else happens: meetings, occasions."""

    def awaits(self, day: date) -> bool:
        """Return whether something is held on a day, whatever else happens."""

    def hold(self, day: date, since: datetime) -> datetime | None:
        """Do what a day asks for, not before a moment; returns the last one, None without."""


def no_sittings(tell: Tell, is_own: Own) -> Sequence[Mornings]:
    """Return that nobody holds a meeting."""
    return ()


def no_trips(day: date) -> Sequence[Trip]:
    """Return that nobody writes down a visit; in 2014 they were not counted."""
    return ()


class Life:
    """One run from a first day to a last moment."""

    def __init__(
        self,
        world: World,
        needs_of: Callable[[date], Sequence[Need]],
        sweep: Callable[[datetime], None],
        not_before: datetime,
        trips_of: Callable[[date], Sequence[Trip]] = no_trips,
        beside: Sequence[World] = (),
        together: int = 1,
        sittings: Callable[[Tell, Own], Sequence[Mornings]] = no_sittings,
    ) -> None:
        """`needs_of`: needs of a local day; `sweep`: lets the worker work at a moment.

        `not_before`: how far an earlier run came; cases that it left go on from there.
        `trips_of`: visits and calls of a local day, written down in its evening.
        `beside`: worlds of further places whose needs are among those of a day.
        `together`: days that share a transaction; others wait so long to write.
        `sittings`: makes those who hold the meetings of a place.
        """
        self.world = world
        self._worlds = {one.banner: one for one in (world, *beside)}
        self.done = Done()
        self._needs_of = needs_of
        self._trips_of = trips_of
        self._together = together
        self._sweep = sweep
        self._not_before = not_before
        self._clock = not_before  # nothing is handed in before what was handed in last
        self._needs: dict[str, Need] = {}
        self._stuck: dict[str, int] = {}
        self._queue: list[Item] = []
        self._order = count()
        self._cases: set[str] = set()
        self._sittings = sittings(self._count, self._cases.__contains__)

    def live(self, first: date, until: datetime) -> Done:
        """Live from the first day to a moment; returns what was done.

        A day on which nothing is raised while nobody has anything to do costs nothing; the
        worker looks in on the first of a month, for what must be erased or sealed by then.
        """
        days = iterate_days(first, until.astimezone(LOCAL).date())
        while some := list(islice(days, self._together)):
            # what is written several times in these days reaches the file but once
            with write_transaction():
                for day in some:
                    self._meet(day, until)
        self._sweep(until)
        return self.done

    def _meet(self, day: date, until: datetime) -> None:
        for need in self._needs_of(day):
            self._needs[need.key] = need
            if self._sittings:
                self._cases.add(f"case:{self._case(need.key)}")
            self._push(need.at, need.key)
        if self._queue or day.day == 1 or any(one.awaits(day) for one in self._sittings):
            self._live_day(day, until)

    def _hold_meetings(self, day: date, until: datetime) -> None:
        """Let the meetings of a morning be held, before what else happens in it."""
        morning = datetime.combine(day, MORNING, LOCAL).astimezone(UTC)
        if self._not_before < morning and morning + timedelta(hours=3) < until:
            for place in self._sittings:
                last = place.hold(day, self._clock)
                self._clock = max(self._clock, last or self._clock)

    def _live_day(self, day: date, until: datetime) -> None:
        self._hold_meetings(day, until)
        for hour in WATCHES:
            end = datetime.combine(day, hour, LOCAL).astimezone(UTC)
            self._run_to(min(end, until))
        if self._not_before < end < until:
            self._write_down(self._trips_of(day), end)
        looks = self.world.is_workday(day) or not self._queue
        if self._not_before < end < until and looks:
            self._sweep(end)
            self._clock = max(self._clock, end)

    def _write_down(self, trips: Sequence[Trip], at: datetime) -> None:
        """Hand in what was done at households, each post its own; an empty post did nothing."""
        by_post: dict[str, list[Command]] = {}
        for trip in trips:
            by_post.setdefault(trip.post, []).append(make_command(trip))
        sent = [
            Batch(tuple(commands), self.world.actor(post), at)
            for post, commands in by_post.items()
            if self.world.is_held(post)
        ]
        for batch, answers in zip(sent, submit_batches(sent), strict=True):
            self._count(batch.commands, answers)
        self._clock = max(self._clock, at) if sent else self._clock

    def _count(self, commands: Sequence[Command], answers: Sequence[Answer], key: str = "") -> None:
        for command, answer in zip(commands, answers, strict=True):
            self.done.commands += 1
            if answer.refusal is not None:
                self._note_refusal(key, f"{type(command).TYPE} {answer.refusal.code}")

    def _push(self, at: datetime, key: str, version: int = 0, step: Step | None = None) -> None:
        at = max(at, self._not_before)
        heapq.heappush(self._queue, Item(at, next(self._order), key, version, step))

    def _run_to(self, end: datetime) -> None:
        """Take what is due in one watch; what follows from it waits for the next one."""
        wave = []
        while self._queue and self._queue[0].at <= end:
            wave.append(heapq.heappop(self._queue))
        if wave:
            self._take(wave)
            self._clock = max(self._clock, min(end, wave[-1].at))

    def _take(self, wave: Sequence[Item]) -> None:
        """Take what is due in one watch.

        1. look at the cases; what changed meanwhile is planned anew;
        2. all steps are handed in together, each by its own person at its own moment;
        3. look again, and plan what comes next.
        """
        states = self._look(item.key for item in wave)
        work: list[tuple[str, Step]] = []
        for item in wave:
            state = states.get(item.key)
            at = max(item.at, self._clock)
            if state is None and self._needs[item.key].path == PART:
                self._wait_for_part(item.key, at)
            elif state is None:
                self.done.needs += 1
                need = self._needs[item.key]
                step = first_step(self._world_of(need), need, self._case(item.key), at)
                work.append((item.key, step))
            elif item.step is None or not item.step.commands or _changed(item, state):
                self._plan(item.key, state, at)
            else:
                work.append((item.key, msgspec.structs.replace(item.step, at=at)))
        self._hand_in(work)

    def _wait_for_part(self, key: str, at: datetime) -> None:
        """Look again tomorrow whether somebody parted the text; after a week nobody will."""
        self._stuck[key] = self._stuck.get(key, 0) + 1
        if self._stuck[key] <= PATIENCE:
            self._push(at + timedelta(days=1), key)
        if self._stuck[key] == PATIENCE + 1:
            del self._needs[key]

    def _hand_in(self, work: Sequence[tuple[str, Step]]) -> None:
        actors: dict[str, Actor] = {}
        for _, step in work:
            if step.post not in actors:
                actors[step.post] = self.world.actor(step.post)
        answered = submit_batches(
            Batch(step.commands, actors[step.post], step.at) for _, step in work
        )
        for (key, step), answers in zip(work, answered, strict=True):
            self._count(step.commands, answers, key)
        moments = {key: step.at for key, step in work}
        for key, state in self._look(moments).items():
            # what the house refuses again and again is left; it is shown at the end
            if self._stuck.get(key, 0) <= MOST_REFUSALS:
                self._plan(key, state, moments[key])

    def _note_refusal(self, key: str, name: str) -> None:
        self._stuck[key] = self._stuck.get(key, 0) + 1
        self.done.refused[name] = self.done.refused.get(name, 0) + 1

    def _case(self, key: str) -> str:
        return case_id(self.world.seed, key)

    def _world_of(self, need: Need) -> World:
        """Return the world of the place where a need is raised."""
        if len(self._worlds) == 1:
            return self.world
        return self._worlds[self.world.directory.banner_of(need.dwelling.village)]

    def _look(self, keys: Iterable[str]) -> dict[str, CaseState]:
        streams = {f"case:{self._case(key)}": key for key in keys}
        states = get_states(streams)
        return {key: states[stream] for stream, key in streams.items() if stream in states}

    def _plan(self, key: str, state: CaseState, now: datetime) -> None:
        need = self._needs[key]
        main = self._look([need.same]).get(need.same) if need.same and not state.lead else None
        scene = make_scene(self._world_of(need), need, state, now)
        step = plan_next(msgspec.structs.replace(scene, main=main))
        if step is not None:
            # never in the past, never twice at one moment: a step moves time
            at = max(step.at, now + timedelta(minutes=3))
            self._push(at, key, fingerprint(state), step)


def _changed(item: Item, state: CaseState) -> bool:
    return item.fingerprint != fingerprint(state)


def fingerprint(state: CaseState) -> int:
    """Return a number that changes whenever the case does."""
    return hash(msgspec.json.encode(state))


def make_scene(world: World, need: Need, state: CaseState, now: datetime) -> Scene:
    """Return the scene from which the next step is drawn; ids derive from its place in time."""
    source = f"{world.seed} {need.key} {state.status} {now.isoformat()}"
    numbers = count()

    def make(kind: Callable[..., Command], /, **fields: object) -> Command:
        return kind(id=derived_id(source, next(numbers)), case=state.id, **fields)

    return Scene(need, world, random.Random(source), state.id, make, state, now)


def first_step(world: World, need: Need, case: str, at: datetime) -> Step:
    """Return the receiving of a need, with what happens at the same table."""
    receive = make_receipt_command(world, need, case, at)
    by = _first_told(world, need)
    commands: list[Command] = [receive]
    ordinary = need.kind != MatterKind.COMPLAINT_AGAINST_OFFICIAL and not need.path
    if receive.emergency_shown:
        tapped = NoteEmergencyShown(id=_id(world, need, "emergency"), case=case, number="110")
        commands.append(tapped)
    if need.channel not in FROM_TOWN and ordinary and not need.fate.withdrawn:
        commands += _at_the_table(world, need, case)
    return Step(at, by, tuple(commands))


def _first_told(world: World, need: Need) -> str:
    if need.channel == "portal":
        return RESIDENT
    if need.channel in FROM_TOWN:
        return world.post(need.dwelling.village, "township_clerk")
    return need.dwelling.post


def _at_the_table(world: World, need: Need, case: str) -> list[Command]:
    """Return what happens at once: settled and confirmed, or papers taken; nothing else."""
    met = need.channel in MET
    numbers = count()

    def make(kind: Callable[..., Command], /, **fields: object) -> Command:
        return kind(id=_id(world, need, f"table {next(numbers)}"), case=case, **fields)

    rng = random.Random(f"{world.seed} {need.key} table")
    table = Table(need, world, rng, case, make)
    if need.ledger == "a" and met and not need.fate.refused:
        return [take_papers(table)]
    if need.ledger != "i" or not (met or rng.random() < 0.6):
        return []
    commands = [settle(table)]
    asked_at_once = need.fate.prompt or rng.random() < 0.93
    if met and need.anonymity != Anonymity.ANONYMOUS and asked_at_once:
        solved = not need.fate.unsolved
        commands.append(
            make(
                RecordConfirmation,
                answered=True,
                solved=solved,
                given_on=GivenOn.SCREEN,
                rating=draw_rating(rng, solved=solved),
                in_resident_mode=True,
            )
        )
    return commands


def _id(world: World, need: Need, part: str) -> str:
    return derived_id(world.seed, need.key, part)


def make_receipt_command(world: World, need: Need, case: str, at: datetime) -> ReceiveCase:
    """Return the receiving itself."""
    dwelling = need.dwelling
    named = need.anonymity != Anonymity.ANONYMOUS
    # a complaint is erased as a whole once it is transferred, whoever raised it
    secret = need.kind == MatterKind.COMPLAINT_AGAINST_OFFICIAL or need.anonymity == "sealed"
    subject = f"case:{case}" if secret else f"household:{dwelling.id}"
    rng = random.Random(f"{world.seed} {need.key} receipt")
    # some second-level matters need a name by law; without one only the first level is said
    sub = need.matter.sub if named else ""
    sorted_at_once = need.channel not in FROM_TOWN and not secret
    return ReceiveCase(
        id=_id(world, need, "receive"),
        case=case,
        receipt=new_receipt(place_tag(dwelling.village), "00", rng),
        unit=dwelling.village,
        channel=Channel(need.channel),
        kind=MatterKind(need.kind),
        matter=Personal(need.text, f"case:{case}"),
        raiser=Personal(RaiserDetails(dwelling.name, dwelling.phone, dwelling.spot), subject)
        if named
        else None,
        anonymity=Anonymity(need.anonymity),
        household="" if secret or not named else dwelling.id,
        category=world.category(need.matter.topic, sub) if sorted_at_once else "",
        language=need.language,
        links=tuple(Link("same-matter-as", target) for target in need.links),
        emergency_shown=bool(find_emergency_word(need.text, world.section)),
        happened_at=at - timedelta(minutes=rng.randint(2, 20)),
    )
