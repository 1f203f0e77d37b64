"""The calendar as rules and pages see it, and what follows when it is re-issued."""

from __future__ import annotations

from collections.abc import Sequence

from minqing.kernel.calendar import WorkCalendar, load_default_calendar
from minqing.kernel.day_table import parse_day_table
from minqing.log.public import (
    LogEntry,
    StreamKind,
    get_state,
    recompute_derived,
    register,
    register_follower,
    register_snapshot,
)
from minqing.mechanisms.calendars import rules

PROVISIONAL_UNTIL = 2030
"""Deadlines of this winter reach into a year whose notice has not appeared: it is reckoned
from weekdays and statutory days, and every due date in it says so."""


def build_calendar(state: rules.CalendarState | None) -> WorkCalendar:
    """Return the packaged calendar with everything that was loaded, in order."""
    calendar = load_default_calendar()
    if state is not None:
        for number, text in enumerate(state.loads):
            version = rules.FIRST_LOADED_VERSION + number
            calendar = calendar.with_years(parse_day_table(text, version=version), version=version)
        regional = rules.regional_days(state)
        if regional:
            calendar = calendar.with_region(calendar.key, regional)
    return calendar.with_provisional_years(PROVISIONAL_UNTIL)


def load_calendar() -> WorkCalendar:
    """Return the calendar in force (snapshot loader)."""
    return build_calendar(get_state(rules.STREAM))


def count_withdrawn() -> int:
    """Return how many loaded files were taken back: one that was may be loaded again."""
    state: rules.CalendarState | None = get_state(rules.STREAM)
    return 0 if state is None else state.withdrawn


def follow(entries: Sequence[LogEntry]) -> None:
    """Recompute derived columns of all kinds once after a re-issue."""
    recompute_derived()


CALENDAR = StreamKind(
    name="calendar",
    state=rules.CalendarState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=(rules.LoadCalendarYears, rules.DeclareRegionalDays, rules.WithdrawCalendarYears),
    events=(
        rules.CalendarYearsLoaded,
        rules.RegionalDaysDeclared,
        rules.CalendarYearsWithdrawn,
    ),
)


def register_calendar() -> None:
    """Register stream, snapshot and follower; called once by the app."""
    register(CALENDAR)
    register_snapshot(WorkCalendar, load_calendar, kinds=("calendar",))
    register_follower(
        "calendar-reissue",
        follow,
        types=(
            rules.CalendarYearsLoaded.TYPE,
            rules.RegionalDaysDeclared.TYPE,
            rules.CalendarYearsWithdrawn.TYPE,
        ),
        apart=True,
    )
