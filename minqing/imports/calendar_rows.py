"""Rows of a working calendar: whole years, or only the days of the notice that are kept
otherwise than their weekday. The file holds as a whole: one wrong row, and nothing is loaded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from minqing.cases.public import Moving, list_moving
from minqing.imports.answering import Made
from minqing.imports.mapping import Columns
from minqing.imports.reading_rows import Texts, read_day, read_texts, read_word
from minqing.imports.terms import DAY_TWICE, WHOLE_REFUSED, Field, RawRow
from minqing.kernel.calendar import DayDifference, WorkCalendar, list_differences
from minqing.kernel.day_table import COLUMNS, CalendarFileRefused, parse_day_table
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Refusal
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import CALENDAR_KEY, LoadCalendarYears, count_withdrawn

WORKING = ("上班", "工作日", "调休上班", "补班", "是", "1", "true")
RESTING = ("休息", "放假", "休", "节假日", "否", "0", "false")
WORDS: Mapping[str, bool] = dict.fromkeys(WORKING, True) | dict.fromkeys(RESTING, False)
WHOLE_YEAR = 300
"""Days of one year from which on a file means to give all of them; a notice names about 40."""


class Day(msgspec.Struct, frozen=True):
    """One day as a row says it."""

    day: date
    works: bool
    name: str


class CalendarRows:
    """Makes one command of all rows; a row is refused for itself, or because another one is."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def take(self, chunk: Sequence[RawRow]) -> list[Refusal | Made]:
        read = self.read(chunk)
        wrong = sum(isinstance(one, Refusal) for one in read)
        if wrong:
            return [
                one if isinstance(one, Refusal) else WHOLE_REFUSED(row=raw.number, count=wrong)
                for raw, one in zip(chunk, read, strict=True)
            ]
        text = write_years([one for one in read if isinstance(one, Day)])
        command = LoadCalendarYears(
            id=derived_id("import-calendar", self._columns.source, text, count_withdrawn()),
            text=text,
            notice=self._columns.source,
        )
        return [Made(command, CALENDAR_KEY) for _ in read]

    def read(self, chunk: Sequence[RawRow]) -> list[Refusal | Day]:
        """Return the day of each row, or what stands against it."""
        seen: set[date] = set()
        found: list[Refusal | Day] = []
        for raw in chunk:
            one = self._read(raw)
            if isinstance(one, Day) and one.day in seen:
                one = DAY_TWICE(row=raw.number)
            if isinstance(one, Day):
                seen.add(one.day)
            found.append(one)
        return found

    def _read(self, raw: RawRow) -> Refusal | Day:
        texts = read_texts(raw, self._columns)
        if isinstance(texts, Refusal):
            return texts
        day = read_day(raw.number, Field.DAY, texts, self._columns)
        works = read_word(raw.number, Field.WORKS, _lower(texts), WORDS)
        for one in (day, works):
            if isinstance(one, Refusal):
                return one
        assert isinstance(day, date) and isinstance(works, bool), "required, and no refusal"
        return Day(day, works, texts.get(Field.OCCASION, ""))


def _lower(texts: Texts) -> Texts:
    return {**texts, Field.WORKS: texts[Field.WORKS].lower()}


def write_years(days: Sequence[Day]) -> str:
    """Return the years of these days in the form of the packaged day table; a year of which a
    file gives only some days is filled up by weekday."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for year in sorted({one.day.year for one in days}):
        named = {one.day: one for one in days if one.day.year == year}
        for one in _fill(year, named):
            makeup = one.works and one.day.isoweekday() > 5
            writer.writerow((one.day, one.day.isoweekday(), int(one.works), one.name, int(makeup)))
    return out.getvalue()


def _fill(year: int, named: Mapping[date, Day]) -> Iterator[Day]:
    if len(named) >= WHOLE_YEAR:
        yield from (named[day] for day in sorted(named))  # a day that lacks is told by name
        return
    day = date(year, 1, 1)
    while day.year == year:
        yield named.get(day) or Day(day, day.isoweekday() < 6, "")
        day += timedelta(days=1)


def list_changed_days(text: str) -> list[DayDifference]:
    """Return the days that would be kept otherwise than now; none for a table that is refused."""
    now = get_snapshot(WorkCalendar)
    then = _build(text, now)
    return [] if then is None else list_differences(now, then)


def list_moved_deadlines(viewer: Actor, text: str) -> Moving:
    """Return the deadlines that such a table would move, by day; none for one that is refused."""
    now = get_snapshot(WorkCalendar)
    then = _build(text, now)
    days = [] if then is None else list_differences(now, then)
    if then is None or not days:
        return Moving()
    return list_moving(viewer, now, then, first=days[0].day)


def _build(text: str, now: WorkCalendar) -> WorkCalendar | None:
    try:
        table = parse_day_table(text, version=now.version + 1)
        return now.with_years(table, version=now.version + 1)
    except CalendarFileRefused:
        return None
