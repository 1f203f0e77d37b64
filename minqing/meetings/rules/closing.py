"""The closing: one command that publishes, carries up and keeps the record. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Decided, Decision, Frame, Personal, Refusal, States, VaultRef
from minqing.meetings import commands as c
from minqing.meetings import events as e
from minqing.meetings.agenda import find_next, find_place, find_source
from minqing.meetings.commitments.rules import make
from minqing.meetings.rules import refusals as no
from minqing.meetings.rules.ground import Ground, check_words, find_meeting, stands_here
from minqing.meetings.state import ItemState, MeetingState, Outcome, Resolved
from minqing.meetings.terms import MeetingStatus, Resolution

S = MeetingStatus
CLOSE, RECORD = "闭会", "记录会议"


def name_commitment(meeting: str, item: int, number: int) -> str:
    """Return the id of a commitment that a meeting makes."""
    return derived_id("meeting-commitment", meeting, item, number)


def list_commitments(state: MeetingState) -> tuple[str, ...]:
    """Return the ids of the commitments that closing this meeting would make."""
    return tuple(
        name_commitment(state.id, one.item.number, number)
        for one in state.standing
        if one.resolved is not None
        for number in range(len(one.resolved.commitments))
    )


def make_closing(
    state: MeetingState, id: str, minutes: Personal[str] | None = None
) -> c.CloseMeeting:
    """Return the command that closes a meeting as its agenda now is."""
    return c.CloseMeeting(
        id=id,
        meeting=state.id,
        subjects=state.subjects,
        commitments=list_commitments(state),
        minutes=minutes,
    )


def close(command: c.CloseMeeting, states: States, frame: Frame) -> Decision:
    """Close: what was decided takes effect, what was not goes up or waits, all or nothing."""
    ground = find_meeting(CLOSE, command.meeting, states, frame, S.SITTING)
    if isinstance(ground, Refusal):
        return ground
    state = ground.state
    if set(command.subjects) != set(state.subjects):
        return no.AGENDA_CHANGED()
    if tuple(command.commitments) != list_commitments(state):
        return no.AGENDA_CHANGED()
    if any(states.get(f"commitment:{one}") is not None for one in command.commitments):
        return no.COMMITMENT_EXISTS()
    if command.minutes is not None:
        wrong = check_words(CLOSE, command.minutes.value)
        if wrong is not None:
            return wrong
    found: list[Decided] = []
    outcomes = []
    for item in state.standing:
        outcome, decided = _conclude(ground, item, states)
        outcomes.append(outcome)
        found += decided
    closed = e.MeetingClosed(
        outcomes=tuple(outcomes),
        at=frame.now,
        minutes=VaultRef("") if command.minutes is None else command.minutes.ref,
        post=frame.by.post,
    )
    return [Decided(ground.stream, closed), *found]


def _conclude(ground: Ground, item: ItemState, states: States) -> tuple[Outcome, list[Decided]]:
    """Return what becomes of an item, with the events it leaves in other streams."""
    number, subjects = item.item.number, item.item.subjects
    here = [one for one in subjects if stands_here(ground, one, states.get(one))]
    resolved = item.resolved
    if subjects and not here and (resolved is None or resolved.what is Resolution.CARRIED):
        return Outcome(number=number, what=Resolution.LEFT, by_itself=True), []
    if resolved is None:
        return _leave_unsolved(ground, item, here, states)
    if resolved.what is Resolution.COMMITTED:
        return _commit(ground, item, resolved, here, states)
    if resolved.what is Resolution.CARRIED:
        return _carry(ground, item, here, states, by_itself=False)
    return Outcome(number=number, what=resolved.what, until=resolved.until), []


def _leave_unsolved(
    ground: Ground, item: ItemState, here: Sequence[str], states: States
) -> tuple[Outcome, list[Decided]]:
    """What nobody decided stands on the next level's agenda by itself; on the top level, or
    where nothing is behind it, it waits for the next meeting."""
    above = find_next(ground.section, ground.kind, ground.state.unit, ground.directory)
    if above is not None and here:
        return _carry(ground, item, here, states, by_itself=True)
    put_off = Outcome(number=item.item.number, what=Resolution.PUT_OFF, by_itself=True)
    return put_off, []


def _commit(
    ground: Ground, item: ItemState, resolved: Resolved, here: Sequence[str], states: States
) -> tuple[Outcome, list[Decided]]:
    """Publish the commitments, for each matter of the item that still stands here; they rest
    until the first day that is promised."""
    meeting, number = ground.state.id, item.item.number
    subject, *others = here or item.item.subjects or (ground.stream,)
    made, found = [], []
    for position, draft in enumerate(resolved.commitments):
        name = name_commitment(meeting, number, position)
        event = make(
            draft,
            id=name,
            meeting=meeting,
            item=str(number),
            subject=subject,
            now=ground.frame.now,
            by=ground.frame.by,
            others=tuple(others),
            **_describe(subject, states.get(subject), ground),
        )
        made.append(name)
        found.append(Decided(f"commitment:{name}", event))
    until: date = min(draft.due for draft in resolved.commitments)
    outcome = Outcome(
        number=number, what=Resolution.COMMITTED, until=until, commitments=tuple(made)
    )
    return outcome, found


def _describe(subject: str, state: Any, ground: Ground) -> dict[str, str]:
    """Return place, category and home of a matter, for the board; of another item its unit."""
    source = find_source(subject)
    if source is None or state is None:
        return {"place": ground.state.unit, "home": ground.state.home}
    return source.describe(state)


def _carry(
    ground: Ground, item: ItemState, here: Sequence[str], states: States, *, by_itself: bool
) -> tuple[Outcome, list[Decided]]:
    """Hand an item to the level above: a matter that can change hands does so now, another
    stands on that agenda with its holder below."""
    state = ground.state
    above = find_next(ground.section, ground.kind, state.unit, ground.directory)
    assert above is not None, "checked where the item was decided"
    found, raised = [], []
    words = item.resolved.words if item.resolved is not None else ()
    for position, subject in enumerate(item.item.subjects):
        if subject not in here:
            continue
        text = words[position] if position < len(words) else VaultRef("")
        events = _carry_one(ground, subject, states.get(subject), text)
        if events:
            raised.append(subject)
        found += [Decided(subject, event) for event in events]
    outcome = Outcome(
        number=item.item.number,
        what=Resolution.CARRIED,
        to_unit=above[0],
        to_kind=above[1],
        raised=tuple(raised),
        by_itself=by_itself,
    )
    return outcome, found


def _carry_one(ground: Ground, subject: str, state: Any, words: VaultRef) -> Sequence[Any]:
    """Return the subject's own events; nothing where it already stands above."""
    source = find_source(subject)
    here = ground.state
    place = find_place(subject, state, ground.directory, ground.packs)
    if source is None or place is None:
        return ()
    if not ground.directory.within(place.unit, here.unit):
        return ()
    return source.carry(state, here.id, words, ground.frame)


def record_minutes(command: c.RecordMinutes, states: States, frame: Frame) -> Decision:
    """Hand in the record, or a better one."""
    ground = find_meeting(RECORD, command.meeting, states, frame, S.CLOSED)
    if isinstance(ground, Refusal):
        return ground
    wrong = check_words(RECORD, command.minutes.value)
    event = e.MinutesRecorded(minutes=command.minutes.ref, at=frame.now, post=frame.by.post)
    return wrong or [Decided(ground.stream, event)]
