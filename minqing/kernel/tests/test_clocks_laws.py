"""What holds for every clock, whatever its numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from minqing.kernel.clocks import (
    DAY_UNITS,
    ClockRule,
    Extension,
    Pause,
    Span,
    compute_due,
    compute_due_at,
)
from minqing.kernel.tests.draws import (
    as_pauses,
    drawn_clocks,
    moments,
    national,
    pauses_after,
    regional,
    rules,
    spans,
    utc,
    wall,
)

NATIONAL, REGIONAL = national(), regional()
SLOWEST = timedelta(days=400)


@settings(max_examples=100, deadline=None)
@given(drawn=drawn_clocks())
def test_due_lies_after_start(drawn):
    assert drawn.compute(calendar=REGIONAL).at > utc(drawn.started)


@settings(max_examples=70, deadline=None)
@given(drawn=drawn_clocks())
def test_bulk_moment_equals_explained_due(drawn):
    pauses = as_pauses(drawn.pauses)
    at = compute_due_at(drawn.rule, utc(drawn.started), calendar=NATIONAL, pauses=pauses)
    due = compute_due(drawn.rule, utc(drawn.started), calendar=NATIONAL, pauses=pauses)
    assert at == due.at


@settings(max_examples=100, deadline=None)
@given(data=st.data(), rule=rules(), started=moments(), later=st.integers(0, 10 * 1440))
def test_later_start_is_never_due_earlier(data, rule, started, later):
    # A starting day that counts, counts whole; then a pause before a later start is not missed.
    # Nor is it where several days begin months that end together, as on February 28th.
    counts_day = rule.starts == "instant" and rule.span.unit in DAY_UNITS
    misses_none = counts_day or rule.span.unit == "months"
    pauses = () if misses_none else as_pauses(data.draw(pauses_after(started)))
    second = started + timedelta(minutes=later)
    one = compute_due_at(rule, utc(started), calendar=REGIONAL, pauses=pauses)
    two = compute_due_at(rule, utc(second), calendar=REGIONAL, pauses=pauses)
    assert one <= two


@settings(max_examples=70, deadline=None)
@given(data=st.data(), rule=rules(), started=moments())
def test_longer_span_is_never_due_earlier(data, rule, started):
    pauses = as_pauses(data.draw(pauses_after(started)))
    longer = ClockRule(
        span=Span(rule.span.amount + 1, rule.span.unit),
        starts=rule.starts,
        rolls=rule.rolls,
        ends=rule.ends,
        source=rule.source,
    )
    one = compute_due_at(rule, utc(started), calendar=REGIONAL, pauses=pauses)
    assert one <= compute_due_at(longer, utc(started), calendar=REGIONAL, pauses=pauses)


@settings(max_examples=70, deadline=None)
@given(drawn=drawn_clocks(), begin=st.integers(0, 30 * 1440), length=st.integers(1, 9 * 1440))
def test_pause_never_makes_due_earlier(drawn, begin, length):
    start = utc(drawn.started) + timedelta(minutes=begin)
    more = Pause(start, None, start + timedelta(minutes=length))
    pauses = as_pauses(drawn.pauses)
    without = compute_due_at(drawn.rule, utc(drawn.started), calendar=REGIONAL, pauses=pauses)
    with_it = compute_due_at(
        drawn.rule, utc(drawn.started), calendar=REGIONAL, pauses=(*pauses, more)
    )
    assert without <= with_it


@settings(max_examples=70, deadline=None)
@given(drawn=drawn_clocks())
def test_deadline_never_falls_inside_of_pause(drawn):
    at = drawn.compute(calendar=REGIONAL).at
    assert not [p for p in as_pauses(drawn.pauses) if p.start < at <= p.until]


@settings(max_examples=50, deadline=None)
@given(rule=rules(), started=moments(), length=st.integers(1, 9 * 1440))
def test_pause_after_deadline_changes_nothing(rule, started, length):
    due = compute_due_at(rule, utc(started), calendar=REGIONAL)
    late = Pause(due, None, due + timedelta(minutes=length))
    assert due == compute_due_at(rule, utc(started), calendar=REGIONAL, pauses=(late,))


@settings(max_examples=50, deadline=None)
@given(rule=rules(), started=moments(), data=st.data())
def test_pause_cut_in_two_credits_the_same(rule, started, data):
    begin = utc(started) + timedelta(minutes=data.draw(st.integers(0, 4000)))
    minutes = data.draw(st.integers(2, 8000))
    middle = begin + timedelta(minutes=data.draw(st.integers(1, minutes - 1)))
    end = begin + timedelta(minutes=minutes)
    whole = (Pause(begin, end, end + SLOWEST),)
    halves = (Pause(middle, end, end + SLOWEST), Pause(begin, middle, end + SLOWEST))
    one = compute_due_at(rule, utc(started), calendar=REGIONAL, pauses=whole)
    assert one == compute_due_at(rule, utc(started), calendar=REGIONAL, pauses=halves)


@settings(max_examples=50, deadline=None)
@given(started=moments(), amount=st.integers(1, 72), before=st.integers(0, 59), data=st.data())
def test_hours_credit_paused_time_to_the_second(started, amount, before, data):
    seconds = data.draw(st.integers(1, 400_000))
    rule = ClockRule(span=Span(amount, "hours"), source="ours")
    begin = utc(started) + timedelta(minutes=before)
    pause = Pause(begin, begin + timedelta(seconds=seconds), begin + SLOWEST)
    plain = compute_due_at(rule, utc(started), calendar=NATIONAL)
    paused = compute_due_at(rule, utc(started), calendar=NATIONAL, pauses=(pause,))
    assert paused - plain == timedelta(seconds=seconds)


@settings(max_examples=50, deadline=None)
@given(started=moments(), amount=st.integers(1, 20), gone=st.integers(1, 15), data=st.data())
def test_pause_over_whole_working_days_gives_them_back(started, amount, gone, data):
    rule = ClockRule(span=Span(amount, "working_days"), source="ours")
    first = REGIONAL.add_workdays(started.date(), data.draw(st.integers(1, amount)))
    last = REGIONAL.add_workdays(first, gone - 1)
    pause = Pause(
        REGIONAL.sessions(first)[0][0], REGIONAL.sessions(last)[-1][1], utc(started) + SLOWEST
    )
    plain = compute_due_at(rule, utc(started), calendar=REGIONAL)
    paused = compute_due_at(rule, utc(started), calendar=REGIONAL, pauses=(pause,))
    assert wall(paused).date() == REGIONAL.add_workdays(wall(plain).date(), gone)


@settings(max_examples=40, deadline=None)
@given(started=moments(), parts=st.integers(2, 12))
def test_small_pauses_add_up_and_are_not_rounded_each(started, parts):
    """Minutes paused on many days cost at most the day on which their sum ends."""
    rule = ClockRule(span=Span(15, "working_days"), source="ours")
    pauses = []
    for n in range(1, parts + 1):
        opening = REGIONAL.sessions(REGIONAL.add_workdays(started.date(), n))[0][0]
        pauses.append(Pause(opening, opening + timedelta(minutes=5), opening + SLOWEST))
    plain = compute_due_at(rule, utc(started), calendar=REGIONAL)
    paused = compute_due_at(rule, utc(started), calendar=REGIONAL, pauses=pauses)
    assert wall(paused).date() == REGIONAL.add_workdays(wall(plain).date(), 1)


@settings(max_examples=70, deadline=None)
@given(drawn=drawn_clocks(), span=spans())
def test_extension_never_makes_due_earlier(drawn, span):
    started = utc(drawn.started)
    extension = Extension(span, started)
    plain = compute_due_at(drawn.rule, started, calendar=NATIONAL)
    extended = compute_due_at(drawn.rule, started, calendar=NATIONAL, extensions=(extension,))
    assert plain <= extended


@pytest.mark.parametrize("unit", ["hours", "working_hours", "calendar_days", "working_days"])
@settings(max_examples=40, deadline=None)
@given(started=moments(), a=st.integers(1, 20), b=st.integers(1, 20))
def test_extension_in_the_same_unit_is_one_longer_span(unit, started, a, b):
    rule = ClockRule(span=Span(a, unit), source="ours")
    sum_rule = ClockRule(span=Span(a + b, unit), source="ours")
    extension = Extension(Span(b, unit), utc(started))
    extended = compute_due_at(rule, utc(started), calendar=REGIONAL, extensions=(extension,))
    assert extended == compute_due_at(sum_rule, utc(started), calendar=REGIONAL)


@settings(max_examples=40, deadline=None)
@given(rule=rules(), started=moments())
def test_day_clocks_end_on_a_day_edge(rule, started):
    assume(rule.span.unit in DAY_UNITS)
    at = compute_due_at(rule, utc(started), calendar=NATIONAL)
    closes = {b for _, b in NATIONAL.sessions(wall(at).date())[-1:]}
    assert wall(at).time().isoformat() == "00:00:00" or at in closes
