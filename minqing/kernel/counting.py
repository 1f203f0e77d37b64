"""The counting behind `kernel.clocks`, on plain integers.

Moments are microseconds since `calendar.EPOCH`, days are numbers of local days since then.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from math import ceil

from minqing.kernel.calendar import (
    DAY,
    DAY_SECONDS,
    EPOCH,
    EPOCH_ORDINAL,
    US,
    WorkCalendar,
    passed_within,
)
from minqing.kernel.clock_terms import DAY_UNITS, ClockRule, Unit

UNIT_US = {"minutes": 60 * US, "hours": 3600 * US, "working_hours": 3600 * US}

Interval = tuple[int, int]
"""Half-open, microseconds since EPOCH."""


class Counting:
    """One count over one calendar.

    `last`: the last day, or None when `moment` is the end. `skips`: days off are skipped while
    counting. `rolled_from`: the day off from which the last day rolled on.
    """

    def __init__(
        self, rule: ClockRule, started: int, calendar: WorkCalendar, pauses: Sequence[Interval]
    ) -> None:
        self.rule = rule
        self.started = started
        self.calendar = calendar
        self.pauses = pauses
        self.last: int | None = None
        self.moment = started
        self.skips = False
        self.rolled_from: int | None = None

    def run(self, spans: Sequence[tuple[Unit, int]]) -> int:
        """Count the spans one after another and return the moment at which they end."""
        for index, (unit, amount) in enumerate(spans):
            if unit in DAY_UNITS:
                self._count_days(unit, amount, is_first=not index)
            else:
                self._count_time(unit, amount, is_first=not index)
        return self.moment if self.last is None else self._end_of_last_day()

    def _count_days(self, unit: Unit, amount: int, *, is_first: bool) -> None:
        includes_start = is_first and self._counts_starting_day()
        if is_first:
            anchor = self.started // DAY - includes_start
        else:
            anchor = self.last if self.last is not None else (self.moment - 1) // DAY
        self.skips = unit == "working_days"
        if self.skips:
            self.last = self._nth_workday(anchor, amount)
        elif unit == "calendar_days":
            self.last = self._nth_day(anchor, amount)
        elif includes_start:
            self.last = self._nth_day(anchor, _months_including(anchor + 1, amount) - anchor)
        else:
            self.last = self._nth_day(anchor, months_after(anchor, amount) - anchor)

    def _counts_starting_day(self) -> bool:
        rule, calendar = self.rule, self.calendar
        if rule.starts == "next_day":
            return False
        if rule.ends == "midnight":
            return True
        day, within = divmod(self.started, DAY)
        offset = day - calendar.first
        if not 0 <= offset < calendar.length:
            raise calendar.missing(offset)
        return within < calendar.closing[offset] * 60 * US

    def _nth_day(self, anchor: int, count: int) -> int:
        last = anchor + count
        while self.pauses:
            lost = sum(_share_of_days(pause, anchor, last) for pause in self.pauses)
            later = anchor + ceil(count + lost)
            if later == last:
                break
            last = later
        return last

    def _nth_workday(self, anchor: int, count: int) -> int:
        calendar = self.calendar
        offset = anchor + 1 - calendar.first
        if not 0 <= offset <= calendar.length:
            raise calendar.missing(offset - 1)
        before = calendar.works_before[offset]
        last = self._workday(before + count - 1)
        while self.pauses:
            lost = sum(self._share_of_workdays(pause, anchor, last) for pause in self.pauses)
            later = self._workday(before + ceil(count + lost) - 1)
            if later == last:
                break
            last = later
        return last

    def _workday(self, index: int) -> int:
        calendar = self.calendar
        if index >= len(calendar.workdays):
            raise calendar.missing(calendar.length)
        return calendar.workdays[index] + calendar.first

    def _share_of_workdays(self, pause: Interval, anchor: int, last: int) -> Fraction | int:
        """Return how many of the working days in (anchor, last] the pause took, exactly."""
        start, end = max(pause[0], (anchor + 1) * DAY), min(pause[1], (last + 1) * DAY)
        if start >= end:
            return 0
        return self._workdays_before(end) - self._workdays_before(start)

    def _workdays_before(self, moment: int) -> Fraction:
        day, within = divmod(moment, DAY)
        offset = day - self.calendar.first
        if not 0 <= offset < self.calendar.length:
            if offset == self.calendar.length and not within:
                return Fraction(self.calendar.works_before[offset])
            raise self.calendar.missing(offset)
        whole = self.calendar.works_before[offset]
        sessions = self.calendar.minutes[offset]
        if not sessions:
            return Fraction(whole)
        done = sum(passed_within(within, a * 60 * US, b * 60 * US) for a, b in sessions)
        return whole + Fraction(done, 60 * US * sum(b - a for a, b in sessions))

    def _count_time(self, unit: Unit, amount: int, *, is_first: bool) -> None:
        start = self._end_of_last_day() if self.last is not None else self.moment
        if is_first and self.rule.starts == "next_day":
            start = (self.started // DAY + 1) * DAY
        length = amount * UNIT_US[unit]
        if unit == "working_hours":
            self.moment = self._after_business(start, length)
        else:
            self.moment = self._after_time(start, length)
        self.last = None

    def _after_time(self, start: int, length: int) -> int:
        moment = start + length
        for begin, end in self.pauses:
            if begin >= moment:
                break
            moment += max(0, end - max(begin, start))
        return moment

    def _after_business(self, start: int, length: int) -> int:
        calendar = self.calendar
        before = calendar.business_before(start)
        moment = calendar.at_business(before + length)
        for begin, end in self.pauses:
            if begin >= moment:
                break
            if end > start:
                length += calendar.business_before(end)
                length -= calendar.business_before(max(begin, start))
                moment = calendar.at_business(before + length)
        return moment

    def _end_of_last_day(self) -> int:
        """Return the end of the last day; it rolls, and never falls inside of a pause."""
        moment = self._close()
        for begin, end in self.pauses:
            while begin < moment <= end:
                self.last = max(self._last() + 1, (end - 1) // DAY)
                moment = self._close()
        return moment

    def _last(self) -> int:
        assert self.last is not None, "a count in hours has no last day"
        return self.last

    def _close(self) -> int:
        """Roll the last day where it rolls, and return when it ends."""
        last, rule, calendar = self._last(), self.rule, self.calendar
        rolls = rule.rolls or self.skips
        if not rolls and rule.ends == "midnight":
            return (last + 1) * DAY
        offset = last - calendar.first
        if not 0 <= offset < calendar.length:
            raise calendar.missing(offset)
        if rolls and not calendar.works[offset]:
            if not self.skips:
                self.rolled_from = last
            offset = calendar.next_workday[offset]
            if offset < 0:
                raise calendar.missing(calendar.length)
            self.last = last = offset + calendar.first
        if rule.ends == "midnight":
            return (last + 1) * DAY
        return last * DAY + calendar.closing[offset] * 60 * US


def _share_of_days(pause: Interval, anchor: int, last: int) -> Fraction:
    start, end = max(pause[0], (anchor + 1) * DAY), min(pause[1], (last + 1) * DAY)
    return Fraction(max(0, end - start), DAY)


def months_after(anchor: int, count: int) -> int:
    """Return the corresponding day `count` months on, or that month's last (Article 202)."""
    day = date.fromordinal(anchor + EPOCH_ORDINAL)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    corresponding = min(day.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, corresponding).toordinal() - EPOCH_ORDINAL


def _months_including(start: int, count: int) -> int:
    """Return the last of `count` months of which `start` is the first day."""
    last = months_after(start, count)
    same = date.fromordinal(last + EPOCH_ORDINAL).day
    return last - 1 if same == date.fromordinal(start + EPOCH_ORDINAL).day else last


def microseconds_of(moment: datetime) -> int:
    """Return the moment as a number; raises TypeError for a naive one."""
    since = moment - EPOCH
    return (since.days * DAY_SECONDS + since.seconds) * US + since.microseconds
