"""The fold of dispatch and joint handling."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from minqing.cases import dispatch_events as de
from minqing.cases.base import CaseEvent
from minqing.cases.beside import Passage, Passing
from minqing.cases.dispatch_terms import LeftOpen, Piece, Ruling
from minqing.cases.rules.holding import hold, join_hands
from minqing.cases.state import CaseState


def _objected(state: CaseState, event: de.DispatchObjected) -> CaseState:
    return replace(state, objection=event.objection, clock=event.clock, breach=None)


def _ruled(state: CaseState, event: de.ObjectionRuled) -> CaseState:
    ruling = Ruling(
        at=event.at,
        upheld=event.upheld,
        start=event.start,
        unit=event.holder_unit,
        post=event.post,
        words=event.words,
        entry=event.entry,
        cite=event.cite,
    )
    state = replace(
        state,
        objection=None,
        rulings=(*state.rulings, ruling),
        rung=event.rung,
        clock=event.clock,
        breach=None,
        route=event.route,
    )
    if not event.upheld:
        return state
    passing = Passing(event.at, Passage.RULED, event.start, event.holder_unit)
    return replace(
        state,
        returned=0,
        passings=(*state.passings, passing),
        **hold(state, event.holder_post, event.holder_unit, event.at),
    )


def _convened(state: CaseState, event: de.UnitsConvened) -> CaseState:
    return replace(state, status=event.status, pieces=(*state.pieces, *event.pieces))


def _change(state: CaseState, number: int, **changes: Any) -> CaseState:
    pieces = tuple(replace(one, **changes) if one.number == number else one for one in state.pieces)
    return replace(state, pieces=pieces)


def find_piece(state: CaseState, number: int) -> Piece:
    """Return a piece by its number."""
    return next(one for one in state.pieces if one.number == number)


def _acknowledged(state: CaseState, event: de.PieceAcknowledged) -> CaseState:
    state = _change(state, event.piece, acknowledged_at=event.at, acknowledged_by=event.post)
    return replace(state, hands=join_hands(state.hands, event.post, event.person))


def _answered(state: CaseState, event: de.PieceAnswered) -> CaseState:
    known, before = find_piece(state, event.piece), len(state.files)
    state = _change(
        state,
        event.piece,
        acknowledged_at=known.acknowledged_at or event.at,
        acknowledged_by=known.acknowledged_by or event.post,
        answered_at=event.at,
        answered_by=event.post,
        answer=event.words,
        files=tuple(range(before, before + len(event.files))),
    )
    hands = join_hands(state.hands, event.post, event.person)
    return replace(state, hands=hands, files=(*state.files, *event.files))


def _chased(state: CaseState, event: de.PieceChased) -> CaseState:
    times = find_piece(state, event.piece).chased + 1
    return _change(state, event.piece, chased_at=event.at, chased=times, chasing=event.words)


def _dropped(state: CaseState, event: de.PieceDropped) -> CaseState:
    state = _change(state, event.piece, dropped_at=event.at, dropped=event.words)
    return replace(state, status=event.status)


def _missed(state: CaseState, event: de.PieceMissed) -> CaseState:
    return _change(state, event.piece, missed=True)


def leave_open(pieces: tuple[Piece, ...], left: tuple[LeftOpen, ...]) -> tuple[Piece, ...]:
    """Return the pieces after a result that says why it did not wait for some of them."""
    reasons = {one.number: one.why for one in left}
    return tuple(replace(one, left=reasons.get(one.number, one.left)) for one in pieces)


FOLDS_DISPATCH: Mapping[type[CaseEvent], Callable[[Any, Any], CaseState]] = {
    de.DispatchObjected: _objected,
    de.ObjectionRuled: _ruled,
    de.UnitsConvened: _convened,
    de.PieceAcknowledged: _acknowledged,
    de.PieceAnswered: _answered,
    de.PieceChased: _chased,
    de.PieceDropped: _dropped,
    de.PieceMissed: _missed,
}
