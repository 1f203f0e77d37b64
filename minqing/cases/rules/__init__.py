"""The rules of a case: pure. `needs`, `decide`, `evolve` for the log; checks for the faces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from minqing.approvals.public import APPROVAL_EXISTS
from minqing.cases import commands as c
from minqing.cases import commands_beside as b
from minqing.cases import commands_raiser as cr
from minqing.cases import dispatch_commands as dc
from minqing.cases import group_commands as gc
from minqing.cases.consent_commands import ConsentCommand
from minqing.cases.rules import (
    answer,
    attachments,
    consent,
    elsewhere,
    ending,
    errands,
    group,
    intake,
    joint,
    objecting,
    requests,
    sorting,
    split,
    sweep,
    urging,
    version,
    work,
)
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
    """Return the streams a command touches: the case's own, those of its group, that of a
    number it brings, and the request it opens."""
    if type(command) in _GROUP_DECIDERS:
        return group.list_streams(command)
    if isinstance(command, ConsentCommand):
        return (f"case:{command.case}", f"approval:{command.approval}")
    return (f"case:{command.case}", *elsewhere.list_arrivals(command))


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
    if kind in _GROUP_DECIDERS:
        return _GROUP_DECIDERS[kind](command, states, frame)
    if isinstance(command, ConsentCommand):
        return _ask(command, state, states, frame)
    arrived = elsewhere.check_arrival(command, state, states, frame)
    if arrived is not None:
        return arrived
    events = _DECIDERS[kind](command, state, frame)
    if isinstance(events, Refusal):
        return events
    noted = elsewhere.decide_arrival(command, state, states, frame)
    owed = () if state is None else group.owe_members(state, events, frame)
    return [*(Decided(stream, event) for event in (*events, *owed)), *noted]


def _ask(
    command: ConsentCommand, state: CaseState | None, states: States, frame: Frame
) -> Decision:
    """Return the case's own event and the request it opens, or why it is refused."""
    if states[f"approval:{command.approval}"] is not None:
        return APPROVAL_EXISTS()
    asked = _DECIDERS[type(command)](command, state, frame)
    if isinstance(asked, Refusal):
        return asked
    stream = f"case:{command.case}"
    return [one if isinstance(one, Decided) else Decided(stream, one) for one in asked]


_OPENING = frozenset({c.ReceiveCase, c.RecordHistory})

_GROUP_DECIDERS: Mapping[type[c.CaseCommand], Callable[[Any, States, Frame], Decision]] = {
    gc.MergeCase: group.merge,
    gc.UnmergeCase: group.unmerge,
    gc.AnswerWithMain: group.answer_with_main,
    gc.LookWithMain: group.look_with_main,
    gc.TakeLead: group.take_lead,
    gc.SplitCase: split.split,
}

_DECIDERS: Mapping[type[c.CaseCommand], Callable[[Any, Any, Frame], Any]] = {
    c.ReceiveCase: intake.receive,
    c.RecordHistory: intake.record_history,
    c.TriageCase: sorting.triage,
    c.AcknowledgeCase: work.acknowledge,
    c.SettleOnSpot: work.settle_on_spot,
    c.TakeOnErrand: errands.take_on_errand,
    c.HandBackPapers: errands.hand_back_papers,
    b.TakeMorePapers: errands.take_more_papers,
    b.ListNeededPapers: errands.list_needed_papers,
    b.HandInPapers: errands.hand_in_papers,
    b.NoteExternal: elsewhere.note_external,
    b.SendAnswerBack: elsewhere.send_answer_back,
    b.UrgeCase: urging.urge_case,
    b.AnswerUrging: urging.answer_urging,
    b.MoveToVersion: version.move_to_version,
    c.RaiseToNextLevel: work.raise_to_next_level,
    c.ReturnCase: work.return_case,
    c.AssignHandler: work.assign_handler,
    c.RecordResult: answer.record_result,
    c.ReviewResult: answer.review_result,
    c.RecordTelling: answer.record_telling,
    c.TellByMessage: answer.tell_by_message,
    c.RecordConfirmation: answer.record_confirmation,
    c.RecordCallAttempt: answer.record_call_attempt,
    c.StrikeOff: ending.strike_off,
    c.ReopenCase: ending.reopen_case,
    c.WithdrawCase: ending.withdraw_case,
    c.TakeBackImport: ending.take_back_import,
    c.TransferComplaint: sorting.transfer_complaint,
    c.PauseCase: work.pause_case,
    c.ResumeCase: work.resume_case,
    c.AskExtension: consent.ask_extension,
    c.AskUnsealing: consent.ask_unsealing,
    c.RecordFinalOpinion: consent.record_final_opinion,
    c.TellOfChange: consent.tell_of_change,
    c.LookAtPlanned: work.look_at_planned,
    c.LookAgain: sweep.look_again,
    c.LinkCase: work.link_case,
    cr.AttachFiles: attachments.attach_files,
    cr.AskOffice: requests.ask_office,
    cr.AnswerRequest: requests.answer_request,
    c.NoteEmergencyShown: sorting.note_emergency_shown,
    c.UnmaskRaiser: sorting.unmask_raiser,
    dc.ObjectToDispatch: objecting.object_to_dispatch,
    dc.RuleObjection: objecting.rule_objection,
    dc.ConveneUnits: joint.convene_units,
    dc.AcknowledgePiece: joint.acknowledge_piece,
    dc.AnswerPiece: joint.answer_piece,
    dc.ChasePiece: joint.chase_piece,
    dc.DropPiece: joint.drop_piece,
}
