"""The clock algebra: when a deadline falls, as a pure function of what happened.

`due = f(rule, start, pauses, extensions, calendar)`: nothing is stored, everything can be
computed again years later, or with a re-issued calendar. The counting rules are those of the
Civil Code, Articles 201 to 203 (norms.md section 1):

1. A span in days or months leaves out the starting day; a span in hours runs from the moment.
   A rule may count the starting day ("instant"), unless that day has already ended by rule 4.
2. Months end on the corresponding day, or on the month's last day when there is none.
3. When the last day (calendar days, months) is a day off, the next working day is the last.
4. The last day ends at 24:00, or at the close of business where business hours hold.
5. Paused time is given back. Spans in hours: to the microsecond. Spans in days: each counted
   day counts by the share of it that was not paused, all shares are added exactly, and the day
   on which the sum is complete is the last day, whole (rule 4). A pause without an end runs to
   its cap; pauses that overlap count once; a pause that begins after the deadline changes
   nothing; a deadline that would fall inside of a pause moves to the end of the first day after
   it.
6. Extensions are counted on from the last day before it rolls; spans of one unit that follow
   each other are added first (31 January plus 1 month plus 1 month is 31 March).

All moments are aware UTC; days are those of Asia/Shanghai; what ends at 24:00 ends at the next
day's 00:00, and a clock is late from that moment on (half-open).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from minqing.kernel.calendar import DAY, EPOCH, US, CalendarYearMissing, WorkCalendar
from minqing.kernel.clock_terms import (
    DAY_UNITS,
    ClockRule,
    Due,
    Extension,
    Pause,
    Remaining,
    Span,
    Unit,
)
from minqing.kernel.counting import Counting, Interval, microseconds_of
from minqing.kernel.due_sentences import (
    SENTENCES,
    Counted,
    describe_remaining,
    explain,
    make_params,
)
from minqing.kernel.remaining import compute_remaining, compute_soon_at, find_pause

__all__ = [
    "DAY_UNITS",
    "ClockRule",
    "ClockRun",
    "Due",
    "Extension",
    "Moved",
    "Pause",
    "Remaining",
    "Span",
    "Unit",
    "compute_due",
    "compute_due_at",
    "compute_remaining",
    "compute_soon_at",
    "describe_remaining",
    "explain",
    "find_pause",
    "list_moved",
]


class ClockRun(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one deadline follows from, under a key of the caller's choice."""

    key: str
    rule: ClockRule
    started_at: datetime
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()


class Moved(msgspec.Struct, frozen=True):
    """A deadline that a re-issued calendar moves; None where a calendar does not reach it."""

    key: str
    was: datetime | None
    now: datetime | None


def compute_due(
    rule: ClockRule,
    started_at: datetime,
    *,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Due:
    """Return when the clock runs out, and why.

    `started_at`: aware. Pauses before the start are ignored. Raises CalendarYearMissing when
    the count leaves the calendar.
    """
    counting, moment = _count(rule, started_at, calendar, pauses, extensions)
    last, within = divmod(moment, DAY)
    if not within:
        last, within = last - 1, DAY
    counted = Counted(
        rule.span.unit,
        rule.span.amount,
        rule.source,
        started_at,
        counting.started // DAY + (rule.starts == "next_day"),
        last,
        within // (60 * US),
        counting.rolled_from,
        counting.pauses,
        [(e.span.unit, e.span.amount) for e in extensions] if extensions else (),
        calendar,
    )
    return Due(
        EPOCH + timedelta(microseconds=moment),
        SENTENCES[rule.span.unit in DAY_UNITS, rule.starts or "next_day"],
        make_params(counted),
        calendar.fingerprint(),
    )


def compute_due_at(
    rule: ClockRule,
    started_at: datetime,
    *,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> datetime:
    """Return `compute_due(…).at` without its explanation, for bulk work."""
    _, moment = _count(rule, started_at, calendar, pauses, extensions)
    return EPOCH + timedelta(microseconds=moment)


def _count(
    rule: ClockRule,
    started_at: datetime,
    calendar: WorkCalendar,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
) -> tuple[Counting, int]:
    """Count with as many of the pauses as begin before the deadline that they move."""
    started = microseconds_of(started_at)
    if not pauses and not extensions:
        counting = Counting(rule, started, calendar, ())
        return counting, counting.run([(rule.span.unit, rule.span.amount)])
    merged, spans = _merge(pauses, started), _join_spans(rule, extensions)
    used = 0
    while True:
        counting = Counting(rule, started, calendar, merged[:used])
        moment = counting.run(spans)
        if used == len(merged) or merged[used][0] >= moment:
            return counting, moment
        used += 1


def _merge(pauses: Sequence[Pause], started: int) -> list[Interval]:
    """Return the paused times after the start, in order, overlaps joined."""
    merged: list[Interval] = []
    for pause in sorted(pauses, key=lambda p: p.start):
        begin, end = max(microseconds_of(pause.start), started), microseconds_of(pause.until)
        if end <= begin:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _join_spans(rule: ClockRule, extensions: Sequence[Extension]) -> list[tuple[Unit, int]]:
    spans: list[tuple[Unit, int]] = [(rule.span.unit, rule.span.amount)]
    for extension in sorted(extensions, key=lambda e: e.granted_at):
        unit, amount = extension.span.unit, extension.span.amount
        if unit == spans[-1][0]:
            spans[-1] = (unit, spans[-1][1] + amount)
        else:
            spans.append((unit, amount))
    return spans


def list_moved(
    dues: Iterable[ClockRun], old_calendar: WorkCalendar, new_calendar: WorkCalendar
) -> list[Moved]:
    """Return the deadlines that differ between two calendars, in the given order."""
    moved = []
    for one in dues:
        was, now = _find_due_at(one, old_calendar), _find_due_at(one, new_calendar)
        if was != now:
            moved.append(Moved(one.key, was, now))
    return moved


def _find_due_at(one: ClockRun, calendar: WorkCalendar) -> datetime | None:
    try:
        return compute_due_at(
            one.rule,
            one.started_at,
            calendar=calendar,
            pauses=one.pauses,
            extensions=one.extensions,
        )
    except CalendarYearMissing:
        return None
