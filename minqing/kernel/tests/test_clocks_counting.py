"""The counting rules of norms.md section 1, each with dates checked by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from minqing.kernel.calendar import CalendarYearMissing, load_default_calendar
from minqing.kernel.clocks import ClockRule, Extension, Pause, Span, compute_due
from minqing.kernel.tests.draws import national, regional, utc, wall

CALENDAR = national()


def at(text: str) -> datetime:
    return utc(datetime.fromisoformat(text))


def due(amount: int, unit: str, started: str, **kept) -> str:
    """Return the deadline as local wall time. `kept`: fields of the rule, pauses, extensions."""
    pauses, extensions = kept.pop("pauses", ()), kept.pop("extensions", ())
    calendar = kept.pop("calendar", CALENDAR)
    rule = ClockRule(span=Span(amount, unit), source="ours", **kept)
    found = compute_due(rule, at(started), calendar=calendar, pauses=pauses, extensions=extensions)
    return wall(found.at).isoformat(" ", "minutes")


# Article 201: the starting day is not counted; hours run from the moment.
@pytest.mark.parametrize(
    ("amount", "unit", "started", "expected"),
    [
        (1, "working_days", "2026-03-02 00:00", "2026-03-03 17:30"),
        (1, "working_days", "2026-03-02 23:59", "2026-03-03 17:30"),
        (5, "working_days", "2026-03-02 10:00", "2026-03-09 17:30"),
        (15, "calendar_days", "2026-03-02 10:00", "2026-03-17 17:30"),
        (48, "hours", "2026-03-06 10:07", "2026-03-08 10:07"),  # a Sunday: hours do not roll
        (90, "minutes", "2026-12-31 23:00", "2027-01-01 00:30"),
        (1, "months", "2026-03-16 08:00", "2026-04-16 17:30"),
    ],
)
def test_start_is_left_out_in_days_only(amount, unit, started, expected):
    assert due(amount, unit, started) == expected


# Article 202: the corresponding day, or the month's last.
@pytest.mark.parametrize(
    ("amount", "started", "expected"),
    [
        (1, "2026-01-31", "2026-02-28"),
        (1, "2024-01-31", "2024-02-29"),
        (1, "2024-01-30", "2024-02-29"),
        (1, "2025-02-28", "2025-03-28"),
        (1, "2026-03-31", "2026-04-30"),
        (2, "2025-12-31", "2026-02-28"),
        (12, "2024-02-29", "2025-02-28"),
        (3, "2022-11-30", "2023-02-28"),
    ],
)
def test_month_ends_on_corresponding_day(amount, started, expected):
    found = due(amount, "months", f"{started} 09:00", rolls=False)
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("started", "expected"),
    [("2026-03-01", "2026-03-31"), ("2026-01-31", "2026-02-28"), ("2026-04-15", "2026-05-14")],
)
def test_month_that_counts_its_first_day(started, expected):
    found = due(1, "months", f"{started} 09:00", starts="instant", rolls=False)
    assert found.startswith(expected)


# Article 203: the last day on a day off is followed by the next working day.
@pytest.mark.parametrize(
    ("amount", "started", "expected"),
    [
        (5, "2026-09-28 10:00", "2026-10-08 17:30"),  # 3 October, National Day
        (3, "2026-09-30 10:00", "2026-10-08 17:30"),
        (2, "2026-10-08 10:00", "2026-10-10 17:30"),  # a make-up Saturday is a working day
        (3, "2026-10-08 10:00", "2026-10-12 17:30"),  # the Sunday after it is none
        (15, "2026-02-01 10:00", "2026-02-24 17:30"),  # 16 February, Spring Festival
        (1, "2014-01-30 10:00", "2014-02-07 17:30"),  # 31 January 2014, New Year's Day of the moon
        (15, "2020-01-10 10:00", "2020-02-03 17:30"),  # Spring Festival lengthened in mid-notice
    ],
)
def test_last_day_on_holiday_rolls(amount, started, expected):
    assert due(amount, "calendar_days", started) == expected


def test_rule_may_end_on_a_day_off():
    assert due(5, "calendar_days", "2026-09-28 10:00", rolls=False) == "2026-10-04 00:00"


@pytest.mark.parametrize(
    ("amount", "started", "expected"),
    [
        (5, "2026-09-28 10:00", "2026-10-10 17:30"),
        (1, "2026-02-13 10:00", "2026-02-14 17:30"),  # Saturday worked before Spring Festival
        (2, "2026-02-13 10:00", "2026-02-24 17:30"),
        (1, "2014-01-24 10:00", "2014-01-26 17:30"),  # Sunday worked
        (5, "2014-09-26 10:00", "2014-10-09 17:30"),  # 28 September worked, 1 to 7 October off
        (20, "2025-12-15 10:00", "2026-01-13 17:30"),
    ],
)
def test_working_days_skip_holidays_and_count_makeups(amount, started, expected):
    assert due(amount, "working_days", started) == expected


# Article 203: the last day ends at 24:00, or at close of business.
@pytest.mark.parametrize(
    ("ends", "expected"),
    [("midnight", "2026-03-05 00:00"), ("close_of_business", "2026-03-04 17:30")],
)
def test_last_day_ends_as_the_rule_says(ends, expected):
    assert due(2, "working_days", "2026-03-02 10:00", ends=ends) == expected


def test_half_day_closes_at_noon():
    found = due(1, "working_days", "2022-09-29 10:00", calendar=regional())
    assert found == "2022-09-30 12:00"


@pytest.mark.parametrize(
    ("amount", "started", "expected"),
    [
        (1, "2026-03-02 08:30", "2026-03-02 09:30"),
        (1, "2026-03-02 06:00", "2026-03-02 09:30"),
        (2, "2026-03-02 11:00", "2026-03-02 15:30"),  # over the noon break
        (1, "2026-03-02 16:30", "2026-03-02 17:30"),  # to the close, not to the next opening
        (1, "2026-03-06 17:00", "2026-03-09 09:00"),  # over a weekend
        (13, "2026-09-30 14:30", "2026-10-09 12:00"),
    ],
)
def test_working_hours_run_in_business_time(amount, started, expected):
    assert due(amount, "working_hours", started) == expected


def test_working_hours_from_next_day_begin_at_its_opening():
    assert due(2, "working_hours", "2026-03-06 09:00", starts="next_day") == "2026-03-09 10:30"


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        ("2026-03-02 09:00", "2026-03-02 17:30"),
        ("2026-03-02 17:30", "2026-03-03 17:30"),  # its business is over: tomorrow is the first
        ("2026-03-01 09:00", "2026-03-02 17:30"),  # a Sunday
    ],
)
def test_starting_day_counts_when_rule_says_instant(started, expected):
    assert due(1, "working_days", started, starts="instant") == expected


def pause(start: str, end: str | None, cap: str = "2027-06-01 00:00") -> Pause:
    return Pause(at(start), None if end is None else at(end), at(cap))


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([pause("2026-03-03 08:30", "2026-03-04 08:30")], "2026-03-10 17:30"),
        ([pause("2026-03-03 09:00", "2026-03-05 09:00")], "2026-03-11 17:30"),  # 2 days exactly
        ([pause("2026-03-03 12:00", "2026-03-03 14:30")], "2026-03-09 17:30"),  # noon break only
        ([pause("2026-03-07 00:00", "2026-03-08 23:00")], "2026-03-09 17:30"),  # weekend only
        ([pause("2026-03-02 11:00", "2026-03-02 17:00")], "2026-03-09 17:30"),  # starting day
        ([pause("2026-03-03 08:30", None, "2026-03-04 17:30")], "2026-03-11 17:30"),  # the cap
        ([pause("2026-03-03 08:30", "2026-03-20 17:30", "2026-03-04 17:30")], "2026-03-11 17:30"),
        (
            [pause("2026-03-03 08:30", "2026-03-04 08:30"), pause("2026-03-03 12:00", "2026-03-03 15:00")],
            "2026-03-10 17:30",  # overlapping pauses count once
        ),
    ],
)  # fmt: skip
def test_pause_credits_working_days(pauses, expected):
    assert due(5, "working_days", "2026-03-02 10:00", pauses=pauses) == expected


def test_pause_across_national_day_credits_working_time_only():
    """29 and 30 September, 8 and 9 October: 4 working days paused out of 12 days."""
    paused = [pause("2026-09-29 00:00", "2026-10-10 00:00")]
    assert due(5, "working_days", "2026-09-28 10:00", pauses=paused) == "2026-10-15 17:30"


def test_pause_across_national_day_credits_every_calendar_day():
    paused = [pause("2026-09-29 00:00", "2026-10-10 00:00")]
    assert due(15, "calendar_days", "2026-09-28 10:00", pauses=paused) == "2026-10-26 17:30"


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2022-09-30 10:15", "2022-10-10 17:30"),  # half of that day, with the other half: one
        ("2022-09-30 10:16", "2022-10-11 17:30"),  # a minute more: the next day is begun
    ],
)
def test_pause_on_half_day_takes_its_share_of_that_day(until, expected):
    """30 September 2022 works mornings only, 3 h 30; 8 and 9 October are worked."""
    halves = [
        pause("2022-09-30 08:30", until),
        pause("2022-10-08 08:30", "2022-10-08 11:45"),
    ]
    found = due(3, "working_days", "2022-09-29 10:00", pauses=halves, calendar=regional())
    assert found == expected


def test_deadline_inside_of_pause_moves_behind_it():
    """The last day rolls to Monday; the pause begins on Sunday and lasts to Tuesday noon."""
    paused = [pause("2026-03-08 09:00", "2026-03-10 12:00")]
    assert due(5, "calendar_days", "2026-03-02 10:00", pauses=paused) == "2026-03-10 17:30"


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2026-03-09 17:29", "2026-03-09 17:30"), ("2026-03-09 17:30", "2026-03-10 17:30")],
)
def test_pause_up_to_the_deadline_moves_it(until, expected):
    """Begins on Sunday; the last day is the Monday rolled to."""
    paused = [pause("2026-03-08 09:00", until)]
    assert due(5, "calendar_days", "2026-03-02 10:00", pauses=paused) == expected


def extension(amount: int, unit: str, granted: str = "2026-03-04 09:00") -> Extension:
    return Extension(Span(amount, unit), at(granted))


@pytest.mark.parametrize(
    ("amount", "unit", "started", "extensions", "expected"),
    [
        (5, "working_days", "2026-03-02 10:00", [extension(3, "working_days")], "2026-03-12 17:30"),
        # 60 days end on Sunday 3 May; the 30 more count on from there, not from the rolled day.
        (60, "calendar_days", "2026-03-04 10:00", [extension(30, "calendar_days")], "2026-06-02 17:30"),
        (1, "months", "2026-01-31 10:00", [extension(1, "months")], "2026-03-31 17:30"),
        (5, "working_days", "2026-03-02 10:00", [extension(1, "months")], "2026-04-09 17:30"),
        (5, "working_days", "2026-03-02 10:00", [extension(2, "hours")], "2026-03-09 19:30"),
        (24, "hours", "2026-03-02 10:00", [extension(1, "working_days")], "2026-03-04 17:30"),
        (5, "working_days", "2026-03-02 10:00",
         [extension(1, "working_days", "2026-03-06 09:00"), extension(2, "working_days")],
         "2026-03-12 17:30"),
    ],
)  # fmt: skip
def test_extension_counts_on_from_last_day(amount, unit, started, extensions, expected):
    assert due(amount, unit, started, extensions=extensions) == expected


def test_hours_that_end_at_midnight_end_on_the_day_before():
    found = due(24, "hours", "2026-03-02 00:00", extensions=[extension(1, "working_days")])
    assert found == "2026-03-03 17:30"


def test_pause_that_begins_when_hours_run_out_belongs_to_the_extension():
    found = due(
        24,
        "hours",
        "2026-03-02 10:00",
        pauses=[pause("2026-03-03 10:00", "2026-03-04 08:00")],
        extensions=[extension(1, "working_days")],
    )
    assert found == "2026-03-04 17:30"


@pytest.mark.parametrize(
    ("amount", "unit", "started", "year"),
    [
        (20, "working_days", "2026-12-20 10:00", 2027),
        (40, "calendar_days", "2026-12-20 10:00", 2027),
        (1, "months", "2026-12-20 10:00", 2027),
        (40, "working_hours", "2026-12-30 10:00", 2027),
        (5, "working_days", "2003-12-20 10:00", 2003),
    ],
)
def test_clock_beyond_calendar_names_the_year(amount, unit, started, year):
    with pytest.raises(CalendarYearMissing) as caught:
        due(amount, unit, started, calendar=load_default_calendar())
    assert caught.value.year == year
    assert f"没有{year}年" in str(caught.value)


def test_clock_that_needs_no_calendar_asks_for_none():
    free = {"rolls": False, "ends": "midnight", "calendar": load_default_calendar()}
    assert due(40, "calendar_days", "2026-12-20 10:00", **free) == "2027-01-30 00:00"


def test_due_is_utc_and_names_its_calendar():
    rule = ClockRule(span=Span(1, "hours"), source="ours")
    found = compute_due(rule, at("2026-03-02 10:00"), calendar=CALENDAR)
    assert found.at.tzinfo is UTC
    assert found.calendar == CALENDAR.fingerprint()


def test_naive_start_is_refused():
    rule = ClockRule(span=Span(1, "hours"), source="ours")
    with pytest.raises(TypeError):
        compute_due(rule, datetime(2026, 3, 2, 10), calendar=CALENDAR)


@pytest.mark.parametrize("amount", [0, -1, 100_000])
def test_span_out_of_reason_is_refused(amount):
    with pytest.raises(ValueError, match="a span in working_days is 1 to 2500"):
        Span(amount, "working_days")


def test_rule_decodes_from_pack_and_refuses_unknown_key():
    rule = msgspec.convert({"span": {"amount": 2, "unit": "hours"}, "source": "SDN-14"}, ClockRule)
    assert rule.starts == "instant"
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.convert(
            {"span": {"amount": 2, "unit": "hours"}, "source": "x", "sorce": "x"}, ClockRule
        )
