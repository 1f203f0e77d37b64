"""Working on a case: acknowledge, settle on the spot, errands, assign, raise, return, pause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases.clocks_of_case import Clock, due_moment
from minqing.cases.dispatch_terms import Route
from minqing.cases.pack import Rung, find_ledger, find_next_rung
from minqing.cases.personal_numbers import holds_number
from minqing.cases.rules import refusals as r
from minqing.cases.rules.catalogue import (
    check_not_below,
    find_edition,
    make_route,
    propose,
)
from minqing.cases.rules.ground import (
    Ground,
    choose_post,
    get_ground,
    is_answered_for,
)
from minqing.cases.rules.running import (
    acknowledge_clock,
    confirm_clock,
    planned_clock,
    promise_clock,
    resumed_status,
    triage_clock,
    working_clock,
)
from minqing.cases.rules.suggested import keep_known
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    LEDGER_ZH,
    OUTCOME_ZH,
    Anonymity,
    ClockName,
    Ledger,
    Link,
    OnMiss,
    Outcome,
    Result,
)
from minqing.kernel.clocks import ClockRule, Pause, Span
from minqing.kernel.messages import Frame, Refusal
from minqing.kernel.periods import local_day
from minqing.org.public import PostView

Events = Sequence[e.CaseEvent] | Refusal
SETTLED = frozenset({Outcome.SOLVED, Outcome.EXPLAINED})
"""What can be said at the table; everything else takes its own steps."""


def _named(command: c.CaseCommand, state: CaseState) -> dict[str, str]:
    return {"verb": VERB_OF[type(command)].zh, "receipt": state.receipt}


def acknowledge(command: c.AcknowledgeCase, state: CaseState, frame: Frame) -> Events:
    """Acknowledge; from now on the handling clock runs."""
    ground = get_ground(state, frame)
    return (
        e.CaseAcknowledged(
            at=frame.now,
            status=resumed_status(ground, state),
            clock=working_clock(ground, state, frame.now),
        ),
    )


def settle_on_spot(command: c.SettleOnSpot, state: CaseState, frame: Frame) -> Events:
    """Settle and tell in one breath; the case moves to the immediate ledger."""
    ground = get_ground(state, frame)
    rule = find_ledger(ground.section, Ledger.IMMEDIATE)
    if command.outcome not in SETTLED or command.outcome not in rule.outcomes:
        return r.OUTCOME_FORBIDDEN(
            receipt=state.receipt,
            outcome=OUTCOME_ZH[command.outcome],
            ledger=LEDGER_ZH[Ledger.IMMEDIATE],
        )
    if not command.reply.value.strip():
        return r.WORDS_MISSING(**_named(command, state))
    if holds_number(command.reply.value) and not command.despite.strip():
        return r.REPLY_PERSONAL(receipt=state.receipt)
    settled = msgspec.structs.replace(state, ledger=Ledger.IMMEDIATE)
    return (
        e.SettledOnSpot(
            at=frame.now,
            result=Result(outcome=command.outcome, reply=command.reply.ref, rung=state.rung),
            means=command.means,
            clock=confirm_clock(settled, rule, frame),
            post=frame.by.post,
            person=frame.by.person,
            despite=command.despite.strip(),
        ),
    )


def assign_handler(command: c.AssignHandler, state: CaseState, frame: Frame) -> Events:
    """Name the post that does the work; it stands in the holder's unit or below it."""
    directory = get_ground(state, frame).directory
    if not directory.has_post(command.post):
        return r.POST_NOT_THERE(**_named(command, state))
    post = directory.post(command.post)
    if post.abolished or not directory.within(post.unit, state.holder_unit):
        return r.POST_NOT_THERE(**_named(command, state))
    guarded = check_not_below(
        state,
        get_ground(state, frame),
        state.category,
        post.unit,
        state.ledger,
        start=state.holder_unit,
        verb=_named(command, state)["verb"],
    )
    if guarded is not None:
        return guarded
    return (e.HandlerAssigned(at=frame.now, post=post.id, person=post.person or ""),)


def raise_to_next_level(command: c.RaiseToNextLevel, state: CaseState, frame: Frame) -> Events:
    """Raise, saying what was tried (已做工作)."""
    ground = get_ground(state, frame)
    least = ground.section.tried_length
    if len("".join(command.tried.value.split())) < least:
        return r.TRIED_TOO_SHORT(receipt=state.receipt, least=least)
    found = find_holder_above(ground, state, command.unit)
    if isinstance(found, Refusal):
        return found
    rung, post = found
    verb = _named(command, state)["verb"]
    route = make_route(
        state, ground, state.category, post, rung.code, command.why, verb=verb, raised=True
    )
    if isinstance(route, Refusal):
        return route
    raised = make_raised(ground, state, rung, post, command.tried.ref, route)
    shown = keep_known(command.suggested, (), ground.directory)
    return (msgspec.structs.replace(raised, suggested=shown) if shown else raised,)


def make_raised(
    ground: Ground,
    state: CaseState,
    rung: Rung,
    post: PostView,
    tried: str = "",
    route: Route | None = None,
    *,
    meeting: str = "",
) -> e.CaseRaised:
    """Return the event of a raise; with neither `tried` nor a meeting the clock raised it."""
    rule = find_ledger(ground.section, Ledger.REPORT_UP)
    now = ground.frame.now
    return e.CaseRaised(
        at=now,
        rung=rung.code,
        holder_post=post.id,
        holder_unit=post.unit,
        clock=acknowledge_clock(rule, rung, now),
        tried=tried,  # type: ignore[arg-type]
        by_clock=not tried and not meeting,
        promise=promise_clock(ground.section, Ledger.REPORT_UP, state.raised_at),
        meeting=meeting,
        route=route,
    )


def find_holder_above(
    ground: Ground, state: CaseState, unit: str = ""
) -> tuple[Rung, PostView] | Refusal:
    """Return the next rung with the post that holds the case there.

    Without a unit: the one the responsibility catalogue names on that rung, else the closest
    unit above the holder, else above the place, that stands on it.
    """
    rung = find_next_rung(ground.section, state.rung)
    named = {"verb": VERB_OF[c.RaiseToNextLevel].zh, "receipt": state.receipt}
    if rung is None:
        return r.TOP_RUNG(receipt=state.receipt, rung=ground.rung(state).zh)
    directory = ground.directory
    if unit and not directory.has(unit):
        return r.UNIT_UNKNOWN(**named, unit=unit)
    if unit and directory.unit(unit).kind not in rung.unit_kinds:
        return r.WRONG_RUNG(**named, unit=directory.unit(unit).name, rung=rung.zh)
    target = unit or _find_listed(rung, state, ground) or _find_unit_of(rung, state, ground)
    post = choose_post(directory, target, rung.roles) if target else None
    if post is None or not is_answered_for(directory, post.id):
        place = directory.unit(target or state.place).name
        return r.HOLDER_MISSING(**named, unit=place)
    return rung, post


def _find_listed(rung: Rung, state: CaseState, ground: Ground) -> str:
    """Return the unit that the catalogue names for the matter, where it stands on this rung."""
    if rung.joint:
        return ""
    frame, directory = ground.frame, ground.directory
    edition = find_edition(state.pack, state.pack_version, frame)
    found = propose(edition, state.category, state.place, directory, local_day(frame.now))
    if found is None or directory.unit(found.unit).kind not in rung.unit_kinds:
        return ""
    return found.unit


def _find_unit_of(rung: Rung, state: CaseState, ground: Ground) -> str:
    directory = ground.directory
    for start in (state.holder_unit, state.place):
        for code in reversed(directory.path(start)):
            if directory.unit(code).kind in rung.unit_kinds:
                return code
    return ""


def return_case(command: c.ReturnCase, state: CaseState, frame: Frame) -> Events:
    """Send back to the dispatcher, with a reason class and words; what the same dispatch got
    back too often goes to the level above, which decides (pack: `returns.up_from`)."""
    ground = get_ground(state, frame)
    if command.reason not in {word.code for word in ground.section.return_reasons}:
        return r.REASON_UNKNOWN(**_named(command, state), reason=command.reason)
    if not command.words.value.strip():
        return r.WORDS_MISSING(**_named(command, state))
    rung, post, unit = _dispatcher(ground, state)
    to_decide = False
    if state.returned + 1 >= ground.section.returns.up_from:
        above = find_holder_above(ground, _as_held_by(state, rung, post, unit))
        if not isinstance(above, Refusal):
            to_decide = True
            rung, post, unit = above[0], above[1].id, above[1].unit
    return (
        e.CaseReturned(
            at=frame.now,
            reason=command.reason,
            words=command.words.ref,
            rung=rung.code,
            holder_post=post,
            holder_unit=unit,
            clock=triage_clock(ground.section.clocks.triage, rung, frame.now),
            to_decide=to_decide,
        ),
    )


def _dispatcher(ground: Ground, state: CaseState) -> tuple[Rung, str, str]:
    """Return rung, post and unit a return goes to: who dispatched it."""
    unit = state.dispatcher_unit or state.holder_unit
    kind = ground.directory.unit(unit).kind
    rung = next((g for g in ground.section.ladder if kind in g.unit_kinds), ground.rung(state))
    return rung, state.dispatcher_post, unit


def _as_held_by(state: CaseState, rung: Rung, post: str, unit: str) -> CaseState:
    return msgspec.structs.replace(state, rung=rung.code, holder_post=post, holder_unit=unit)


def pause_case(command: c.PauseCase, state: CaseState, frame: Frame) -> Events:
    """Let the handling clock stand still up to a moment; the pause has its own clock."""
    ground = get_ground(state, frame)
    rule = ground.section.pauses
    if command.reason not in {word.code for word in rule.reasons}:
        return r.REASON_UNKNOWN(**_named(command, state), reason=command.reason)
    longest = Clock(name=ClockName.PAUSE, rule=rule.longest, started_at=frame.now)
    if not frame.now < command.until <= due_moment(longest, ground.calendar):
        return r.PAUSE_TOO_LONG(receipt=state.receipt)
    most = rule.total_days
    if most is not None and _pause_in_all(state, frame.now, command.until) > most:
        return r.PAUSES_USED(receipt=state.receipt, most=f"{most}天")
    return (
        e.CasePaused(
            at=frame.now,
            reason=command.reason,
            cap=command.until,
            clock=_pause_clock(frame.now, command.until, rule.longest.source),
        ),
    )


def _pause_in_all(state: CaseState, now: datetime, until: datetime) -> int:
    """Return the days of all pauses with this one, begun days counted, since the resident's
    clock began (raised, or reopened)."""
    before = () if state.promise is None else state.promise.pauses
    spans = [*(pause.until - pause.start for pause in before), until - now]
    return -(-int(sum(span.total_seconds() for span in spans)) // 86_400)


def _pause_clock(now: datetime, until: datetime, source: str) -> Clock:
    minutes = max(1, -int((now - until).total_seconds() // 60))
    rule = ClockRule(span=Span(minutes, "minutes"), starts="instant", source=source)
    return Clock(name=ClockName.PAUSE, rule=rule, started_at=now, on_miss=OnMiss.RESUME)


def resume_case(command: c.ResumeCase, state: CaseState, frame: Frame) -> Events:
    """Go on before the pause ends."""
    return (make_resumed(state, frame.now, frame.now, by_clock=False),)


def make_resumed(
    state: CaseState, now: datetime, until: datetime, *, by_clock: bool
) -> e.CaseResumed:
    """Return the event that ends a pause; the pause is credited to both clocks exactly."""
    assert state.held_clock is not None and state.clock is not None, "a paused case holds both"
    pause = Pause(start=state.clock.started_at, end=until, cap=until)
    promise = state.promise
    if promise is not None:
        promise = msgspec.structs.replace(promise, pauses=(*promise.pauses, pause))
    held = state.held_clock
    return e.CaseResumed(
        at=now,
        clock=msgspec.structs.replace(held, pauses=(*held.pauses, pause)),
        promise=promise,
        by_clock=by_clock,
    )


def look_at_planned(command: c.LookAtPlanned, state: CaseState, frame: Frame) -> Events:
    """Look at a planned case; the next look is due a month on."""
    section = get_ground(state, frame).section
    if not command.note.value.strip():
        return r.WORDS_MISSING(**_named(command, state))
    if command.new_date is not None and (
        command.new_date <= frame.now or not command.reason.strip()
    ):
        return r.PLAN_INCOMPLETE(receipt=state.receipt)
    untold = command.raiser_told is None and state.anonymity is not Anonymity.ANONYMOUS
    if command.new_date is not None and untold:
        return r.NEW_DATE_UNTOLD(receipt=state.receipt)
    return (
        e.PlannedLookedAt(
            at=frame.now,
            note=command.note.ref,
            clock=planned_clock(section, frame.now),
            new_date=command.new_date,
            reason=command.reason.strip(),
            raiser_told=None if command.new_date is None else command.raiser_told,
            pointing=command.pointing,
        ),
    )


def link_case(command: c.LinkCase, state: CaseState, frame: Frame) -> Events:
    """Let the case point at something else; the same pointer twice is refused."""
    kind, _, key = command.target.partition(":")
    link = Link(relation=command.relation.strip(), target=command.target)
    if not kind or not key or not link.relation or link in state.links:
        return r.TARGET_WRONG(receipt=state.receipt, target=command.target)
    return (e.CaseLinked(at=frame.now, link=link),)
