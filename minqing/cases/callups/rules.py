"""The rules of a call-up: pure. Attendance is of units, as data; nobody's person is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from minqing.cases.callups import commands as k
from minqing.cases.callups.terms import Called, CallUpState
from minqing.cases.clocks_of_case import Clock, due_moment
from minqing.cases.pack_dispatch import CallUpRule
from minqing.cases.rules import refusals as r
from minqing.cases.rules.catalogue import find_catalogue
from minqing.cases.rules.checks import is_hidden, reaches
from minqing.cases.rules.ground import Directory, WorkCalendar
from minqing.cases.state import CaseState
from minqing.cases.terms import ClockName, MatterKind
from minqing.kernel.messages import (
    Decided,
    Decision,
    Frame,
    Personal,
    Refusal,
    RefusalKind,
    States,
    VaultRef,
)

VERB = "召集"
MOST_UNITS = 12
FURTHEST = timedelta(days=60)
"""How far ahead a call may be. Source: ours."""
NOT_CALLER = RefusalKind(
    "call-up-not-caller", "不能召集：您的岗位不能召集部门，或本工作机制没有召集。请报镇领导召集。"
)
INCOMPLETE = RefusalKind(
    "call-up-incomplete",
    "不能召集：须写明地点、要办的事、今后的时间，和1至{most}个别的单位。请补齐后再召集。",
)
KNOWN = RefusalKind("call-up-known", "不能再次召集：这一次召集已经发出。请直接打开。")
UNKNOWN = RefusalKind("call-up-unknown", "不能办理：没有这次召集，或不涉及您的单位。请核对后再办。")
OVER = RefusalKind(
    "call-up-over", "不能办理：这次召集已经取消，或过了可以办理的时间。请另行召集或说明。"
)
EARLY = RefusalKind("call-up-early", "不能办理：召集的时间还没有到。请到时间后再记。")
NEEDS_REASON = RefusalKind("call-up-needs-reason", "不能办理：没有写明原因。请写明后再提交。")
REFUSALS = (NOT_CALLER, INCOMPLETE, KNOWN, UNKNOWN, OVER, EARLY, NEEDS_REASON)
"""Every code of a call-up; docs/reference/refusals.md lists them."""


def needs(command: k.CallUpCommand) -> tuple[str, ...]:
    """Return the call-up's own stream; a new one also reads its case."""
    own = f"call-up:{command.call_up}"
    return (own, f"case:{command.case}") if isinstance(command, k.CallUnits) else (own,)


def decide(command: k.CallUpCommand, states: States, frame: Frame) -> Decision:
    """Return what happened, or why it is refused."""
    stream = f"call-up:{command.call_up}"
    state: CallUpState | None = states[stream]
    if isinstance(command, k.CallUnits):
        if state is not None:
            return KNOWN()
        event = _call(command, states[f"case:{command.case}"], frame)
    elif state is None:
        return UNKNOWN()
    else:
        event = _DECIDERS[type(command)](command, state, frame)
    return event if isinstance(event, Refusal) else [Decided(stream, event)]


def _call(command: k.CallUnits, case: CaseState | None, frame: Frame) -> k.UnitsCalled | Refusal:
    if case is None or is_hidden(case, frame.by) or not reaches(case, frame):
        return r.CASE_UNKNOWN(verb=VERB)
    rule = _find_rule(case, frame)
    if rule is None or not calls_here(case, frame):
        return NOT_CALLER()
    units = tuple(dict.fromkeys(command.units))
    directory = frame.view(Directory)
    known = all(directory.has(unit) and unit != frame.by.unit for unit in units)
    said = command.where.value.strip() and command.what.value.strip()
    if not (said and known and 1 <= len(units) <= MOST_UNITS):
        return INCOMPLETE(most=MOST_UNITS)
    if not frame.now < command.at <= frame.now + FURTHEST:
        return INCOMPLETE(most=MOST_UNITS)
    return k.UnitsCalled(
        at=frame.now,
        call_up=command.call_up,
        case=case.id,
        receipt=case.receipt,
        category=case.category,
        place=case.place,
        banner=case.home_banner,
        unit=frame.by.unit,
        post=frame.by.post,
        due_at=command.at,
        where=command.where.ref,
        what=command.what.ref,
        units=units,
        appraise=Clock(name=ClockName.REVIEW, rule=rule.appraise, started_at=command.at),
    )


def _find_rule(case: CaseState, frame: Frame) -> CallUpRule | None:
    catalogue = find_catalogue(case, frame)
    return None if catalogue is None else catalogue.call_ups


def calls_here(case: CaseState, frame: Frame) -> bool:
    """Return whether the actor's post may call units for a case."""
    rule = _find_rule(case, frame)
    if rule is None or not case.is_living or case.kind is MatterKind.COMPLAINT_AGAINST_OFFICIAL:
        return False
    return bool(set(frame.by.roles) & set(rule.called_by)) and reaches(case, frame)


def called_unit(state: CallUpState, frame: Frame) -> str:
    """Return the called unit that the actor speaks for, "" for none."""
    directory = frame.view(Directory)
    own = frame.by.unit
    return next(
        (one.unit for one in state.called if own and directory.current(one.unit) == own), ""
    )


def is_caller(state: CallUpState, frame: Frame) -> bool:
    """Return whether the actor is of the unit that called."""
    return bool(frame.by.unit) and frame.by.unit == frame.view(Directory).current(state.unit)


def may_appraise(state: CallUpState, frame: Frame) -> bool:
    """Return whether the call-up has been, and both sides may still say their word."""
    closed = due_moment(state.appraise, frame.view(WorkCalendar))
    return state.cancelled_at is None and state.at <= frame.now < closed


def _is_empty(words: Personal[str] | None) -> bool:
    return words is None or not words.value.strip()


def _ref(words: Personal[str] | None) -> VaultRef:
    return VaultRef("") if words is None else words.ref


def _answer(command: k.AnswerCall, state: CallUpState, frame: Frame) -> Any:
    unit = called_unit(state, frame)
    if not unit:
        return UNKNOWN()
    if state.cancelled_at is not None or frame.now >= state.at:
        return OVER()
    if not command.coming and _is_empty(command.words):
        return NEEDS_REASON()
    return k.CallAnswered(at=frame.now, unit=unit, coming=command.coming, words=_ref(command.words))


def _record(command: k.RecordArrival, state: CallUpState, frame: Frame) -> Any:
    if not is_caller(state, frame) or state.find(command.unit) is None:
        return UNKNOWN()
    if state.cancelled_at is not None:
        return OVER()
    if frame.now < state.at:
        return EARLY()
    if not command.arrived and _is_empty(command.words):
        return NEEDS_REASON()
    return k.ArrivalRecorded(
        at=frame.now, unit=command.unit, arrived=command.arrived, words=_ref(command.words)
    )


def _appraise_unit(command: k.AppraiseUnit, state: CallUpState, frame: Frame) -> Any:
    if not is_caller(state, frame) or state.find(command.unit) is None:
        return UNKNOWN()
    refused = _check_appraisal(command.words, state, frame)
    return refused or k.UnitAppraised(
        at=frame.now, unit=command.unit, word=command.word, words=command.words.ref
    )


def _appraise_call(command: k.AppraiseCall, state: CallUpState, frame: Frame) -> Any:
    unit = called_unit(state, frame)
    if not unit:
        return UNKNOWN()
    refused = _check_appraisal(command.words, state, frame)
    return refused or k.CallAppraised(
        at=frame.now, unit=unit, word=command.word, words=command.words.ref
    )


def _check_appraisal(words: Personal[str], state: CallUpState, frame: Frame) -> Refusal | None:
    if frame.now < state.at and state.cancelled_at is None:
        return EARLY()
    if not may_appraise(state, frame):
        return OVER()
    return NEEDS_REASON() if _is_empty(words) else None


def _cancel(command: k.CancelCall, state: CallUpState, frame: Frame) -> Any:
    if not is_caller(state, frame):
        return UNKNOWN()
    if state.cancelled_at is not None or frame.now >= state.at:
        return OVER()
    if _is_empty(command.words):
        return NEEDS_REASON()
    return k.CallCancelled(at=frame.now, words=command.words.ref)


_DECIDERS: Mapping[type[k.CallUpCommand], Callable[[Any, CallUpState, Frame], Any]] = {
    k.AnswerCall: _answer,
    k.RecordArrival: _record,
    k.AppraiseUnit: _appraise_unit,
    k.AppraiseCall: _appraise_call,
    k.CancelCall: _cancel,
}


# ---------------------------------------------------------------- the fold
def evolve(state: CallUpState | None, event: k.CallUpEvent) -> CallUpState:
    """Return the state after one more event."""
    if isinstance(event, k.UnitsCalled):
        return CallUpState(
            id=event.call_up,
            case=event.case,
            receipt=event.receipt,
            category=event.category,
            place=event.place,
            banner=event.banner,
            unit=event.unit,
            post=event.post,
            called_at=event.at,
            at=event.due_at,
            where=event.where,
            what=event.what,
            appraise=event.appraise,
            called=tuple(Called(unit) for unit in event.units),
        )
    assert state is not None, "a call-up begins with its call"
    if isinstance(event, k.CallCancelled):
        return replace(state, cancelled_at=event.at, cancelled=event.words)
    changes = _CHANGES[type(event)](event)
    unit = event.unit  # type: ignore[attr-defined]
    called = tuple(replace(one, **changes) if one.unit == unit else one for one in state.called)
    return replace(state, called=called)


_CHANGES: Mapping[type[k.CallUpEvent], Callable[[Any], dict[str, Any]]] = {
    k.CallAnswered: lambda event: {
        "coming": event.coming,
        "answered_at": event.at,
        "answer": event.words,
    },
    k.ArrivalRecorded: lambda event: {
        "arrived": event.arrived,
        "recorded_at": event.at,
        "absence": event.words,
    },
    k.UnitAppraised: lambda event: {"of_unit": event.word, "of_unit_reason": event.words},
    k.CallAppraised: lambda event: {"of_call": event.word, "of_call_reason": event.words},
}
