"""A re-issued calendar: deadlines are computed again, and those that move are listed."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.kernel.calendar import DayDifference, RegionalDay, list_differences
from minqing.kernel.clocks import ClockRule, ClockRun, Moved, Pause, Span, list_moved
from minqing.kernel.tests.draws import Drawn, as_pauses, drawn_clocks, national, utc, wall
from minqing.kernel.tests.oracle import Walker

OLD = national()
# As in early 2020: the holiday is lengthened, and a Saturday is worked instead.
CHANGES = (
    RegionalDay(date(2020, 2, 3), "holiday", "春节"),
    RegionalDay(date(2020, 2, 4), "holiday", "春节"),
    RegionalDay(date(2020, 2, 22), "workday", "调休"),
    RegionalDay(date(2020, 3, 6), "morning_only", "消毒"),
)
NEW = OLD.with_region("cn", CHANGES)


def test_differences_name_day_kind_and_hours():
    assert list_differences(OLD, NEW) == [
        DayDifference(date(2020, 2, 3), "workday", "day_off", False, "春节"),
        DayDifference(date(2020, 2, 4), "workday", "day_off", False, "春节"),
        DayDifference(date(2020, 2, 22), "day_off", "workday", False, ""),
        DayDifference(date(2020, 3, 6), "workday", "workday", True, ""),
    ]


def test_new_year_is_a_difference_of_every_day():
    found = list_differences(OLD, OLD.with_provisional_years(2028))
    assert len(found) == 366
    assert {d.was for d in found} == {"unknown"}


def test_same_calendar_has_no_difference():
    assert list_differences(OLD, OLD) == []


def run(key: str, rule: ClockRule, started: str, *pauses: Pause) -> ClockRun:
    moment = utc(datetime.fromisoformat(started))
    return ClockRun(key=key, rule=rule, started_at=moment, pauses=pauses)


def test_moved_deadlines_are_listed_with_both_moments():
    five = ClockRule(span=Span(5, "working_days"), source="SDN-14")
    day = ClockRule(span=Span(24, "hours"), source="SDN-14")
    runs = [
        run("before", five, "2020-01-08 10:00"),
        run("across", five, "2020-01-22 10:00"),
        run("hours", day, "2020-02-03 10:00"),
        run("after", five, "2020-03-09 10:00"),
    ]
    assert list_moved(runs, OLD, NEW) == [
        Moved(
            "across",
            utc(datetime(2020, 2, 6, 17, 30)),
            utc(datetime(2020, 2, 10, 17, 30)),
        )
    ]


def test_deadline_beyond_old_calendar_counts_as_moved():
    month = ClockRule(span=Span(20, "working_days"), source="SDN-14")
    newer = OLD.with_provisional_years(2028)
    found = list_moved([run("late", month, "2027-12-20 10:00")], OLD, newer)
    assert found == [Moved("late", None, utc(datetime(2028, 1, 18, 17, 30)))]


@st.composite
def runs_near_change(draw: st.DrawFn) -> Drawn:
    drawn = draw(drawn_clocks(most_extensions=0))
    start = datetime(2020, 1, 6) + (drawn.started - datetime(drawn.started.year, 1, 1)) / 6
    shift = start.replace(second=0, microsecond=0) - drawn.started
    pauses = tuple((a + shift, b + shift) for a, b in drawn.pauses)
    return Drawn(drawn.rule, drawn.started + shift, pauses, (), special=False)


@settings(max_examples=40, deadline=None)
@given(drawn=runs_near_change())
def test_moved_equals_walking_both_calendars(drawn):
    walkers = [
        Walker(
            starts=drawn.rule.starts,
            rolls=drawn.rule.rolls,
            ends=drawn.rule.ends,
            pauses=drawn.pauses,
            special=special,
        )
        for special in ({}, {c.day: c.kind for c in CHANGES})
    ]
    was, now = (
        w.walk(drawn.started, [(drawn.rule.span.unit, drawn.rule.span.amount)]) for w in walkers
    )
    one = ClockRun(
        key="one",
        rule=drawn.rule,
        started_at=utc(drawn.started),
        pauses=as_pauses(drawn.pauses),
    )
    expected = [] if was == now else [(was, now)]
    assert [(wall(m.was), wall(m.now)) for m in list_moved([one], OLD, NEW)] == expected


@settings(max_examples=100, deadline=None)
@given(drawn=runs_near_change())
def test_only_deadlines_across_a_difference_move(drawn):
    one = ClockRun(
        key="one", rule=drawn.rule, started_at=utc(drawn.started), pauses=as_pauses(drawn.pauses)
    )
    differing = [c.day for c in CHANGES]
    for moved in list_moved([one], OLD, NEW):
        last = max(moved.was, moved.now)
        assert any(drawn.started.date() <= day <= wall(last).date() for day in differing)
