"""Quiet hours: nobody is disturbed at night, at noon, on a fair, on a day off."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.calendar import load_default_calendar
from minqing.notices.pack import NoticesSection, QuietDay, QuietSpan
from minqing.notices.rules import LOCAL, is_quiet

SECTION = NoticesSection(
    quiet=(QuietSpan("20:00", "08:00"), QuietSpan("12:00", "14:30")),
    days=(QuietDay(date(2026, 3, 4), "集市", "Fair"),),
    source="ours",
)
CALENDAR = load_default_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-03-02 07:59", True),
        ("2026-03-02 08:00", False),
        ("2026-03-02 11:59", False),
        ("2026-03-02 12:00", True),
        ("2026-03-02 14:29", True),
        ("2026-03-02 14:30", False),
        ("2026-03-02 20:00", True),
        ("2026-03-02 00:30", True),
        ("2026-03-04 10:00", True),  # the fair
        ("2026-03-07 10:00", True),  # a Saturday
        ("2026-02-28 10:00", False),  # a Saturday that is worked (调休)
    ],
)
def test_quiet_hours_are_those_of_the_mechanism(moment, quiet):
    assert is_quiet(SECTION, at(moment), CALENDAR) is quiet


@given(st.integers(0, 366 * 24 * 60))
def test_reminders_fall_into_the_morning_or_the_afternoon(minutes):
    moment = at("2026-01-01 00:00") + timedelta(minutes=minutes)
    if not is_quiet(SECTION, moment, CALENDAR):
        local = moment.time().isoformat("minutes")
        assert "08:00" <= local < "12:00" or "14:30" <= local < "20:00"
        assert CALENDAR.is_workday(moment.date())
