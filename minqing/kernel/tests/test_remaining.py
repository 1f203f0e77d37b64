"""How a clock stands: left, soon, today, late, paused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings

from minqing.kernel.clocks import (
    ClockRule,
    Pause,
    Remaining,
    Span,
    compute_due,
    compute_remaining,
    find_pause,
)
from minqing.kernel.tests.draws import as_pauses, drawn_clocks, national, regional, utc

CALENDAR = national()


def at(text: str) -> datetime:
    return utc(datetime.fromisoformat(text))


def remaining(
    amount: int, unit: str, started: str, *, now: str, soon: Span | None = None, pauses=()
) -> Remaining:
    rule = ClockRule(span=Span(amount, unit), source="ours", soon=soon)
    due = compute_due(rule, at(started), calendar=CALENDAR, pauses=pauses)
    return compute_remaining(rule, due, now=at(now), calendar=CALENDAR, pauses=pauses)


ONE_DAY_BEFORE = Span(1, "working_days")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-09-28 10:15", Remaining("on_time", 5, "working_days")),
        ("2026-09-30 23:59", Remaining("on_time", 3, "working_days")),
        ("2026-10-05 12:00", Remaining("on_time", 3, "working_days")),  # holidays pass freely
        ("2026-10-08 23:59", Remaining("on_time", 2, "working_days")),
        ("2026-10-09 00:00", Remaining("soon", 1, "working_days")),
        ("2026-10-10 00:00", Remaining("today", 0, "working_days")),
        ("2026-10-10 17:29", Remaining("today", 0, "working_days")),
        ("2026-10-10 17:30", Remaining("late", 1, "calendar_days")),
        ("2026-10-11 17:29", Remaining("late", 1, "calendar_days")),
        ("2026-10-11 17:30", Remaining("late", 2, "calendar_days")),
    ],
)
def test_working_day_clock_through_its_life(now, expected):
    found = remaining(5, "working_days", "2026-09-28 10:15", now=now, soon=ONE_DAY_BEFORE)
    assert found == expected


@pytest.mark.parametrize(
    ("now", "soon", "expected"),
    [
        ("2026-03-03 08:00", Span(6, "hours"), Remaining("on_time", 26, "hours")),
        ("2026-03-04 03:59", Span(6, "hours"), Remaining("today", 6, "hours")),
        ("2026-03-04 04:00", Span(6, "hours"), Remaining("soon", 6, "hours")),
        ("2026-03-04 09:30", None, Remaining("today", 30, "minutes")),
        ("2026-03-04 10:00", None, Remaining("late", 1, "hours")),
        ("2026-03-04 12:30", None, Remaining("late", 3, "hours")),
        ("2026-03-05 10:00", None, Remaining("late", 2, "calendar_days")),
    ],
)
def test_hour_clock_through_its_life(now, soon, expected):
    assert remaining(48, "hours", "2026-03-02 10:00", now=now, soon=soon) == expected


@pytest.mark.parametrize(
    ("now", "soon", "state"),
    [
        ("2026-03-09 23:59", Span(7, "calendar_days"), "on_time"),
        ("2026-03-10 00:00", Span(7, "calendar_days"), "soon"),
        ("2026-03-16 10:00", Span(1, "months"), "soon"),
        ("2026-03-16 17:29", Span(1, "working_hours"), "on_time"),
        ("2026-03-16 16:30", Span(1, "working_hours"), "on_time"),
        ("2026-03-17 16:29", Span(90, "minutes"), "today"),
    ],
)
def test_warning_begins_its_span_before(now, soon, state):
    found = remaining(15, "calendar_days", "2026-03-02 10:00", now=now, soon=soon)
    assert found.state == state


def test_months_are_shown_in_days():
    found = remaining(1, "months", "2026-03-02 10:00", now="2026-03-30 10:00")
    assert found == Remaining("on_time", 3, "calendar_days")


def test_working_hours_left_are_business_time():
    found = remaining(8, "working_hours", "2026-03-06 15:30", now="2026-03-07 12:00")
    assert found == Remaining("on_time", 6, "working_hours")


def test_paused_clock_shows_what_is_left_after_the_pause():
    paused = [Pause(at("2026-03-03 08:30"), None, at("2026-03-12 17:30"))]
    found = remaining(5, "working_days", "2026-03-02 10:00", now="2026-03-05 09:00", pauses=paused)
    assert found == Remaining("paused", 5, "working_days")


def test_pause_past_its_cap_pauses_no_longer():
    paused = [Pause(at("2026-03-03 08:30"), None, at("2026-03-04 08:30"))]
    found = remaining(5, "working_days", "2026-03-02 10:00", now="2026-03-04 08:30", pauses=paused)
    assert found == Remaining("on_time", 4, "working_days")


@settings(max_examples=90, deadline=None)
@given(drawn=drawn_clocks(most_extensions=0))
def test_state_agrees_with_pauses_and_deadline(drawn):
    due = drawn.compute(calendar=regional())
    pauses = as_pauses(drawn.pauses)
    for hours in (0, 5, 30, 200, 900):
        now = utc(drawn.started) + timedelta(hours=hours)
        found = compute_remaining(drawn.rule, due, now=now, calendar=regional(), pauses=pauses)
        assert found.amount >= 0
        assert (found.state == "late") == (now >= due.at)
        if found.state != "late":
            assert (found.state == "paused") == (find_pause(pauses, now) is not None)
