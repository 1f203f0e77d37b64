"""The clocks of a case: which run, when they end, and when to look again. Pure.

A clock holds what its due moment is computed from (rule, start, pauses, extensions), never
the moment itself: a re-issued calendar moves due moments without touching the log.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

import msgspec

from minqing.cases.beside import External
from minqing.cases.dispatch_terms import Piece
from minqing.cases.terms import ClockName, OnMiss, Status
from minqing.kernel.calendar import LOCAL, CalendarYearMissing, WorkCalendar
from minqing.kernel.clocks import (
    DAY_UNITS,
    ClockRule,
    Due,
    Extension,
    Pause,
    Span,
    compute_due,
    compute_soon_at,
)

LAST_RECKONED_YEAR = 2030
"""The last year whose statutory days the kernel carries."""

LATE_AFTER = timedelta(days=1)
"""A breach noticed longer than this after its deadline counts as learned late. Source: ours."""


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """One running clock. `grace`: how long after the due moment `on_miss` waits to act."""

    name: ClockName
    rule: ClockRule
    started_at: datetime
    on_miss: OnMiss = OnMiss.MARK
    grace: Span | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()


class Breach(msgspec.Struct, frozen=True, omit_defaults=True):
    """A deadline that was missed and noticed.

    `learned_late`: the deadline had already passed when we learned of it (an entry that came
    in late, a worker that stood still); the grace then runs from the noticing.
    """

    clock: ClockName
    due_at: datetime
    noticed_at: datetime
    learned_late: bool = False
    grace: Clock | None = None


class Derived(msgspec.Struct, frozen=True):
    """Columns that depend on the calendar; recomputed when it changes."""

    due_at: datetime | None
    due_clock: str
    promise_due_at: datetime | None
    look_again_at: datetime | None
    external_due_at: datetime | None = None
    urge_at: datetime | None = None
    soon_at: datetime | None = None


class HasClocks(Protocol):
    """What of a case the computation looks at."""

    @property
    def clock(self) -> Clock | None: ...

    @property
    def promise(self) -> Clock | None: ...

    @property
    def call_back_clock(self) -> Clock | None: ...

    @property
    def breach(self) -> Breach | None: ...

    @property
    def promise_missed(self) -> bool: ...

    @property
    def call_back_missed(self) -> bool: ...

    @property
    def pieces(self) -> tuple[Piece, ...]: ...

    @property
    def told_at(self) -> datetime | None: ...

    @property
    def status(self) -> Status: ...

    @property
    def sealed(self) -> bool: ...

    @property
    def external(self) -> External | None: ...


def is_promise_running(state: HasClocks) -> bool:
    """Return whether the resident's own clock can still be missed.

    It stops at the telling, and stands still while a pause is open: the pause is credited
    when it ends.
    """
    return (
        state.promise is not None
        and state.clock is not None
        and not state.promise_missed
        and state.told_at is None
        and state.status is not Status.PAUSED
    )


@lru_cache(maxsize=8)
def _reckon_ahead(calendar: WorkCalendar) -> WorkCalendar:
    """Return the calendar with later years reckoned from the statutory days.

    A resident's need must be taken in although next year's holidays are not published; the
    due moment is recomputed when the table is loaded.
    """
    return calendar.with_provisional_years(LAST_RECKONED_YEAR)


def is_reckonable(moment: datetime, calendar: WorkCalendar) -> bool:
    """Return whether a deadline that somebody else set lies in years that can be reckoned, with
    room for the days before it."""
    begin = datetime(calendar.table.first.year + 1, 1, 1, tzinfo=LOCAL)
    return begin <= moment < datetime(find_last_year(calendar) + 1, 1, 1, tzinfo=LOCAL)


def find_last_year(calendar: WorkCalendar) -> int:
    """Return the last year whose working days are known, or reckoned ahead."""
    return max(calendar.table.last.year, LAST_RECKONED_YEAR)


_LOCAL_OFFSET = timedelta(hours=8)  # Asia/Shanghai, without daylight saving since 1992
_CACHE_SIZE = 4096
_cache: OrderedDict[tuple[Any, ...], datetime] = OrderedDict()


def compute_clock_due(clock: Clock, calendar: WorkCalendar) -> Due:
    """Compute the due moment of a clock, with the sentence that explains it.

    Raises CalendarYearMissing beyond the years that can be reckoned ahead.
    """
    try:
        return compute_due(
            clock.rule,
            clock.started_at,
            calendar=calendar,
            pauses=clock.pauses,
            extensions=clock.extensions,
        )
    except CalendarYearMissing:
        return compute_due(
            clock.rule,
            clock.started_at,
            calendar=_reckon_ahead(calendar),
            pauses=clock.pauses,
            extensions=clock.extensions,
        )


def due_moment(clock: Clock, calendar: WorkCalendar) -> datetime:
    """Compute only the moment; equal questions of one day are answered from memory.

    Rules counted in whole days from the next day depend on the local date alone, so a batch
    of ten thousand receipts asks the calendar a few times.
    """
    rule = clock.rule
    span = rule.span
    if clock.pauses or clock.extensions or span.unit not in DAY_UNITS:
        return compute_clock_due(clock, calendar).at
    started = (clock.started_at + _LOCAL_OFFSET).toordinal()
    # the plain numbers: hashing the structs costs as much as the look-up
    key = (
        calendar.fingerprint(),
        started,
        span.amount,
        span.unit,
        rule.starts,
        rule.rolls,
        rule.ends,
    )
    found = _cache.get(key)
    if found is None:
        found = compute_clock_due(clock, calendar).at
        _cache[key] = found
        if len(_cache) > _CACHE_SIZE:
            _cache.popitem(last=False)
    return found


def derive(state: HasClocks, calendar: WorkCalendar) -> Derived:
    """Compute the columns that depend on the calendar, among them when to look again."""
    clock = state.clock
    due = None if clock is None else due_moment(clock, calendar)
    promise = None if state.promise is None else due_moment(state.promise, calendar)
    looks = []
    if clock is not None:
        if state.breach is None:
            looks.append(due)
        elif state.breach.grace is not None:
            looks.append(due_moment(state.breach.grace, calendar))
        if is_promise_running(state):
            looks.append(promise)
    elif state.call_back_clock is not None:
        due = due_moment(state.call_back_clock, calendar)
        clock = state.call_back_clock
        if not state.call_back_missed:
            looks.append(due)
    if clock is not None and state.clock is not None:
        # once each: what was missed is marked and asks for no further look
        looks += [one.due_at for one in state.pieces if one.is_open and not one.missed]
    external = state.external
    outside = external.due_at if external is not None and external.is_running else None
    if external is not None and not external.missed:
        looks.append(outside)
    return Derived(
        due,
        "" if clock is None else clock.name.value,
        promise,
        min((moment for moment in looks if moment is not None), default=None),
        outside,
        find_urge_moment(state, due, calendar),
        None if clock is None or due is None else soon_moment(due, clock.rule.soon, calendar),
    )


URGED = frozenset(
    {
        ClockName.TRIAGE,
        ClockName.ACKNOWLEDGE,
        ClockName.HANDLE,
        ClockName.TELL,
        ClockName.PLANNED_LOOK,
        ClockName.REOPENED,
    }
)
"""Clocks that a holder can still keep; what waits for somebody else urges nobody."""


def find_urge_moment(
    state: HasClocks, due: datetime | None, calendar: WorkCalendar
) -> datetime | None:
    """Return when the holder is to be reminded: the first clock of his that becomes “soon”.

    None for what is sealed, missed already, or waits for others.
    """
    if state.sealed:
        return None
    found = []
    clock = state.clock
    if clock is not None and due is not None and clock.name in URGED and state.breach is None:
        found.append(soon_moment(due, clock.rule.soon, calendar))
    external = state.external
    if external is not None and external.due_at is not None and not external.missed:
        if external.is_running:
            found.append(soon_moment(external.due_at, external.soon, calendar))
    return min((moment for moment in found if moment is not None), default=None)


@lru_cache(maxsize=_CACHE_SIZE)
def soon_moment(due: datetime, soon: Span | None, calendar: WorkCalendar) -> datetime | None:
    """Return from when a deadline counts as near; None where its rule does not warn."""
    if soon is None:
        return None
    try:
        return compute_soon_at(due, soon, calendar=calendar)
    except CalendarYearMissing:
        return compute_soon_at(due, soon, calendar=_reckon_ahead(calendar))
