"""Answering: result, review, telling, the resident's confirmation, call attempts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases.papers import is_out
from minqing.cases.personal_numbers import holds_number
from minqing.cases.rules import refusals as r
from minqing.cases.rules.checks import (
    PERSONAL_WAYS,
    effective_ways,
    get_confirmation_rule,
    has_handled,
)
from minqing.cases.rules.ending import close, reopen
from minqing.cases.rules.ground import Ground, get_ground
from minqing.cases.rules.joint import check_left_open, keep_left_open
from minqing.cases.rules.running import (
    confirm_clock,
    planned_clock,
    resumed_status,
    review_clock,
    tell_clock,
    working_clock,
)
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    GIVEN_ON_ZH,
    LEDGER_ZH,
    MEANS_ZH,
    OUTCOME_ZH,
    PROVEN,
    Anonymity,
    Attempt,
    CloseReason,
    Confirmation,
    GivenOn,
    Means,
    Outcome,
    ReopenCause,
    Result,
    Status,
)
from minqing.kernel.messages import Frame, Refusal, VaultRef

Events = Sequence[e.CaseEvent] | Refusal
NO_REF = VaultRef("")
LOCAL = timezone(timedelta(hours=8))


def _named(command: c.CaseCommand, state: CaseState) -> dict[str, str]:
    return {"verb": VERB_OF[type(command)].zh, "receipt": state.receipt}


# ---------------------------------------------------------------- result, review, telling
def record_result(command: c.RecordResult, state: CaseState, frame: Frame) -> Events:
    """Record a result with everything its outcome demands; reviewed where the pack says so."""
    ground = get_ground(state, frame)
    refused = _check_result(command, state, ground) or check_left_open(
        command.left_open, state, c.RecordResult, frame
    )
    if refused is not None:
        return refused
    rule = ground.ledger(state)
    now = frame.now
    clock = review_clock(ground.section, now) if rule.review else tell_clock(rule, now)
    return (
        e.ResultRecorded(
            at=now,
            result=Result(
                outcome=command.outcome,
                reply=command.reply.ref,
                plan=command.plan,
                reason=command.reason,
                legal_channel=command.legal_channel,
                rule=command.rule.strip(),
                organ=command.organ.strip(),
                rung=state.rung,
            ),
            status=Status.AWAITING_REVIEW if rule.review else Status.AWAITING_TELLING,
            clock=clock,
            post=frame.by.post,
            person=frame.by.person,
            despite=command.despite.strip(),
            left_open=keep_left_open(command.left_open, state),
        ),
    )


def _check_result(command: c.RecordResult, state: CaseState, ground: Ground) -> Refusal | None:
    receipt, outcome, section = state.receipt, command.outcome, ground.section
    rule = ground.ledger(state)
    unsorted = state.status is Status.AWAITING_TRIAGE
    turned_away = outcome in (Outcome.NOT_ACCEPTED, Outcome.PASSED_ON)
    if outcome not in rule.outcomes or (unsorted and not turned_away):
        words = {"outcome": OUTCOME_ZH[outcome], "ledger": LEDGER_ZH[rule.code]}
        return r.OUTCOME_FORBIDDEN(receipt=receipt, **words)
    if not command.reply.value.strip():
        return r.WORDS_MISSING(**_named(command, state))
    if holds_number(command.reply.value) and not command.despite.strip():
        return r.REPLY_PERSONAL(receipt=receipt)
    if outcome is Outcome.PLANNED:
        return _check_plan(command, state, ground)
    channels = {word.code for word in section.legal_channels}
    if outcome is Outcome.NOT_ACCEPTED:
        reasons = {word.code for word in section.non_acceptance}
        if command.reason not in reasons or command.legal_channel not in channels:
            return r.NON_ACCEPTANCE_INCOMPLETE(receipt=receipt)
    if outcome is Outcome.CANNOT_BY_RULE and not command.rule.strip():
        return r.RULE_MISSING(receipt=receipt)
    if outcome is Outcome.PASSED_ON and not command.organ.strip():
        return r.ORGAN_MISSING(receipt=receipt)
    return None


def _check_plan(command: c.RecordResult, state: CaseState, ground: Ground) -> Refusal | None:
    plan = command.plan
    if state.status is Status.PLANNED:
        return r.ALREADY_PLANNED(receipt=state.receipt)
    if plan is None or not plan.reason.strip() or plan.date <= ground.frame.now:
        return r.PLAN_INCOMPLETE(receipt=state.receipt)
    if not ground.directory.has(plan.unit):
        return r.PLAN_INCOMPLETE(receipt=state.receipt)
    return None


def review_result(command: c.ReviewResult, state: CaseState, frame: Frame) -> Events:
    """Approve, or send back with remarks."""
    ground = get_ground(state, frame)
    remarks = command.remarks
    if not command.approved and (remarks is None or not remarks.value.strip()):
        return r.WORDS_MISSING(**_named(command, state))
    if command.approved:
        status, clock = Status.AWAITING_TELLING, tell_clock(ground.ledger(state), frame.now)
    else:
        status = resumed_status(ground, state)
        clock = working_clock(ground, state, frame.now)
    return (
        e.ResultReviewed(
            at=frame.now,
            approved=command.approved,
            status=status,
            clock=clock,
            remarks=NO_REF if remarks is None else remarks.ref,
            despite=command.despite.strip(),
        ),
    )


def record_telling(command: c.RecordTelling, state: CaseState, frame: Frame) -> Events:
    """Record the telling. A planned matter stays on the books; what needs no confirmation
    ends; everything else waits for the resident's word."""
    ground = get_ground(state, frame)
    assert state.result is not None, "awaiting telling means that there is a result"
    if command.means in PROVEN and not command.proof.strip():
        return r.PROOF_MISSING(receipt=state.receipt, means=MEANS_ZH[command.means])
    now, outcome = frame.now, state.result.outcome
    if outcome is Outcome.PLANNED:
        status, clock = Status.PLANNED, planned_clock(ground.section, now)
    elif outcome in ground.section.no_confirmation and not is_out(state.errand):
        status, clock = Status.CLOSED, None
    else:
        status = Status.AWAITING_CONFIRMATION
        clock = confirm_clock(state, ground.ledger(state), frame)
    told = e.RaiserTold(
        at=now,
        means=command.means,
        told_at=_claim(command.happened_at, state.raised_at, now),
        status=status,
        clock=clock,
        proof=command.proof.strip(),
    )
    if status is Status.CLOSED:
        return (told, e.CaseStruckOff(at=now, reason=CloseReason.TOLD))
    return (told,)


def _claim(happened_at: datetime | None, after: datetime, now: datetime) -> datetime:
    """Return when it happened, as a device says whose clock may be wrong: not ahead of ours, and
    not before `after`, which it follows."""
    return max(min(happened_at or now, now), min(after, now))


def tell_by_message(command: c.TellByMessage, state: CaseState, frame: Frame) -> Events:
    """Ask the outbox to tell; the status stays, and its clock runs, until it arrived."""
    return (e.TellingSent(at=frame.now, means=Means.SMS),)


# ---------------------------------------------------------------- confirmation
def record_confirmation(command: c.RecordConfirmation, state: CaseState, frame: Frame) -> Events:
    """Record the resident's word and what follows from it.

    1. who may say it here, and on which screen;
    2. no answer came: it is to be told again;
    3. said to be solved and is not: the case is handled again;
    4. otherwise it is confirmed, struck off where the pack says so, and the lot is drawn.
    """
    refused = _check_confirmation(command, state, frame)
    if refused is not None:
        return refused
    now = frame.now
    on_call_back = state.status is Status.CLOSED
    given = e.ConfirmationGiven(
        at=now,
        on_call_back=on_call_back,
        anonymous=state.anonymity is Anonymity.ANONYMOUS,
        confirmation=Confirmation(
            answered=command.answered,
            solved=command.solved,
            rating=command.rating,
            given_on=command.given_on,
            at=_claim(command.happened_at, state.told_at or state.raised_at, now),
            in_resident_mode=command.in_resident_mode,
        ),
    )
    if state.status is Status.PLANNED:
        return (given,)
    if on_call_back:
        false = not command.answered or _contradicts(command, state)
        again = (reopen(state, frame, ReopenCause.CALL_BACK_FALSE),) if false else ()
        return (given, *again)
    if not command.answered:
        clock = tell_clock(get_ground(state, frame).ledger(state), now)
        return (given, e.TellingAsked(at=now, clock=clock))
    if _contradicts(command, state) or _asks_again(command, state, frame):
        return (given, reopen(state, frame, ReopenCause.NOT_SOLVED))
    by_hand = get_confirmation_rule(state, frame).strike_off == "by_hand"
    if by_hand or is_out(state.errand):  # it ends when the papers have gone back
        return (given,)
    return (given, *close(state, frame, CloseReason.CONFIRMED, asked_by_call=_by_call(command)))


def _by_call(command: c.RecordConfirmation) -> bool:
    return command.given_on is GivenOn.CALL


def _contradicts(command: c.RecordConfirmation, state: CaseState) -> bool:
    """Return whether “not solved” stands against a result that says solved. Against a final
    opinion it is recorded; what remains are new facts and the legal channels it names."""
    result = state.result
    if state.opinion is not None:
        return False
    return not command.solved and result is not None and result.outcome is Outcome.SOLVED


def _asks_again(command: c.RecordConfirmation, state: CaseState, frame: Frame) -> bool:
    """Return whether the resident's own “not solved” is to begin it anew, whatever the outcome."""
    own = frame.by.kind == "resident" and command.again and not command.solved
    return own and state.opinion is None


def _check_confirmation(
    command: c.RecordConfirmation, state: CaseState, frame: Frame
) -> Refusal | None:
    by, way = frame.by, command.given_on
    if way is GivenOn.CALL:
        if "CASE_CALLBACK" not in by.permissions:
            return r.RESIDENT_ONLY(receipt=state.receipt)
        if has_handled(state, by):
            return r.OWN_WORK(**_named(command, state))
    elif state.status is Status.CLOSED:
        return r.WAY_FORBIDDEN(
            receipt=state.receipt, way=GIVEN_ON_ZH[way], ways=GIVEN_ON_ZH[GivenOn.CALL]
        )
    elif not _is_resident_speaking(command, frame):
        return r.RESIDENT_ONLY(receipt=state.receipt)
    ways = effective_ways(state, frame)
    owed = state.status in (Status.CLOSED, Status.PLANNED)
    if way not in ways and not (owed and way is GivenOn.CALL):
        shown = "、".join(GIVEN_ON_ZH[one] for one in ways)
        return r.WAY_FORBIDDEN(receipt=state.receipt, way=GIVEN_ON_ZH[way], ways=shown)
    if way is GivenOn.PAPERS and is_out(state.errand):
        return r.PAPERS_OUT(**_named(command, state))
    return None


def _is_resident_speaking(command: c.RecordConfirmation, frame: Frame) -> bool:
    """Return whether it is the resident's own word: an own session, or a staff screen turned
    to the resident, which the record says."""
    by = frame.by
    if by.kind == "resident":
        return True
    return command.in_resident_mode and command.given_on in PERSONAL_WAYS


def record_call_attempt(command: c.RecordCallAttempt, state: CaseState, frame: Frame) -> Events:
    """Record that nobody answered. Only attempts on other days and at other hours count; the
    last one that counts ends the asking."""
    rule = get_ground(state, frame).section.calls
    at = _claim(command.happened_at, state.told_at or state.raised_at, frame.now)
    counted = counts_as_attempt(at, [one.at for one in state.attempts if one.counted])
    reached_limit = counted and 1 + sum(one.counted for one in state.attempts) >= rule.attempts
    attempt = e.CallAttempted(
        at=frame.now, attempt=Attempt(at=at, counted=counted), gives_up=reached_limit
    )
    waits = is_out(state.errand)  # for its papers to go back
    if reached_limit and state.status is Status.AWAITING_CONFIRMATION and not waits:
        return (attempt, e.CaseStruckOff(at=frame.now, reason=CloseReason.NOT_REACHED))
    return (attempt,)


def counts_as_attempt(at: datetime, before: Sequence[datetime]) -> bool:
    """Return whether an attempt is on another local day and at another hour than all before."""
    moment = at.astimezone(LOCAL)
    earlier = [one.astimezone(LOCAL) for one in before]
    return all(moment.date() != one.date() and moment.hour != one.hour for one in earlier)
