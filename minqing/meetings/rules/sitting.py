"""The sitting: it begins, the chair may pass, who came, who said what, what is decided. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from minqing.kernel.calendar import CalendarYearMissing
from minqing.kernel.clocks import compute_due
from minqing.kernel.messages import Decided, Decision, Frame, Refusal, States
from minqing.kernel.periods import local_day
from minqing.meetings import commands as c
from minqing.meetings import events as e
from minqing.meetings.agenda import find_next
from minqing.meetings.commitments.rules import CommitmentDraft, check_draft
from minqing.meetings.rules import refusals as no
from minqing.meetings.rules.ground import (
    LONGEST_REASON,
    Ground,
    check_reason,
    check_words,
    find_meeting,
)
from minqing.meetings.rules.planning import make_plan, reseat
from minqing.meetings.seats import find_chair, list_pool
from minqing.meetings.state import Ballots, ItemState, Resolved, Spoken
from minqing.meetings.terms import (
    BY_HAND,
    RESOLUTION_ZH,
    MeetingStatus,
    Presence,
    Resolution,
    Step,
)

S = MeetingStatus
BEGIN, SPEAK, RESOLVE, MARK = "开会", "记录发言", "记录决定", "记录到会"
BALLOTS = "登记测评票"
LONGEST_REST = timedelta(days=366)
MOST_PROMISES = 20
MOST_BALLOTS = 10_000
"""Ballots of one meeting, at most. Source: ours."""


def begin(command: c.BeginMeeting, states: States, frame: Frame) -> Decision:
    """Begin, when what its kind wants beforehand was done. Without a plan the agenda is fixed
    now, from what stands there."""
    coming = (S.CALLED, S.PLANNED, S.ANNOUNCED)
    ground = find_meeting(BEGIN, command.meeting, states, frame, *coming)
    if isinstance(ground, Refusal):
        return ground
    state, steps = ground.state, ground.kind.steps
    if Step.PLAN in steps and state.sits_at is None:
        return no.PLAN_FIRST(act=BEGIN)
    if Step.NOTICE in steps and state.announced_at is None:
        return no.NOTICE_FIRST()
    today = local_day(frame.now)
    day = state.first if state.sits_at is None else local_day(state.sits_at)
    if today < day:
        return no.TOO_EARLY(day=day.isoformat())
    event = e.MeetingBegun(at=frame.now, minutes_due=_find_minutes_due(ground))
    if state.sits_at is not None:
        return [Decided(ground.stream, event)]
    planned = make_plan(
        BEGIN,
        ground,
        c.PlanMeeting(
            id=command.id, meeting=command.meeting, topics=command.topics, sits_at=frame.now
        ),
        states,
    )
    return planned if isinstance(planned, Refusal) else [*planned, Decided(ground.stream, event)]


def _find_minutes_due(ground: Ground) -> datetime:
    rule, now = ground.kind.minutes_due, ground.frame.now
    try:
        return compute_due(rule, now, calendar=ground.calendar).at
    except CalendarYearMissing:
        return now + timedelta(days=7)


def pass_chair(command: c.PassChair, states: States, frame: Frame) -> Decision:
    """Let the next in turn preside, with a note."""
    act = "转交主持"
    ground = find_meeting(act, command.meeting, states, frame, S.PLANNED, S.ANNOUNCED, S.SITTING)
    if isinstance(ground, Refusal):
        return ground
    state, kind = ground.state, ground.kind
    wrong = check_reason(act, command.note)
    if wrong is not None:
        return wrong
    pool = list_pool(ground.directory, kind.chair, state.unit)
    if kind.chair.by != "rotation" or len(state.passed) + 1 >= len(pool):
        return no.NO_OTHER_CHAIR()
    turn = state.turn + len(state.passed) + 1
    post, unit = find_chair(ground.directory, kind, state.unit, turn)
    event = e.ChairPassed(
        note=command.note.strip(),
        chair_post=post,
        chair_unit=unit,
        seats=reseat(state, post, unit),
        at=frame.now,
    )
    return [Decided(ground.stream, event)]


def mark_attendance(command: c.MarkAttendance, states: States, frame: Frame) -> Decision:
    """Say who came; an absence has a reason. It may be put right until the record is in."""
    ground = find_meeting(MARK, command.meeting, states, frame, S.SITTING, S.CLOSED)
    if isinstance(ground, Refusal):
        return ground
    seats = {seat.key: seat for seat in ground.state.seats}
    if not command.marks or any(mark.seat not in seats for mark in command.marks):
        return no.SEAT_UNKNOWN()
    for mark in command.marks:
        reason = mark.reason.strip()
        if mark.presence is Presence.ABSENT and not reason:
            return no.ABSENCE_REASON()
        if len(reason) > LONGEST_REASON:
            return no.WORDS_LONG(act=MARK, most=LONGEST_REASON)
        kept = reason if mark.presence is Presence.ABSENT else ""
        seats[mark.seat] = replace(seats[mark.seat], presence=mark.presence, reason=kept)
    event = e.AttendanceMarked(seats=tuple(seats.values()), at=frame.now)
    return [Decided(ground.stream, event)]


def speak(command: c.SpeakToItem, states: States, frame: Frame) -> Decision:
    """Record what was said to an item."""
    found = _find_item(SPEAK, command.meeting, command.item, states, frame)
    if isinstance(found, Refusal):
        return found
    ground, _item = found
    if not ground.directory.has(command.unit):
        return no.UNIT_UNKNOWN(act=SPEAK, unit=command.unit)
    wrong = check_words(SPEAK, command.words.value)
    spoken = Spoken(voice=command.voice, unit=command.unit, words=command.words.ref)
    event = e.ItemSpokenTo(number=command.item, spoken=spoken, at=frame.now)
    return wrong or [Decided(ground.stream, event)]


def count_ballots(command: c.CountBallots, states: States, frame: Frame) -> Decision:
    """Take down counted ballots; they may be put right after the closing."""
    ground = find_meeting(BALLOTS, command.meeting, states, frame, S.SITTING, S.CLOSED)
    if isinstance(ground, Refusal):
        return ground
    item = ground.state.find_item(command.item)
    if item is None:
        return no.ITEM_UNKNOWN(act=BALLOTS, item=command.item)
    standing = next((one for one in ground.kind.items if one.code == item.item.code), None)
    if standing is None or standing.ballot is None:
        return no.BALLOT_NONE()
    choices, returned = standing.ballot.choices, sum(command.counts)
    if len(command.counts) != len(choices) or min(command.counts) < 0:
        return no.BALLOT_WRONG(most=MOST_BALLOTS)
    if not max(1, returned) <= command.given <= MOST_BALLOTS:
        return no.BALLOT_WRONG(most=MOST_BALLOTS)
    told = returned >= standing.ballot.least
    counted = dict(zip((one.code for one in choices), command.counts, strict=True))
    ballots = Ballots(command.given, returned, counted if told else {}, told)
    event = e.BallotsCounted(number=command.item, ballots=ballots, at=frame.now)
    return [Decided(ground.stream, event)]


def _find_item(
    act: str, meeting: str, item: int, states: States, frame: Frame
) -> tuple[Ground, ItemState] | Refusal:
    ground = find_meeting(act, meeting, states, frame, S.SITTING)
    if isinstance(ground, Refusal):
        return ground
    found = ground.state.find_item(item)
    return no.ITEM_UNKNOWN(act=act, item=item) if found is None else (ground, found)


def resolve(command: c.ResolveItem, states: States, frame: Frame) -> Decision:
    """Decide on an item; the last decision before the closing holds."""
    found = _find_item(RESOLVE, command.meeting, command.item, states, frame)
    if isinstance(found, Refusal):
        return found
    ground, item = found
    if command.what not in BY_HAND:
        return no.RESOLUTION_WRONG(what=RESOLUTION_ZH[command.what])
    wrong = _check_resolution(command, ground, item)
    if wrong is not None:
        return wrong
    made = command.what is Resolution.COMMITTED
    resolved = Resolved(
        what=command.what,
        words=tuple(words.ref for words in command.words),
        commitments=_make_drafts(command) if made else (),
        until=command.until if command.what is Resolution.PUT_OFF else None,
    )
    event = e.ItemResolved(number=command.item, resolved=resolved, at=frame.now)
    return [Decided(ground.stream, event)]


def _make_drafts(command: c.ResolveItem) -> tuple[CommitmentDraft, ...]:
    pairs = zip(command.measures, command.promises, strict=True)
    return tuple(
        CommitmentDraft(
            measure=measure.ref,
            due=promise.due,
            unit=promise.unit,
            post=promise.post,
            person_named=promise.person_named,
        )
        for measure, promise in pairs
    )


def _check_resolution(command: c.ResolveItem, ground: Ground, item: ItemState) -> Refusal | None:
    wanted = max(1, len(item.item.subjects))
    for words in command.words:
        wrong = check_words(RESOLVE, words.value)
        if wrong is not None:
            return wrong
    today = local_day(ground.frame.now)
    if command.what is Resolution.COMMITTED:
        return _check_promises(command, ground)
    if len(command.words) != wanted:
        return no.WORDS_MISSING(act=RESOLVE)
    if command.what is Resolution.PUT_OFF:
        until = command.until
        if until is None or not today < until <= today + LONGEST_REST:
            return no.UNTIL_WRONG()
    if command.what is Resolution.CARRIED:
        state = ground.state
        if find_next(ground.section, ground.kind, state.unit, ground.directory) is None:
            return no.NO_LEVEL_ABOVE()
    return None


def _check_promises(command: c.ResolveItem, ground: Ground) -> Refusal | None:
    promises, directory = command.promises, ground.directory
    if not 1 <= len(promises) <= MOST_PROMISES or len(command.measures) != len(promises):
        return no.PROMISE_MISSING()
    if not all(measure.value.strip() for measure in command.measures):
        return no.PROMISE_MISSING()
    today = local_day(ground.frame.now)
    for promise in promises:
        if promise.due <= today:
            return no.PROMISE_DAY()
        if not directory.has(promise.unit):
            return no.UNIT_UNKNOWN(act=RESOLVE, unit=promise.unit)
        post = promise.post
        if not directory.has_post(post) or directory.accountable(post) is None:
            return no.POST_WRONG()
        if directory.current(directory.post(post).unit) != directory.current(promise.unit):
            return no.POST_WRONG()
    checked = (check_draft(draft, ground.frame) for draft in _make_drafts(command))
    return next((wrong for wrong in checked if wrong is not None), None)
