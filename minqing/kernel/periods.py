"""Half-open periods: the start belongs to them, the end does not.

`Period` is between moments (aware, stored UTC), `DayPeriod` between days of Asia/Shanghai. Two
periods that follow each other share an edge and no moment.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec

from minqing.kernel.calendar import LOCAL

MonthDay = tuple[int, int]
"""(month, day) of any year."""

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years that a day of ours lies in: at the ends of what a date can hold, no moment of Asia/Shanghai
can be made of it, and no day be added."""


def read_day(text: str) -> date | None:
    """Return the day that somebody wrote as 2026-03-02; None when it is none, or out of reason."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def read_moment(text: str) -> datetime | None:
    """Return the moment written as 2026-03-02T10:00, of Asia/Shanghai; None when it is none."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=LOCAL)
    except ValueError:
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


class Period(msgspec.Struct, frozen=True, order=True):
    """Moments from `start` up to, without, `end`; both aware. Empty when they are equal."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise ValueError("a period lies between aware moments")
        if self.end < self.start:
            raise ValueError(f"a period cannot end before it starts: {self.start} {self.end}")

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: Period) -> bool:
        """Tell whether a moment lies in both."""
        return max(self.start, other.start) < min(self.end, other.end)

    def find_common(self, other: Period) -> Period | None:
        """Return the part in both, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start < end else None


class DayPeriod(msgspec.Struct, frozen=True, order=True):
    """Days from `start` up to, without, `end`. Empty when they are equal."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end before it starts: {self.start} {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.count_days()))

    @property
    def last(self) -> date:
        """Return the last day inside; of an empty period the day before its start."""
        return self.end - timedelta(days=1)

    def count_days(self) -> int:
        return (self.end - self.start).days

    def overlaps(self, other: DayPeriod) -> bool:
        """Tell whether a day lies in both."""
        return max(self.start, other.start) < min(self.end, other.end)

    def find_common(self, other: DayPeriod) -> DayPeriod | None:
        """Return the part in both, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return DayPeriod(start, end) if start < end else None

    def moments(self) -> Period:
        """Return the same as moments: local midnight to local midnight, in UTC."""
        return Period(local_midnight(self.start), local_midnight(self.end))


def local_midnight(day: date) -> datetime:
    """Return the moment at which the day begins in Asia/Shanghai (aware UTC)."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """Return the day of Asia/Shanghai in which an aware moment lies."""
    if moment.utcoffset() is None:
        raise ValueError("a naive moment lies in no day")
    return moment.astimezone(LOCAL).date()


def through(start: date, last: date) -> DayPeriod:
    """Return the days from `start` to `last`, both inside."""
    return DayPeriod(start, last + timedelta(days=1))


def to_date(today: date, *, since: date) -> DayPeriod:
    """Return the days since a day up to today, today inside (截至今日)."""
    return through(since, today)


def year_to_date(today: date) -> DayPeriod:
    """Return the days of this year up to today, today inside (今年以来)."""
    return through(date(today.year, 1, 1), today)


def year_of(day: date) -> DayPeriod:
    return DayPeriod(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def first_half_of(day: date) -> DayPeriod:
    """Return January to June of the day's year (上半年), whichever half the day is in."""
    return DayPeriod(date(day.year, 1, 1), date(day.year, 7, 1))


def half_year_of(day: date) -> DayPeriod:
    return _months(day.year, 1 if day.month < 7 else 7, 6)


def quarter_of(day: date) -> DayPeriod:
    return _months(day.year, (day.month - 1) // 3 * 3 + 1, 3)


def month_of(day: date) -> DayPeriod:
    return _months(day.year, day.month, 1)


def half_month_of(day: date) -> DayPeriod:
    """Return the 1st to the 15th, or the 16th to the month's end."""
    month, middle = month_of(day), date(day.year, day.month, 16)
    return DayPeriod(month.start, middle) if day < middle else DayPeriod(middle, month.end)


def week_of(day: date) -> DayPeriod:
    """Return Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return DayPeriod(monday, monday + timedelta(days=7))


def _months(year: int, month: int, count: int) -> DayPeriod:
    later, rest = divmod(month - 1 + count, 12)
    return DayPeriod(date(year, month, 1), date(year + later, rest + 1, 1))


def check_month_day(month_day: MonthDay) -> None:
    """Return nothing for a day that exists in leap years; raises ValueError."""
    date(2024, *month_day)


def season_window(year: int, *, first: MonthDay, last: MonthDay) -> DayPeriod:
    """Return the season that begins in the year, both days inside; it may cross new year.

    Where there is no 29 February, a season that begins on it begins on 1 March, one that ends
    on it ends on the 28th; so a season and its successor never overlap.
    """
    crosses = last < first
    return DayPeriod(_day_at_or_after(year, first), _day_after(year + crosses, last))


def _day_at_or_after(year: int, month_day: MonthDay) -> date:
    if month_day == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return date(year, *month_day)


def _day_after(year: int, month_day: MonthDay) -> date:
    if month_day == (2, 29):
        return date(year, 3, 1)
    return date(year, *month_day) + timedelta(days=1)


def find_season(day: date, *, first: MonthDay, last: MonthDay) -> DayPeriod | None:
    """Return the season window that holds the day, or None."""
    for year in (day.year - 1, day.year):
        window = season_window(year, first=first, last=last)
        if day in window:
            return window
    return None
