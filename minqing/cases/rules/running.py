"""Which clock a status runs on: built from the pack's rules, started now. Pure."""

from __future__ import annotations

from datetime import datetime

from minqing.cases.clocks_of_case import Clock
from minqing.cases.pack import CasesSection, LedgerRule, Rung, find_ledger
from minqing.cases.rules.checks import get_confirmation_rule
from minqing.cases.rules.ground import Ground
from minqing.cases.rules.parties import list_pieces
from minqing.cases.state import CaseState
from minqing.cases.terms import Anonymity, ClockName, Ledger, OnMiss, Status
from minqing.kernel.clocks import ClockRule
from minqing.kernel.messages import Frame


def triage_clock(rule: ClockRule, rung: Rung, now: datetime) -> Clock:
    """Return the sorting clock: what nobody sorts goes up by itself where the rung says so."""
    return Clock(
        name=ClockName.TRIAGE,
        rule=rule,
        started_at=now,
        on_miss=OnMiss(rung.on_miss),
        grace=rung.grace,
    )


def acknowledge_clock(rule: LedgerRule, rung: Rung, now: datetime) -> Clock:
    """Return the clock of a dispatched case; a holder is charged from the recording on."""
    return Clock(
        name=ClockName.ACKNOWLEDGE,
        rule=rule.clocks.acknowledge,
        started_at=now,
        on_miss=OnMiss(rung.on_miss),
        grace=rung.grace,
    )


def handle_clock(rule: LedgerRule, rung: Rung, now: datetime) -> Clock:
    """Return the handling clock of a ledger on a rung."""
    return Clock(
        name=ClockName.HANDLE,
        rule=rung.handle or rule.clocks.handle,
        started_at=now,
        on_miss=OnMiss(rung.on_miss),
        grace=rung.grace,
    )


def reopened_clock(section: CasesSection, rung: Rung, now: datetime) -> Clock:
    """Return the clock of a reopened case: to be taken up again."""
    return Clock(
        name=ClockName.REOPENED,
        rule=section.clocks.reopened,
        started_at=now,
        on_miss=OnMiss(rung.on_miss),
        grace=rung.grace,
    )


def tell_clock(rule: LedgerRule, now: datetime) -> Clock:
    """Return the clock within which the raiser is to be told."""
    return Clock(name=ClockName.TELL, rule=rule.clocks.tell, started_at=now)


def review_clock(section: CasesSection, now: datetime) -> Clock:
    """Return the clock of the review."""
    return Clock(name=ClockName.REVIEW, rule=section.clocks.review, started_at=now)


def planned_clock(section: CasesSection, now: datetime) -> Clock:
    """Return the clock to the next look at a planned case."""
    return Clock(name=ClockName.PLANNED_LOOK, rule=section.clocks.planned_look, started_at=now)


def confirm_clock(state: CaseState, rule: LedgerRule, frame: Frame) -> Clock:
    """Return the window in which the resident may confirm; where a call is owed, its end is
    a missed call, never the resident's consent."""
    ends = get_confirmation_rule(state, frame).window_ends
    if state.anonymity is Anonymity.ANONYMOUS:
        ends = "close"
    return Clock(
        name=ClockName.CONFIRM,
        rule=rule.clocks.confirm,
        started_at=frame.now,
        on_miss=OnMiss(ends),
    )


def call_back_clock(section: CasesSection, now: datetime) -> Clock:
    """Return the clock of a call-back that is owed after strike-off."""
    return Clock(name=ClockName.CALL_BACK, rule=section.clocks.call_back, started_at=now)


def promise_clock(section: CasesSection, ledger: Ledger, raised_at: datetime) -> Clock:
    """Return the resident's own clock: it runs from when we were told."""
    rule = find_ledger(section, ledger).clocks.promise
    return Clock(name=ClockName.PROMISE, rule=rule, started_at=raised_at)


def working_status(rung: Rung) -> Status:
    """Return the status of work on a rung."""
    return Status.JOINT_HANDLING if rung.joint else Status.HANDLING


def resumed_status(ground: Ground, state: CaseState) -> Status:
    """Return the status of work that goes on where the case stands: joint while co-handlers have
    a part in it."""
    return Status.JOINT_HANDLING if list_pieces(state) else working_status(ground.rung(state))


def working_clock(ground: Ground, state: CaseState, now: datetime) -> Clock:
    """Return a fresh handling clock where the case stands."""
    return handle_clock(ground.ledger(state), ground.rung(state), now)
