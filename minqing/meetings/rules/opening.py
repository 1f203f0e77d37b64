"""A meeting is called, kept or missed by itself: what the clock demands. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from minqing.kernel.cadences import find_window
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.messages import Decided, Decision, Frame, States
from minqing.kernel.periods import local_day, local_midnight
from minqing.mechanisms.public import Packs, PackUnknown
from minqing.meetings import events as e
from minqing.meetings.agenda import get_section
from minqing.meetings.commands import LookAtMeeting, OpenMeeting
from minqing.meetings.rules import refusals as no
from minqing.meetings.rules.ground import (
    count_turn,
    find_due_day,
    get_ground,
    stands_here,
)
from minqing.meetings.seats import find_convenor
from minqing.meetings.state import MeetingState
from minqing.meetings.terms import COMING, MeetingStatus
from minqing.org.public import Directory

S = MeetingStatus


def open_meeting(command: OpenMeeting, states: States, frame: Frame) -> Decision:
    """Call the meeting of a window. One after another: the one before it has ended."""
    if frame.by.kind != "system":
        return no.BY_CLOCK(act="召集会议")
    if states.get(f"meeting:{command.meeting}") is not None:
        return no.EXISTS()
    directory, packs = frame.view(Directory), frame.view(Packs)
    try:
        pack = packs.current(command.pack)
    except PackUnknown:
        return no.KIND_UNKNOWN()
    if pack.section("meetings") is None or not directory.has(command.unit):
        return no.KIND_UNKNOWN()
    kind = get_section(pack).find_kind(command.kind)
    if kind is None or directory.unit(command.unit).kind not in kind.held_at:
        return no.KIND_UNKNOWN()
    window = find_window(kind.every, command.first)
    if window is None or window.start != command.first:
        return no.WINDOW_WRONG(first=command.first.isoformat())
    before: MeetingState | None = states.get(f"meeting:{command.before}")
    if command.before:
        if before is None or (before.unit, before.kind) != (command.unit, command.kind):
            return no.WINDOW_WRONG(first=command.first.isoformat())
        if before.is_open:
            return no.STILL_OPEN()
        if window.start <= before.last:
            return no.WINDOW_WRONG(first=command.first.isoformat())
    event = e.MeetingOpened(
        meeting=command.meeting,
        pack=pack.key,
        pack_version=pack.version,
        kind=kind.code,
        unit=command.unit,
        home=directory.banner_of(command.unit),
        first=window.start,
        last=window.last,
        due_on=find_due_day(kind, window, frame.view(WorkCalendar)),
        turn=count_turn(pack, kind, window.start),
        at=frame.now,
        before=command.before,
        convenor_post=find_convenor(directory, kind, command.unit),
    )
    return [Decided(f"meeting:{command.meeting}", event)]


def look(command: LookAtMeeting, states: States, frame: Frame) -> Decision:
    """Answer what is due now; nothing due is refused, so repeating it is harmless.

    1. its day has ended with nothing stuck: 本期无议题, kept;
    2. its window has ended without a sitting: 应开未开, its matters go to the next one;
    3. the record is not there in time: noticed once.
    """
    if frame.by.kind != "system":
        return no.BY_CLOCK(act="巡查会议")
    state: MeetingState | None = states.get(f"meeting:{command.meeting}")
    if state is None:
        return no.UNKNOWN(act="巡查会议")
    stream = f"meeting:{command.meeting}"
    if owes_minutes(state) and not state.minutes_missed:
        assert state.minutes_due is not None, "a sitting has a day for its record"
        if frame.now >= state.minutes_due:
            return [Decided(stream, e.MinutesMissed(at=frame.now, due_at=state.minutes_due))]
    if state.status not in COMING:
        return no.NOTHING_DUE()
    today, ground = local_day(frame.now), get_ground(state, frame)
    named = dict.fromkeys(command.waiting)
    waiting = [one for one in named if stands_here(ground, one, states.get(one))]
    # a kind with standing items is never without an agenda
    busy = bool(waiting or ground.kind.items)
    if not busy and today > sitting_day(state):
        return [Decided(stream, e.MeetingKeptEmpty(at=frame.now))]
    if today > state.last:
        return [Decided(stream, e.MeetingMissed(at=frame.now, waiting=len(waiting)))]
    return no.NOTHING_DUE()


def sitting_day(state: MeetingState) -> date:
    """Return the day on which it sits: as planned, else the usual day."""
    return state.due_on if state.sits_at is None else local_day(state.sits_at)


def owes_minutes(state: MeetingState) -> bool:
    """Return whether a record is asked for: it sat, and there is none."""
    sat = state.status in (S.SITTING, S.CLOSED) and state.began_at is not None
    return sat and not state.minutes


def find_look(state: MeetingState) -> datetime | None:
    """Return from when the clock has something to look at; None: never.

    From the day after its own day on it is looked at until it ends: what was stuck may come
    loose on any day.
    """
    if owes_minutes(state) and not state.minutes_missed:
        return state.minutes_due
    if state.status not in COMING:
        return None
    return local_midnight(min(sitting_day(state), state.last) + timedelta(days=1))
