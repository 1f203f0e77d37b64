"""The working calendar: day table, regional days and business hours in one fixed snapshot.

All sums that clocks need are laid down once, by day: working days before it, business seconds
before it, next working day. A deadline is then two look-ups (`kernel.clocks`).

Time zone: Asia/Shanghai, which is UTC+8 without summer time since 1992; the table starts
later, so a fixed offset is exact and fast.
"""

from __future__ import annotations

import csv
import hashlib
import io
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from minqing.kernel.day_table import (
    VALUE_WRONG,
    CalendarFileRefused,
    DayTable,
    parse_day_table,
    reckon_provisional_year,
)
from minqing.kernel.errors import KernelRefused
from minqing.kernel.messages import RefusalKind

LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")
EPOCH = datetime(2000, 1, 1, tzinfo=LOCAL).astimezone(UTC)
"""Start of local day 0. Days are numbered from here inside the kernel."""
EPOCH_ORDINAL = date(2000, 1, 1).toordinal()
DAY_SECONDS = 86_400
US = 1_000_000
DAY = DAY_SECONDS * US
"""Length of a day in microseconds, the unit in which the kernel counts time."""

YEAR_MISSING = RefusalKind(
    "calendar-year-missing",
    "不能计算涉及{year}年的期限：工作日历“{calendar}”还没有{year}年。"
    "请管理员在国务院公布{year}年放假安排后，装入该年的日历文件"
    "（每天一行，列为date、weekday、is_workday、holiday_name、is_makeup_workday），再试一次。",
)


class CalendarYearMissing(KernelRefused):
    """A deadline reaches a year that the calendar does not hold."""

    def __init__(self, year: int, calendar: str = "cn") -> None:
        super().__init__(YEAR_MISSING(year=year, calendar=calendar))
        self.args = (year, calendar)
        self.year = year


class BusinessHours(msgspec.Struct, frozen=True):
    """Office hours from a day on, until other hours hold. Minutes of the local day."""

    valid_from: date
    morning: tuple[int, int] = (510, 720)
    afternoon: tuple[int, int] = (870, 1050)

    def __post_init__(self) -> None:
        edges = (0, *self.morning, *self.afternoon, 1440)
        ordered = all(a <= b for a, b in zip(edges, edges[1:], strict=False))
        if not ordered or self.morning[0] == self.morning[1]:
            raise ValueError(f"business hours are not in order: {edges[1:-1]}")


class RegionalDay(msgspec.Struct, frozen=True):
    """A day that one region keeps otherwise than the nation (放假办法 Article 4)."""

    day: date
    kind: Literal["holiday", "workday", "morning_only", "afternoon_only"]
    name: str = ""


Minutes = tuple[tuple[int, int], ...]


class WorkCalendar:
    """One immutable calendar; compare two by `fingerprint()`.

    Public lists, by offset from `first` (a day number, see EPOCH), for `kernel.clocks`:
    `works_before[i]` working days before day i · `workdays[k]` offset of working day k ·
    `next_workday[i]` first working day at or after i, -1 beyond the table ·
    `seconds_before[i]` business seconds before day i · `minutes[i]` sessions of day i ·
    `closing[i]` minute at which day i ends for business (1440 without business).
    """

    def __init__(
        self,
        key: str,
        table: DayTable,
        *,
        hours: Iterable[BusinessHours] = (),
        regional: Iterable[RegionalDay] = (),
    ) -> None:
        self.key = key
        self.table = table
        self.version = table.version
        self.hours = tuple(sorted(hours, key=lambda h: h.valid_from)) or (
            BusinessHours(table.first),
        )
        self.regional = tuple(sorted(regional, key=lambda r: r.day))
        self.first = table.first.toordinal() - EPOCH_ORDINAL
        self.length = len(table.works)
        self._lay_days()
        self._lay_sums()
        self._fingerprint = self._compute_fingerprint()

    def _lay_days(self) -> None:
        special = {r.day: r for r in self.regional}
        works = bytearray(self.table.works)
        self.minutes: list[Minutes] = []
        hours = iter(self.hours)
        current, upcoming = next(hours), next(hours, None)
        day = self.table.first
        for i, working in enumerate(self.table.works):
            while upcoming and upcoming.valid_from <= day:
                current, upcoming = upcoming, next(hours, None)
            other = special.get(day)
            if other:
                works[i] = working = other.kind != "holiday"
            self.minutes.append(_sessions(current, other) if working else ())
            day += timedelta(days=1)
        self.works = bytes(works)

    def _lay_sums(self) -> None:
        self.works_before, self.seconds_before = [0], [0]
        self.workdays: list[int] = []
        self.closing: list[int] = []
        for i, sessions in enumerate(self.minutes):
            if self.works[i]:
                self.workdays.append(i)
            self.closing.append(sessions[-1][1] if sessions else 1440)
            self.works_before.append(len(self.workdays))
            seconds = 60 * sum(b - a for a, b in sessions)
            self.seconds_before.append(self.seconds_before[-1] + seconds)
        self.next_workday = [-1] * (self.length + 1)
        for i in range(self.length - 1, -1, -1):
            self.next_workday[i] = i if self.works[i] else self.next_workday[i + 1]
        named = dict(self.table.names) | {
            r.day: r.name for r in self.regional if r.kind == "holiday" and r.name
        }
        off = [(self._offset(d), n) for d, n in named.items() if self._covers(d)]
        off = sorted((i, n) for i, n in off if not self.works[i])
        self.holiday_offsets = [i for i, _ in off]
        self.holiday_names = [n for _, n in off]
        self.makeup_offsets = sorted(
            self._offset(d) for d in self.table.makeups if self.works[self._offset(d)]
        )

    def _compute_fingerprint(self) -> str:
        content = msgspec.json.encode(
            (
                self.key,
                self.table.first,
                self.table.works,
                sorted(self.table.names.items()),
                sorted(self.table.makeups),
                sorted(self.table.provisional),
                self.hours,
                self.regional,
            )
        )
        digest = hashlib.blake2b(content, digest_size=6).hexdigest()
        return f"{self.key}@{self.version}#{digest}"

    def _offset(self, day: date) -> int:
        return day.toordinal() - EPOCH_ORDINAL - self.first

    def _covers(self, day: date) -> bool:
        return 0 <= self._offset(day) < self.length

    def fingerprint(self) -> str:
        """Return key, version and a hash of the content; equal means equal answers."""
        return self._fingerprint

    def year_of_offset(self, offset: int) -> int:
        return date.fromordinal(offset + self.first + EPOCH_ORDINAL).year

    def missing(self, offset: int) -> CalendarYearMissing:
        """Return the error for a day outside of the table."""
        return CalendarYearMissing(self.year_of_offset(offset), self.key)

    def offset_of(self, day: date) -> int:
        """Return the day's place in the lists; raises CalendarYearMissing."""
        offset = self._offset(day)
        if not 0 <= offset < self.length:
            raise CalendarYearMissing(day.year, self.key)
        return offset

    def is_workday(self, day: date) -> bool:
        """Tell whether offices work that day; raises CalendarYearMissing."""
        return bool(self.works[self.offset_of(day)])

    def is_provisional(self, day: date) -> bool:
        """Tell whether the day's year was reckoned before its notice appeared."""
        return day.year in self.table.provisional

    def holiday_name(self, day: date) -> str:
        """Return the name of the holiday that the day belongs to, or ""."""
        index = bisect_left(self.holiday_offsets, self.offset_of(day))
        found = self.holiday_offsets[index : index + 1] == [self.offset_of(day)]
        return self.holiday_names[index] if found else ""

    def sessions(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return the business periods of the day (aware UTC, half-open); none on a day off."""
        offset = self.offset_of(day)
        start = EPOCH + timedelta(days=offset + self.first)
        return tuple(
            (start + timedelta(minutes=a), start + timedelta(minutes=b))
            for a, b in self.minutes[offset]
        )

    def add_workdays(self, day: date, count: int) -> date:
        """Return the working day `count` working days after `day`; negative counts back.

        0 gives the day itself, or the next working day when it is none.
        """
        offset = self.offset_of(day)
        if count > 0:
            index = self.works_before[offset + 1] + count - 1
        else:
            index = self.works_before[offset] + count
        if not 0 <= index < len(self.workdays):
            raise self.missing(-1 if index < 0 else self.length)
        return date.fromordinal(self.workdays[index] + self.first + EPOCH_ORDINAL)

    def count_workdays(self, start: date, end: date) -> int:
        """Count the working days in [start, end)."""
        if end <= start:
            return 0
        last = self.offset_of(end - timedelta(days=1))
        return self.works_before[last + 1] - self.works_before[self.offset_of(start)]

    def business_before(self, moment: int) -> int:
        """Return the business time (microseconds) of the calendar before the moment.

        `moment`: microseconds since EPOCH. Raises CalendarYearMissing.
        """
        day, within = divmod(moment, DAY)
        offset = day - self.first
        if not 0 <= offset < self.length:
            raise self.missing(offset)
        done = self.seconds_before[offset] * US
        for a, b in self.minutes[offset]:
            done += passed_within(within, a * 60 * US, b * 60 * US)
        return done

    def at_business(self, business: int) -> int:
        """Return the first moment before which that much business time lies."""
        offset = bisect_left(self.seconds_before, -(-business // US)) - 1
        if offset >= self.length:
            raise self.missing(self.length)
        left = business - self.seconds_before[offset] * US
        for a, b in self.minutes[offset]:
            length = (b - a) * 60 * US
            if left <= length:
                return (offset + self.first) * DAY + a * 60 * US + left
            left -= length
        raise AssertionError("the sum of the sessions is the business time of the day")

    def with_years(self, years: DayTable, *, version: int) -> WorkCalendar:
        """Return a new version in which these years replace or follow ours."""
        table = self.table.with_years(years, version=version)
        return WorkCalendar(self.key, table, hours=self.hours, regional=self.regional)

    def with_region(
        self, key: str, regional: Iterable[RegionalDay], hours: Iterable[BusinessHours] = ()
    ) -> WorkCalendar:
        """Return this calendar as one region keeps it, under a key of its own."""
        return WorkCalendar(key, self.table, hours=tuple(hours) or self.hours, regional=regional)

    def with_provisional_years(self, through: int) -> WorkCalendar:
        """Return this calendar with missing years up to `through` reckoned provisionally.

        Weekdays without the statutory days of `data/statutory_days.csv` and the days that make
        up for them; each due date in such a year says so. Raises CalendarYearMissing for a year without known statutory days.
        """
        table = self.table
        for year in range(table.last.year + 1, through + 1):
            holidays = _statutory_days().get(year)
            if holidays is None:
                raise CalendarYearMissing(year, self.key)
            reckoned = reckon_provisional_year(year, holidays, version=self.version)
            table = table.with_years(reckoned, version=self.version)
        return WorkCalendar(self.key, table, hours=self.hours, regional=self.regional)


def passed_within(within: int, start: int, end: int) -> int:
    """Return how much of [start, end) has passed at `within`."""
    return min(max(within - start, 0), end - start)


def _sessions(hours: BusinessHours, other: RegionalDay | None) -> Minutes:
    both: Minutes = (hours.morning, hours.afternoon)
    if other and other.kind == "morning_only":
        both = both[:1]
    elif other and other.kind == "afternoon_only":
        both = both[1:]
    return tuple(s for s in both if s[0] < s[1]) or (hours.morning,)


class DayDifference(msgspec.Struct, frozen=True):
    """A day that two calendars keep differently: what it was, what it is now."""

    day: date
    was: Literal["workday", "day_off", "unknown"]
    now: Literal["workday", "day_off", "unknown"]
    hours_changed: bool
    name: str


def list_differences(old: WorkCalendar, new: WorkCalendar) -> list[DayDifference]:
    """Return the days on which working or business hours differ, in order."""
    first = min(old.table.first, new.table.first)
    last = max(old.table.last, new.table.last)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [d for d in (_difference(day, old, new) for day in days) if d]


def _difference(day: date, old: WorkCalendar, new: WorkCalendar) -> DayDifference | None:
    was, before = _kind_of(old, day)
    now, after = _kind_of(new, day)
    if was == now and before == after:
        return None
    name = new.holiday_name(day) if now != "unknown" else old.holiday_name(day)
    changed = was == now == "workday"
    return DayDifference(day=day, was=was, now=now, hours_changed=changed, name=name)


def _kind_of(
    calendar: WorkCalendar, day: date
) -> tuple[Literal["workday", "day_off", "unknown"], Minutes]:
    if not calendar.table.first <= day <= calendar.table.last:
        return "unknown", ()
    offset = calendar.offset_of(day)
    return ("workday" if calendar.works[offset] else "day_off"), calendar.minutes[offset]


def parse_business_hours(text: str) -> tuple[BusinessHours, ...]:
    """Read office hours from csv: from, morning_open, morning_close, afternoon_open, …_close."""
    found = []
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        if number == 1 or not row:
            continue
        try:
            a, b, c, d = (_minute(cell) for cell in row[1:])
            found.append(BusinessHours(date.fromisoformat(row[0].strip()), (a, b), (c, d)))
        except ValueError:
            raise CalendarFileRefused(
                VALUE_WRONG(
                    row=number,
                    column="全部",
                    value=",".join(row)[:60],
                    expected="生效日期和四个依次的时刻，如2027-05-01,08:30,12:00,14:30,17:30",
                )
            ) from None
    return tuple(found)


def _minute(cell: str) -> int:
    moment = time.fromisoformat(cell.strip())
    return moment.hour * 60 + moment.minute


def parse_regional_days(text: str) -> tuple[RegionalDay, ...]:
    """Read regional days from csv with the columns date, kind, name."""
    kinds = ("holiday", "workday", "morning_only", "afternoon_only")
    found: dict[date, RegionalDay] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        if number == 1 or not row:
            continue
        try:
            day, kind, name = date.fromisoformat(row[0].strip()), row[1].strip(), row[2].strip()
            if kind not in kinds or day in found:
                raise ValueError
            found[day] = msgspec.convert({"day": day, "kind": kind, "name": name}, RegionalDay)
        except (ValueError, IndexError):
            raise CalendarFileRefused(
                VALUE_WRONG(
                    row=number,
                    column="全部",
                    value=",".join(row)[:60],
                    expected=f"不重复的日期、{'/'.join(kinds)}之一、名称",
                )
            ) from None
    return tuple(found.values())


@cache
def _statutory_days() -> Mapping[int, list[tuple[date, str]]]:
    years: dict[int, list[tuple[date, str]]] = {}
    for row in csv.DictReader(io.StringIO(_packaged("statutory_days.csv"))):
        day = date.fromisoformat(row["date"])
        years.setdefault(day.year, []).append((day, row["holiday_name"]))
    return years


def _packaged(name: str) -> str:
    return (resources.files("minqing.kernel") / "data" / name).read_text("utf-8")


@cache
def load_default_calendar() -> WorkCalendar:
    """Return the packaged national calendar, key "cn": 2004 to 2026, the usual office hours.

    Later years are loaded by staff, or reckoned by `with_provisional_years`.
    """
    table = parse_day_table(_packaged("day_table.csv"), version=1)
    return WorkCalendar("cn", table, hours=parse_business_hours(_packaged("business_hours.csv")))
