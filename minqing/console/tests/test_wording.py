from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from minqing.cases.public import Status
from minqing.console import wording
from minqing.kernel.calendar import load_default_calendar
from minqing.kernel.clocks import ClockRule, Span, compute_due, compute_remaining

NOW = datetime(2026, 10, 9, 2, 20, tzinfo=UTC)  # Friday, 10:20


def make_clock(days: int, *, started: datetime = NOW, now: datetime = NOW) -> wording.ClockView:
    calendar = load_default_calendar()
    rule = ClockRule(span=Span(days, "working_days"), soon=Span(2, "working_days"), source="SDN-25")
    due = compute_due(rule, started, calendar=calendar)
    remaining = compute_remaining(rule, due, now=now, calendar=calendar)
    return wording.ClockView("办理时限", due, remaining)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 10, 12), "10月12日周一"),
        (date(2026, 1, 1), "1月1日周四"),
        (date(2025, 12, 31), "2025年12月31日"),
    ],
)
def test_say_day_names_weekday_this_year_and_year_otherwise(day: date, said: str) -> None:
    assert wording.say_day(day, now=NOW) == said


@pytest.mark.parametrize(
    ("day", "said", "english"),
    [
        (date(2026, 10, 12), "10月12日", "12 Oct"),
        (date(2027, 1, 15), "2027年1月15日", "15 Jan 2027"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "2027年1月1日", "1 Jan 2027"),
    ],
)
def test_plain_day_of_another_year_is_said_in_words(
    day: date | datetime, said: str, english: str
) -> None:
    assert wording.say_plain_day(day, now=NOW) == said
    with translation.override("en"):
        assert wording.say_plain_day(day, now=NOW) == english


def test_say_day_in_english_names_the_month() -> None:
    with translation.override("en"):
        assert wording.say_day(date(2026, 10, 12), now=NOW) == "Mon 12 Oct"


def test_deadline_at_midnight_belongs_to_the_day_before() -> None:
    midnight = datetime(2026, 10, 11, 16, 0, tzinfo=UTC)  # 24:00 of the 11th
    assert wording.say_day(wording.last_moment(midnight), now=NOW) == "10月11日周日"


def test_clock_says_what_is_left_in_word_shape_and_tone() -> None:
    clock = make_clock(5)
    assert (clock.left, clock.shape, clock.tone) == ("剩余5个工作日", "neutral", "neutral")


def test_clock_that_ran_out_is_late_in_word_shape_and_tone() -> None:
    clock = make_clock(1, now=datetime(2026, 10, 14, 2, 0, tzinfo=UTC))
    assert clock.left.startswith("已逾期")
    assert (clock.shape, clock.tone) == ("late", "late")


def test_clock_explains_itself_with_its_rule() -> None:
    assert "规则SDN-25" in make_clock(5).why


def test_clock_explains_itself_in_english() -> None:
    with translation.override("en"):
        assert "rule SDN-25" in make_clock(5).why


def test_every_state_of_a_clock_has_shape_and_tone() -> None:
    states = {"on_time", "soon", "today", "late", "paused"}
    assert states == set(wording.TONE_OF_CLOCK) == set(wording.SHAPE_OF_CLOCK)


def test_red_is_for_no_status() -> None:
    assert "late" not in {wording.TONE_OF_STATUS.get(status, "neutral") for status in Status}
