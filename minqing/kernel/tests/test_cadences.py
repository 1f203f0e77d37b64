"""Cadences against a brute force that asks of every single day which window it belongs to."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.kernel.cadences import (
    Cadence,
    EveryDays,
    EveryHalfMonth,
    EveryHalfYear,
    EveryMonth,
    EveryQuarter,
    EveryWeek,
    EveryYear,
    InSeason,
    OnMonthDay,
    OnWeekday,
    YearlyWindow,
    find_window,
    list_windows,
    list_windows_due,
)
from minqing.kernel.periods import DayPeriod

ANCHOR = date(2025, 11, 3)
LAMBING = {"first": (3, 10), "last": (5, 20)}
SNOW = {"first": (11, 1), "last": (3, 31)}


def label(cadence: Cadence, day: date) -> object:
    """Return a name of the window that the day is in, None outside; knows no periods."""
    month = (day.year, day.month)
    match cadence:
        case EveryDays():
            return (day.toordinal() - cadence.anchor.toordinal()) // cadence.count
        case EveryWeek():
            return day.isocalendar()[:2]
        case EveryHalfMonth():
            return month, day.day > 15
        case EveryMonth():
            return month
        case EveryQuarter():
            return day.year, (day.month + 2) // 3
        case EveryHalfYear():
            return day.year, day.month > 6
        case EveryYear():
            return day.year
        case OnWeekday():
            return day if day.isoweekday() == cadence.weekday else None
        case OnMonthDay():
            return day if day.day == min(cadence.day, monthrange(*month)[1]) else None
        case YearlyWindow():
            return season_label(cadence.first, cadence.last, day)
        case InSeason():
            season = season_label(cadence.first, cadence.last, day)
            inner = label(cadence.every, day)
            return None if season is None or inner is None else (season, inner)
    raise AssertionError(cadence)


def season_label(first: tuple[int, int], last: tuple[int, int], day: date) -> int | None:
    now = (day.month, day.day)
    if first <= last:
        return day.year if first <= now <= last else None
    if now >= first:
        return day.year
    return day.year - 1 if now <= last else None


def windows_by_walking(cadence: Cadence, start: date, end: date) -> list[DayPeriod]:
    """Label every day of the range and well around it, and cut where the label changes."""
    day, found = start - timedelta(days=800), []
    run_start, run_label = day, None
    while day < end + timedelta(days=800):
        now = label(cadence, day)
        if now != run_label:
            if run_label is not None:
                found.append(DayPeriod(run_start, day))
            run_start, run_label = day, now
        day += timedelta(days=1)
    return [w for w in found if max(w.start, start) < min(w.end, end)]


month_days = st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(lambda d: (d.month, d.day))
simple = st.one_of(
    st.builds(EveryDays, st.integers(1, 100), st.dates(date(2020, 1, 1), date(2030, 1, 1))),
    st.sampled_from((EveryWeek(), EveryHalfMonth(), EveryMonth(), EveryQuarter(), EveryHalfYear())),
    st.builds(OnWeekday, st.integers(1, 7)),
    st.builds(OnMonthDay, st.integers(1, 31)),
)
cadences = st.one_of(
    simple,
    st.just(EveryYear()),
    st.builds(YearlyWindow, month_days, month_days),
    st.builds(InSeason, month_days, month_days, simple),
)
ranges = st.tuples(st.dates(date(2013, 1, 1), date(2027, 1, 1)), st.integers(0, 500)).map(
    lambda sn: DayPeriod(sn[0], sn[0] + timedelta(days=sn[1]))
)


@settings(max_examples=150, deadline=None)
@given(cadence=cadences, within=ranges)
def test_windows_equal_walking_every_day(cadence, within):
    expected = windows_by_walking(cadence, within.start, within.end)
    assert list_windows(cadence, within) == expected


@settings(max_examples=150, deadline=None)
@given(cadence=cadences, day=st.dates(date(2013, 1, 1), date(2027, 1, 1)))
def test_window_of_day_is_the_one_that_holds_it(cadence, day):
    one_day = DayPeriod(day, day + timedelta(days=1))
    expected = list_windows(cadence, one_day)
    found = find_window(cadence, day)
    assert ([found] if found else []) == expected
    assert (found is None) == (label(cadence, day) is None)


@settings(max_examples=90, deadline=None)
@given(cadence=cadences, within=ranges, data=st.data())
def test_due_windows_of_two_neighbouring_ranges_add_up(cadence, within, data):
    """What fell due in a half-year and in the next is what fell due in both together."""
    cut = within.start + timedelta(days=data.draw(st.integers(0, within.count_days())))
    parts = DayPeriod(within.start, cut), DayPeriod(cut, within.end)
    found = [w for part in parts for w in list_windows_due(cadence, part)]
    assert found == list_windows_due(cadence, within)


@pytest.mark.parametrize(
    ("cadence", "start", "end", "expected"),
    [
        (EveryDays(10, date(2026, 3, 1)), "2026-03-05", "2026-03-12",
         ["2026-03-01/2026-03-11", "2026-03-11/2026-03-21"]),
        (EveryDays(10, date(2026, 3, 1)), "2026-02-28", "2026-03-01",
         ["2026-02-19/2026-03-01"]),
        (EveryHalfMonth(), "2026-02-01", "2026-03-01",
         ["2026-02-01/2026-02-16", "2026-02-16/2026-03-01"]),
        (OnWeekday(3), "2026-03-01", "2026-03-15", ["2026-03-04/2026-03-05", "2026-03-11/2026-03-12"]),
        (OnMonthDay(31), "2026-01-01", "2026-05-01",
         ["2026-01-31/2026-02-01", "2026-02-28/2026-03-01", "2026-03-31/2026-04-01",
          "2026-04-30/2026-05-01"]),
        (OnMonthDay(10), "2026-03-11", "2026-04-10", []),
        (YearlyWindow(**SNOW), "2026-03-31", "2026-11-01", ["2025-11-01/2026-04-01"]),
        (InSeason(**LAMBING, every=EveryMonth()), "2026-01-01", "2027-01-01",
         ["2026-03-10/2026-04-01", "2026-04-01/2026-05-01", "2026-05-01/2026-05-21"]),
        (InSeason(first=(3, 2), last=(3, 8), every=OnMonthDay(1)), "2026-01-01", "2027-01-01", []),
    ],
)  # fmt: skip
def test_windows_are_these(cadence, start, end, expected):
    within = DayPeriod(date.fromisoformat(start), date.fromisoformat(end))
    assert [f"{w.start}/{w.end}" for w in list_windows(cadence, within)] == expected


def test_empty_range_has_no_window():
    day = date(2026, 3, 15)
    assert list_windows(EveryMonth(), DayPeriod(day, day)) == []


@given(cadence=cadences)
def test_cadence_survives_encoding(cadence):
    assert msgspec.json.decode(msgspec.json.encode(cadence), type=Cadence) == cadence


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"kind": "fortnight"}, "Invalid value 'fortnight'"),
        ({"kind": "every_days", "count": 0, "anchor": "2026-01-01"}, "`int` >= 1"),
        ({"kind": "weekday", "weekday": 8}, "`int` <= 7"),
        ({"kind": "month", "day": 3}, "unknown field `day`"),
        ({"kind": "window", "first": [2, 30], "last": [3, 1]}, "day .*out of range"),
        ({"kind": "window", "first": [13, 1], "last": [3, 1]}, "`int` <= 12"),
    ],
)
def test_wrong_cadence_is_refused_when_a_pack_is_read(body, words):
    with pytest.raises(msgspec.ValidationError, match=words):
        msgspec.convert(body, Cadence)
