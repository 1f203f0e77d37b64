"""The working calendar: the packaged table, regional days, half-days, business hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.kernel.calendar import (
    LOCAL,
    BusinessHours,
    CalendarYearMissing,
    RegionalDay,
    WorkCalendar,
    load_default_calendar,
    parse_business_hours,
    parse_regional_days,
)
from minqing.kernel.day_table import CalendarFileRefused
from minqing.kernel.tests.oracle import read_workdays

CALENDAR = load_default_calendar()
MAKEUPS = {
    2014: ["01-26", "02-08", "05-04", "09-28", "10-11"],
    2020: ["01-19", "04-26", "05-09", "06-28", "09-27", "10-10"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}


def wall_sessions(calendar: WorkCalendar, day: date) -> list[str]:
    return [
        f"{a.astimezone(LOCAL):%H:%M}-{b.astimezone(LOCAL):%H:%M}"
        for a, b in calendar.sessions(day)
    ]


def test_packaged_table_covers_2004_to_2026():
    assert CALENDAR.table.years == range(2004, 2027)
    assert len(CALENDAR.table.works) == 8_401


@pytest.mark.parametrize("year", MAKEUPS)
def test_makeup_workdays_are_worked(year):
    found = sorted(d for d in CALENDAR.table.makeups if d.year == year)
    assert [d.strftime("%m-%d") for d in found] == MAKEUPS[year]
    assert all(CALENDAR.is_workday(d) and d.isoweekday() > 5 for d in found)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 16), "春节"),
        (date(2026, 10, 1), "国庆节"),
        (date(2015, 9, 3), "抗战胜利纪念日"),
        (date(2026, 3, 2), ""),
        (date(2026, 3, 1), ""),  # a plain Sunday has no name
    ],
)
def test_holiday_has_its_name(day, name):
    assert CALENDAR.holiday_name(day) == name


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1)])
def test_year_outside_of_table_is_refused_with_the_way_out(day):
    with pytest.raises(CalendarYearMissing) as caught:
        CALENDAR.is_workday(day)
    assert caught.value.code == "calendar-year-missing"
    assert "装入该年的日历文件" in str(caught.value)
    assert caught.value.year == day.year


def test_business_day_has_two_sessions():
    assert wall_sessions(CALENDAR, date(2026, 3, 2)) == ["08:30-12:00", "14:30-17:30"]
    assert CALENDAR.sessions(date(2026, 3, 2))[0][0] == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


def test_day_off_has_no_session():
    assert CALENDAR.sessions(date(2026, 10, 1)) == ()


@pytest.mark.parametrize(
    ("kind", "works", "sessions"),
    [
        ("holiday", False, []),
        ("workday", True, ["08:30-12:00", "14:30-17:30"]),
        ("morning_only", True, ["08:30-12:00"]),
        ("afternoon_only", True, ["14:30-17:30"]),
    ],
)
@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 3, 1)])
def test_regional_day_overrules_the_nation(kind, works, sessions, day):
    region = CALENDAR.with_region("150627", [RegionalDay(day, kind, "那达慕")])
    assert region.is_workday(day) is works
    assert wall_sessions(region, day) == sessions
    assert wall_sessions(region, date(2026, 3, 3)) == ["08:30-12:00", "14:30-17:30"]


def test_regional_holiday_is_named():
    region = CALENDAR.with_region("150627", [RegionalDay(date(2026, 8, 5), "holiday", "那达慕")])
    assert region.holiday_name(date(2026, 8, 5)) == "那达慕"


def test_business_hours_change_on_their_day():
    hours = parse_business_hours(
        "from,morning_open,morning_close,afternoon_open,afternoon_close\n"
        "2026-10-01,09:00,12:00,14:00,17:00\n"
        "2004-01-01,08:30,12:00,14:30,17:30\n"
    )
    region = CALENDAR.with_region("150627", [], hours)
    assert wall_sessions(region, date(2026, 9, 30)) == ["08:30-12:00", "14:30-17:30"]
    assert wall_sessions(region, date(2026, 10, 8)) == ["09:00-12:00", "14:00-17:00"]


@pytest.mark.parametrize(
    "line", ["2026-10-01,12:00,09:00,14:00,17:00", "2026-10-01,09:00,12:00", "heute,9,12,14,17"]
)
def test_business_hours_out_of_order_are_refused(line):
    with pytest.raises(CalendarFileRefused, match="第2行"):
        parse_business_hours(f"from,a,b,c,d\n{line}\n")


def test_regional_days_are_read_from_csv():
    found = parse_regional_days("date,kind,name\n2026-08-05,holiday,那达慕\n")
    assert found == (RegionalDay(date(2026, 8, 5), "holiday", "那达慕"),)


@pytest.mark.parametrize("lines", ["2026-08-05,feast,x", "2026-08-05,holiday", "x,holiday,x"])
def test_regional_file_with_wrong_row_is_refused(lines):
    with pytest.raises(CalendarFileRefused, match="第2行"):
        parse_regional_days(f"date,kind,name\n{lines}\n")


def test_regional_day_given_twice_is_refused():
    twice = "date,kind,name\n2026-08-05,holiday,x\n2026-08-05,workday,x\n"
    with pytest.raises(CalendarFileRefused, match="第3行"):
        parse_regional_days(twice)


def test_fingerprint_tells_content_apart():
    same = WorkCalendar("cn", CALENDAR.table, hours=CALENDAR.hours)
    later_hours = WorkCalendar(
        "cn", CALENDAR.table, hours=[BusinessHours(date(2004, 1, 1), (540, 720), (870, 1050))]
    )
    regional = CALENDAR.with_region("cn", [RegionalDay(date(2026, 8, 5), "holiday")])
    assert same.fingerprint() == CALENDAR.fingerprint()
    assert len({c.fingerprint() for c in (CALENDAR, later_hours, regional)}) == 3
    assert CALENDAR.fingerprint().startswith("cn@1#")


DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))


@settings(max_examples=200, deadline=None)
@given(day=DAYS, count=st.integers(-40, 40))
def test_adding_workdays_equals_walking(day, count):
    raw, left, found = read_workdays(), abs(count), day
    step = timedelta(days=1 if count >= 0 else -1)
    while left or not raw.get(found, True):
        found += step
        left -= raw.get(found, True) if left else 0
    if found in raw:
        assert CALENDAR.add_workdays(day, count) == found
    else:
        with pytest.raises(CalendarYearMissing):
            CALENDAR.add_workdays(day, count)


@settings(max_examples=200, deadline=None)
@given(a=DAYS, b=DAYS)
def test_counting_workdays_equals_walking(a, b):
    raw = read_workdays()
    days = (a + timedelta(days=n) for n in range((b - a).days))
    assert CALENDAR.count_workdays(a, b) == sum(raw[d] for d in days)


def test_fixed_offset_is_the_zone_of_shanghai():
    """The kernel counts with UTC+8; the zone must agree on every day of the table."""
    zone = ZoneInfo("Asia/Shanghai")
    noon = datetime(2004, 1, 1, 4, tzinfo=UTC)
    moments = (noon + timedelta(days=n) for n in range(366 * 27))
    assert {m.astimezone(zone).utcoffset() for m in moments} == {timedelta(hours=8)}


def test_provisional_year_is_marked_and_observes_statutory_days():
    calendar = CALENDAR.with_provisional_years(2028)
    assert calendar.is_provisional(date(2027, 3, 1))
    assert not calendar.is_provisional(date(2026, 3, 1))
    assert not calendar.is_workday(date(2027, 2, 8))  # third day of Spring Festival, a Monday
    assert calendar.holiday_name(date(2027, 2, 8)) == "春节"
    assert not calendar.is_workday(date(2028, 5, 1))


@pytest.mark.parametrize(
    ("year", "made_up"),
    [
        (2027, ["02-09", "02-10", "05-03", "05-04", "10-04", "10-05"]),
        (2028, ["01-03", "05-29", "10-04"]),  # Mid-Autumn falls inside of National Day
        (2029, ["06-18", "09-24"]),
        (2030, ["02-06", "02-07"]),
    ],
)
def test_provisional_year_makes_up_for_statutory_days_on_weekends(year, made_up):
    calendar = CALENDAR.with_provisional_years(2030)
    statutory = 12 if year == 2028 else 13
    off = [d for d in calendar.table.names if d.year == year]
    assert len(off) == statutory + len(made_up)
    assert all(not calendar.is_workday(date.fromisoformat(f"{year}-{d}")) for d in made_up)


def test_provisional_year_without_known_days_is_refused():
    with pytest.raises(CalendarYearMissing) as caught:
        CALENDAR.with_provisional_years(2031)
    assert caught.value.year == 2031


def test_load_of_packaged_calendar_is_one_instance():
    assert load_default_calendar() is CALENDAR
