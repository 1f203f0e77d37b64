"""Meetings of a made-up place, held on their usual days by the same commands as people send.

What stands on an agenda is for the rules to say; where nothing stands the clock writes
本期无议题 by itself. Each morning is drawn from the states as they are, so a load that was
broken off goes on.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec

from minqing.cases.public import CaseState, iterate_open
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Personal
from minqing.log.public import Answer, Batch, get_states, submit_batches
from minqing.meetings import public as m
from minqing.simulation.needs import LOCAL
from minqing.simulation.promising import Promises, choose_span
from minqing.simulation.texts import load_sittings
from minqing.simulation.world import World

MORNING, LASTS = time(9), timedelta(minutes=70)
STEP = timedelta(minutes=2)
TOPICS = 3
"""Items of one made-up sitting, at most; the others stand on the next agenda."""

MERGED = 3
"""Alike matters that become one item, at most (WDM-12)."""

PROMISED = 2
"""Items of a planned sitting that end in a promise, at most."""

UNRECORDED, ABSENT = 0.05, 0.3
"""In so many sittings the record is chased, or somebody does not come."""

Agenda = Mapping[tuple[str, str], Sequence[m.Gathered]]
Own = Callable[[str], bool]
Tell = Callable[[Sequence[Command], Sequence[Answer]], None]


class Sitting(msgspec.Struct, frozen=True):
    """One meeting that something is done about today; `stuck`: what stands on its agenda."""

    kind: m.KindOfMeeting
    state: m.MeetingState
    stuck: Mapping[str, CaseState]
    rng: random.Random
    words: Mapping[str, Any]

    @property
    def stream(self) -> str:
        return f"meeting:{self.state.id}"

    def make(self, kind: Callable[..., Command], part: object, /, **fields: object) -> Command:
        """Return a command on this meeting; its id follows from what it is for."""
        key = derived_id("demo-sitting", self.state.id, kind.__name__, part)
        return kind(id=key, meeting=self.state.id, **fields)

    def pick(self, words: str, **known: object) -> str:
        """Return words of one kind for this meeting."""
        return str(self.rng.choice(self.words[words])).format(**known)


class Sittings:
    """Holds the meetings of one place, and keeps what they promise."""

    def __init__(self, world: World, tell: Tell, is_own: Own, *, place: str = "") -> None:
        """`tell`: hears what was handed in and what the house answered. `is_own`: whether a
        case was raised by the simulation; what concerns others is left to people. `place`:
        whose words are spoken, "" for the district's."""
        self.world = world
        self._words = load_sittings(place)
        self._tell = tell
        self._is_own = is_own
        found = m.find_kinds(world.banner)
        assert found is not None, "chosen for having meetings"
        self._pack, kinds = found[0].key, found[1]
        self._kinds = kinds
        self._titles = {code: sub or top for (top, sub), code in world.categories.items()}
        self._promises = Promises(world, self._send, is_own, self._words)
        self._measures: dict[tuple[str, int], str] = {}
        self._now = datetime.min.replace(tzinfo=UTC)

    def hold(self, day: date, since: datetime) -> datetime | None:
        """Do what a day asks for, from nine on and not before `since`; returns the last moment,
        None on a day off."""
        if not self.world.is_workday(day):
            return None
        self._now = max(datetime.combine(day, MORNING, LOCAL).astimezone(UTC), since)
        self._promises.follow(day, self._tick)
        sits = [kind for kind in self._kinds if self._sits_on(kind, day)]
        plans = [kind for kind in self._kinds if self._plans_on(kind, day)]
        if sits or plans:
            own = [one for one in iterate_open(self.world.banner) if self._is_own(one)]
            agenda = m.gather(one for one in own if one not in self._promises.subjects)
            self._plan(list(self._list(plans, day, agenda)))
            self._sit(list(self._list(sits, day, agenda)))
        return self._now

    def awaits(self, day: date) -> bool:
        """Return whether an open meeting is planned or held on a day, whatever else happens."""
        if not self.world.is_workday(day):
            return False
        kinds = [kind for kind in self._kinds if m.Step.PLAN in kind.steps]
        due = [k for k in kinds if self._sits_on(k, day) or self._plans_on(k, day)]
        return any(self._list(due, day, {}))

    def _tick(self) -> datetime:
        self._now += STEP
        return self._now

    def _send(self, batches: Iterable[Batch]) -> None:
        sent = [batch for batch in batches if batch.commands]
        for batch, answers in zip(sent, submit_batches(sent), strict=True):
            self._tell(batch.commands, answers)

    def _batch(self, post: str, *commands: Command) -> Batch:
        return Batch(commands, self.world.actor(post), self._tick())

    # ------------------------------------------------------------------ when
    def _find_day(self, kind: m.KindOfMeeting, day: date) -> date | None:
        found = m.find_usual_day(kind, day, self.world.calendar)
        return None if found is None else found[1]

    def _sits_on(self, kind: m.KindOfMeeting, day: date) -> bool:
        """Return whether it sits today: on its usual day; one without a plan also on the last
        working day of its window, for what came to a stand after that."""
        found = m.find_usual_day(kind, day, self.world.calendar)
        if found is None or found[1] == day or m.Step.PLAN in kind.steps:
            return found is not None and found[1] == day
        left = (day + timedelta(days=n) for n in range(1, (found[0].end - day).days))
        return found[1] < day and not any(map(self.world.is_workday, left))

    def _plans_on(self, kind: m.KindOfMeeting, day: date) -> bool:
        """Return whether it is planned today: the plan leaves the units that are told their
        working days; one that was called later than that is planned as soon as it can be."""
        due = self._find_day(kind, day)
        if m.Step.PLAN not in kind.steps or due is None:
            return False
        latest, left = due - timedelta(days=kind.draft_days + 2), kind.draft_days + 2
        while left:
            due -= timedelta(days=1)
            left -= self.world.is_workday(due)
        if day <= due:
            return day == due
        called = (one.state.status for one in self._list([kind], day, {}))
        return day <= latest and m.MeetingStatus.CALLED in called

    def _list(
        self, kinds: Sequence[m.KindOfMeeting], day: date, agenda: Agenda
    ) -> Iterator[Sitting]:
        """Yield the open meetings of these kinds that have something to talk about."""
        for kind in kinds:
            found = m.find_usual_day(kind, day, self.world.calendar)
            assert found is not None, "asked for on a day with a window"
            planned = m.Step.PLAN in kind.steps
            units = [self.world.banner] if planned else [u for u, k in agenda if k == kind.code]
            if kind.items:
                below = self.world.directory.below(self.world.banner)
                units = [u for u in below if self.world.directory.unit(u).kind in kind.held_at]
            names = {
                f"meeting:{m.name_meeting(self._pack, kind.code, unit, found[0].start)}": unit
                for unit in units
            }
            for stream, state in get_states(names).items():
                here = agenda.get((names[stream], kind.code), ())
                stuck = {one.subject: one.state for one in here}
                if state is not None and state.is_open:
                    rng = random.Random(f"{self.world.seed} {stream} {day}")
                    yield Sitting(kind, state, stuck, rng, self._words)

    # ------------------------------------------------------------------ before
    def _plan(self, sittings: Sequence[Sitting]) -> None:
        """Fix plan and notice; the units that are told draft what they would do."""
        for one in sittings:
            if one.state.status is not m.MeetingStatus.CALLED:
                continue
            self._send([self._batch(one.state.convenor_post, *self._prepare(one))])
            state = get_states([one.stream])[one.stream]
            self._send(
                self._batch(
                    self.world.post(unit, "department_handler", "township_clerk"),
                    one.make(
                        m.DraftAnswer,
                        f"{item.item.number} {unit}",
                        item=item.item.number,
                        words=Personal(one.pick("drafts"), _subject(item.item, state.id)),
                    ),
                )
                for item in state.standing
                for unit in item.item.units
            )

    def _prepare(self, one: Sitting) -> list[Command]:
        words, state = one.words, one.state
        chosen = list(one.stuck.items())[:TOPICS]
        topics = [
            m.Topic(subjects=(subject,), units=_list_told(case, state.unit))
            for subject, case in chosen
        ]
        matter = self.name_matter(chosen[0][1]) if chosen else ""
        topics.append(m.Topic(title=words["review"] if state.turn else words["first"]))
        hour = time.fromisoformat(one.kind.hour)
        commands = [
            one.make(
                m.PlanMeeting,
                "",
                topics=tuple(topics),
                sits_at=datetime.combine(state.due_on, hour, LOCAL).astimezone(UTC),
                theme=one.pick("themes", matter=matter) if matter else words["review"],
                place=words["room"],
                size=m.Size.WIDE if len(topics) > 1 else m.Size.SMALL,
                drafts_due=state.due_on - timedelta(days=2),
            )
        ]
        if m.Step.FINDINGS in one.kind.steps and chosen:
            found = tuple(subject for subject, _ in chosen)
            commands.append(one.make(m.LinkFindings, "", findings=found))
        if m.Step.NOTICE in one.kind.steps:
            commands.append(one.make(m.AnnounceMeeting, ""))
        return commands

    def name_matter(self, case: CaseState) -> str:
        """Return the words of a matter's category, as an agenda names it."""
        return self._titles.get(case.category, "群众反映的事项")

    # ------------------------------------------------------------------ the sitting
    def _sit(self, sittings: Sequence[Sitting]) -> None:
        """Hold them: all begin, one after another, and all end; what is promised is public."""
        held = [one for one in sittings if self._is_ready(one)]
        self._send(self._batch(one.state.convenor_post, *self._begin(one)) for one in held)
        if not held:
            return
        self._now += LASTS
        states = get_states([one.stream for one in held])
        self._send(
            self._batch(one.state.convenor_post, *_end(one, states[one.stream])) for one in held
        )
        self._chase(held)
        self._publish(held)

    def _publish(self, held: Sequence[Sitting]) -> None:
        """Confirm what everybody may read of what was promised."""
        for state in get_states([one.stream for one in held]).values():
            items = {item.item.number: item.item for item in state.items}
            for outcome in state.outcomes:
                for key in outcome.commitments:
                    subject = items[outcome.number].subjects[0]
                    words = self._measures.pop((state.id, outcome.number))
                    command = self._promises.take_up(key, subject, words)
                    self._send([self._batch(state.convenor_post, command)])

    def _is_ready(self, one: Sitting) -> bool:
        """Return whether it can be held; one that a person planned, or brought a matter of his
        own before, is left to people."""
        if m.Step.PLAN not in one.kind.steps:
            return one.state.status is m.MeetingStatus.CALLED
        ready = m.MeetingStatus.ANNOUNCED if m.Step.NOTICE in one.kind.steps else None
        own = one.state.place == one.words["room"]
        own = own and all(map(self._is_own, one.state.subjects))
        return own and one.state.status is (ready or m.MeetingStatus.PLANNED)

    def _begin(self, one: Sitting) -> list[Command]:
        planned = one.state.sits_at is not None
        topics = () if planned else self._merge(one)
        items = [item.item for item in one.state.standing] if planned else _number(one, topics)
        commands = [one.make(m.BeginMeeting, "", topics=topics)]
        if planned:
            added = self._add(one, items)
            commands += [command for command, _ in added]
            items += [item for _, item in added]
        promised = 0
        for item in items:
            if any(subject not in one.stuck for subject in item.subjects):
                continue  # it has left this level: the closing says so by itself
            if planned:
                commands += self._speak(one, item)
            commands += _vote(one, item)
            case = one.stuck[item.subjects[0]] if item.subjects else None
            promises = planned and case is not None and promised < PROMISED
            if promises and self._may_promise(case):
                commands.append(self._commit(one, item, case, promised))
                promised += 1
            else:
                commands.append(_deal(one, item))
        return commands

    def _add(self, one: Sitting, items: Sequence[m.Item]) -> list[tuple[Command, m.Item]]:
        """Return what came up since the notice, where the agenda has become short; it is marked."""
        known = {subject for item in items for subject in item.subjects}
        left = sum(subject in one.stuck for subject in known)
        new = [subject for subject in one.stuck if subject not in known][: max(0, PROMISED - left)]
        last = max((item.item.number for item in one.state.items), default=0)
        found = []
        for number, subject in enumerate(new, last + 1):
            topic = m.Topic(subjects=(subject,))
            why = one.words["added_why"]
            add = one.make(m.AddItem, number, topic=topic, why=why)
            found.append((add, m.Item(number=number, subjects=(subject,))))
        return found

    def _merge(self, one: Sitting) -> tuple[m.Topic, ...]:
        """Return what stands there, alike matters as one item under the words of their kind."""
        groups: dict[str, list[str]] = {}
        for subject, case in one.stuck.items():
            groups.setdefault(self.name_matter(case), []).append(subject)
        return tuple(
            m.Topic(subjects=tuple(subjects[:MERGED]), title=title if len(subjects) > 1 else "")
            for title, subjects in list(groups.items())[:TOPICS]
        )

    def _speak(self, one: Sitting, item: m.Item) -> Iterator[Command]:
        if not item.subjects:
            return
        case = one.stuck[item.subjects[0]]
        said = (
            (m.Voice.HOST, one.state.chair_unit or one.state.unit, "asked"),
            (m.Voice.STREET, self.world.town(case.place), "added"),
            (m.Voice.DEPARTMENT, case.holder_unit, "answered"),
        )
        for voice, unit, words in said:
            personal = Personal(one.pick(words), _subject(item, one.state.id))
            part = f"{item.number} {voice}"
            yield one.make(
                m.SpeakToItem, part, item=item.number, voice=voice, unit=unit, words=personal
            )

    def _may_promise(self, case: CaseState | None) -> bool:
        if case is None or not self.world.is_held(case.holder_post):
            return False
        return self.world.directory.post(case.holder_post).unit == case.holder_unit

    def _commit(self, one: Sitting, item: m.Item, case: CaseState | None, promised: int) -> Command:
        assert case is not None, "a promise is about a matter"
        days = choose_span(one.state.turn, promised)
        office = self.world.name(case.holder_unit)
        words = one.pick("measures", office=office, matter=self.name_matter(case), days=days)
        self._measures[one.state.id, item.number] = words
        return one.make(
            m.ResolveItem,
            item.number,
            item=item.number,
            what=m.Resolution.COMMITTED,
            measures=(Personal(words, _subject(item, one.state.id)),),
            promises=(
                m.Promise(
                    due=self._now.astimezone(LOCAL).date() + timedelta(days=days),
                    unit=case.holder_unit,
                    post=case.holder_post,
                ),
            ),
        )

    def _chase(self, held: Sequence[Sitting]) -> None:
        """Hand in records that are missing since the meeting before."""
        before = {f"meeting:{one.state.before}": one for one in held if one.state.before}
        for stream, state in get_states(before).items():
            if state is None or not state.minutes_missed or state.minutes:
                continue
            words = self._words["late_minutes"].format(count=len(state.standing))
            record = m.RecordMinutes(
                id=derived_id("demo-record", state.id),
                meeting=state.id,
                minutes=Personal(words, stream),
            )
            self._send([self._batch(before[stream].state.convenor_post, record)])


def _list_told(case: CaseState, host: str) -> tuple[str, ...]:
    """Return who hears beforehand of a matter: who holds it, and who owes a piece of it."""
    owing = (one.unit for one in case.pieces if one.is_open)
    return tuple(unit for unit in dict.fromkeys((case.holder_unit, *owing)) if unit != host)


def _subject(item: m.Item, meeting: str) -> str:
    """Return under which name words about an item are kept."""
    return item.subjects[0] if item.subjects else f"meeting:{meeting}"


def _number(one: Sitting, topics: Iterable[m.Topic]) -> list[m.Item]:
    standing = [m.Item(number=at, code=item.code) for at, item in enumerate(one.kind.items, 1)]
    return [
        *standing,
        *(
            m.Item(number=number, subjects=topic.subjects, title=topic.title)
            for number, topic in enumerate(topics, len(standing) + 1)
        ),
    ]


def _vote(one: Sitting, item: m.Item) -> Iterator[Command]:
    """Yield the counted ballots of an item that is voted on (WDM-23)."""
    ballot = next((x.ballot for x in one.kind.items if x.code == item.code), None)
    if ballot is None:
        return
    given = one.rng.randint(8, 60)
    weights = [2**-number for number in range(len(ballot.choices))]
    returned = one.rng.choices(range(len(weights)), weights, k=one.rng.randint(given // 2, given))
    counts = tuple(map(returned.count, range(len(weights))))
    yield one.make(m.CountBallots, item.number, item=item.number, given=given, counts=counts)


def _deal(one: Sitting, item: m.Item) -> Command:
    noted = one.words["counted" if item.code else "noted"]
    words = one.pick("dealt") if item.subjects else noted
    targets = item.subjects or (f"meeting:{one.state.id}",)
    return one.make(
        m.ResolveItem,
        item.number,
        item=item.number,
        what=m.Resolution.DEALT,
        words=tuple(Personal(words, target) for target in targets),
    )


def _end(one: Sitting, state: m.MeetingState) -> list[Command]:
    """Return who came, and the closing with its record, or without."""
    absent = -1
    if m.Step.PLAN in one.kind.steps and len(state.seats) > 2 and one.rng.random() < ABSENT:
        absent = one.rng.randrange(2, len(state.seats))
    marks = tuple(
        m.Mark(seat.key, m.Presence.ABSENT, one.pick("absent"))
        if number == absent
        else m.Mark(seat.key, m.Presence.ARRIVED)
        for number, seat in enumerate(state.seats)
    )
    words = one.pick("minutes", count=len(state.standing))
    minutes = None if one.rng.random() < UNRECORDED else Personal(words, one.stream)
    key = derived_id("demo-closing", state.id)
    closing = m.make_closing(state, key, minutes)
    return [one.make(m.MarkAttendance, "", marks=marks), closing] if marks else [closing]
