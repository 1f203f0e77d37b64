"""Cadences: how often something is owed, as windows of days.

A cadence cuts time into windows; in each window the duty is owed once. `list_windows` gives all
windows that touch a range, `find_window` the one that holds a day. Windows are half-open, in
order and never overlap; they do not depend on the range one asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from minqing.kernel.periods import (
    DayPeriod,
    MonthDay,
    check_month_day,
    find_season,
    half_month_of,
    half_year_of,
    month_of,
    quarter_of,
    season_window,
    week_of,
    year_of,
)

_Month = Annotated[int, Meta(ge=1, le=12)]
_Day = Annotated[int, Meta(ge=1, le=31)]


class _Tagged(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """In a pack: `{kind: every_days, count: 10, anchor: 2026-01-01}`."""


class EveryDays(_Tagged, frozen=True, tag="every_days"):
    """Windows of `count` days; one of them begins on `anchor`, before and after alike."""

    count: Annotated[int, Meta(ge=1, le=3660)]
    anchor: date


class EveryWeek(_Tagged, frozen=True, tag="week"):
    """Monday to Sunday."""


class EveryHalfMonth(_Tagged, frozen=True, tag="half_month"):
    """The 1st to the 15th, the 16th to the end."""


class EveryMonth(_Tagged, frozen=True, tag="month"):
    pass


class EveryQuarter(_Tagged, frozen=True, tag="quarter"):
    pass


class EveryHalfYear(_Tagged, frozen=True, tag="half_year"):
    pass


class EveryYear(_Tagged, frozen=True, tag="year"):
    pass


class OnWeekday(_Tagged, frozen=True, tag="weekday"):
    """One day a week, 1 = Monday."""

    weekday: Annotated[int, Meta(ge=1, le=7)]


class OnMonthDay(_Tagged, frozen=True, tag="month_day"):
    """One day a month; 29 to 31 mean the last day of shorter months."""

    day: _Day


class YearlyWindow(_Tagged, frozen=True, tag="window"):
    """Once a year between two days, both inside; may cross new year."""

    first: tuple[_Month, _Day]
    last: tuple[_Month, _Day]

    def __post_init__(self) -> None:
        check_month_day(self.first)
        check_month_day(self.last)


class InSeason(_Tagged, frozen=True, tag="season"):
    """Another cadence, only inside a season; windows at its edges are cut."""

    first: tuple[_Month, _Day]
    last: tuple[_Month, _Day]
    every: (
        EveryDays
        | EveryWeek
        | EveryHalfMonth
        | EveryMonth
        | EveryQuarter
        | EveryHalfYear
        | OnWeekday
        | OnMonthDay
    )

    def __post_init__(self) -> None:
        check_month_day(self.first)
        check_month_day(self.last)


Simple = (
    EveryDays
    | EveryWeek
    | EveryHalfMonth
    | EveryMonth
    | EveryQuarter
    | EveryHalfYear
    | EveryYear
    | OnWeekday
    | OnMonthDay
)
Cadence = Simple | YearlyWindow | InSeason

_PERIOD_OF: dict[type, Callable[[date], DayPeriod]] = {
    EveryWeek: week_of,
    EveryHalfMonth: half_month_of,
    EveryMonth: month_of,
    EveryQuarter: quarter_of,
    EveryHalfYear: half_year_of,
    EveryYear: year_of,
}


def find_window(cadence: Cadence, day: date) -> DayPeriod | None:
    """Return the window that holds the day; None on a day without one."""
    window = _find_from(cadence, day, before=day + timedelta(days=1))
    return window if window and day in window else None


def list_windows(cadence: Cadence, within: DayPeriod) -> list[DayPeriod]:
    """Return every window that shares a day with the range, in order, uncut by the range."""
    return list(_walk(cadence, within))


def list_windows_due(cadence: Cadence, within: DayPeriod) -> list[DayPeriod]:
    """Return the windows whose last day lies in the range: what fell due in it."""
    return [w for w in _walk(cadence, within) if w.last in within]


def _walk(cadence: Cadence, within: DayPeriod) -> Iterator[DayPeriod]:
    day = within.start
    while window := _find_from(cadence, day, before=within.end):
        yield window
        day = window.end


def _find_from(cadence: Cadence, day: date, *, before: date) -> DayPeriod | None:
    """Return the window that holds the day, or else the next that begins before a day."""
    if day >= before:
        return None
    if isinstance(cadence, InSeason):
        return _find_in_season(cadence, day, before)
    window = _window_from(cadence, day)
    return window if window.start < before else None


def _window_from(cadence: Simple | YearlyWindow, day: date) -> DayPeriod:
    """Return the window that holds the day, or else the next one."""
    match cadence:
        case EveryDays(count=count, anchor=anchor):
            start = day - timedelta(days=(day - anchor).days % count)
            return DayPeriod(start, start + timedelta(days=count))
        case OnWeekday(weekday=weekday):
            return _one_day(day + timedelta(days=(weekday - day.isoweekday()) % 7))
        case OnMonthDay(day=number):
            return _month_day_from(number, day)
        case YearlyWindow(first=first, last=last):
            return _season_from(first, last, day)
        case _:
            return _PERIOD_OF[type(cadence)](day)


def _one_day(day: date) -> DayPeriod:
    return DayPeriod(day, day + timedelta(days=1))


def _month_day_from(number: int, day: date) -> DayPeriod:
    month = month_of(day)
    wanted = min(month.start + timedelta(days=number - 1), month.last)
    if wanted < day:
        month = month_of(month.end)
        wanted = min(month.start + timedelta(days=number - 1), month.last)
    return _one_day(wanted)


def _season_from(first: MonthDay, last: MonthDay, day: date) -> DayPeriod:
    found = find_season(day, first=first, last=last)
    if found:
        return found
    this_year = season_window(day.year, first=first, last=last)
    if this_year.start > day:
        return this_year
    return season_window(day.year + 1, first=first, last=last)


def _find_in_season(cadence: InSeason, day: date, before: date) -> DayPeriod | None:
    # A single day (weekday, month day) may fall outside of a short season, every year.
    while day < before:
        season = _season_from(cadence.first, cadence.last, day)
        window = _window_from(cadence.every, max(day, season.start))
        cut = window.find_common(season)
        if cut:
            return cut if cut.start < before else None
        day = season.end
    return None
