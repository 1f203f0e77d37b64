"""Which day an act moved, from when to when: told of extensions and of plans with a new date.

The event of an extension holds a span, not a day: the days follow from the clock as it stood,
so the entries are folded again up to it. Only a case that has such an entry pays for that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from minqing.cases import events as e
from minqing.cases.clocks_of_case import Clock, due_moment
from minqing.cases.rules import evolve
from minqing.cases.state import CaseState
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.clocks import Extension, Span
from minqing.log.public import LogEntry

MOVING = (e.DeadlineExtended, e.PlannedLookedAt)


def tell_moved_dates(
    entries: Sequence[LogEntry], calendar: WorkCalendar
) -> dict[int, dict[str, Any]]:
    """Return what to say of the entries that moved a day, by position.

    `old_due`, `new_due`: when the running clock ended before and after. `old_date`: the day a
    plan named before.
    """
    if not any(isinstance(entry.event, MOVING) for entry in entries):
        return {}
    found: dict[int, dict[str, Any]] = {}
    state: CaseState | None = None
    for entry in entries:
        event = entry.event
        assert isinstance(event, e.CaseEvent), "a case's stream holds events of cases"
        before, state = state, evolve(state, event)
        if before is not None and isinstance(event, MOVING):
            found[entry.position] = _tell(event, before, state, calendar)
    return found


def _tell(
    event: e.CaseEvent, before: CaseState, after: CaseState, calendar: WorkCalendar
) -> dict[str, Any]:
    if isinstance(event, e.PlannedLookedAt):
        plan = before.result.plan if before.result is not None else None
        moved = event.new_date is not None and plan is not None
        return {"old_date": plan.date} if moved and plan is not None else {}
    if before.clock is None or after.clock is None:
        return {}
    return {
        "old_due": due_moment(before.clock, calendar),
        "new_due": due_moment(after.clock, calendar),
    }


def preview_extension(
    clock: Clock, span: Span, *, now: datetime, calendar: WorkCalendar
) -> tuple[datetime, datetime]:
    """Return when a clock ends now, and when it would with one more extension."""
    longer = replace(clock, extensions=(*clock.extensions, Extension(span=span, granted_at=now)))
    return due_moment(clock, calendar), due_moment(longer, calendar)
