"""The rules of the approval act: pure. One check a verb, read by `decide` and by the faces.

What always holds: nobody agrees to his own request, nobody counts twice, whoever is counted
belongs to the running round, and the act happens with the last consent or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from minqing.approvals import commands as c
from minqing.approvals import events as e
from minqing.approvals import refusals as r
from minqing.approvals.kinds import ApprovalKind, Moved, get_kind
from minqing.approvals.state import ApprovalState
from minqing.approvals.terms import (
    APPROVAL_STATUS_ZH,
    ApprovalStatus,
    Consent,
    Hand,
    Step,
    Terms,
)
from minqing.kernel.messages import (
    Actor,
    Decided,
    Decision,
    Event,
    Frame,
    Refusal,
    States,
    VaultRef,
)

S = ApprovalStatus
NO_REF = VaultRef("")


def needs(command: c.ApprovalCommand) -> tuple[str, ...]:
    """Return the streams a command touches: the request and what it is about."""
    return (f"approval:{command.approval}", command.subject)


def hand_of(by: Actor) -> Hand:
    """Return the hand of an actor."""
    return Hand(scope=by.scope, post=by.post, person=by.person, unit=by.unit)


# ---------------------------------------------------------------- checks
def check_can(
    command: type[c.ApprovalCommand], state: ApprovalState | None, subject: Any, frame: Frame
) -> Refusal | None:
    """Return why this is not possible with the request now, None when it is."""
    if state is None:
        return r.UNKNOWN()
    kind = get_kind(state.kind)
    if frame.by.kind != "system" and not kind.sees(subject, state, frame):
        return r.UNKNOWN()
    if state.status not in _STATUSES[command]:
        return r.STATUS_FORBIDS(status=APPROVAL_STATUS_ZH[state.status])
    return _CHECKS[command](state, kind, subject, frame)


def can(
    command: type[c.ApprovalCommand], state: ApprovalState | None, subject: Any, frame: Frame
) -> bool:
    """Return whether this is possible with the request now."""
    return check_can(command, state, subject, frame) is None


def available(state: ApprovalState, subject: Any, frame: Frame) -> tuple[str, ...]:
    """Return the names of the commands that the actor of the frame may send now."""
    return tuple(
        command.TYPE
        for command in c.COMMANDS
        if command is not c.LapseRequest and can(command, state, subject, frame)
    )


def _check_decider(
    state: ApprovalState, kind: ApprovalKind, subject: Any, frame: Frame
) -> Refusal | None:
    """Refuse who may not decide: no permission, the asker, or barred by the kind."""
    by = frame.by
    in_role = not state.roles or bool(set(state.roles) & set(by.roles))
    if by.kind != "staff" or not by.post or kind.permission not in by.permissions or not in_role:
        return r.NOT_ALLOWED(what=kind.zh)
    if hand_of(by).is_same(state.asker):
        return r.OWN_REQUEST(what=kind.zh)
    return kind.may_decide(subject, state, frame)


def _check_consent(
    state: ApprovalState, kind: ApprovalKind, subject: Any, frame: Frame
) -> Refusal | None:
    refused = _check_decider(state, kind, subject, frame)
    if refused is not None:
        return refused
    hand = hand_of(frame.by)
    if any(consent.by.is_same(hand) for consent in state.consents):
        return r.ALREADY_AGREED(what=kind.zh, missing=state.missing)
    return kind.stands(subject, state, frame)


def _check_asker(
    state: ApprovalState, kind: ApprovalKind, subject: Any, frame: Frame
) -> Refusal | None:
    hand = hand_of(frame.by)
    return None if hand.is_same(state.asker) else r.NOT_ASKER()


def _check_asking_again(
    state: ApprovalState, kind: ApprovalKind, subject: Any, frame: Frame
) -> Refusal | None:
    refused = _check_asker(state, kind, subject, frame)
    return refused if refused is not None else kind.stands(subject, state, frame)


def _check_lapse(
    state: ApprovalState, kind: ApprovalKind, subject: Any, frame: Frame
) -> Refusal | None:
    if frame.by.kind != "system":
        return r.SYSTEM_ONLY()
    return r.STILL_STANDS() if kind.stands(subject, state, frame) is None else None


_Check = Callable[[ApprovalState, ApprovalKind, Any, Frame], Refusal | None]
_CHECKS: Mapping[type[c.ApprovalCommand], _Check] = {
    c.GiveConsent: _check_consent,
    c.SendBackRequest: _check_decider,
    c.AskAgain: _check_asking_again,
    c.WithdrawRequest: _check_asker,
    c.LapseRequest: _check_lapse,
}
_STATUSES: Mapping[type[c.ApprovalCommand], frozenset[ApprovalStatus]] = {
    c.GiveConsent: frozenset({S.ASKED}),
    c.SendBackRequest: frozenset({S.ASKED}),
    c.AskAgain: frozenset({S.SENT_BACK}),
    c.WithdrawRequest: frozenset({S.ASKED, S.SENT_BACK}),
    c.LapseRequest: frozenset({S.ASKED, S.SENT_BACK}),
}


# ---------------------------------------------------------------- asking
def ask(
    kind: str,
    *,
    approval: str,
    subject: str,
    words: VaultRef,
    persons: int,
    frame: Frame,
    terms: Terms | None = None,
    roles: tuple[str, ...] = (),
    units: tuple[str, ...] = (),
    home: str = "",
) -> Decided:
    """Return the event that opens a request, for the command of another context.

    The caller names `approval:<approval>` in its `needs`, refuses when that stream exists,
    and has checked its own words and terms. `persons`: how many others must agree.
    """
    assert persons >= 1, "an approval without another person is none"
    get_kind(kind)
    asked = e.ApprovalAsked(
        at=frame.now,
        by=hand_of(frame.by),
        approval=approval,
        kind=kind,
        subject=subject,
        words=words,
        persons=persons,
        terms=dict(terms or {}),
        roles=roles,
        units=units,
        home=home,
    )
    return Decided(f"approval:{approval}", asked)


# ---------------------------------------------------------------- deciding
def decide(command: c.ApprovalCommand, states: States, frame: Frame) -> Decision:
    """Return what happened to the request and to its subject, or why it is refused."""
    stream = f"approval:{command.approval}"
    state: ApprovalState | None = states[stream]
    if state is None or state.subject != command.subject:
        return r.UNKNOWN()
    subject = states[command.subject]
    refused = check_can(type(command), state, subject, frame)
    if refused is not None:
        return refused
    decided = _DECIDERS[type(command)](command, state, subject, frame)
    if isinstance(decided, Refusal):
        return decided
    events, moves = decided
    made = [Decided(stream, event) for event in events]
    after = state
    for event in events:
        after = evolve(after, event)
    for moved in moves:
        followed = get_kind(state.kind).follow(subject, after, moved, frame)
        if isinstance(followed, Refusal):
            return followed
        made += [Decided(command.subject, event) for event in followed]
    return made


Made = tuple[Sequence[e.ApprovalEvent], Sequence[Moved]]


def _give_consent(
    command: c.GiveConsent, state: ApprovalState, subject: Any, frame: Frame
) -> Made | Refusal:
    by = hand_of(frame.by)
    remarks = NO_REF if command.remarks is None else command.remarks.ref
    given = e.ConsentGiven(at=frame.now, by=by, remarks=remarks)
    if state.missing > 1:
        return (given,), (Moved(Step.AGREED, by, remarks),)
    granted = e.ApprovalGranted(at=frame.now, by=by)
    return (given, granted), (Moved(Step.GRANTED, by, remarks),)


def _send_back(
    command: c.SendBackRequest, state: ApprovalState, subject: Any, frame: Frame
) -> Made | Refusal:
    if not command.remarks.value.strip():
        return r.REMARKS_MISSING(what=get_kind(state.kind).zh)
    by = hand_of(frame.by)
    sent_back = e.RequestSentBack(at=frame.now, by=by, remarks=command.remarks.ref)
    return (sent_back,), (Moved(Step.SENT_BACK, by, command.remarks.ref),)


def _ask_again(
    command: c.AskAgain, state: ApprovalState, subject: Any, frame: Frame
) -> Made | Refusal:
    kind = get_kind(state.kind)
    if not command.words.value.strip():
        return r.WORDS_MISSING(what=kind.zh)
    refused = kind.accepts(subject, command.terms, frame)
    if refused is not None:
        return refused
    by = hand_of(frame.by)
    again = e.ApprovalAskedAgain(at=frame.now, by=by, words=command.words.ref, terms=command.terms)
    return (again,), (Moved(Step.ASKED_AGAIN, by, command.words.ref),)


def _withdraw(
    command: c.WithdrawRequest, state: ApprovalState, subject: Any, frame: Frame
) -> Made | Refusal:
    by = hand_of(frame.by)
    return (e.RequestWithdrawn(at=frame.now, by=by),), (Moved(Step.WITHDRAWN, by),)


def _lapse(
    command: c.LapseRequest, state: ApprovalState, subject: Any, frame: Frame
) -> Made | Refusal:
    by = hand_of(frame.by)
    return (e.RequestLapsed(at=frame.now, by=by),), (Moved(Step.LAPSED, by),)


_DECIDERS: Mapping[type[c.ApprovalCommand], Callable[..., Made | Refusal]] = {
    c.GiveConsent: _give_consent,
    c.SendBackRequest: _send_back,
    c.AskAgain: _ask_again,
    c.WithdrawRequest: _withdraw,
    c.LapseRequest: _lapse,
}


# ---------------------------------------------------------------- the fold
def evolve(state: ApprovalState | None, event: Event) -> ApprovalState:
    """Return the state after one more event."""
    if isinstance(event, e.ApprovalAsked):
        assert state is None, "a request is made once"
        return ApprovalState(
            id=event.approval,
            kind=event.kind,
            subject=event.subject,
            asker=event.by,
            asked_at=event.at,
            words=event.words,
            persons=event.persons,
            terms=event.terms,
            roles=event.roles,
            units=event.units,
            home=event.home,
            round_began_at=event.at,
        )
    assert state is not None, "only what was asked goes on"
    return _FOLDS[type(event)](state, event)


def _asked_again(state: ApprovalState, event: e.ApprovalAskedAgain) -> ApprovalState:
    return replace(
        state,
        status=S.ASKED,
        asker=event.by,
        words=event.words,
        terms=event.terms,
        round=state.round + 1,
        round_began_at=event.at,
        consents=(),
    )


def _consented(state: ApprovalState, event: e.ConsentGiven) -> ApprovalState:
    return replace(state, consents=(*state.consents, Consent(event.by, event.at)))


def _sent_back(state: ApprovalState, event: e.RequestSentBack) -> ApprovalState:
    return replace(state, status=S.SENT_BACK, consents=())


def _end(status: ApprovalStatus) -> Callable[[ApprovalState, Any], ApprovalState]:
    return lambda state, event: replace(state, status=status, ended_at=event.at)


_FOLDS: Mapping[type[Event], Callable[[ApprovalState, Any], ApprovalState]] = {
    e.ApprovalAskedAgain: _asked_again,
    e.ConsentGiven: _consented,
    e.RequestSentBack: _sent_back,
    e.ApprovalGranted: _end(S.GRANTED),
    e.RequestWithdrawn: _end(S.WITHDRAWN),
    e.RequestLapsed: _end(S.LAPSED),
}
