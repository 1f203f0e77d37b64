"""What a raiser asks of the office beside the matter: a call, a correction, an erasure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from minqing.cases import commands_raiser as cr
from minqing.cases import events as e
from minqing.cases import events_raiser as er
from minqing.cases.base import CaseEvent
from minqing.cases.clocks_of_case import Clock
from minqing.cases.raiser import REQUEST_ZH, Request, RequestAnswer, RequestKind
from minqing.cases.rules import refusals as r
from minqing.cases.rules.attachments import fold_files
from minqing.cases.state import CaseState
from minqing.cases.terms import Anonymity, ClockName
from minqing.kernel.clocks import ClockRule, Span
from minqing.kernel.messages import Frame, Refusal, VaultRef

Events = Sequence[e.CaseEvent] | Refusal
NO_REF = VaultRef("")
ANSWERED_WITHIN: Mapping[RequestKind, ClockRule] = {
    RequestKind.CALL: ClockRule(span=Span(2, "working_days"), source="ours"),
    RequestKind.CORRECT: ClockRule(span=Span(15, "working_days"), source="ours"),
    RequestKind.ERASE: ClockRule(span=Span(15, "working_days"), source="ours"),
}
"""The law on personal information says “in time” and no number of days."""


def find_open(state: CaseState, kind: RequestKind) -> Request | None:
    """Return the request of this kind that waits for an answer."""
    waiting = (one for one in state.requests if one.kind is kind and one.answer is None)
    return next(waiting, None)


def ask_office(command: cr.AskOffice, state: CaseState, frame: Frame) -> Events:
    """Note the request; its clock begins."""
    kind, receipt = command.kind, state.receipt
    if find_open(state, kind) is not None:
        return r.REQUEST_OPEN(receipt=receipt, request=REQUEST_ZH[kind])
    unreachable = kind is not RequestKind.ERASE and state.anonymity is Anonymity.ANONYMOUS
    if unreachable:
        return r.REQUEST_NEEDS_NAME(receipt=receipt, request=REQUEST_ZH[kind])
    if kind is RequestKind.ERASE and state.is_living:
        return r.REQUEST_WHILE_LIVING(receipt=receipt)
    words = command.words
    if kind is RequestKind.CORRECT and (words is None or not words.value.strip()):
        return r.WORDS_MISSING(verb=REQUEST_ZH[kind], receipt=receipt)
    clock = Clock(name=ClockName.REQUEST, rule=ANSWERED_WITHIN[kind], started_at=frame.now)
    ref = NO_REF if words is None else words.ref
    return (er.OfficeAsked(at=frame.now, kind=kind, clock=clock, words=ref),)


def answer_request(command: cr.AnswerRequest, state: CaseState, frame: Frame) -> Events:
    """Answer the open request of this kind."""
    refused = _check_answer(command, state, frame)
    if refused is not None:
        return refused
    words, raiser = command.words, command.raiser
    return (
        er.RequestAnswered(
            at=frame.now,
            kind=command.kind,
            answer=command.answer,
            by_post=frame.by.post,
            words=NO_REF if words is None else words.ref,
            rule=command.rule.strip(),
            raiser=NO_REF if raiser is None else raiser.ref,
            replaces=NO_REF if raiser is None else state.raiser,
        ),
    )


def _check_answer(command: cr.AnswerRequest, state: CaseState, frame: Frame) -> Refusal | None:
    kind, answer, receipt = command.kind, command.answer, state.receipt
    named = {"receipt": receipt, "request": REQUEST_ZH[kind]}
    if find_open(state, kind) is None:
        return r.REQUEST_NOT_OPEN(**named)
    if kind is not RequestKind.CALL and "SUBJECT_CHANGE" not in frame.by.permissions:
        return r.REQUEST_RIGHT_MISSING(**named)
    if answer is RequestAnswer.SEALED and kind is not RequestKind.ERASE:
        return r.REQUEST_ANSWER_WRONG(**named)
    said = command.words is not None and bool(command.words.value.strip())
    needs_rule = kind is RequestKind.ERASE and answer is not RequestAnswer.DONE
    if needs_rule and not command.rule.strip():
        return r.REQUEST_RULE_MISSING(**named)
    if answer is RequestAnswer.REFUSED and not said:
        return r.WORDS_MISSING(verb=named["request"], receipt=receipt)
    corrected = kind is RequestKind.CORRECT and answer is RequestAnswer.DONE
    if corrected != (command.raiser is not None):
        return r.REQUEST_ANSWER_WRONG(**named)
    return None


def fold_request(state: CaseState, event: er.OfficeAsked) -> CaseState:
    """Return the case with one more request waiting."""
    asked = Request(kind=event.kind, asked_at=event.at, clock=event.clock, words=event.words)
    return replace(state, requests=(*state.requests, asked))


def fold_answer(state: CaseState, event: er.RequestAnswered) -> CaseState:
    """Return the case with its request answered, its data sealed or corrected."""
    requests = tuple(
        replace(
            one,
            answer=event.answer,
            answered_at=event.at,
            answer_words=event.words,
            rule=event.rule,
            by_post=event.by_post,
        )
        if one.kind is event.kind and one.answer is None
        else one
        for one in state.requests
    )
    sealed = event.answer is RequestAnswer.SEALED
    return replace(
        state,
        requests=requests,
        raiser=event.raiser or state.raiser,
        restricted=event.rule if sealed else state.restricted,
    )


def _emergency_shown(state: CaseState, event: e.EmergencyShown) -> CaseState:
    return replace(state, emergency_shown_at=event.at)


def _unmasked(state: CaseState, event: e.RaiserUnmasked) -> CaseState:
    return state  # the log keeps who looked and why; the case itself is unchanged


FOLDS_RAISER: Mapping[type[CaseEvent], Callable[[Any, Any], CaseState]] = {
    er.FilesAttached: fold_files,
    er.OfficeAsked: fold_request,
    er.RequestAnswered: fold_answer,
    e.EmergencyShown: _emergency_shown,
    e.RaiserUnmasked: _unmasked,
}
