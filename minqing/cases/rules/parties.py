"""Who else has a part in a case beside its holder: the third party that rules on an objection,
the co-handlers that owe a piece, whoever may convene them. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

from minqing.cases import dispatch_commands as d
from minqing.cases.base import CaseCommand
from minqing.cases.clocks_of_case import due_moment
from minqing.cases.dispatch_terms import Piece
from minqing.cases.pack_dispatch import JointRule, ThirdParty
from minqing.cases.rules import dispatch_refusals as dr
from minqing.cases.rules.catalogue import find_catalogue, find_edition, resolve
from minqing.cases.rules.ground import Directory, get_ground
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.kernel.messages import Frame, Refusal


# ---------------------------------------------------------------- who may rule
def find_ruler(state: CaseState, frame: Frame, person: str = "") -> str:
    """Return the post that rules on an objection to the running dispatch, "" without one.

    Neither of the objector's nor of the dispatcher's unit, nor held by a person who objects or
    dispatched; the first of the pack's third parties that is so. `person`: who objects.
    """
    catalogue, directory = find_catalogue(state, frame), frame.view(Directory)
    if catalogue is None:
        return ""
    for third in catalogue.objections.ruled_by:
        for post in _list_posts(third, state, frame, directory):
            if is_third_party(state, post, directory, person):
                return post
    return ""


def _list_posts(
    third: ThirdParty, state: CaseState, frame: Frame, directory: Directory
) -> Iterator[str]:
    if third.unit:
        edition = find_edition(state.pack, state.pack_version, frame)
        assert edition is not None, "the third party stands in its catalogue"
        unit = resolve(third.unit, state.place, edition, directory)
        yield from directory.posts_at(unit, third.role) if unit else ()
        return
    for unit in reversed(directory.path(directory.current(state.holder_unit))):
        yield from directory.posts_at(unit, third.role)


def is_third_party(state: CaseState, post: str, directory: Directory, person: str = "") -> bool:
    """Return whether whoever answers for a post is neither side of the dispatch."""
    answering = directory.accountable(post) if directory.has_post(post) else None
    if answering is None:
        return False
    found = directory.post(answering)
    sides = {state.holder_unit, state.dispatcher_unit}
    if directory.current(found.unit) in {directory.current(one) for one in sides if one}:
        return False
    dispatcher = state.dispatcher_post
    sent_by = directory.post(dispatcher).person if directory.has_post(dispatcher) else ""
    objector = state.objection.person if state.objection is not None else person
    return found.person not in {one for one in (sent_by, objector) if one}


def get_ruler(state: CaseState, frame: Frame) -> str:
    """Return the post that is to rule on the open objection: the one named when it was raised,
    another third party where that post has meanwhile come to a side; "" for none."""
    assert state.objection is not None, "asked of an open objection"
    directory, named = frame.view(Directory), state.objection.ruler
    if is_third_party(state, named, directory):
        return str(directory.accountable(named))
    found = find_ruler(state, frame)
    return str(directory.accountable(found)) if found else ""


def rules_here(state: CaseState, frame: Frame) -> bool:
    """Return whether the actor is the third party that an open objection waits for."""
    if state.objection is None or not frame.by.post:
        return False
    return frame.by.post == get_ruler(state, frame)


# ---------------------------------------------------------------- objecting
def check_objecting(state: CaseState, frame: Frame) -> Refusal | None:
    """Return why the running dispatch cannot be objected to, None when it can."""
    receipt, verb = state.receipt, VERB_OF[d.ObjectToDispatch].zh
    if not state.dispatcher_post or state.dispatcher_unit == state.holder_unit:
        return dr.NOT_DISPATCHED(receipt=receipt)
    if state.objection is not None:
        return dr.OBJECTION_OPEN(verb=verb, receipt=receipt)
    if state.is_bound:
        return dr.RULED_AGAINST(verb=verb, receipt=receipt)
    clock, calendar = state.clock, get_ground(state, frame).calendar
    if clock is None or state.breach is not None or due_moment(clock, calendar) <= frame.now:
        return dr.OBJECTION_LATE(receipt=receipt)
    return None if find_ruler(state, frame, frame.by.person) else dr.RULER_MISSING(receipt=receipt)


def check_ruling(state: CaseState, frame: Frame) -> Refusal | None:
    """Return why the actor cannot rule, None when he can."""
    if state.objection is None:
        return dr.OBJECTION_NONE(receipt=state.receipt)
    if rules_here(state, frame):
        return None
    directory, ruler = frame.view(Directory), get_ruler(state, frame)
    name = ""
    if ruler:
        post = directory.post(ruler)
        name = f"{directory.unit(post.unit).short_name}{post.title}"
    return dr.NOT_THIRD_PARTY(receipt=state.receipt, ruler=name or "第三方岗位")


# ---------------------------------------------------------------- co-handlers
def list_pieces(state: CaseState) -> tuple[Piece, ...]:
    """Return the pieces of the handling that runs: none of an earlier one, none taken back."""
    return tuple(
        one
        for one in state.pieces
        if one.round == state.reopened and one.rung == state.rung and one.dropped_at is None
    )


def list_open_pieces(state: CaseState) -> tuple[Piece, ...]:
    """Return the pieces that are still owed."""
    return tuple(one for one in list_pieces(state) if one.is_open)


def is_of_unit(piece: Piece, frame: Frame) -> bool:
    """Return whether a piece is the actor's unit's, also where units were joined."""
    directory = frame.view(Directory)
    return bool(frame.by.unit) and frame.by.unit == directory.current(piece.unit)


def has_part(state: CaseState, frame: Frame) -> bool:
    """Return whether the actor may read the case for a part of his own in it: he rules on its
    objection, or his unit was asked for a piece."""
    if state.objection is not None and rules_here(state, frame):
        return True
    return any(is_of_unit(one, frame) for one in state.pieces if one.dropped_at is None)


def find_joint_rule(state: CaseState, frame: Frame) -> JointRule | None:
    """Return how units are convened where the case stands; None where they are not."""
    catalogue = find_catalogue(state, frame)
    rule = None if catalogue is None else catalogue.joint
    if rule is None:
        return None
    ledger = get_ground(state, frame).ledger(state).code
    here = not rule.rungs or state.rung in rule.rungs
    return rule if here and (not rule.ledgers or ledger in rule.ledgers) else None


def check_convening(state: CaseState, frame: Frame) -> Refusal | None:
    """Return why the actor cannot convene units, None when he can."""
    rule = find_joint_rule(state, frame)
    if rule is None:
        return dr.JOINT_NOT_HERE(receipt=state.receipt)
    if frame.by.kind == "system" or set(frame.by.roles) & set(rule.convened_by):
        return None
    return dr.NOT_CONVENOR(receipt=state.receipt)


def check_no_pieces(state: CaseState, command: type[CaseCommand], frame: Frame) -> Refusal | None:
    """Refuse what would leave the handling while pieces are owed."""
    owed = list_open_pieces(state)
    if not owed:
        return None
    directory = frame.view(Directory)
    units = dict.fromkeys(directory.unit(one.unit).short_name for one in owed)
    return dr.PIECES_OPEN(
        verb=VERB_OF[command].zh, receipt=state.receipt, count=len(owed), units="、".join(units)
    )


def check_no_objection(state: CaseState, command: type[CaseCommand]) -> Refusal | None:
    """Refuse what must wait for a ruling, and what a ruling has settled."""
    named = {"verb": VERB_OF[command].zh, "receipt": state.receipt}
    if state.objection is not None:
        return dr.OBJECTION_OPEN(**named)
    return dr.RULED_AGAINST(**named) if state.is_bound else None


def check_own_piece(command: type[CaseCommand], state: CaseState, frame: Frame) -> Refusal | None:
    """Refuse whoever's unit owes nothing of the case."""
    fresh = command is d.AcknowledgePiece
    own = [one for one in list_open_pieces(state) if is_of_unit(one, frame)]
    if any(not fresh or one.acknowledged_at is None for one in own):
        return None
    if own:
        return dr.PIECE_UNKNOWN(verb=VERB_OF[command].zh, receipt=state.receipt)
    return dr.PIECE_NOT_YOURS(verb=VERB_OF[command].zh, receipt=state.receipt)


def check_some_piece(command: type[CaseCommand], state: CaseState) -> Refusal | None:
    """Refuse to chase or take back where nothing is owed."""
    if list_open_pieces(state):
        return None
    return dr.PIECE_UNKNOWN(verb=VERB_OF[command].zh, receipt=state.receipt)
