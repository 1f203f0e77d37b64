"""Joint handling (联动办理): units are convened, each owes a dated piece, the holder stays main.

The case never has a second holder: a co-handler answers for its piece alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from minqing.cases import dispatch_commands as d
from minqing.cases import dispatch_events as de
from minqing.cases import events as e
from minqing.cases.base import CaseCommand
from minqing.cases.clocks_of_case import Clock, due_moment
from minqing.cases.dispatch_terms import LeftOpen, Piece
from minqing.cases.pack_dispatch import JointRule
from minqing.cases.personal_numbers import holds_number
from minqing.cases.raiser import FilePurpose
from minqing.cases.rules import dispatch_refusals as dr
from minqing.cases.rules import refusals as r
from minqing.cases.rules.attachments import check_files, name_files
from minqing.cases.rules.ground import Ground, choose_post, get_ground, is_answered_for
from minqing.cases.rules.intake import rung_at
from minqing.cases.rules.parties import (
    check_no_pieces,
    find_joint_rule,
    is_of_unit,
    list_open_pieces,
    list_pieces,
)
from minqing.cases.rules.running import working_status
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.cases.terms import ClockName, Status
from minqing.kernel.clocks import ClockRule
from minqing.kernel.messages import Frame, Refusal

Events = Sequence[e.CaseEvent] | Refusal
UNIT_ZH = {
    "working_days": "个工作日",
    "calendar_days": "天",
    "months": "个月",
    "hours": "小时",
}


def _named(command: CaseCommand, state: CaseState) -> dict[str, str]:
    return {"verb": VERB_OF[type(command)].zh, "receipt": state.receipt}


# ---------------------------------------------------------------- convening
def convene_units(command: d.ConveneUnits, state: CaseState, frame: Frame) -> Events:
    """Ask units for pieces; they are numbered on, and the case is handled jointly."""
    ground, rule = get_ground(state, frame), find_joint_rule(state, frame)
    assert rule is not None, "checked before"
    refused = _check_pieces(command, state, ground, rule)
    if refused is not None:
        return refused
    first = len(state.pieces) + 1
    pieces = tuple(
        Piece(
            number=number,
            unit=asked.unit,
            what=what.ref,
            due_at=asked.due_at,
            asked_at=frame.now,
            asked_by=frame.by.post,
            rung=state.rung,
            round=state.reopened,
            decision=command.decision,
        )
        for number, (asked, what) in enumerate(
            zip(command.pieces, command.whats, strict=True), start=first
        )
    )
    return (de.UnitsConvened(at=frame.now, pieces=pieces, status=Status.JOINT_HANDLING),)


def _check_pieces(
    command: d.ConveneUnits, state: CaseState, ground: Ground, rule: JointRule
) -> Refusal | None:
    wrong = dr.PIECES_WRONG(receipt=state.receipt, most=rule.most)
    texts = [what.value.strip() for what in command.whats]
    if not texts or len(texts) != len(command.pieces) or not all(texts):
        return wrong
    if len(list_pieces(state)) + len(texts) > rule.most:
        return wrong
    if not all(_can_handle(asked.unit, state, ground) for asked in command.pieces):
        return wrong
    now = ground.frame.now
    limit = Clock(
        name=ClockName.HANDLE,
        rule=ClockRule(span=rule.longest, source=rule.source),
        started_at=now,
    )
    latest = due_moment(limit, ground.calendar)
    if not all(now < asked.due_at <= latest for asked in command.pieces):
        most = f"{rule.longest.amount}{UNIT_ZH.get(rule.longest.unit, '')}"
        return dr.PIECE_DUE(receipt=state.receipt, most=most)
    return None


def _can_handle(unit: str, state: CaseState, ground: Ground) -> bool:
    """Return whether a unit can owe a piece: another one than the main's, with somebody there."""
    directory = ground.directory
    if not directory.has(unit) or directory.unit(unit).closed:
        return False
    if directory.current(unit) == directory.current(state.holder_unit):
        return False
    post = choose_post(directory, unit, rung_at(ground.section, directory, unit).roles)
    return post is not None and is_answered_for(directory, post.id)


# ---------------------------------------------------------------- pieces
def acknowledge_piece(command: d.AcknowledgePiece, state: CaseState, frame: Frame) -> Events:
    """Acknowledge a piece of the own unit; once is enough."""
    piece = _own_piece(command, command.number, state, frame)
    if isinstance(piece, Refusal):
        return piece
    if piece.acknowledged_at is not None:
        return dr.PIECE_UNKNOWN(**_named(command, state))
    return (
        de.PieceAcknowledged(
            at=frame.now,
            piece=piece.number,
            unit=piece.unit,
            post=frame.by.post,
            person=frame.by.person,
        ),
    )


def answer_piece(command: d.AnswerPiece, state: CaseState, frame: Frame) -> Events:
    """Answer a piece; what is not acknowledged yet is so by its answer."""
    piece = _own_piece(command, command.number, state, frame)
    if isinstance(piece, Refusal):
        return piece
    if not command.words.value.strip():
        return r.WORDS_MISSING(**_named(command, state))
    refused = check_files(command.files, command.case, before=len(state.files))
    if refused is not None:
        return refused
    return (
        de.PieceAnswered(
            at=frame.now,
            piece=piece.number,
            unit=piece.unit,
            words=command.words.ref,
            post=frame.by.post,
            person=frame.by.person,
            files=name_files(command.files, FilePurpose.RESULT, by=frame.by, at=frame.now),
        ),
    )


def _own_piece(
    command: CaseCommand, number: int, state: CaseState, frame: Frame
) -> Piece | Refusal:
    piece = _find_open(number, state)
    if piece is None:
        return dr.PIECE_UNKNOWN(**_named(command, state))
    return piece if is_of_unit(piece, frame) else dr.PIECE_NOT_YOURS(**_named(command, state))


def _find_open(number: int, state: CaseState) -> Piece | None:
    return next((one for one in list_open_pieces(state) if one.number == number), None)


def chase_piece(command: d.ChasePiece, state: CaseState, frame: Frame) -> Events:
    """Chase a piece; how often is kept, its day stays what it was."""
    piece = _find_open(command.number, state)
    if piece is None:
        return dr.PIECE_UNKNOWN(**_named(command, state))
    if not command.words.value.strip():
        return r.WORDS_MISSING(**_named(command, state))
    return (
        de.PieceChased(
            at=frame.now,
            piece=piece.number,
            unit=piece.unit,
            words=command.words.ref,
            post=frame.by.post,
        ),
    )


def drop_piece(command: d.DropPiece, state: CaseState, frame: Frame) -> Events:
    """Take a piece back; without the last one a case is handled by its holder alone again."""
    piece = _find_open(command.number, state)
    if piece is None:
        return dr.PIECE_UNKNOWN(**_named(command, state))
    if not command.words.value.strip():
        return r.WORDS_MISSING(**_named(command, state))
    others = [one for one in list_pieces(state) if one.number != piece.number]
    rung = get_ground(state, frame).rung(state)
    return (
        de.PieceDropped(
            at=frame.now,
            piece=piece.number,
            unit=piece.unit,
            words=command.words.ref,
            post=frame.by.post,
            status=Status.JOINT_HANDLING if others else working_status(rung),
        ),
    )


# ---------------------------------------------------------------- the main's result, the sweep
def check_left_open(
    left: Sequence[LeftOpen], state: CaseState, command: type[CaseCommand], frame: Frame
) -> Refusal | None:
    """Refuse a result while pieces are owed, but for those it says why of."""
    reasons = {one.number: one.why.strip() for one in left}
    owed = list_open_pieces(state)
    if all(reasons.get(one.number) for one in owed) and not any(
        map(holds_number, reasons.values())
    ):
        return None
    return check_no_pieces(state, command, frame)


def keep_left_open(left: Sequence[LeftOpen], state: CaseState) -> tuple[LeftOpen, ...]:
    """Return the reasons that belong to a piece that is owed."""
    owed = {one.number for one in list_open_pieces(state)}
    return tuple(LeftOpen(one.number, one.why.strip()) for one in left if one.number in owed)


def look_at_pieces(state: CaseState, frame: Frame) -> list[e.CaseEvent]:
    """Notice, once each, the pieces whose day has passed."""
    return [
        de.PieceMissed(at=frame.now, piece=one.number, unit=one.unit, due_at=one.due_at)
        for one in list_open_pieces(state)
        if not one.missed and one.due_at <= frame.now
    ]
