"""What is seldom, told once in each place in the weeks before the load, by the same commands as
people send: public promises in every state, comments on them, a spot check, a call of
departments, the work orders of a hotline (orders.py).

Each stands on its own working day before the load, so that whoever opens a page finds one that
is over and one that waits for him. What comes of a missed day is for the real clocks to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle

import msgspec

from minqing.cases.public import (
    CaseFilter,
    CaseState,
    MatterKind,
    Status,
    call_ups,
    list_cases,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Personal
from minqing.log.public import Batch, get_state, get_states, submit_batches
from minqing.meetings.public import commitments as p
from minqing.org.public import system_actor
from minqing.simulation.needs import LOCAL
from minqing.simulation.orders import OPENED, Exchange
from minqing.simulation.sittings import Tell
from minqing.simulation.texts import load_matters, load_occasions
from minqing.simulation.world import RESIDENT, World

MORNING = time(11)
STEP = timedelta(minutes=1)
OTHERWISE = "信访局"
"""Who is called beside the department in charge where nobody else is named."""

DRAWN = 3
"""Promises of a spot check."""


class Place(msgspec.Struct, frozen=True):
    """One place, and the village of its accounts to try."""

    world: World
    home: str


class Occasions:
    """What is seldom, in all places; held like a meeting, in the morning of its day."""

    def __init__(self, places: Sequence[Place], loaded_on: date, tell: Tell) -> None:
        self._places = places
        self._loaded_on = loaded_on
        self._tell = tell
        self._now = datetime.min.replace(tzinfo=UTC)
        world, most = places[0].world, max(OPENED, *(ago for ago, _ in PLAN))
        self._days = list_workdays(loaded_on, most, world.is_workday)
        self._exchanges = [Exchange(one.world, one.home, self._send, self._tick) for one in places]

    def awaits(self, day: date) -> bool:
        """Return whether something stands on a day."""
        return day in self._days.values()

    def hold(self, day: date, since: datetime) -> datetime | None:
        """Do what stands on a day, not before `since`; returns the last moment, None without."""
        if not self.awaits(day):
            return None
        self._now = max(datetime.combine(day, MORNING, LOCAL).astimezone(UTC), since)
        for place, exchange in zip(self._places, self._exchanges, strict=True):
            for ago, act in PLAN:
                if self._days[ago] == day:
                    act(self, place)
            ago = next(ago for ago, found in self._days.items() if found == day)
            exchange.live(ago, self._days)
        return self._now

    def _tick(self) -> datetime:
        self._now += STEP
        return self._now

    def _send(self, post: str, *commands: Command) -> None:
        if not commands:
            return
        by = system_actor("demo") if not post else self._places[0].world.actor(post)
        (answers,) = submit_batches([Batch(commands, by, self._tick())])
        self._tell(commands, answers)

    def _date(self, offset: int) -> date:
        return self._loaded_on + timedelta(days=offset)

    # ------------------------------------------------------------------ promises
    def promise(self, place: Place) -> None:
        """Promise for matters that are listed for later, or are long in hand."""
        words, world = load_occasions(), place.world
        clerk = _clerk(place)
        for plan, state in zip(words["promises"], cycle(self._choose(place)), strict=False):
            key = _name(place, plan["key"])
            office, matter = world.name(state.holder_unit), _name_matter(world, state)
            measure = plan["measure"].format(office=office, matter=matter)
            made = p.MakeCommitment(
                id=_id(place, "promise", plan["key"]),
                commitment=key,
                subject=f"case:{state.id}",
                measure=Personal(measure, f"case:{state.id}"),
                due=self._date(plan["due"]),
                unit=state.holder_unit,
                post=state.holder_post,
            )
            self._send(clerk, made)
            if plan["key"] != "withheld":  # there the public form still waits for a person
                self._send(clerk, _clear(place, plan["key"], "measure", measure))

    def _choose(self, place: Place) -> list[CaseState]:
        """Return the matters that are promised on, those listed for later before all others; in a
        small place one of them bears several promises."""
        found: list[CaseState] = []
        for status in (Status.PLANNED, Status.JOINT_HANDLING, Status.HANDLING):
            wanted = CaseFilter(place=place.world.banner, status=status.value)
            found += self._read(wanted)
        return [one for one in found if _may_promise(place.world, one)]

    def _read(self, wanted: CaseFilter) -> list[CaseState]:
        """Return the living matters of a list, but for those that only few may know of."""
        lines = list_cases(system_actor("demo"), wanted, now=self._now).lines
        states = get_states(f"case:{line.id}" for line in lines).values()
        secret = MatterKind.COMPLAINT_AGAINST_OFFICIAL
        return [one for one in states if not one.sealed and one.kind != secret and not one.lead]

    def move(self, place: Place) -> None:
        """Explain another day before the one that was promised; report on a third."""
        words = load_occasions()
        moved = next(one for one in words["promises"] if "moved_to" in one)
        why = words["moved_why"]
        self._keep(
            place,
            moved["key"],
            lambda key, state: p.MoveDate(
                id=_id(place, "move"),
                commitment=key,
                due=self._date(moved["moved_to"]),
                reason=Personal(why, state.subject),
            ),
            why,
        )
        self._keep(
            place,
            "running",
            lambda key, state: p.ReportProgress(
                id=_id(place, "report"),
                commitment=key,
                words=Personal(words["reported"], state.subject),
            ),
            words["reported"],
        )

    def keep_in_part(self, place: Place) -> None:
        """Keep the first part of a promise, and promise a day for the rest."""
        words = load_occasions()
        plan = next(one for one in words["promises"] if "next" in one)
        said = words["partly_said"]

        def record(key: str, state: p.CommitmentState) -> Command | None:
            case: CaseState | None = get_state(state.subject)
            if case is None or case.result is None:
                return None
            return p.RecordFulfilment(
                id=_id(place, "partly"),
                commitment=key,
                whole=False,
                on=self._now.astimezone(LOCAL).date(),
                evidence=(state.subject,),
                words=Personal(said, state.subject),
                next_due=self._date(plan["next"]),
            )

        self._keep(place, plan["key"], record, said)

    def _keep(
        self,
        place: Place,
        name: str,
        make: Callable[[str, p.CommitmentState], Command | None],
        said: str,
    ) -> None:
        """Let the one who promised act; the clerk confirms for the board what was said."""
        key = _name(place, name)
        state: p.CommitmentState | None = get_state(f"commitment:{key}")
        command = None if state is None else make(key, state)
        if state is None or command is None or not state.is_living:
            return
        self._send(state.post, command)
        after = _read_promise(key)
        new = [word for word in after.words if word not in state.words]
        self._send(_clerk(place), *(_clear(place, name, word, said) for word in new))

    def withhold(self, place: Place) -> None:
        """Let a leader take a line from the board by a class of the law."""
        key = _name(place, "withheld")
        if get_state(f"commitment:{key}") is None:
            return
        command = p.WithholdCommitment(
            id=_id(place, "withhold"), commitment=key, legal_class=load_occasions()["legal_class"]
        )
        self._send(place.world.post(place.world.banner, "banner_leader"), command)

    # ------------------------------------------------------------------ comments
    def comment(self, place: Place) -> None:
        """Let residents comment from the board."""
        for number, one in enumerate(load_occasions()["comments"]):
            key, comment = _name(place, one["about"]), _id(place, "comment", number)
            if get_state(f"commitment:{key}") is None:
                continue
            words = Personal(one["say"], f"comment:{comment}")
            self._send(RESIDENT, p.MakeComment(id=comment, commitment=key, words=words))

    def moderate(self, place: Place) -> None:
        """Publish one with a reply, one without, refuse one; the last waits for a person."""
        for number, one in enumerate(load_occasions()["comments"]):
            key, comment = _name(place, one["about"]), _id(place, "comment", number)
            state: p.CommitmentState | None = get_state(f"commitment:{key}")
            if state is not None and not one.get("waits"):
                self._send(_clerk(place), *_answer_comment(place, one, key, comment))

    # ------------------------------------------------------------------ spot checks
    def announce(self, place: Place, part: str = "first") -> None:
        """Announce that promises are checked, with the hash of a seed."""
        check = _id(place, "check", part)
        command = p.AnnounceCheck(
            id=_id(place, "announce", part),
            check=check,
            unit=place.world.banner,
            count=DRAWN,
            seed=Personal(derived_id(place.world.seed, "seed", check), f"spotcheck:{check}"),
        )
        self._send(_supervisor(place), command)

    def announce_again(self, place: Place) -> None:
        """Announce another one, which can be drawn from the day of the load on."""
        self.announce(place, "second")

    def draw(self, place: Place) -> None:
        """Draw by the seed, and ask about the first that was drawn."""
        check = _id(place, "check", "first")
        state: p.CheckState | None = get_state(f"spotcheck:{check}")
        candidates = () if state is None else p.list_candidates(state)
        if state is None or not candidates:
            return
        supervisor, seed = _supervisor(place), p.open_seed(state)
        command = p.DrawCheck(id=_id(place, "draw"), check=check, seed=seed, candidates=candidates)
        self._send(supervisor, command)
        after: p.CheckState = get_states([f"spotcheck:{check}"])[f"spotcheck:{check}"]
        for key in after.drawn[:1]:
            asked = p.FollowUpCommitment(
                id=_id(place, "asked"),
                commitment=key,
                mode=p.FollowUpMode.HOUSEHOLD_VISIT,
                on=self._now.astimezone(LOCAL).date(),
                finding=p.Finding.PARTLY,
                words=Personal(load_occasions()["followed"], _read_promise(key).subject),
            )
            self._send(supervisor, asked)

    # ------------------------------------------------------------------ calling departments
    def call(self, place: Place) -> None:
        """Call two departments for a matter that is in hand in the town."""
        self._call(place, "first", "call", 6)

    def call_again(self, place: Place) -> None:
        """Call them once more, for a day after the load: they have not answered yet."""
        self._call(place, "second", "soon", 0)

    def _call(self, place: Place, part: str, words: str, ago: int) -> None:
        world, said = place.world, load_occasions()[words]
        town = world.town(place.home)
        near = self._read(CaseFilter(place=town, status=Status.HANDLING.value))
        if not near:
            return
        case = near[0 if part == "first" else -1]
        call = _id(place, "call", part)
        day = self._days[ago] if ago else self._date(2)
        at = world.snap(datetime.combine(day, time(15, 10), LOCAL).astimezone(UTC))
        command = call_ups.CallUnits(
            id=_id(place, "call-units", part),
            call_up=call,
            case=case.id,
            at=at,
            where=Personal(said["where"], f"case:{case.id}"),
            what=Personal(said["what"], f"case:{case.id}"),
            units=_list_called(world, case, self._now),
        )
        self._send(world.post(town, "township_leader"), command)

    def answer_call(self, place: Place) -> None:
        """One department comes, the other cannot, and says why."""
        words, call = load_occasions()["call"], _id(place, "call", "first")
        found: call_ups.CallUpState | None = get_state(f"call-up:{call}")
        if found is None:
            return
        for number, one in enumerate(found.called):
            cannot = Personal(words["cannot"], f"case:{found.case}") if number else None
            answer = call_ups.AnswerCall(
                id=_id(place, "answer", number), call_up=call, coming=not number, words=cannot
            )
            self._send(_speaker(place, one.unit), answer)

    def appraise(self, place: Place) -> None:
        """Record who came, and what each side says of the other."""
        words, call = load_occasions()["call"], _id(place, "call", "first")
        found: call_ups.CallUpState | None = get_state(f"call-up:{call}")
        leader = place.world.post(place.world.town(place.home), "township_leader")
        if found is None:
            return
        for number, one in enumerate(found.called):
            subject = f"case:{found.case}"
            absent = Personal(words["absent"], subject) if number else None
            of_unit = words["of_unit_fair" if number else "of_unit"]
            came = call_ups.RecordArrival(
                id=_id(place, "arrival", number),
                call_up=call,
                unit=one.unit,
                arrived=not number,
                words=absent,
            )
            said = call_ups.AppraiseUnit(
                id=_id(place, "of-unit", number),
                call_up=call,
                unit=one.unit,
                word=call_ups.Word.FAIR if number else call_ups.Word.ABLE,
                words=Personal(of_unit, subject),
            )
            self._send(leader, came, said)
            back = call_ups.AppraiseCall(
                id=_id(place, "of-call", number),
                call_up=call,
                word=call_ups.Word.ABLE,
                words=Personal(words["of_call"], subject),
            )
            self._send(_speaker(place, one.unit), back)


PLAN: tuple[tuple[int, Callable[[Occasions, Place], None]], ...] = (
    (11, Occasions.promise),
    (8, Occasions.call),
    (8, Occasions.comment),
    (7, Occasions.answer_call),
    (7, Occasions.announce),
    (6, Occasions.move),
    (5, Occasions.appraise),
    (5, Occasions.moderate),
    (4, Occasions.withhold),
    (3, Occasions.keep_in_part),
    (3, Occasions.draw),
    (2, Occasions.call_again),
    (1, Occasions.announce_again),
)
"""How many working days before the load what is done."""


def list_workdays(until: date, most: int, is_workday: Callable[[date], bool]) -> Mapping[int, date]:
    """Return the working days before a day, by how many of them lie between: 1 is the last."""
    found: dict[int, date] = {}
    day = until
    while len(found) < most:
        day -= timedelta(days=1)
        if is_workday(day):
            found[len(found) + 1] = day
    return found


def _id(place: Place, *parts: object) -> str:
    return derived_id("demo-occasion", place.world.seed, place.world.banner, *parts)


def _name(place: Place, key: str) -> str:
    return _id(place, "commitment", key)


def _read_promise(key: str) -> p.CommitmentState:
    """Return a promise that is known to stand."""
    found: p.CommitmentState = get_states([f"commitment:{key}"])[f"commitment:{key}"]
    return found


def _clerk(place: Place) -> str:
    return place.world.post(place.world.banner, "banner_clerk")


def _supervisor(place: Place) -> str:
    return place.world.directory.posts_at(place.world.banner, "supervisor")[0]


def _speaker(place: Place, unit: str) -> str:
    return place.world.post(unit, "department_handler", "township_clerk")


def _may_promise(world: World, state: CaseState) -> bool:
    held = world.is_held(state.holder_post)
    return held and world.directory.post(state.holder_post).unit == state.holder_unit


def _name_matter(world: World, state: CaseState) -> str:
    codes = {code: sub or top for (top, sub), code in world.categories.items()}
    return codes.get(state.category, "群众反映的事")


def _clear(place: Place, name: str, word: str, said: str) -> Command:
    key = _name(place, name)
    return p.ClearWords(
        id=_id(place, "clear", name, word),
        commitment=key,
        key=word,
        words=Personal(said, f"commitment:{key}"),
    )


def _answer_comment(
    place: Place, one: Mapping[str, str], key: str, comment: str
) -> Iterable[Command]:
    if one.get("refused"):
        why = one["refused"]
        yield p.RefuseComment(id=_id(place, comment), commitment=key, comment=comment, why=why)
        return
    words = Personal(one["say"], f"comment:{comment}")
    yield p.PublishComment(id=_id(place, comment), commitment=key, comment=comment, words=words)
    if one.get("reply"):
        reply = Personal(one["reply"], f"commitment:{key}")
        yield p.ReplyToComment(
            id=_id(place, comment, "reply"), commitment=key, comment=comment, words=reply
        )


def _list_called(world: World, case: CaseState, now: datetime) -> tuple[str, ...]:
    """Return two departments that the matter concerns: the catalogue's, else those that answer
    for such a topic, else the office for letters and visits."""
    line = world.find_line(case.category, case.place, now)
    top, sub = next(
        (pair for pair, code in world.categories.items() if code == case.category), ("", "")
    )
    topic = [one for one in load_matters() if one.topic == top]
    alike = [one.office for one in topic if one.sub == sub] + [one.office for one in topic]
    asked = [line.unit, *line.co_units] if line is not None else []
    asked += [world.offices[one] for one in (*alike, OTHERWISE) if one in world.offices]
    departments = set(world.offices.values())
    return tuple(unit for unit in dict.fromkeys(asked) if unit in departments)[:2]
