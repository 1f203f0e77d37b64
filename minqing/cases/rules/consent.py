"""What takes another person's consent: asking for it, and what happens when it is given.

The act itself is `approvals`: rounds, remarks, distinct persons. Here stands what a case may be
asked for, who may decide on it, and what follows, in one transaction with the last consent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from minqing.approvals.public import ApprovalKind, ApprovalState, Moved, Terms, ask
from minqing.approvals.public import Step as ApprovalStep
from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases.clocks_of_case import Clock, due_moment
from minqing.cases.consent_commands import ConsentCommand
from minqing.cases.consent_terms import CONSENT_ZH, ConsentKind, ConsentStep
from minqing.cases.pack import CasesSection, ConsentRule
from minqing.cases.rules import refusals as r
from minqing.cases.rules.checks import (
    check_extension,
    check_final,
    check_unsealing,
    has_handled,
    is_hidden,
    reaches,
)
from minqing.cases.rules.ground import Directory, get_ground
from minqing.cases.rules.group import owe_members
from minqing.cases.rules.running import tell_clock
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    LEDGER_ZH,
    MEANS_ZH,
    OUTCOME_ZH,
    PROVEN,
    STATUS_ZH,
    ClockName,
    MatterKind,
    Outcome,
    Result,
)
from minqing.kernel.clocks import Extension, Span
from minqing.kernel.messages import Decided, Frame, Refusal

Asked = Sequence[e.CaseEvent | Decided] | Refusal
Events = Sequence[e.CaseEvent] | Refusal
K = ConsentKind
UNIT_ZH: Mapping[str, str] = {
    "minutes": "分钟",
    "hours": "小时",
    "working_hours": "个工作小时",
    "calendar_days": "天",
    "working_days": "个工作日",
    "months": "个月",
}
"""Units of a span as a refusal says them."""


# ---------------------------------------------------------------- asking
def ask_extension(command: c.AskExtension, state: CaseState, frame: Frame) -> Asked:
    """Ask for more time; nothing is granted and no clock stops."""
    terms: Terms = {"amount": command.amount}
    return _ask(K.EXTENSION, command, terms, state, frame)


def ask_unsealing(command: c.AskUnsealing, state: CaseState, frame: Frame) -> Asked:
    """Ask to see a sealed identity."""
    return _ask(K.UNSEALING, command, {}, state, frame)


def record_final_opinion(command: c.RecordFinalOpinion, state: CaseState, frame: Frame) -> Asked:
    """Draft the final opinion; it stands when the others agreed."""
    terms: Terms = {"outcome": str(command.outcome), "channels": " ".join(command.channels)}
    return _ask(K.FINAL_OPINION, command, terms, state, frame)


def _ask(
    kind: ConsentKind, command: ConsentCommand, terms: Terms, state: CaseState, frame: Frame
) -> Asked:
    refused = _ACCEPTS[kind](state, terms, frame)
    if refused is not None:
        return refused
    if not command.words.value.strip():
        return r.WORDS_MISSING(verb=VERB_OF[type(command)].zh, receipt=state.receipt)
    rule = _RULES[kind](get_ground(state, frame).section)
    asked = e.ConsentMoved(
        at=frame.now,
        approval=command.approval,
        kind=kind,
        step=ConsentStep.ASKED,
        words=command.words.ref,
        amount=int(terms.get("amount", 0)),
    )
    request = ask(
        kind.value,
        approval=command.approval,
        subject=f"case:{state.id}",
        words=command.words.ref,
        persons=rule.persons,
        roles=rule.roles,
        units=(state.place, state.holder_unit),
        home=state.home_banner,
        terms=terms,
        frame=frame,
    )
    return (asked, request)


def _accept_extension(state: CaseState, terms: Terms, frame: Frame) -> Refusal | None:
    longest = get_ground(state, frame).section.extensions.longest
    amount = terms.get("amount")
    if not isinstance(amount, int) or not 1 <= amount <= longest.amount:
        most = f"{longest.amount}{UNIT_ZH[longest.unit]}"
        return r.EXTENSION_TOO_LONG(receipt=state.receipt, most=most)
    return None


def _accept_unsealing(state: CaseState, terms: Terms, frame: Frame) -> Refusal | None:
    return None


def _accept_opinion(state: CaseState, terms: Terms, frame: Frame) -> Refusal | None:
    """An opinion says an outcome of the ledger other than a plan, and at least one channel."""
    ground = get_ground(state, frame)
    rule = ground.ledger(state)
    outcome = terms.get("outcome", "")
    allowed = set(rule.outcomes) - {Outcome.PLANNED}
    if outcome not in allowed:
        word = OUTCOME_ZH.get(Outcome(outcome), "") if outcome in set(Outcome) else str(outcome)
        return r.OUTCOME_FORBIDDEN(receipt=state.receipt, outcome=word, ledger=LEDGER_ZH[rule.code])
    channels = str(terms.get("channels", "")).split()
    if not channels or not set(channels) <= set(list_final_channels(ground.section)):
        return r.FINAL_INCOMPLETE(receipt=state.receipt)
    return None


def list_final_channels(section: CasesSection) -> tuple[str, ...]:
    """Return the codes of the legal channels that a final opinion may point to."""
    return section.final_channels or tuple(word.code for word in section.legal_channels)


_ACCEPTS: Mapping[ConsentKind, Callable[[CaseState, Terms, Frame], Refusal | None]] = {
    K.EXTENSION: _accept_extension,
    K.UNSEALING: _accept_unsealing,
    K.FINAL_OPINION: _accept_opinion,
}
_RULES: Mapping[ConsentKind, Callable[[CasesSection], ConsentRule]] = {
    K.EXTENSION: lambda section: section.consents.extension,
    K.UNSEALING: lambda section: section.consents.unsealing,
    K.FINAL_OPINION: lambda section: section.consents.final_opinion,
}


# ---------------------------------------------------------------- deciding
def sees(state: CaseState | None, request: ApprovalState, frame: Frame) -> bool:
    """Return whether the actor may know of the request: he reaches the case, or asked."""
    if state is None or is_hidden(state, frame.by):
        return False
    own = bool(frame.by.post) and frame.by.post == request.asker.post
    return "CASE_VIEW" in frame.by.permissions and (own or reaches(state, frame))


_ASKING: Mapping[ConsentKind, type[ConsentCommand]] = {
    K.EXTENSION: c.AskExtension,
    K.UNSEALING: c.AskUnsealing,
    K.FINAL_OPINION: c.RecordFinalOpinion,
}
_DEMANDS: Mapping[ConsentKind, Callable[[CaseState, Frame], Refusal | None]] = {
    K.EXTENSION: check_extension,
    K.UNSEALING: check_unsealing,
    K.FINAL_OPINION: check_final,
}


def check_stands(state: CaseState | None, request: ApprovalState, frame: Frame) -> Refusal | None:
    """Return why the request can no longer be granted: the case went on without it."""
    kind = K(request.kind)
    verb = VERB_OF[_ASKING[kind]]
    if state is None or state.kind is MatterKind.COMPLAINT_AGAINST_OFFICIAL:
        return r.CASE_UNKNOWN(verb=verb.zh)
    if state.status not in verb.moves:
        status = STATUS_ZH[state.status]
        return r.STATUS_FORBIDS(verb=verb.zh, receipt=state.receipt, status=status)
    return _DEMANDS[kind](state, frame)


def check_decider(state: CaseState, request: ApprovalState, frame: Frame) -> Refusal | None:
    """Refuse who is too near: the one who answers for the case or works on it; on a sealed
    identity everybody who ever did."""
    by, verb = frame.by, VERB_OF[_ASKING[K(request.kind)]].zh
    named = {"verb": verb, "receipt": state.receipt}
    if not reaches(state, frame):
        return r.NOT_IN_REACH(**named)
    near = by.post in (state.holder_post, state.handler_post) or _answers_for(state, frame)
    if near or (request.kind == K.UNSEALING and has_handled(state, by)):
        return r.OWN_WORK(**named)
    return None


def _answers_for(state: CaseState, frame: Frame) -> bool:
    directory = frame.view(Directory)
    post = state.holder_post
    return directory.has_post(post) and directory.accountable(post) == frame.by.post


# ---------------------------------------------------------------- what follows
def follow(state: CaseState, request: ApprovalState, moved: Moved, frame: Frame) -> Events:
    """Return what a step of a request means to its case; granted, the act itself."""
    kind = K(request.kind)
    step = e.ConsentMoved(
        at=frame.now,
        approval=request.id,
        kind=kind,
        step=ConsentStep(moved.step.value),
        words=moved.words,
        amount=int(request.terms.get("amount", 0)),
    )
    if moved.step is not ApprovalStep.GRANTED:
        return (step,)
    refused = check_stands(state, request, frame) or _ACCEPTS[kind](state, request.terms, frame)
    if refused is not None:
        return refused
    act = _ACTS[kind](state, request, frame)
    return (step, act, *owe_members(state, (act,), frame))


def _extend(state: CaseState, request: ApprovalState, frame: Frame) -> e.CaseEvent:
    unit = get_ground(state, frame).section.extensions.longest.unit
    span = Span(int(request.terms["amount"]), unit)
    return e.DeadlineExtended(
        at=frame.now,
        extension=Extension(span=span, granted_at=frame.now),
        approved_by=frame.by.post,
        approval=request.id,
        words=request.words,
    )


def _unseal(state: CaseState, request: ApprovalState, frame: Frame) -> e.CaseEvent:
    ground = get_ground(state, frame)
    rule = ground.section.consents.unsealed_for
    shown = Clock(name=ClockName.CONFIRM, rule=rule, started_at=frame.now)
    return e.IdentityUnsealed(
        at=frame.now,
        approval=request.id,
        words=request.words,
        for_scope=request.asker.scope,
        for_post=request.asker.post,
        until=due_moment(shown, ground.calendar),
        consented=_consented(request),
    )


def _conclude(state: CaseState, request: ApprovalState, frame: Frame) -> e.CaseEvent:
    ground = get_ground(state, frame)
    channels = tuple(str(request.terms["channels"]).split())
    result = Result(
        outcome=Outcome(str(request.terms["outcome"])),
        reply=request.words,
        legal_channel=channels[0],
    )
    return e.FinalOpinionRecorded(
        at=frame.now,
        approval=request.id,
        result=result,
        channels=channels,
        clock=tell_clock(ground.ledger(state), frame.now),
        post=request.asker.post,
        person=request.asker.person,
        consented=_consented(request),
    )


def _consented(request: ApprovalState) -> tuple[str, ...]:
    return tuple(consent.by.post for consent in request.consents)


_ACTS: Mapping[ConsentKind, Callable[[CaseState, ApprovalState, Frame], e.CaseEvent]] = {
    K.EXTENSION: _extend,
    K.UNSEALING: _unseal,
    K.FINAL_OPINION: _conclude,
}
_PERMISSIONS: Mapping[ConsentKind, str] = {
    K.EXTENSION: "CASE_APPROVE",
    K.UNSEALING: "CASE_UNSEAL",
    K.FINAL_OPINION: "CASE_APPROVE",
}

KINDS: tuple[ApprovalKind, ...] = tuple(
    ApprovalKind(
        code=kind.value,
        zh=CONSENT_ZH[kind],
        permission=_PERMISSIONS[kind],
        sees=sees,
        stands=check_stands,
        may_decide=check_decider,
        accepts=_ACCEPTS[kind],
        follow=follow,
    )
    for kind in ConsentKind
)
"""What is registered with `approvals`."""


# ---------------------------------------------------------------- telling
def tell_of_change(command: c.TellOfChange, state: CaseState, frame: Frame) -> Events:
    """Record that the raiser was told of everything that was still owed."""
    if command.means in PROVEN and not command.proof.strip():
        return r.PROOF_MISSING(receipt=state.receipt, means=MEANS_ZH[command.means])
    return (
        e.NoticeGiven(
            at=frame.now,
            about=state.notices,
            means=command.means,
            told_at=min(command.happened_at or frame.now, frame.now),
            proof=command.proof.strip(),
        ),
    )
