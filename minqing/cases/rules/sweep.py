"""The sweep: what a clock that ran out demands. The rule decides; the index only finds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases import events_beside as eb
from minqing.cases.clocks_of_case import (
    LATE_AFTER,
    Breach,
    Clock,
    due_moment,
    is_promise_running,
)
from minqing.cases.dispatch_terms import Route
from minqing.cases.papers import is_out
from minqing.cases.rules import refusals as r
from minqing.cases.rules.catalogue import make_route
from minqing.cases.rules.ending import close
from minqing.cases.rules.ground import WorkCalendar, get_ground
from minqing.cases.rules.joint import look_at_pieces
from minqing.cases.rules.work import find_holder_above, make_raised, make_resumed
from minqing.cases.state import CaseState
from minqing.cases.terms import CloseReason, OnMiss, Status
from minqing.kernel.clocks import ClockRule, Span
from minqing.kernel.messages import Frame, Refusal

Events = Sequence[e.CaseEvent] | Refusal
RAISABLE = frozenset(
    {Status.AWAITING_ACKNOWLEDGEMENT, Status.HANDLING, Status.REOPENED, Status.AWAITING_TRIAGE}
)


def look_again(command: c.LookAgain, state: CaseState, frame: Frame) -> Events:
    """Answer what is due now; nothing due is refused, so repeating it is harmless.

    1. the resident's own clock: noticed once;
    2. the status clock: a window closes, a pause ends, a breach is noticed, and after its
       grace the case goes up where the rung says so;
    3. a call-back owed after strike-off: noticed once;
    4. the deadline of the system it came from: noticed once;
    5. the days of pieces that co-handlers owe: noticed once each.
    """
    calendar = frame.view(WorkCalendar)
    events = [
        *_look_at_promise(state, frame, calendar),
        *_look_at_clock(state, frame, calendar),
        *_look_at_call_back(state, frame, calendar),
        *_look_at_external(state, frame),
        *look_at_pieces(state, frame),
    ]
    return events or r.NOTHING_DUE(receipt=state.receipt)


def is_learned_late(due: datetime, recorded_at: datetime, now: datetime) -> bool:
    """Return whether a breach came to our knowledge only after it had happened."""
    return recorded_at > due or now - due > LATE_AFTER


def _look_at_promise(state: CaseState, frame: Frame, calendar: WorkCalendar) -> list[e.CaseEvent]:
    if state.promise is None or not is_promise_running(state):
        return []
    due = due_moment(state.promise, calendar)
    if frame.now < due:
        return []
    late = is_learned_late(due, state.recorded_at, frame.now)
    return [e.PromiseMissed(at=frame.now, due_at=due, learned_late=late)]


def _look_at_clock(state: CaseState, frame: Frame, calendar: WorkCalendar) -> list[e.CaseEvent]:
    clock = state.clock
    if clock is None or state.status is Status.MERGED:
        return []  # a merged case runs on its raiser's own clock, which is looked at before
    due = due_moment(clock, calendar)
    if frame.now < due:
        return []
    if clock.on_miss is OnMiss.RESUME:
        return [make_resumed(state, frame.now, due, by_clock=True)]
    ends = clock.on_miss is OnMiss.CLOSE or _is_confirmed(state)
    if ends and not is_out(state.errand):  # papers that are out keep a case open
        reason = CloseReason.CONFIRMED if _is_confirmed(state) else CloseReason.WINDOW_CLOSED
        return list(close(state, frame, reason, asked_by_call=_is_confirmed(state)))
    if state.breach is None:
        return [_notice(state, clock, due, frame)]
    return _raise_after_grace(state, state.breach, frame, calendar)


def _is_confirmed(state: CaseState) -> bool:
    confirmed = state.confirmation
    return (
        state.status is Status.AWAITING_CONFIRMATION
        and confirmed is not None
        and confirmed.answered
    )


def _notice(state: CaseState, clock: Clock, due: datetime, frame: Frame) -> e.DeadlineMissed:
    late = is_learned_late(due, clock.started_at, frame.now)
    return e.DeadlineMissed(
        at=frame.now,
        breach=Breach(
            clock=clock.name,
            due_at=due,
            noticed_at=frame.now,
            learned_late=late,
            grace=_grace(state, clock, frame.now if late else due, late, frame),
        ),
    )


def _grace(
    state: CaseState, clock: Clock, start: datetime, late: bool, frame: Frame
) -> Clock | None:
    """Return the clock after which the case goes up by itself, None where it does not."""
    if clock.on_miss is not OnMiss.RAISE or state.status not in RAISABLE:
        return None
    section = get_ground(state, frame).section
    span: Span = section.late_grace if late or clock.grace is None else clock.grace
    rule = ClockRule(span=span, source=clock.rule.source)
    return Clock(name=clock.name, rule=rule, started_at=start)


def _raise_after_grace(
    state: CaseState, breach: Breach, frame: Frame, calendar: WorkCalendar
) -> list[e.CaseEvent]:
    if breach.grace is None or frame.now < due_moment(breach.grace, calendar):
        return []
    ground = get_ground(state, frame)
    found = find_holder_above(ground, state)
    if isinstance(found, Refusal):
        # nobody above can take it: the breach stays marked, without looking again every round
        plain = Breach(
            clock=breach.clock,
            due_at=breach.due_at,
            noticed_at=breach.noticed_at,
            learned_late=breach.learned_late,
        )
        return [e.DeadlineMissed(at=frame.now, breach=plain)]
    rung, post = found
    route = make_route(state, ground, state.category, post, rung.code, None, verb="", raised=True)
    listed = route if isinstance(route, Route) else None
    return [make_raised(ground, state, rung, post, route=listed)]


def _look_at_call_back(state: CaseState, frame: Frame, calendar: WorkCalendar) -> list[e.CaseEvent]:
    clock = state.call_back_clock
    if clock is None or state.clock is not None or state.call_back_missed:
        return []
    due = due_moment(clock, calendar)
    return [] if frame.now < due else [e.CallBackMissed(at=frame.now, due_at=due)]


def _look_at_external(state: CaseState, frame: Frame) -> list[e.CaseEvent]:
    known = state.external
    if known is None or not known.is_running or known.missed or known.due_at is None:
        return []
    if frame.now < known.due_at:
        return []
    late = is_learned_late(known.due_at, known.noted_at, frame.now)
    return [eb.ExternalMissed(at=frame.now, due_at=known.due_at, learned_late=late)]
