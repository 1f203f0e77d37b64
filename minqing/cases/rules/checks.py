"""Whether an act is possible on a case now: one check a verb, read by `decide` and by faces.

`check_can(command type, state, frame)` returns the refusal or nothing; `can` derives from it.
What depends on the content of the command is checked by the verb itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import msgspec

from minqing.cases import commands as c
from minqing.cases import commands_beside as b
from minqing.cases import commands_raiser as cr
from minqing.cases import dispatch_commands as d
from minqing.cases import group_commands as gc
from minqing.cases.clocks_of_case import Clock, due_moment
from minqing.cases.consent_terms import CONSENT_ZH, ConsentKind
from minqing.cases.pack import ConfirmationRule, find_ledger, find_next_rung, find_rung
from minqing.cases.papers import is_out
from minqing.cases.rules import refusals as r
from minqing.cases.rules.ground import Directory, Packs, WorkCalendar, get_ground
from minqing.cases.rules.parties import (
    check_convening,
    check_no_objection,
    check_no_pieces,
    check_objecting,
    check_own_piece,
    check_ruling,
    check_some_piece,
)
from minqing.cases.rules.table import VERB_OF, VERBS, Verb, Who
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    STATUS_ZH,
    Anonymity,
    CallBack,
    ClockName,
    GivenOn,
    Ledger,
    MatterKind,
    Status,
)
from minqing.kernel.messages import Actor, Frame, Refusal

PERSONAL_WAYS = frozenset({GivenOn.SCREEN, GivenOn.PAPERS})
"""Ways in which the resident stands before a staff member's screen."""


def check_can(
    command: type[c.CaseCommand], state: CaseState | None, frame: Frame
) -> Refusal | None:
    """Return why this act is not possible on the case now, None when it is.

    Order: does the case exist for this actor, does its status allow the act, may this actor,
    and what the verb itself demands of the case.
    """
    verb = VERB_OF[command]
    if state is None or is_hidden(state, frame.by):
        return r.CASE_UNKNOWN(verb=verb.zh)
    if state.status not in verb.moves:
        status = STATUS_ZH[state.status]
        return r.STATUS_FORBIDS(verb=verb.zh, receipt=state.receipt, status=status)
    sealed = _check_seal(verb, state)
    if sealed is not None:
        return sealed
    barred = _check_who(verb, state, frame)
    if barred is not None:
        return barred
    demand = _DEMANDS.get(command)
    return None if demand is None else demand(state, frame)


def can(command: type[c.CaseCommand], state: CaseState | None, frame: Frame) -> bool:
    """Return whether the act is possible on the case now."""
    return check_can(command, state, frame) is None


class Act(msgspec.Struct, frozen=True):
    """One act offered to an actor: the command's name and its words."""

    type: str
    zh: str


def available_acts(state: CaseState, frame: Frame) -> tuple[Act, ...]:
    """Return the acts that the actor of the frame may do on the case now, for the faces."""
    by = frame.by
    return tuple(
        Act(verb.command.TYPE, verb.zh)
        for verb in VERBS
        if verb.who is not Who.SYSTEM
        and None not in verb.moves
        and (not verb.command.PERMISSION or verb.command.PERMISSION in by.permissions)
        and can(verb.command, state, frame)
    )


def is_hidden(state: CaseState, by: Actor) -> bool:
    """Return whether the case must not even be known to exist for this actor.

    A sealed complaint is for its recipient alone: the right to see sealed ones, in the unit
    that received it.
    """
    if not state.sealed or by.kind == "system":
        return False
    return "CASE_VIEW_SEALED" not in by.permissions or by.unit != state.holder_unit


def holds(state: CaseState, frame: Frame) -> bool:
    """Return whether the actor is the accountable post, of its unit, or the named handler."""
    by = frame.by
    if by.kind == "system" or by.post in (state.holder_post, state.handler_post) and by.post:
        return True
    directory = frame.view(Directory)
    if by.unit and by.unit == directory.current(state.holder_unit):
        return True
    return (
        bool(by.post)
        and directory.has_post(state.holder_post)
        and directory.accountable(state.holder_post) == by.post
    )


def reaches(state: CaseState, frame: Frame) -> bool:
    """Return whether the place or the holder is in the actor's reach, or he handles it."""
    directory = frame.view(Directory)
    return (
        frame.by.kind == "system"
        or directory.reaches(frame.by, state.place)
        or directory.reaches(frame.by, state.holder_unit)
        or holds(state, frame)
    )


def has_handled(state: CaseState, by: Actor) -> bool:
    """Return whether the actor, as post or as person, ever held or handled the case."""
    return bool(by.post and by.post in state.hands) or bool(by.person and by.person in state.hands)


def _check_seal(verb: Verb, state: CaseState) -> Refusal | None:
    complaint = state.kind is MatterKind.COMPLAINT_AGAINST_OFFICIAL
    allowed = (c.TransferComplaint, c.LookAgain, c.NoteEmergencyShown, c.UnmaskRaiser)
    if complaint and verb.command not in allowed:
        return r.COMPLAINT_SEALED(verb=verb.zh, receipt=state.receipt)
    return None


def _check_who(verb: Verb, state: CaseState, frame: Frame) -> Refusal | None:
    """Refuse an actor who has the permission but not this case."""
    by, who = frame.by, verb.who
    named = {"verb": verb.zh, "receipt": state.receipt}
    if who is Who.SYSTEM:
        return None if by.kind == "system" else r.SYSTEM_ONLY(**named)
    if who is Who.HOLDER:
        return None if holds(state, frame) else r.NOT_HOLDER(**named)
    if who in (Who.RAISER, Who.ASKER) and by.kind == "resident":
        return None
    if who in (Who.RULER, Who.PARTNER):
        return None  # who they are is what the verb itself demands
    if not reaches(state, frame):
        return r.NOT_IN_REACH(**named)
    if who is Who.OTHER and by.post in (state.holder_post, state.author_post):
        return r.OWN_WORK(**named)
    return None


def _check_return(state: CaseState, frame: Frame) -> Refusal | None:
    if not state.dispatcher_post or state.dispatcher_post == state.holder_post:
        return r.NOWHERE_TO_RETURN(receipt=state.receipt)
    return check_no_objection(state, c.ReturnCase)


def _check_raise(state: CaseState, frame: Frame) -> Refusal | None:
    section = get_ground(state, frame).section
    if find_next_rung(section, state.rung) is None:
        rung = find_rung(section, state.rung).zh
        return r.TOP_RUNG(receipt=state.receipt, rung=rung)
    return check_no_pieces(state, c.RaiseToNextLevel, frame)


def _check_settle(state: CaseState, frame: Frame) -> Refusal | None:
    if needs_opinion(state):
        return r.NEEDS_OPINION(verb=VERB_OF[c.SettleOnSpot].zh, receipt=state.receipt)
    ladder = get_ground(state, frame).section.ladder
    if state.rung != ladder[0].code and state.reopened:
        return r.ALREADY_REPORTED(receipt=state.receipt)
    if any(state.rung == rung.code for rung in ladder if rung.joint):
        return r.ALREADY_REPORTED(receipt=state.receipt)
    return None


def _check_errand(state: CaseState, frame: Frame) -> Refusal | None:
    if is_out(state.errand):
        return r.ERRAND_OPEN(receipt=state.receipt)
    return None


def _check_more_papers(state: CaseState, frame: Frame) -> Refusal | None:
    if not is_out(state.errand):
        return r.ERRAND_NONE(receipt=state.receipt)
    return None


def _check_answer_back(state: CaseState, frame: Frame) -> Refusal | None:
    if state.external is None or state.external.answered_at is not None:
        return r.EXTERNAL_NONE(receipt=state.receipt)
    if state.result is None:
        return r.ANSWER_NONE(receipt=state.receipt)
    return None


def _check_note_external(state: CaseState, frame: Frame) -> Refusal | None:
    if state.external is not None and state.external.answered_at is not None:
        return r.EXTERNAL_NONE(receipt=state.receipt)
    return None


def _check_urging(state: CaseState, frame: Frame) -> Refusal | None:
    if all(one.answered_at is not None for one in state.urgings):
        return r.URGING_NONE(receipt=state.receipt)
    return None


def _check_version(state: CaseState, frame: Frame) -> Refusal | None:
    current = frame.view(Packs).find_current(state.pack)
    if current is None or current.version <= state.pack_version:
        return r.VERSION_NEWEST(receipt=state.receipt)
    return None


def _check_hand_back(state: CaseState, frame: Frame) -> Refusal | None:
    if not is_out(state.errand):
        return r.NO_ERRAND(receipt=state.receipt)
    return None


def _check_confirmation(state: CaseState, frame: Frame) -> Refusal | None:
    if state.status is Status.CLOSED:
        return _check_call(state, frame)
    by = frame.by
    if by.kind == "resident" or "CASE_CONFIRM" in by.permissions:
        return None
    if "CASE_CALLBACK" in by.permissions:
        return _check_independent(state, frame, c.RecordConfirmation)
    ways = effective_ways(state, frame)
    if "CASE_HANDLE" in by.permissions and PERSONAL_WAYS & set(ways):
        return None  # the screen may be turned to the resident
    return r.RESIDENT_ONLY(receipt=state.receipt)


def _check_call(state: CaseState, frame: Frame) -> Refusal | None:
    verb = VERB_OF[c.RecordCallAttempt].zh
    if state.status is Status.CLOSED and state.call_back is not CallBack.OWED:
        return r.NO_CALL_OWED(verb=verb, receipt=state.receipt)
    if "CASE_CALLBACK" not in frame.by.permissions:
        return r.RESIDENT_ONLY(receipt=state.receipt)
    return _check_independent(state, frame, c.RecordCallAttempt)


def _check_independent(
    state: CaseState, frame: Frame, command: type[c.CaseCommand]
) -> Refusal | None:
    if has_handled(state, frame.by):
        return r.OWN_WORK(verb=VERB_OF[command].zh, receipt=state.receipt)
    return None


def _check_strike_off(state: CaseState, frame: Frame) -> Refusal | None:
    if state.confirmation is None or state.told_at is None:
        return r.NOT_CONFIRMED(receipt=state.receipt)
    if _check_errand(state, frame) is not None:
        verb = VERB_OF[c.StrikeOff].zh
        return r.PAPERS_OUT(verb=verb, receipt=state.receipt)
    return None


def needs_opinion(state: CaseState) -> bool:
    """Return whether the joint meeting owes this case its final opinion (终结意见)."""
    return state.final and state.opinion is None


def _check_unmask(state: CaseState, frame: Frame) -> Refusal | None:
    if state.anonymity is not Anonymity.NAMED or not state.raiser:
        return r.IDENTITY_SEALED(receipt=state.receipt)
    return None


def _check_result(state: CaseState, frame: Frame) -> Refusal | None:
    if needs_opinion(state):
        return r.NEEDS_OPINION(verb=VERB_OF[c.RecordResult].zh, receipt=state.receipt)
    return None


def check_extension(state: CaseState, frame: Frame) -> Refusal | None:
    """Return why the case can have no further extension, None while it can."""
    rule = get_ground(state, frame).section.extensions
    if state.extended >= rule.times:
        return r.EXTENSIONS_USED(receipt=state.receipt, times=state.extended)
    return None


def check_unsealing(state: CaseState, frame: Frame) -> Refusal | None:
    """Return why there is no sealed identity to open, None when there is."""
    if state.anonymity is not Anonymity.SEALED or not state.raiser:
        return r.NOT_SEALED(receipt=state.receipt)
    return None


def check_final(state: CaseState, frame: Frame) -> Refusal | None:
    """Return why no final opinion is wanted, None when one is."""
    if not needs_opinion(state):
        return r.NOT_FINAL(receipt=state.receipt)
    return check_no_pieces(state, c.RecordFinalOpinion, frame)


def _asking(
    kind: ConsentKind, demand: Callable[[CaseState, Frame], Refusal | None]
) -> Callable[[CaseState, Frame], Refusal | None]:
    """Return the check of asking: nothing open of this kind, and the demand itself."""

    def check(state: CaseState, frame: Frame) -> Refusal | None:
        if _has_open(state, kind):
            return r.CONSENT_OPEN(receipt=state.receipt, what=CONSENT_ZH[kind])
        return demand(state, frame)

    return check


def _has_open(state: CaseState, kind: ConsentKind) -> bool:
    return any(request.kind is kind for request in state.consents)


def _check_notice(state: CaseState, frame: Frame) -> Refusal | None:
    return None if state.notices else r.NO_NOTICE_OWED(receipt=state.receipt)


def _check_withdrawal(state: CaseState, frame: Frame) -> Refusal | None:
    # nobody could be asked afterwards whether it was the raiser's own wish
    if state.anonymity is Anonymity.ANONYMOUS and frame.by.kind == "staff":
        return r.ANONYMOUS_KEPT(receipt=state.receipt)
    return None


def _check_transfer(state: CaseState, frame: Frame) -> Refusal | None:
    if state.kind is not MatterKind.COMPLAINT_AGAINST_OFFICIAL:
        return r.NOT_A_COMPLAINT(receipt=state.receipt)
    return None


def is_window_open(state: CaseState, frame: Frame) -> bool:
    """Return whether a closed case may be reopened without new facts: inside its window."""
    if state.closed_at is None or state.final:
        return False
    rule = get_ground(state, frame).section.reopening
    window = rule.window_not_reached if state.not_reached else rule.window
    clock = Clock(name=ClockName.CONFIRM, rule=window, started_at=state.closed_at)
    return frame.now < due_moment(clock, frame.view(WorkCalendar))


def get_confirmation_rule(state: CaseState, frame: Frame) -> ConfirmationRule:
    """Return how this case is confirmed.

    What was ever planned is confirmed like what was reported up: by an independent call.
    """
    ground = get_ground(state, frame)
    if state.was_planned:
        return find_ledger(ground.section, Ledger.REPORT_UP).confirmation
    return ground.ledger(state).confirmation


def effective_ways(state: CaseState, frame: Frame) -> tuple[GivenOn, ...]:
    """Return the ways in which this case may be confirmed."""
    if state.anonymity is Anonymity.ANONYMOUS:
        return (GivenOn.PORTAL,)  # nobody can be asked; whoever has the receipt may say it
    return get_confirmation_rule(state, frame).ways


def _check_requests(state: CaseState, frame: Frame) -> Refusal | None:
    if any(one.answer is None for one in state.requests):
        return None
    return r.REQUEST_NOT_OPEN(receipt=state.receipt, request="群众的请求")


def _check_merge(state: CaseState, frame: Frame) -> Refusal | None:
    # one that is handled again may go back to its own main: `check_merge` knows which
    if state.merged is not None:
        return r.ALREADY_MEMBER(receipt=state.receipt)
    if state.objection is not None:
        return check_no_objection(state, gc.MergeCase)
    return check_no_pieces(state, gc.MergeCase, frame)


def _check_unmerge(state: CaseState, frame: Frame) -> Refusal | None:
    return None if state.lead else r.NOT_MEMBER(receipt=state.receipt)


def _check_split(state: CaseState, frame: Frame) -> Refusal | None:
    return r.SPLIT_PART(receipt=state.receipt) if state.part_of else None


def _check_chase(command: type[c.CaseCommand], state: CaseState, frame: Frame) -> Refusal | None:
    return check_some_piece(command, state)


def _check_message(state: CaseState, frame: Frame) -> Refusal | None:
    if state.raiser and state.anonymity is not Anonymity.ANONYMOUS:
        return None
    return r.NOBODY_TO_WRITE_TO(receipt=state.receipt)


_DEMANDS: Mapping[type[c.CaseCommand], Callable[[CaseState, Frame], Refusal | None]] = {
    c.ReturnCase: _check_return,
    c.RaiseToNextLevel: _check_raise,
    c.SettleOnSpot: _check_settle,
    c.TakeOnErrand: _check_errand,
    c.HandBackPapers: _check_hand_back,
    b.TakeMorePapers: _check_more_papers,
    b.ListNeededPapers: _check_more_papers,
    b.HandInPapers: _check_more_papers,
    b.NoteExternal: _check_note_external,
    b.SendAnswerBack: _check_answer_back,
    b.AnswerUrging: _check_urging,
    b.MoveToVersion: _check_version,
    c.RecordConfirmation: _check_confirmation,
    c.RecordCallAttempt: _check_call,
    c.StrikeOff: _check_strike_off,
    c.RecordResult: _check_result,
    c.UnmaskRaiser: _check_unmask,
    c.AskExtension: _asking(ConsentKind.EXTENSION, check_extension),
    c.AskUnsealing: _asking(ConsentKind.UNSEALING, check_unsealing),
    c.RecordFinalOpinion: _asking(ConsentKind.FINAL_OPINION, check_final),
    c.TellByMessage: _check_message,
    c.TellOfChange: _check_notice,
    c.TransferComplaint: _check_transfer,
    c.WithdrawCase: _check_withdrawal,
    cr.AnswerRequest: _check_requests,
    gc.MergeCase: _check_merge,
    gc.UnmergeCase: _check_unmerge,
    gc.SplitCase: _check_split,
    d.ObjectToDispatch: check_objecting,
    d.RuleObjection: check_ruling,
    d.ConveneUnits: check_convening,
    d.AcknowledgePiece: partial(check_own_piece, d.AcknowledgePiece),
    d.AnswerPiece: partial(check_own_piece, d.AnswerPiece),
    d.ChasePiece: partial(_check_chase, d.ChasePiece),
    d.DropPiece: partial(_check_chase, d.DropPiece),
}
