"""The fold of how a case ends: told, confirmed, called back, struck off, taken back, reopened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from minqing.cases import events as e
from minqing.cases.beside import Passage
from minqing.cases.rules.evolve_beside import add_passing
from minqing.cases.rules.holding import hold, let_go
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    CallBack,
    CloseReason,
    Outcome,
    ReopenCause,
    Result,
    Status,
)
from minqing.kernel.messages import VaultRef

NO_REF = VaultRef("")


def _told(state: CaseState, event: e.RaiserTold) -> CaseState:
    return replace(
        state,
        status=event.status,
        told_at=event.told_at,
        told_by=event.means,
        clock=event.clock,
        breach=None,
    )


def _telling_sent(state: CaseState, event: e.TellingSent) -> CaseState:
    return state  # on its way: told is what arrived


def _confirmed(state: CaseState, event: e.ConfirmationGiven) -> CaseState:
    done = event.on_call_back
    return replace(
        state,
        confirmation=event.confirmation,
        call_back=CallBack.DONE if done else state.call_back,
        call_back_clock=None if done else state.call_back_clock,
    )


def _telling_asked(state: CaseState, event: e.TellingAsked) -> CaseState:
    return replace(
        state, status=Status.AWAITING_TELLING, told_at=None, clock=event.clock, breach=None
    )


def _call_attempted(state: CaseState, event: e.CallAttempted) -> CaseState:
    state = replace(state, attempts=(*state.attempts, event.attempt))
    if not event.gives_up:
        return state
    owed = state.call_back is CallBack.OWED
    return replace(
        state,
        not_reached=True,
        call_back=CallBack.DONE if owed else state.call_back,
        call_back_clock=None if owed else state.call_back_clock,
    )


def _call_back_drawn(state: CaseState, event: e.CallBackDrawn) -> CaseState:
    return replace(
        state,
        call_back=CallBack.OWED,
        call_back_clock=event.clock,
        call_back_missed=False,
        attempts=(),
    )


def _struck_off(state: CaseState, event: e.CaseStruckOff) -> CaseState:
    return replace(
        state,
        status=Status.CLOSED,
        closed_at=event.at,
        close_reason=event.reason,
        clock=None,
        breach=None,
        holdings=let_go(state, event.at),
    )


def _reopened(state: CaseState, event: e.CaseReopened) -> CaseState:
    counted = state.reopened_counted + (0 if event.new_facts else 1)
    first = state.reopened == 0
    handled = event.cause is ReopenCause.CALL_BACK_FALSE
    return replace(
        state,
        status=Status.REOPENED,
        ledger=event.ledger,
        rung=event.rung,
        clock=event.clock,
        promise=event.promise,
        promise_missed=False,
        breach=None,
        closed_at=None,
        close_reason=None,
        told_at=None,
        told_by=None,
        confirmation=state.confirmation if handled else None,
        merged=None,  # from here on it is handled by itself; `lead` still says with whom it was
        attempts=(),
        not_reached=False,
        call_back=CallBack.NONE,
        call_back_clock=None,
        call_back_missed=False,
        reopened=state.reopened + 1,
        reopened_counted=counted,
        passings=add_passing(state, Passage.REOPENED, event.holder_unit, event.at),
        first_promise=state.promise if first else state.first_promise,
        first_missed=state.promise_missed if first else state.first_missed,
        first_told_at=state.told_at if first else state.first_told_at,
        opinion=None if event.new_facts or event.to_meeting else state.opinion,
        returned=0,
        final=event.to_meeting or (state.final and not event.new_facts),
        **hold(state, event.holder_post, event.holder_unit, event.at),
    )


def _taken_back(state: CaseState, event: e.ImportTakenBack) -> CaseState:
    # no result: an undone import says nothing of what the raiser wanted or got
    return replace(
        state,
        status=Status.CLOSED,
        result=None,
        closed_at=event.at,
        close_reason=CloseReason.IMPORT_UNDONE,
        clock=None,
        promise=None,
        held_clock=None,
        held_status=None,
        breach=None,
        holdings=let_go(state, event.at),
    )


def _withdrawn(state: CaseState, event: e.CaseWithdrawn) -> CaseState:
    return replace(
        state,
        status=Status.CLOSED,
        result=Result(outcome=Outcome.WITHDRAWN, reply=event.words),
        closed_at=event.at,
        close_reason=CloseReason.WITHDRAWN,
        clock=None,
        held_clock=None,
        held_status=None,
        breach=None,
        holdings=let_go(state, event.at),
    )


def _transferred(state: CaseState, event: e.ComplaintTransferred) -> CaseState:
    # only that it was transferred remains; the place is blurred to its banner
    return CaseState(
        id=state.id,
        receipt=state.receipt,
        status=Status.TRANSFERRED,
        place=state.home_banner,
        home_banner=state.home_banner,
        channel=state.channel,
        kind=state.kind,
        matter=NO_REF,
        raised_at=state.raised_at,
        recorded_at=state.recorded_at,
        pack=state.pack,
        pack_version=state.pack_version,
        rung=state.rung,
        holder_post=state.holder_post,
        holder_unit=state.holder_unit,
        sealed=True,
        closed_at=event.at,
        consents=state.consents,  # ids only: they lapse, and are known until then
    )


def _call_back_missed(state: CaseState, event: e.CallBackMissed) -> CaseState:
    return replace(state, call_back_missed=True)


FOLDS_ENDING: Mapping[type[e.CaseEvent], Callable[[Any, Any], CaseState]] = {
    e.RaiserTold: _told,
    e.TellingSent: _telling_sent,
    e.ConfirmationGiven: _confirmed,
    e.TellingAsked: _telling_asked,
    e.CallAttempted: _call_attempted,
    e.CallBackDrawn: _call_back_drawn,
    e.CaseStruckOff: _struck_off,
    e.CaseReopened: _reopened,
    e.CaseWithdrawn: _withdrawn,
    e.ImportTakenBack: _taken_back,
    e.ComplaintTransferred: _transferred,
    e.CallBackMissed: _call_back_missed,
}
