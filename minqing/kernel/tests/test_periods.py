"""Half-open periods and the named periods of the field."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.periods import (
    DayPeriod,
    Period,
    find_season,
    first_half_of,
    half_month_of,
    half_year_of,
    local_day,
    local_midnight,
    month_of,
    quarter_of,
    season_window,
    through,
    to_date,
    week_of,
    year_of,
    year_to_date,
)

DAYS = st.dates(date(2004, 1, 1), date(2030, 12, 31))
NAMED = (week_of, half_month_of, month_of, quarter_of, half_year_of, year_of)


@pytest.mark.parametrize(
    ("period_of", "day", "start", "last"),
    [
        (week_of, "2026-03-01", "2026-02-23", "2026-03-01"),
        (half_month_of, "2026-02-15", "2026-02-01", "2026-02-15"),
        (half_month_of, "2026-02-16", "2026-02-16", "2026-02-28"),
        (half_month_of, "2024-02-20", "2024-02-16", "2024-02-29"),
        (month_of, "2026-12-31", "2026-12-01", "2026-12-31"),
        (quarter_of, "2026-05-05", "2026-04-01", "2026-06-30"),
        (quarter_of, "2026-12-01", "2026-10-01", "2026-12-31"),
        (half_year_of, "2026-07-01", "2026-07-01", "2026-12-31"),
        (first_half_of, "2026-09-01", "2026-01-01", "2026-06-30"),
        (year_of, "2024-02-29", "2024-01-01", "2024-12-31"),
        (year_to_date, "2026-09-27", "2026-01-01", "2026-09-27"),
    ],
)
def test_named_period_has_these_edges(period_of, day, start, last):
    found = period_of(date.fromisoformat(day))
    assert (found.start.isoformat(), found.last.isoformat()) == (start, last)


def test_to_date_holds_today():
    found = to_date(date(2014, 9, 27), since=date(2014, 3, 1))
    assert date(2014, 9, 27) in found
    assert date(2014, 9, 28) not in found
    assert found.count_days() == 211


@pytest.mark.parametrize("period_of", NAMED)
@given(day=DAYS)
def test_named_periods_follow_each_other_without_gap(period_of, day):
    found = period_of(day)
    assert day in found
    assert period_of(found.end).start == found.end
    assert {period_of(d) for d in found} == {found}


def test_day_period_is_shanghai_midnight_to_midnight():
    found = through(date(2026, 3, 1), date(2026, 3, 1)).moments()
    assert found == Period(
        datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 3, 1, 16, tzinfo=UTC)
    )
    assert found.start.tzinfo is UTC


@given(day=DAYS)
def test_midnight_belongs_to_its_day(day):
    midnight = local_midnight(day)
    assert local_day(midnight) == day
    assert local_day(midnight - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_end_is_outside_start_is_inside():
    start = datetime(2026, 3, 1, tzinfo=UTC)
    period = Period(start, start + timedelta(hours=1))
    assert start in period
    assert period.end not in period
    assert period.length == timedelta(hours=1)


def test_neighbours_share_no_moment():
    start = datetime(2026, 3, 1, tzinfo=UTC)
    one = Period(start, start + timedelta(hours=1))
    two = Period(one.end, one.end + timedelta(hours=1))
    assert not one.overlaps(two)
    assert one.find_common(two) is None


@given(a=DAYS, b=DAYS, c=DAYS, d=DAYS)
def test_common_part_holds_the_days_of_both(a, b, c, d):
    one, two = DayPeriod(min(a, b), max(a, b)), DayPeriod(min(c, d), max(c, d))
    common = one.find_common(two)
    assert (common is not None) == one.overlaps(two)
    for day in (a, b, c, d):
        assert (day in one and day in two) == (common is not None and day in common)


def test_common_part_of_moments():
    start = datetime(2026, 3, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=n) for n in range(4)]
    found = Period(hours[0], hours[2]).find_common(Period(hours[1], hours[3]))
    assert found == Period(hours[1], hours[2])


def test_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end before"):
        DayPeriod(date(2026, 3, 2), date(2026, 3, 1))
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="cannot end before"):
        Period(now, now - timedelta(seconds=1))


def test_naive_moments_are_refused():
    with pytest.raises(ValueError, match="aware"):
        Period(datetime(2026, 3, 1), datetime(2026, 3, 2))
    with pytest.raises(ValueError, match="naive"):
        local_day(datetime(2026, 3, 1))


def test_local_day_of_any_zone():
    nine_behind = timezone(timedelta(hours=-9))
    assert local_day(datetime(2026, 3, 1, 8, tzinfo=nine_behind)) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("year", "first", "last", "start", "end"),
    [
        (2026, (4, 1), (6, 15), "2026-04-01", "2026-06-16"),  # lambing
        (2026, (11, 1), (3, 31), "2026-11-01", "2027-04-01"),  # snow
        (2024, (12, 1), (2, 29), "2024-12-01", "2025-03-01"),
        (2023, (12, 1), (2, 29), "2023-12-01", "2024-03-01"),
        (2026, (2, 29), (3, 31), "2026-03-01", "2026-04-01"),
        (2026, (9, 9), (9, 9), "2026-09-09", "2026-09-10"),
    ],
)
def test_season_window_has_these_edges(year, first, last, start, end):
    found = season_window(year, first=first, last=last)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


@given(day=DAYS, first=st.dates(date(2024, 1, 1), date(2024, 12, 31)), data=st.data())
def test_season_of_day_holds_it_and_never_overlaps_the_next(day, first, data):
    last = data.draw(st.dates(date(2024, 1, 1), date(2024, 12, 31)))
    edges = {"first": (first.month, first.day), "last": (last.month, last.day)}
    found = find_season(day, **edges)
    if found:
        assert day in found
        following = season_window(found.start.year + 1, **edges)
        assert found.end <= following.start
    else:
        windows = [season_window(y, **edges) for y in (day.year - 1, day.year)]
        assert not any(day in w for w in windows)
