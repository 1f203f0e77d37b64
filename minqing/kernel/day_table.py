"""The day table: which day is a working day, by whole years, as versioned data.

The State Council's yearly notice decides holidays and make-up workdays (调休), so no rule can
compute them: the table is data. Staff load a new year, or a re-issue of one, from a csv file;
what is wrong with the file is said by row, with a stable code.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import msgspec

from minqing.kernel.errors import KernelRefused
from minqing.kernel.messages import Refusal, RefusalKind

COLUMNS = ("date", "weekday", "is_workday", "holiday_name", "is_makeup_workday")
YEARS_KNOWN = range(1990, 2101)
WORKDAYS_PLAUSIBLE = range(240, 260)
"""Working days of a real year: 248 to 252 since 2004. A weekday pattern without holidays has
260 or more, which is the usual mistake."""

FILE_NOT_TEXT = RefusalKind(
    "calendar-file-not-text",
    "不能读取日历文件：文件不是UTF-8编码的文本。请另存为“CSV UTF-8”后再装入。",
)
FILE_EMPTY = RefusalKind(
    "calendar-file-empty",
    "不能读取日历文件：文件里没有日期行。请按{columns}五列填写全年每一天后再装入。",
)
COLUMN_WRONG = RefusalKind(
    "calendar-column-wrong",
    "不能读取日历文件：第1行的列名是“{found}”，应为“{columns}”。请改正列名和顺序后再装入。",
)
VALUE_WRONG = RefusalKind(
    "calendar-value-wrong",
    "不能读取日历文件第{row}行：{column}列的值“{value}”不合要求，应为{expected}。请改正后再装入。",
)
WEEKDAY_WRONG = RefusalKind(
    "calendar-weekday-wrong",
    "不能读取日历文件第{row}行：{day}是星期{expected}，文件写的是{value}。请核对日期和星期后再装入。",
)
MAKEUP_WRONG = RefusalKind(
    "calendar-makeup-wrong",
    "不能读取日历文件第{row}行：{day}的上班和调休标记矛盾。"
    "调休上班日只能是周末上班的日子，周末上班必须标记为调休；请改正后再装入。",
)
DAY_DOUBLE = RefusalKind(
    "calendar-day-double",
    "不能读取日历文件第{row}行：{day}在第{first_row}行已经出现。请删去重复的一行后再装入。",
)
DAY_MISSING = RefusalKind(
    "calendar-day-missing",
    "不能装入{year}年的日历：缺少{day}（共缺{count}天）。请补齐全年每一天后再装入。",
)
YEAR_UNKNOWN = RefusalKind(
    "calendar-year-unknown",
    "不能装入{year}年的日历：{reason}。请核对文件的年份后再装入。",
)
YEAR_GAP = RefusalKind(
    "calendar-year-gap",
    "不能装入{year}年的日历：现有日历只到{last}年，中间缺{missing}年。请先装入{missing}年的日历。",
)
YEAR_IMPLAUSIBLE = RefusalKind(
    "calendar-year-implausible",
    "不能装入{year}年的日历：全年有{count}个工作日，通常为248至252个。"
    "请核对节假日和调休上班日是否都已填写。",
)


class CalendarFileRefused(KernelRefused):
    """A calendar file was not taken; nothing of it is used."""


class DayTable(msgspec.Struct, frozen=True):
    """Whole years of days without a gap.

    `first`: 1 January of the first year. `works`: one byte a day, 1 = working day.
    `names`: holiday name of days off and of make-up workdays. `makeups`: weekend days worked.
    `provisional`: years reckoned before their notice appeared.
    """

    version: int
    first: date
    works: bytes
    names: Mapping[date, str] = {}
    makeups: frozenset[date] = frozenset()
    provisional: frozenset[int] = frozenset()

    @property
    def last(self) -> date:
        """Return 31 December of the last year."""
        return self.first + timedelta(days=len(self.works) - 1)

    @property
    def years(self) -> range:
        return range(self.first.year, self.last.year + 1)

    def with_years(self, other: DayTable, *, version: int) -> DayTable:
        """Return a new version in which the years of `other` replace or follow ours.

        Raises CalendarFileRefused when a year between would stay unknown.
        """
        if other.first.year > self.last.year + 1:
            raise CalendarFileRefused(
                YEAR_GAP(year=other.first.year, last=self.last.year, missing=self.last.year + 1)
            )
        if other.last.year < self.first.year - 1:
            raise CalendarFileRefused(
                YEAR_UNKNOWN(year=other.last.year, reason=f"现有日历从{self.first.year}年开始")
            )
        years = set(other.years)
        head = self.works[: max(0, (other.first - self.first).days)]
        tail = self.works[max(0, (other.last - self.first).days + 1) :]
        return DayTable(
            version=version,
            first=min(self.first, other.first),
            works=head + other.works + tail,
            names={d: n for d, n in self.names.items() if d.year not in years} | dict(other.names),
            makeups=frozenset(d for d in self.makeups if d.year not in years) | other.makeups,
            provisional=(self.provisional - years) | other.provisional,
        )


class _Row(msgspec.Struct, frozen=True):
    number: int
    day: date
    works: bool
    name: str
    makeup: bool


def parse_day_table(data: bytes | str, *, version: int, year: int | None = None) -> DayTable:
    """Read a calendar file: the five COLUMNS, one row a day, whole years, any order.

    `year`: when given, the file must hold exactly that year. Raises CalendarFileRefused.
    """
    rows = sorted(_read_rows(_text(data)), key=lambda row: row.day)
    if not rows:
        raise CalendarFileRefused(FILE_EMPTY(columns="、".join(COLUMNS)))
    _check_years(rows, year)
    return DayTable(
        version=version,
        first=rows[0].day,
        works=bytes(row.works for row in rows),
        names={row.day: row.name for row in rows if row.name},
        makeups=frozenset(row.day for row in rows if row.makeup),
    )


def _text(data: bytes | str) -> str:
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CalendarFileRefused(FILE_NOT_TEXT()) from None


def _read_rows(text: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [cell.strip() for cell in next(reader, [])]
    if header and tuple(header) != COLUMNS:
        raise CalendarFileRefused(
            COLUMN_WRONG(found=",".join(header)[:120], columns=",".join(COLUMNS))
        )
    seen: dict[date, int] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        row = _read_row(reader.line_num, [cell.strip() for cell in cells])
        if row.day in seen:
            raise CalendarFileRefused(
                DAY_DOUBLE(row=row.number, day=row.day.isoformat(), first_row=seen[row.day])
            )
        seen[row.day] = row.number
        yield row


def _read_row(number: int, cells: list[str]) -> _Row:
    if len(cells) != len(COLUMNS):
        raise CalendarFileRefused(
            VALUE_WRONG(row=number, column="全部", value=",".join(cells)[:60], expected="五列")
        )
    day = _read_day(number, cells[0])
    works = _read_flag(number, "is_workday", cells[2])
    makeup = _read_flag(number, "is_makeup_workday", cells[4])
    if cells[1] != str(day.isoweekday()):
        raise CalendarFileRefused(
            WEEKDAY_WRONG(
                row=number, day=day.isoformat(), expected=day.isoweekday(), value=cells[1][:20]
            )
        )
    if makeup != (works and day.isoweekday() > 5):
        raise CalendarFileRefused(MAKEUP_WRONG(row=number, day=day.isoformat()))
    return _Row(number, day, works, cells[3][:40], makeup)


def _read_day(number: int, cell: str) -> date:
    try:
        if len(cell) != 10:
            raise ValueError
        day = date.fromisoformat(cell)
    except ValueError:
        raise CalendarFileRefused(
            VALUE_WRONG(row=number, column="date", value=cell[:20], expected="2027-01-31这样的日期")
        ) from None
    if day.year not in YEARS_KNOWN:
        raise CalendarFileRefused(YEAR_UNKNOWN(year=day.year, reason="年份不在1990至2100年之间"))
    return day


def _read_flag(number: int, column: str, cell: str) -> bool:
    if cell not in ("0", "1"):
        raise CalendarFileRefused(
            VALUE_WRONG(row=number, column=column, value=cell[:20], expected="0或1")
        )
    return cell == "1"


def _check_years(rows: list[_Row], year: int | None) -> None:
    by_year: dict[int, list[_Row]] = {}
    for row in rows:
        by_year.setdefault(row.day.year, []).append(row)
    if year is not None and set(by_year) != {year}:
        other = next(y for y in by_year if y != year)
        raise CalendarFileRefused(YEAR_UNKNOWN(year=year, reason=f"文件里有{other}年的日期"))
    for one in range(min(by_year), max(by_year) + 1):
        refusal = _refuse_year(one, by_year.get(one, []))
        if refusal:
            raise CalendarFileRefused(refusal)


def _refuse_year(year: int, rows: list[_Row]) -> Refusal | None:
    present = {row.day for row in rows}
    missing = [day for day in list_days(year) if day not in present]
    if missing:
        return DAY_MISSING(year=year, day=missing[0].isoformat(), count=len(missing))
    count = sum(row.works for row in rows)
    if count not in WORKDAYS_PLAUSIBLE:
        return YEAR_IMPLAUSIBLE(year=year, count=count)
    return None


def list_days(year: int) -> list[date]:
    """Return every day of the year, in order."""
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def reckon_provisional_year(
    year: int, holidays: Iterable[tuple[date, str]], *, version: int
) -> DayTable:
    """Return a year of weekdays without the named holidays, marked provisional.

    For the weeks before the yearly notice appears. A named day on a weekend is made up for on
    the next free weekday (放假办法 Article 6); make-up workdays cannot be foreseen. Loading the
    notice later is a re-issue and lists the deadlines that move.
    """
    names = {day: name for day, name in holidays if day.year == year}
    for day in sorted(day for day in names if day.isoweekday() > 5):
        free = day + timedelta(days=1)
        while free in names or free.isoweekday() > 5:
            free += timedelta(days=1)
        names[free] = names[day]
    return DayTable(
        version=version,
        first=date(year, 1, 1),
        works=bytes(d.isoweekday() < 6 and d not in names for d in list_days(year)),
        names=names,
        provisional=frozenset((year,)),
    )
