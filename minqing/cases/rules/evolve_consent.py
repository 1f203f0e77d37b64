"""The fold of what takes consent: extensions, opened identities, final opinions, notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from minqing.cases import events as e
from minqing.cases.consent_terms import (
    ENDING_STEPS,
    OPENING_STEPS,
    FinalOpinion,
    NoticeAbout,
    PendingConsent,
    Unsealing,
)
from minqing.cases.rules.holding import join_hands, owe
from minqing.cases.state import CaseState
from minqing.cases.terms import Status


def _moved(state: CaseState, event: e.ConsentMoved) -> CaseState:
    others = tuple(one for one in state.consents if one.approval != event.approval)
    if event.step in ENDING_STEPS:
        return replace(state, consents=others)
    if event.step in OPENING_STEPS:
        return replace(state, consents=(*others, PendingConsent(event.approval, event.kind)))
    return state


def _extended(state: CaseState, event: e.DeadlineExtended) -> CaseState:
    clock, promise = state.clock, state.promise
    assert clock is not None, "what is extended has a clock"
    clock = replace(clock, extensions=(*clock.extensions, event.extension))
    if promise is not None:
        promise = replace(promise, extensions=(*promise.extensions, event.extension))
    told = event.raiser_told is not None  # of old it was told before it was approved
    return replace(
        state,
        clock=clock,
        promise=promise,
        breach=None,
        extended=state.extended + 1,
        notices=state.notices if told else owe(state, NoticeAbout.EXTENSION),
    )


def _unsealed(state: CaseState, event: e.IdentityUnsealed) -> CaseState:
    opened = Unsealing(event.for_scope, event.for_post, event.until)
    return replace(state, unsealings=(*state.unsealings, opened))


def _opinion(state: CaseState, event: e.FinalOpinionRecorded) -> CaseState:
    return replace(
        state,
        status=Status.AWAITING_TELLING,
        result=event.result,
        opinion=FinalOpinion(at=event.at, channels=event.channels, by_post=event.post),
        author_post=event.post,
        hands=join_hands(state.hands, event.post, event.person),
        told_at=None,
        told_by=None,
        confirmation=None,
        clock=event.clock,
        breach=None,
    )


def _notice_given(state: CaseState, event: e.NoticeGiven) -> CaseState:
    left = tuple(about for about in state.notices if about not in event.about)
    return replace(state, notices=left)


FOLDS: Mapping[type[e.CaseEvent], Callable[[Any, Any], CaseState]] = {
    e.ConsentMoved: _moved,
    e.DeadlineExtended: _extended,
    e.IdentityUnsealed: _unsealed,
    e.FinalOpinionRecorded: _opinion,
    e.NoticeGiven: _notice_given,
}
