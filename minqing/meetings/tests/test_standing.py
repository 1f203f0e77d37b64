"""Random histories: every stuck case stands on exactly one open agenda, that of the level that
holds it, or rests to a stated day. No database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from minqing.cases import public as cases
from minqing.cases.commands import LookAgain
from minqing.cases.tests.builders import staff
from minqing.meetings import commands as c
from minqing.meetings.agenda import find_place
from minqing.meetings.rules.closing import make_closing
from minqing.meetings.terms import MeetingStatus, Resolution
from minqing.meetings.tests.builders import (
    BANNER,
    HALF_MONTH,
    MONTHLY,
    OTHER,
    TOWN,
    VILLAGE,
    WATER,
    WEEKLY,
    Book,
    new,
    sealed,
)

HOLDERS = (
    (VILLAGE, WEEKLY, "cadre"),
    (OTHER, WEEKLY, "neighbour"),
    (TOWN, HALF_MONTH, "clerk"),
    (BANNER, MONTHLY, "office"),
)
RESOLUTIONS = st.sampled_from([None, *Resolution])


class Histories(RuleBasedStateMachine):
    """Cases come in, go up and come loose; meetings are planned, held, closed, missed."""

    @initialize()
    def begin(self) -> None:
        self.book = Book()
        self.number = 0
        self._call()

    def _call(self) -> None:
        for unit, kind, _ in HOLDERS:
            mine = [one for one in self.book.meetings() if (one.unit, one.kind) == (unit, kind)]
            if not any(one.is_open for one in mine):
                self.book.call(unit, kind)

    def _waiting(self, meeting: Any) -> list[str]:
        return [
            subject
            for subject, row in self.book.records.items()
            if row.is_stuck
            and (row.unit, row.kind, row.claimed) == (meeting.unit, meeting.kind, "")
            and (row.until is None or row.until <= meeting.last)
        ]

    @rule(there=st.booleans())
    def receive(self, there: bool) -> None:
        self.number += 1
        self.book.receive(f"C{self.number}", VILLAGE if there else OTHER)

    @rule(data=st.data(), days=st.integers(1, 9))
    def wait(self, data: st.DataObject, days: int) -> None:
        self.book.now += timedelta(days=days)
        for stream in [key for key in self.book.states if key.startswith("case:")]:
            self.book.do(new(LookAgain, case=stream.removeprefix("case:")))
        for meeting in self.book.meetings():
            if meeting.is_open:
                self.book.look(meeting.id, *meeting.subjects, *self._waiting(meeting))
        self._call()

    @rule(data=st.data())
    def work(self, data: st.DataObject) -> None:
        """Acknowledge, raise or settle some case by hand."""
        streams = [key for key in self.book.states if key.startswith("case:")]
        if not streams:
            return
        stream = data.draw(st.sampled_from(streams))
        state, case = self.book.states[stream], stream.removeprefix("case:")
        by = next((who for who in map(staff, STAFF) if who.post == state.holder_post), None)
        if by is None:
            return
        act = data.draw(st.sampled_from(["acknowledge", "raise", "settle"]))
        if act == "acknowledge":
            self.book.do(new(cases.AcknowledgeCase, case=case), by)
        elif act == "raise":
            tried = sealed("找过三家维修单位，配件停产。", stream)
            self.book.do(new(cases.RaiseToNextLevel, case=case, tried=tried), by)
        else:
            reply = sealed("已经修好，当面说明。", stream)
            means = next(iter(cases.Means))
            outcome = cases.Outcome.SOLVED
            fields = {"outcome": outcome, "reply": reply, "means": means}
            self.book.do(new(cases.SettleOnSpot, case=case, **fields), by)

    @rule(data=st.data(), which=st.sampled_from(HOLDERS))
    def plan(self, data: st.DataObject, which: tuple[str, str, str]) -> None:
        unit, kind, by = which
        meeting = self.book.meeting(unit, kind)
        waiting = [*self._waiting(meeting), *meeting.subjects]
        if not waiting:
            return
        chosen = data.draw(st.lists(st.sampled_from(waiting), unique=True, min_size=1))
        topics = tuple(c.Topic(subjects=(one,)) for one in chosen)
        sits = self.book.now + timedelta(days=data.draw(st.integers(0, 6)), minutes=5)
        command = new(c.PlanMeeting, meeting=meeting.id, topics=topics, sits_at=sits, urgent="急")
        self.book.do(command, staff(by))
        self.book.do(new(c.AnnounceMeeting, meeting=meeting.id, urgent="急"), staff(by))

    @rule(data=st.data(), which=st.sampled_from(HOLDERS))
    def sit(self, data: st.DataObject, which: tuple[str, str, str]) -> None:
        unit, kind, by = which
        meeting = self.book.meeting(unit, kind)
        waiting = self._waiting(meeting)
        topics = tuple(c.Topic(subjects=(one,)) for one in waiting)
        self.book.do(new(c.BeginMeeting, meeting=meeting.id, topics=topics), staff(by))

    @rule(data=st.data(), which=st.sampled_from(HOLDERS))
    def close(self, data: st.DataObject, which: tuple[str, str, str]) -> None:
        unit, kind, by = which
        meeting = self.book.meeting(unit, kind)
        if meeting.status is not MeetingStatus.SITTING:
            return
        for one in meeting.standing:
            what = data.draw(RESOLUTIONS)
            if what is not None:
                self._resolve(meeting.id, one.item.number, what, staff(by))
        state = self.book.states[f"meeting:{meeting.id}"]
        refused = self.book.do(make_closing(state, f"close-{meeting.id}"), staff(by))
        assert refused == ""
        self._call()

    def _resolve(self, meeting: str, item: int, what: Resolution, by: Any) -> None:
        day = (self.book.now + timedelta(days=12)).date()
        made: dict[str, Any] = {}
        if what is Resolution.COMMITTED:
            promise = c.Promise(due=day, unit=WATER, post="post-handler")
            made = {"measures": (sealed("换泵"),), "promises": (promise,)}
        words = () if made else (sealed("本级解决不了。"),)
        command = new(
            c.ResolveItem, meeting=meeting, item=item, what=what, words=words, until=day, **made
        )
        self.book.do(command, by)

    @invariant()
    def every_stuck_case_is_on_one_open_agenda_of_its_level(self) -> None:
        if not hasattr(self, "book"):
            return
        book = self.book
        for stream in [key for key in book.states if key.startswith("case:")]:
            found = find_place(stream, book.states[stream], book.directory, book.packs)  # type: ignore[arg-type]
            agendas = book.list_agendas(stream)
            if found is None:
                assert agendas == []
                continue
            assert len(agendas) == 1, (stream, agendas, book.records[stream])
            (meeting,) = (book.states[f"meeting:{agendas[0]}"],)
            # of the level that holds it, or of one above to which a meeting carried it
            assert book.directory.within(found.unit, meeting.unit)
            if not book.records[stream].carried_unit:
                assert (meeting.unit, meeting.kind) == (found.unit, found.kind)

    @invariant()
    def one_meeting_of_a_unit_and_kind_is_open(self) -> None:
        if not hasattr(self, "book"):
            return
        for unit, kind, _ in HOLDERS:
            mine = [one for one in self.book.meetings() if (one.unit, one.kind) == (unit, kind)]
            assert sum(one.is_open for one in mine) == 1
            windows = sorted((one.first, one.last) for one in mine)
            ends = [date.min, *(last for _, last in windows)]
            assert all(first > before for (first, _), before in zip(windows, ends, strict=False))


STAFF = ("cadre", "neighbour", "clerk", "office")
TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
