"""Keeping a promise: reporting, moving the date, fulfilment, the raiser's word, the clock. Pure."""

from __future__ import annotations

from datetime import date

from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.messages import Decided, Decision, Event, Frame, Refusal, States, VaultRef
from minqing.kernel.periods import local_day
from minqing.meetings.commitments import commands as c
from minqing.meetings.commitments import events as e
from minqing.meetings.commitments.rules import refusals as no
from minqing.meetings.commitments.rules.ground import (
    check_owner,
    check_reach,
    check_words,
    compute_report_day,
    find_section,
    find_wrong_evidence,
    get_today,
    is_own_promise,
    is_withdrawn,
)
from minqing.meetings.commitments.rules.making import check_due
from minqing.meetings.commitments.state import CommitmentState
from minqing.meetings.commitments.terms import FollowUpMode
from minqing.org.public import Directory


def decided(command: c.CommitmentCommand, event: Event) -> Decision:
    return [Decided(f"commitment:{command.commitment}", event)]


def own_subjects(command: c.CommitmentCommand, state: CommitmentState) -> tuple[str, ...]:
    """Return under whose name words about this promise may stand in the vault."""
    return (state.subject, f"commitment:{command.commitment}")


def _check_living(act: str, state: CommitmentState, frame: Frame) -> Refusal | None:
    if not state.is_living:
        return no.NOT_LIVING(act=act)
    return check_owner(act, state, frame)


def report(
    command: c.ReportProgress, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Take down what was done until now."""
    act = "报告进展"
    wrong = _check_living(act, state, frame) or check_words(
        act, command.words, own_subjects(command, state)
    )
    if wrong is not None:
        return wrong
    missing = find_wrong_evidence(command.evidence, states)
    if missing:
        return no.EVIDENCE_WRONG(act=act, target=missing)
    return decided(
        command,
        e.ProgressReported(
            due=state.due,
            words=command.words.ref,
            at=frame.now,
            post=frame.by.post,
            evidence=command.evidence,
        ),
    )


def move_date(
    command: c.MoveDate, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Promise another day, with a reason; the day that was promised stays beside it.

    On the very day it is too late to move it and too early to be late: whoever could move it
    then would never be late.
    """
    act, today = "改期", get_today(frame)
    wrong = _check_living(act, state, frame) or check_words(
        act, command.reason, own_subjects(command, state)
    )
    if wrong is not None:
        return wrong
    if today == state.due:
        return no.ON_THE_DAY()
    if command.due == state.due:
        return no.SAME_DUE()
    section = find_section(state.unit, frame)
    wrong = (
        no.NO_PACK()
        if section is None
        else check_due(act, command.due, section.longest_days, frame)
    )
    if wrong is not None:
        return wrong
    late = today > state.due
    event = e.DateMoved(
        was=state.due,
        due=command.due,
        reason=command.reason.ref,
        at=frame.now,
        post=frame.by.post,
        late=late,
    )
    moved = Decided(f"commitment:{command.commitment}", event)
    return [*_miss_first(command, state, frame), moved]


def _miss_first(
    command: c.CommitmentCommand, state: CommitmentState, frame: Frame
) -> list[Decided]:
    """Mark a missed day on the log before what follows it, where the clock was slower."""
    if not is_missed_unmarked(state, get_today(frame)):
        return []
    return [Decided(f"commitment:{command.commitment}", e.DueMissed(due=state.due, at=frame.now))]


def is_missed_unmarked(state: CommitmentState, today: date) -> bool:
    return state.is_living and today > state.due and state.due not in state.missed


def record(
    command: c.RecordFulfilment, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Take down that it was kept, in whole or in part, with what shows it."""
    act = "登记兑现"
    wrong = _check_living(act, state, frame) or _check_fulfilment(act, command, state, frame)
    if wrong is not None:
        return wrong
    missing = find_wrong_evidence(command.evidence, states)
    if missing:
        return no.EVIDENCE_WRONG(act=act, target=missing)
    dropped = any(is_withdrawn(states.get(one)) for one in command.evidence)
    if dropped and not _may_drop(command, state, states):
        return no.EVIDENCE_WITHDRAWN()
    event = e.FulfilmentRecorded(
        whole=command.whole,
        on=command.on,
        evidence=tuple(dict.fromkeys(command.evidence)),
        at=frame.now,
        words=command.words.ref if command.words else VaultRef(""),
        next_due=None if command.whole else command.next_due,
        post=frame.by.post,
        dropped=dropped,
    )
    kept = Decided(f"commitment:{command.commitment}", event)
    return [*_miss_first(command, state, frame), kept]


def _may_drop(command: c.RecordFulfilment, state: CommitmentState, states: States) -> bool:
    """Return whether nothing is owed any more: every matter it was promised for was taken back,
    and no day is given for a rest."""
    own = [f"case:{case}" for case in state.cases]
    named = bool(own) and set(own) <= set(command.evidence)
    taken_back = named and all(is_withdrawn(states.get(one)) for one in own)
    return taken_back and not command.whole and command.next_due is None


def _check_fulfilment(
    act: str, command: c.RecordFulfilment, state: CommitmentState, frame: Frame
) -> Refusal | None:
    if not command.evidence:
        return no.EVIDENCE_MISSING()
    if not local_made(state) <= command.on <= get_today(frame):
        return no.DAY_WRONG(act=act)
    if command.words is not None:
        wrong = check_words(act, command.words, own_subjects(command, state))
        if wrong is not None:
            return wrong
    return None if command.whole else _check_rest(act, command, state, frame)


def _check_rest(
    act: str, command: c.RecordFulfilment, state: CommitmentState, frame: Frame
) -> Refusal | None:
    """A part needs what becomes of the rest: words, and a day where it is still to be done."""
    if command.words is None:
        return no.PART_NEEDS_WORDS()
    if command.next_due is None or command.next_due == state.due >= get_today(frame):
        return None
    section = find_section(state.unit, frame)
    if section is None:
        return no.NO_PACK()
    return check_due(act, command.next_due, section.longest_days, frame)


def local_made(state: CommitmentState) -> date:
    """Return the local day on which it was promised."""
    return local_day(state.made_at)


def answer(
    command: c.AnswerFulfilment, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Take the raiser's word; proven by his receipt, or relayed from the matter's own answer."""
    by, case = frame.by, command.case or state.case
    if case not in state.cases or (by.kind != "system" and by.scope != f"public:{case}"):
        return no.NOT_THE_RAISER()
    if not state.waits_for(case):
        return no.NOTHING_TO_ANSWER()
    event = e.FulfilmentAnswered(answer=command.answer, at=frame.now, case=command.case)
    return decided(command, event)


def look(
    command: c.LookAtCommitment, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Say what the day demands: a missed day is marked, or the unit is asked to report."""
    today = get_today(frame)
    if is_missed_unmarked(state, today):
        return decided(command, e.DueMissed(due=state.due, at=frame.now))
    section = find_section(state.unit, frame)
    if section is None or not state.is_living or state.asked == state.due or today > state.due:
        return no.NOTHING_DUE()
    if today < compute_report_day(state.due, section, frame.view(WorkCalendar)):
        return no.NOTHING_DUE()
    return decided(command, e.ReportAsked(due=state.due, at=frame.now))


def follow_up(
    command: c.FollowUpCommitment, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Take down a visit, a talk or a questionnaire by somebody other than who promised."""
    act = "回访"
    if is_own_promise(state, frame.by, frame.view(Directory)):
        return no.OWN_FOLLOW_UP()
    wrong = check_reach(act, state, frame)
    if wrong is None and command.words is not None:
        wrong = check_words(act, command.words, own_subjects(command, state))
    if wrong is not None:
        return wrong
    if not local_made(state) <= command.on <= get_today(frame):
        return no.DAY_WRONG(act=act)
    return decided(
        command,
        e.FollowedUp(
            mode=FollowUpMode(command.mode),
            on=command.on,
            finding=command.finding,
            at=frame.now,
            post=frame.by.post,
            words=command.words.ref if command.words else VaultRef(""),
        ),
    )
