"""The rules of a case: pure. `needs`, `decide`, `evolve` for the log; checks for the faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from minqing.cases import commands as c
from minqing.cases.rules import answer, ending, intake, sorting, sweep, work
from minqing.cases.rules.checks import (
    Act,
    available_acts,
    can,
    check_can,
    holds,
    is_hidden,
    reaches,
)
from minqing.cases.rules.evolve import evolve
from minqing.cases.rules.table import VERB_OF, VERBS, Verb, Who
from minqing.cases.state import CaseState
from minqing.kernel.messages import Decided, Decision, Frame, Refusal, States

__all__ = [
    "VERBS",
    "VERB_OF",
    "Act",
    "Verb",
    "Who",
    "available_acts",
    "can",
    "check_can",
    "decide",
    "evolve",
    "holds",
    "is_hidden",
    "needs",
    "reaches",
]


def needs(command: c.CaseCommand) -> tuple[str, ...]:
    """Return the streams a command touches: the case's own."""
    return (f"case:{command.case}",)


def decide(command: c.CaseCommand, states: States, frame: Frame) -> Decision:
    """Return what happened, or why it is refused.

    A case must exist for everything but receiving it; the check of the verb comes first, then
    what its content demands.
    """
    kind = type(command)
    stream = f"case:{command.case}"
    state: CaseState | None = states[stream]
    if kind not in _OPENING:
        refused = check_can(kind, state, frame)
        if refused is not None:
            return refused
    events = _DECIDERS[kind](command, state, frame)
    if isinstance(events, Refusal):
        return events
    return [Decided(stream, event) for event in events]


_OPENING = frozenset({c.ReceiveCase, c.RecordHistory})

_DECIDERS: Mapping[type[c.CaseCommand], Callable[[Any, Any, Frame], Any]] = {
    c.ReceiveCase: intake.receive,
    c.RecordHistory: intake.record_history,
    c.TriageCase: sorting.triage,
    c.AcknowledgeCase: work.acknowledge,
    c.SettleOnSpot: work.settle_on_spot,
    c.TakeOnErrand: work.take_on_errand,
    c.HandBackPapers: work.hand_back_papers,
    c.RaiseToNextLevel: work.raise_to_next_level,
    c.ReturnCase: work.return_case,
    c.AssignHandler: work.assign_handler,
    c.RecordResult: answer.record_result,
    c.ReviewResult: answer.review_result,
    c.RecordTelling: answer.record_telling,
    c.RecordConfirmation: answer.record_confirmation,
    c.RecordCallAttempt: answer.record_call_attempt,
    c.StrikeOff: ending.strike_off,
    c.ReopenCase: ending.reopen_case,
    c.WithdrawCase: ending.withdraw_case,
    c.TransferComplaint: sorting.transfer_complaint,
    c.PauseCase: work.pause_case,
    c.ResumeCase: work.resume_case,
    c.ExtendDeadline: work.extend_deadline,
    c.LookAtPlanned: work.look_at_planned,
    c.LookAgain: sweep.look_again,
    c.LinkCase: work.link_case,
    c.NoteEmergencyShown: sorting.note_emergency_shown,
    c.UnmaskRaiser: sorting.unmask_raiser,
}
