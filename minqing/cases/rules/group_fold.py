"""The fold of merging and splitting: what one event of a group makes of one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from minqing.cases import group_events as g
from minqing.cases.base import CaseEvent
from minqing.cases.clocks_of_case import Breach
from minqing.cases.events import PromiseMissed
from minqing.cases.group_terms import Membership
from minqing.cases.rules.holding import hold, join_hands
from minqing.cases.state import CaseState
from minqing.cases.terms import ClockName, Outcome, Status


def _merged(state: CaseState, event: g.CaseMerged) -> CaseState:
    assert state.clock is not None, "only a living case is merged"
    before = Membership(
        since=event.at,
        status=state.status,
        clock=state.clock,
        rung=state.rung,
        holder_post=state.holder_post,
        holder_unit=state.holder_unit,
        breach=state.breach,
        ledger=state.ledger,
    )
    return replace(
        state,
        status=Status.MERGED,
        lead=event.main,
        merged=before,
        members=(),
        clock=event.clock,
        breach=event.breach,
    )


def _joined(state: CaseState, event: g.MembersJoined) -> CaseState:
    new = {one.case for one in event.members}
    kept = tuple(one for one in state.members if one.case not in new)
    return replace(state, members=(*kept, *event.members))


def _repointed(state: CaseState, event: g.MemberRepointed) -> CaseState:
    return replace(state, lead=event.main)


def _unmerged(state: CaseState, event: g.CaseUnmerged) -> CaseState:
    state = replace(state, lead="", merged=None)
    if not event.restored:
        return state
    assert event.status is not None, "what is restored has its status"
    state = replace(state, **hold(state, event.holder_post, event.holder_unit, event.at))
    return replace(
        state,
        status=event.status,
        clock=event.clock,
        breach=event.breach,
        ledger=event.ledger,
        rung=event.rung,
        result=None,
        told_at=None,
        told_by=None,
        confirmation=None,
        attempts=(),
    )


def _left(state: CaseState, event: g.MemberLeft) -> CaseState:
    kept = tuple(one for one in state.members if one.case != event.member)
    return replace(state, members=kept)


def _answered(state: CaseState, event: g.AnsweredWithMain) -> CaseState:
    planned = event.result.outcome is Outcome.PLANNED
    merged = state.merged
    state = replace(state, **hold(state, event.holder_post, event.holder_unit, event.at))
    return replace(
        state,
        status=Status.AWAITING_TELLING,
        merged=None if merged is None else replace(merged, answer=event.answer),
        result=event.result,
        was_planned=state.was_planned or planned,
        author_post=event.post,
        hands=join_hands(state.hands, *event.hands),
        ledger=event.ledger,
        rung=event.rung,
        told_at=None,
        told_by=None,
        confirmation=None,
        clock=event.clock,
        breach=None,
    )


def _await(state: CaseState, event: g.MembersAwait) -> CaseState:
    return state  # what comes of it stands on the members


def _looked_at(state: CaseState, event: g.LookedAtWithMain) -> CaseState:
    return replace(state, clock=event.clock, breach=None)


def _lead_taken(state: CaseState, event: g.LeadTaken) -> CaseState:
    state = replace(state, **hold(state, event.holder_post, event.holder_unit, event.at))
    return replace(
        state,
        status=Status.AWAITING_ACKNOWLEDGEMENT,
        lead="",
        merged=None,
        members=event.members,
        hands=join_hands(state.hands, *event.hands),
        ledger=event.ledger,
        rung=event.rung,
        clock=event.clock,
        breach=None,
    )


def _lead_given_up(state: CaseState, event: g.LeadGivenUp) -> CaseState:
    return replace(state, members=())


def _split(state: CaseState, event: g.CaseSplit) -> CaseState:
    return replace(
        state,
        matter=event.remaining,
        category=event.category or state.category,
        parts=(*state.parts, *event.parts),
    )


def missed_while_merged(event: PromiseMissed) -> Breach:
    """Return the breach of a merged case: the raiser's own clock is the one it runs on."""
    return Breach(
        clock=ClockName.PROMISE,
        due_at=event.due_at,
        noticed_at=event.at,
        learned_late=event.learned_late,
    )


GROUP_FOLDS: Mapping[type[CaseEvent], Callable[[Any, Any], CaseState]] = {
    g.CaseMerged: _merged,
    g.MembersJoined: _joined,
    g.MemberRepointed: _repointed,
    g.CaseUnmerged: _unmerged,
    g.MemberLeft: _left,
    g.MembersAwait: _await,
    g.AnsweredWithMain: _answered,
    g.LookedAtWithMain: _looked_at,
    g.LeadTaken: _lead_taken,
    g.LeadGivenUp: _lead_given_up,
    g.CaseSplit: _split,
}
