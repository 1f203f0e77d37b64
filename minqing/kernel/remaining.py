"""How a clock stands now: what is left, or by how much it is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from minqing.kernel.calendar import DAY, EPOCH, EPOCH_ORDINAL, US, WorkCalendar
from minqing.kernel.clock_terms import DAY_UNITS, ClockRule, Due, Pause, Remaining, Span
from minqing.kernel.counting import UNIT_US, microseconds_of, months_after

State = Literal["on_time", "soon", "today", "late", "paused"]


def find_pause(pauses: Sequence[Pause], now: datetime) -> Pause | None:
    """Return the pause that holds at the moment (the one that lasts longest), or None."""
    holding = [p for p in pauses if p.start <= now < p.until]
    return max(holding, key=lambda p: p.until, default=None)


def compute_remaining(
    rule: ClockRule,
    due: Due,
    *,
    now: datetime,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
) -> Remaining:
    """Return how the clock stands now.

    Working days: those after today up to the last day. Days and months: days after today.
    Hours and minutes: whole ones, minutes below one hour. Late: begun days, or begun hours of a
    clock in hours on its first day. Paused: what will be left when the pause ends. Raises
    CalendarYearMissing.
    """
    unit = rule.span.unit
    pause = find_pause(pauses, now)
    if now >= due.at:
        return _late(unit, due.at, now)
    if pause:
        return _left("paused", unit, min(pause.until, due.at), due.at, calendar)
    return _left(_state(rule, due.at, now, calendar), unit, now, due.at, calendar)


def compute_soon_at(at: datetime, soon: Span, *, calendar: WorkCalendar) -> datetime:
    """Return the moment from which a deadline counts as near. Raises CalendarYearMissing."""
    return _before(at, soon, calendar)


def _state(rule: ClockRule, at: datetime, now: datetime, calendar: WorkCalendar) -> State:
    is_today = _day_of(now) == _last_day_of(at)
    is_soon = rule.soon is not None and now >= _before(at, rule.soon, calendar)
    if is_today and (rule.span.unit in DAY_UNITS or not is_soon):
        return "today"
    return "soon" if is_soon else "on_time"


def _day_of(moment: datetime) -> date:
    return date.fromordinal(microseconds_of(moment) // DAY + EPOCH_ORDINAL)


def _last_day_of(at: datetime) -> date:
    return date.fromordinal((microseconds_of(at) - 1) // DAY + EPOCH_ORDINAL)


def _left(
    state: State, unit: str, now: datetime, at: datetime, calendar: WorkCalendar
) -> Remaining:
    if unit == "working_days":
        tomorrow = _day_of(now) + timedelta(days=1)
        end = _last_day_of(at) + timedelta(days=1)
        return Remaining(state, calendar.count_workdays(tomorrow, end), unit)
    if unit in DAY_UNITS:
        days = (_last_day_of(at) - _day_of(now)).days
        return Remaining(state, max(0, days), "calendar_days")
    if unit == "working_hours":
        left = calendar.business_before(microseconds_of(at))
        left -= calendar.business_before(microseconds_of(now))
    else:
        left = microseconds_of(at) - microseconds_of(now)
    if left < 3600 * US:
        return Remaining(state, left // (60 * US), "minutes")
    return Remaining(state, left // (3600 * US), "hours" if unit == "minutes" else unit)


def _late(unit: str, at: datetime, now: datetime) -> Remaining:
    over = microseconds_of(now) - microseconds_of(at)
    if unit in DAY_UNITS or over >= DAY:
        return Remaining("late", over // DAY + 1, "calendar_days")
    return Remaining("late", over // (3600 * US) + 1, "hours")


def _before(at: datetime, span: Span, calendar: WorkCalendar) -> datetime:
    """Return the moment that lies the span before the deadline; days from their beginning."""
    if span.unit in ("minutes", "hours"):
        return at - timedelta(microseconds=span.amount * UNIT_US[span.unit])
    if span.unit == "working_hours":
        business = calendar.business_before(microseconds_of(at))
        moment = calendar.at_business(max(1, business - span.amount * UNIT_US[span.unit]))
        return EPOCH + timedelta(microseconds=moment)
    last = _last_day_of(at)
    if span.unit == "working_days":
        first = calendar.add_workdays(last, -span.amount)
    elif span.unit == "calendar_days":
        first = last - timedelta(days=span.amount)
    else:
        day = last.toordinal() - EPOCH_ORDINAL
        first = date.fromordinal(months_after(day, -span.amount) + EPOCH_ORDINAL)
    return EPOCH + timedelta(days=first.toordinal() - EPOCH_ORDINAL)
