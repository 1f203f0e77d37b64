"""The fold: state from events alone, in log order, never re-sorted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from minqing.cases import events as e
from minqing.cases.beside import Passage
from minqing.cases.consent_terms import NoticeAbout
from minqing.cases.rules import evolve_consent
from minqing.cases.rules.evolve_beside import (
    FOLDS_BESIDE,
    add_passing,
    begin_errand,
    begin_external,
    first_date,
)
from minqing.cases.rules.evolve_dispatch import FOLDS_DISPATCH, leave_open
from minqing.cases.rules.evolve_ending import FOLDS_ENDING
from minqing.cases.rules.group_fold import GROUP_FOLDS, missed_while_merged
from minqing.cases.rules.holding import hold, join_hands, owe
from minqing.cases.rules.requests import FOLDS_RAISER
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    Anonymity,
    CloseReason,
    Holding,
    Ledger,
    MatterKind,
    Outcome,
    Status,
)


def evolve(state: CaseState | None, event: e.CaseEvent) -> CaseState:
    """Return the state after one more event."""
    after = _FOLDS[type(event)](state, event)
    if after.objection is not None and after.status is not Status.AWAITING_ACKNOWLEDGEMENT:
        return replace(after, objection=None)  # taken up, or gone its way, without a ruling
    return after


def _household(event: e.CaseReceived | e.HistoryRecorded) -> str:
    # the house would say who an anonymous or sealed raiser is; early events still name it
    return event.household if event.anonymity is Anonymity.NAMED else ""


def _received(state: CaseState | None, event: e.CaseReceived) -> CaseState:
    assert state is None, "a case is received once"
    sealed = event.sealed
    return CaseState(
        id=event.case,
        receipt=event.receipt,
        status=Status.AWAITING_TRIAGE,
        place=event.place,
        home_banner=event.home_banner,
        channel=event.channel,
        kind=event.kind,
        matter=event.matter,
        raised_at=event.raised_at,
        recorded_at=event.at,
        pack=event.pack,
        pack_version=event.pack_version,
        rung=event.rung,
        holder_post=event.holder_post,
        holder_unit=event.holder_unit,
        raiser=event.raiser,
        asks=event.asks,
        anonymity=event.anonymity,
        household=_household(event),
        ledger=event.ledger,
        category=event.category,
        language=event.language,
        sealed=sealed,
        emergency=event.emergency,
        learned_late=event.learned_late,
        external_number=event.external_number,
        external=begin_external(event),
        recorder_post=event.recorder_post,
        hands=(event.holder_post,),
        holdings=(Holding(post=event.holder_post, unit=event.holder_unit, since=event.at),),
        clock=event.clock,
        promise=event.promise,
        emergency_shown_at=event.at if event.emergency_shown else None,
        links=event.links,
        spot=event.spot,
        files=event.files,
        part_of=event.part_of,
    )


def _history(state: CaseState | None, event: e.HistoryRecorded) -> CaseState:
    assert state is None, "a history is recorded once"
    return CaseState(
        id=event.case,
        receipt=event.receipt,
        status=Status.CLOSED,
        place=event.place,
        home_banner=event.home_banner,
        channel=event.channel,
        kind=event.kind,
        matter=event.matter,
        raised_at=event.raised_at,
        recorded_at=event.at,
        pack=event.pack,
        pack_version=event.pack_version,
        rung=event.rung,
        holder_post=event.holder_post,
        holder_unit=event.holder_unit,
        raiser=event.raiser,
        anonymity=event.anonymity,
        household=_household(event),
        ledger=event.ledger,
        category=event.category,
        external_number=event.external_number,
        history=True,
        origin=event.origin,
        result=event.result,
        told_at=event.answered_at,
        closed_at=event.closed_at,
        close_reason=CloseReason.HISTORY,
    )


def _triaged(state: CaseState, event: e.CaseTriaged) -> CaseState:
    return replace(
        state,
        status=event.status,
        kind=event.kind,
        ledger=event.ledger,
        category=event.category,
        rung=event.rung,
        dispatcher_post=event.dispatcher_post,
        dispatcher_unit=event.dispatcher_unit,
        clock=event.clock,
        promise=event.promise,
        breach=None,
        route=event.route,
        passings=add_passing(state, Passage.DISPATCHED, event.holder_unit, event.at),
        **hold(state, event.holder_post, event.holder_unit, event.at),
    )


def _sealed(state: CaseState, event: e.CaseSealed) -> CaseState:
    return replace(
        state,
        kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL,
        sealed=True,
        clock=event.clock,
        promise=None,
        breach=None,
        **hold(state, event.holder_post, event.holder_unit, event.at),
    )


def _acknowledged(state: CaseState, event: e.CaseAcknowledged) -> CaseState:
    return replace(state, status=event.status, clock=event.clock, breach=None)


def _settled(state: CaseState, event: e.SettledOnSpot) -> CaseState:
    return replace(
        state,
        status=Status.AWAITING_CONFIRMATION,
        ledger=Ledger.IMMEDIATE,
        result=event.result,
        told_at=event.at,
        told_by=event.means,
        confirmation=None,
        author_post=event.post,
        despite=event.despite,
        hands=join_hands(state.hands, event.post, event.person),
        clock=event.clock,
        breach=None,
    )


def _errand_taken(state: CaseState, event: e.ErrandTaken) -> CaseState:
    return replace(
        state,
        status=Status.HANDLING,
        ledger=Ledger.AGENT,
        errand=begin_errand(event),
        handler_post=event.post,
        handler_person=event.person,
        hands=join_hands(state.hands, event.post, event.person),
        clock=event.clock,
        promise=event.promise or state.promise,
        breach=None,
    )


def _raised(state: CaseState, event: e.CaseRaised) -> CaseState:
    dispatcher = {"dispatcher_post": state.holder_post, "dispatcher_unit": state.holder_unit}
    return replace(
        state,
        status=Status.AWAITING_ACKNOWLEDGEMENT,
        returned=0,
        ledger=Ledger.REPORT_UP,
        rung=event.rung,
        clock=event.clock,
        promise=event.promise or state.promise,
        breach=None,
        route=event.route,
        passings=add_passing(state, Passage.RAISED, event.holder_unit, event.at),
        **dispatcher,
        **hold(state, event.holder_post, event.holder_unit, event.at),
    )


def _returned(state: CaseState, event: e.CaseReturned) -> CaseState:
    return replace(
        state,
        status=Status.AWAITING_TRIAGE,
        rung=event.rung,
        clock=event.clock,
        breach=None,
        returns=state.returns + 1,
        passings=add_passing(state, Passage.RETURNED, event.holder_unit, event.at, event.reason),
        returned=0 if event.to_decide else state.returned + 1,
        dispatcher_post="",
        dispatcher_unit="",
        **hold(state, event.holder_post, event.holder_unit, event.at),
    )


def _handler_assigned(state: CaseState, event: e.HandlerAssigned) -> CaseState:
    return replace(
        state,
        handler_post=event.post,
        handler_person=event.person,
        hands=join_hands(state.hands, event.post, event.person),
    )


def _result_recorded(state: CaseState, event: e.ResultRecorded) -> CaseState:
    planned = event.result.outcome is Outcome.PLANNED
    return replace(
        state,
        status=event.status,
        result=event.result,
        merged=None,
        was_planned=state.was_planned or planned,
        planned_dates=first_date(state, event),
        despite=event.despite,
        author_post=event.post,
        hands=join_hands(state.hands, event.post, event.person),
        pieces=leave_open(state.pieces, event.left_open),
        told_at=None,
        told_by=None,
        confirmation=None,
        clock=event.clock,
        breach=None,
    )


def _result_reviewed(state: CaseState, event: e.ResultReviewed) -> CaseState:
    return replace(state, status=event.status, clock=event.clock, breach=None)


def _paused(state: CaseState, event: e.CasePaused) -> CaseState:
    return replace(
        state,
        status=Status.PAUSED,
        held_status=state.status,
        held_clock=state.clock,
        clock=event.clock,
        breach=None,
        notices=owe(state, NoticeAbout.PAUSE),
    )


def _resumed(state: CaseState, event: e.CaseResumed) -> CaseState:
    return replace(
        state,
        status=state.held_status or Status.HANDLING,
        held_status=None,
        held_clock=None,
        clock=event.clock,
        promise=event.promise or state.promise,
        breach=None,
    )


def _missed(state: CaseState, event: e.DeadlineMissed) -> CaseState:
    return replace(state, breach=event.breach)


def _promise_missed(state: CaseState, event: e.PromiseMissed) -> CaseState:
    if state.status is not Status.MERGED:
        return replace(state, promise_missed=True)
    return replace(state, promise_missed=True, breach=missed_while_merged(event))


def _linked(state: CaseState, event: e.CaseLinked) -> CaseState:
    return replace(state, links=(*state.links, event.link))


_FOLDS: Mapping[type[e.CaseEvent], Callable[[Any, Any], CaseState]] = {
    e.CaseReceived: _received,
    e.HistoryRecorded: _history,
    e.CaseTriaged: _triaged,
    e.CaseSealed: _sealed,
    e.CaseAcknowledged: _acknowledged,
    e.SettledOnSpot: _settled,
    e.ErrandTaken: _errand_taken,
    **FOLDS_BESIDE,
    e.CaseRaised: _raised,
    e.CaseReturned: _returned,
    e.HandlerAssigned: _handler_assigned,
    e.ResultRecorded: _result_recorded,
    e.ResultReviewed: _result_reviewed,
    **FOLDS_ENDING,
    e.CasePaused: _paused,
    e.CaseResumed: _resumed,
    **evolve_consent.FOLDS,
    e.DeadlineMissed: _missed,
    e.PromiseMissed: _promise_missed,
    e.CaseLinked: _linked,
    **FOLDS_RAISER,
    **GROUP_FOLDS,
    **FOLDS_DISPATCH,
}
