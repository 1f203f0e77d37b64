"""The oracle: counts a clock by walking, minute by minute, day by day.

Shares no code with the clocks. It reads the raw csv itself, knows local wall time only (naive
datetimes of Asia/Shanghai) and does nothing clever; it is slow, and that is its worth.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

ONE_MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
MORNING, AFTERNOON = (time(8, 30), time(12, 0)), (time(14, 30), time(17, 30))

NaivePause = tuple[datetime, datetime]


@cache
def read_workdays() -> dict[date, bool]:
    path = Path(__file__).parents[1] / "data" / "day_table.csv"
    with path.open(encoding="utf-8") as file:
        return {date.fromisoformat(r["date"]): r["is_workday"] == "1" for r in csv.DictReader(file)}


class Walker:
    """Walks one clock. `special`: regional days by kind, over the raw table."""

    def __init__(
        self,
        *,
        starts: str,
        rolls: bool,
        ends: str,
        pauses: Sequence[NaivePause],
        special: dict[date, str],
    ) -> None:
        self.starts = starts
        self.rolls = rolls
        self.ends = ends
        self.all_pauses = sorted(pauses)
        self.pauses: list[NaivePause] = []
        self.special = special

    def walk(self, started: datetime, spans: Sequence[tuple[str, int]]) -> datetime:
        """Return the moment at which the clock runs out.

        Pauses are let in one after another, as long as they begin before the deadline.
        """
        self.started = started
        self.pauses = []
        waiting = list(self.all_pauses)
        while True:
            due = self._walk_spans(started, _added_up(spans))
            if not waiting or waiting[0][0] >= due:
                return due
            self.pauses.append(waiting.pop(0))

    def _walk_spans(self, started: datetime, spans: list[tuple[str, int]]) -> datetime:
        last_day: date | None = None
        moment = started
        first = True
        for unit, amount in spans:
            if unit in ("calendar_days", "working_days", "months"):
                if first:
                    before = self._day_before_count(started)
                else:
                    before = last_day or (moment - ONE_MINUTE).date()
                last_day = self._walk_days(before, unit, amount, first=first)
            else:
                if last_day:
                    moment = self._finish(last_day)
                elif first and self.starts == "next_day":
                    moment = datetime.combine(started.date() + ONE_DAY, time())
                minutes = amount if unit == "minutes" else amount * 60
                moment = self._walk_minutes(moment, minutes, business=unit == "working_hours")
                last_day = None
            first = False
        return self._finish(last_day) if last_day else moment

    def _day_before_count(self, started: datetime) -> date:
        today = started.date()
        if self.starts == "instant" and started < self._end_of(today):
            return today - ONE_DAY
        return today

    def is_work(self, day: date) -> bool:
        kind = self.special.get(day)
        if kind:
            return kind != "holiday"
        return read_workdays()[day]

    def is_business(self, moment: datetime) -> bool:
        day, clock = moment.date(), moment.time()
        if not self.is_work(day):
            return False
        kind = self.special.get(day)
        in_morning = MORNING[0] <= clock < MORNING[1] and kind != "afternoon_only"
        in_afternoon = AFTERNOON[0] <= clock < AFTERNOON[1] and kind != "morning_only"
        return in_morning or in_afternoon

    def is_paused(self, moment: datetime) -> bool:
        return moment >= self.started and any(s <= moment < e for s, e in self.pauses)

    def _walk_minutes(self, moment: datetime, minutes: int, *, business: bool) -> datetime:
        while minutes:
            counts = not business or self.is_business(moment)
            if counts and not self.is_paused(moment):
                minutes -= 1
            moment += ONE_MINUTE
        return moment

    def _walk_days(self, before: date, unit: str, amount: int, *, first: bool) -> date:
        self.skips = business = unit == "working_days"
        wanted = amount
        if unit == "months":
            wanted = self._days_of_months(before, amount, includes=first)
        day, sum_of_shares = before, Fraction(0)
        while sum_of_shares < wanted:
            day += ONE_DAY
            if not business or self.is_work(day):
                sum_of_shares += self._share(day, business=business)
        return day

    def _days_of_months(self, before: date, months: int, *, includes: bool) -> int:
        counted_start = includes and before < self.started.date()
        anchor = before + ONE_DAY if counted_start else before
        day, passed = anchor, 0
        while True:
            day += ONE_DAY
            if day.day == 1:
                passed += 1
            is_last_of_month = (day + ONE_DAY).day == 1
            if passed == months and (day.day == anchor.day or is_last_of_month):
                break
        if counted_start and day.day == anchor.day:
            day -= ONE_DAY
        return (day - before).days

    def _share(self, day: date, *, business: bool) -> Fraction:
        """Return the part of the day that was not paused, looking at each of its minutes."""
        midnight = datetime.combine(day, time())
        if not any(s < midnight + ONE_DAY and e > midnight for s, e in self.pauses):
            return Fraction(1)
        minutes = [midnight + n * ONE_MINUTE for n in range(1440)]
        if business:
            minutes = [m for m in minutes if self.is_business(m)]
        return Fraction(sum(not self.is_paused(m) for m in minutes), len(minutes))

    def _finish(self, day: date) -> datetime:
        while True:
            end = self._end_of(day)
            is_off = not self.is_work(day) and (self.rolls or self.skips)
            if not is_off and not any(s < end <= e for s, e in self.pauses):
                return end
            day += ONE_DAY

    def _end_of(self, day: date) -> datetime:
        moment = datetime.combine(day, time()) + ONE_DAY
        if self.ends == "close_of_business" and self.is_work(day):
            while not self.is_business(moment - ONE_MINUTE):
                moment -= ONE_MINUTE
        return moment


def _added_up(spans: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    added: list[tuple[str, int]] = []
    for unit, amount in spans:
        if added and added[-1][0] == unit:
            amount += added.pop()[1]
        added.append((unit, amount))
    return added
