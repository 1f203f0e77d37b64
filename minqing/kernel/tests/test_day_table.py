"""Files of staff: a good year is taken, each mistake is named by row with a stable code."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from minqing.kernel.calendar import load_default_calendar
from minqing.kernel.day_table import (
    COLUMNS,
    CalendarFileRefused,
    DayTable,
    list_days,
    parse_day_table,
)

HOLIDAYS_2027 = {
    **{date(2027, 2, 5) + timedelta(days=n): "春节" for n in range(7)},
    **{date(2027, 10, 1) + timedelta(days=n): "国庆节" for n in range(7)},
    date(2027, 1, 1): "元旦",
    date(2027, 4, 5): "清明节",
    date(2027, 5, 3): "劳动节",
    date(2027, 6, 9): "端午节",
    date(2027, 9, 15): "中秋节",
}
MAKEUPS_2027 = {date(2027, 1, 30): "春节", date(2027, 9, 26): "国庆节"}

Rows = list[list[str]]


def make_rows(year: int = 2027) -> Rows:
    rows = [list(COLUMNS)]
    for day in list_days(year):
        makeup = day in MAKEUPS_2027
        works = makeup or (day.isoweekday() < 6 and day not in HOLIDAYS_2027)
        name = HOLIDAYS_2027.get(day) or MAKEUPS_2027.get(day, "")
        rows.append(
            [day.isoformat(), str(day.isoweekday()), str(int(works)), name, str(int(makeup))]
        )
    return rows


def as_file(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def changed(change: Callable[[Rows], object]) -> bytes:
    rows = make_rows()
    change(rows)
    return as_file(rows)


def test_year_from_staff_is_taken():
    table = parse_day_table(as_file(make_rows()), version=2, year=2027)
    assert (table.first, table.last, table.version) == (date(2027, 1, 1), date(2027, 12, 31), 2)
    assert table.makeups == frozenset(MAKEUPS_2027)
    assert table.names[date(2027, 4, 5)] == "清明节"


def test_rows_may_come_in_any_order_with_blank_lines():
    rows = make_rows()
    shuffled = [rows[0], *reversed(rows[1:]), ["", "", "", "", ""], []]
    assert parse_day_table(as_file(shuffled), version=1) == parse_day_table(
        as_file(rows), version=1
    )


def put(row: int, column: int, value: str) -> Callable[[Rows], object]:
    return lambda rows: rows[row].__setitem__(column, value)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda rows: rows.pop(40), "calendar-day-missing", "缺少2027-02-09（共缺1天）"),
        (lambda rows: rows.pop(), "calendar-day-missing", "缺少2027-12-31"),
        (lambda rows: rows.append(rows[5]), "calendar-day-double", "2027-01-05在第6行已经出现"),
        (put(0, 2, "workday"), "calendar-column-wrong", "应为“date,weekday,is_workday"),
        (lambda rows: rows[0].reverse(), "calendar-column-wrong", "第1行的列名"),
        (put(3, 0, "2027/1/3"), "calendar-value-wrong", "第4行：date列的值“2027/1/3”"),
        (put(3, 0, "2027-02-30"), "calendar-value-wrong", "第4行"),
        (put(3, 0, "20270103"), "calendar-value-wrong", "第4行"),
        (put(3, 2, "是"), "calendar-value-wrong", "is_workday列的值“是”不合要求，应为0或1"),
        (put(3, 4, ""), "calendar-value-wrong", "is_makeup_workday"),
        (put(3, 1, "3"), "calendar-weekday-wrong", "2027-01-03是星期7，文件写的是3"),
        (put(3, 2, "1"), "calendar-makeup-wrong", "周末上班必须标记为调休"),
        (put(4, 4, "1"), "calendar-makeup-wrong", "第5行"),
        (lambda rows: rows[7].append("x"), "calendar-value-wrong", "应为五列"),
        (put(3, 0, "1826-01-03"), "calendar-year-unknown", "年份不在1990至2100年之间"),
        (lambda rows: rows.__delitem__(slice(1, None)), "calendar-file-empty", "没有日期行"),
    ],
)
def test_wrong_file_is_refused_with_code_and_place(change, code, words):
    with pytest.raises(CalendarFileRefused) as caught:
        parse_day_table(changed(change), version=2)
    assert caught.value.code == code
    assert words in str(caught.value)
    assert str(caught.value).startswith("不能")


def test_year_without_holidays_is_refused_as_implausible():
    rows = make_rows()
    for row in rows[1:]:
        works = int(row[1]) < 6
        row[2:] = [str(int(works)), "", "0"]
    with pytest.raises(CalendarFileRefused, match="有261个工作日") as caught:
        parse_day_table(as_file(rows), version=2)
    assert caught.value.code == "calendar-year-implausible"


def test_file_of_another_year_is_refused():
    with pytest.raises(CalendarFileRefused, match="文件里有2027年的日期") as caught:
        parse_day_table(as_file(make_rows()), version=2, year=2028)
    assert caught.value.code == "calendar-year-unknown"


def test_file_in_another_encoding_is_refused():
    with pytest.raises(CalendarFileRefused) as caught:
        parse_day_table("日期".encode("gbk"), version=2)
    assert caught.value.code == "calendar-file-not-text"


def test_empty_file_is_refused():
    with pytest.raises(CalendarFileRefused) as caught:
        parse_day_table(b"", version=2)
    assert caught.value.code == "calendar-file-empty"


def test_next_year_follows_the_table():
    table = parse_day_table(as_file(make_rows()), version=2)
    calendar = load_default_calendar().with_years(table, version=2)
    assert calendar.table.years == range(2004, 2028)
    assert calendar.is_workday(date(2027, 1, 30))
    assert calendar.is_workday(date(2026, 12, 31))
    assert calendar.version == 2


def test_year_after_a_gap_is_refused():
    table = DayTable(2, date(2028, 1, 1), bytes(366))
    with pytest.raises(CalendarFileRefused, match="请先装入2027年") as caught:
        load_default_calendar().with_years(table, version=2)
    assert caught.value.code == "calendar-year-gap"


def test_year_before_the_table_is_refused():
    table = DayTable(2, date(2001, 1, 1), bytes(365))
    with pytest.raises(CalendarFileRefused, match="现有日历从2004年开始"):
        load_default_calendar().with_years(table, version=2)


def test_year_just_before_the_table_is_taken():
    table = DayTable(2, date(2003, 1, 1), b"\1" * 365)
    found = load_default_calendar().with_years(table, version=2)
    assert found.table.first == date(2003, 1, 1)
    assert found.is_workday(date(2026, 10, 10))


def test_loaded_year_is_no_longer_provisional():
    calendar = load_default_calendar().with_provisional_years(2028)
    loaded = calendar.with_years(parse_day_table(as_file(make_rows()), version=2), version=2)
    assert loaded.table.provisional == {2028}
    assert loaded.table.years == range(2004, 2029)


def test_reissue_replaces_one_year_only():
    table = parse_day_table(as_file(make_rows()), version=2)
    first = load_default_calendar().with_years(table, version=2)
    rows = make_rows()
    rows[1 + 39][2:] = ["1", "", "0"]  # 9 February back to work
    again = first.with_years(parse_day_table(as_file(rows), version=3), version=3)
    assert again.is_workday(date(2027, 2, 9))
    assert again.table.names.get(date(2027, 2, 9)) is None
    assert len(again.table.works) == len(first.table.works)
