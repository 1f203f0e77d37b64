"""Clocks equal the minute walker: 2014 and 2020 to 2026, pauses, extensions, half-days."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from minqing.kernel.tests.draws import Drawn, drawn_clocks, national, regional, wall

NATIONAL, REGIONAL = national(), regional()


def assert_equals_walker(drawn: Drawn) -> None:
    due = drawn.compute(calendar=REGIONAL if drawn.special else NATIONAL).at
    assume(wall(due).year < 2027)  # where the walker's raw table ends
    assert wall(due) == drawn.walk()


@pytest.mark.parametrize("unit", ["minutes", "hours", "working_hours"])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_clock_in_hours_equals_walker(unit, data):
    assert_equals_walker(data.draw(drawn_clocks(units=(unit,), most_extensions=0)))


@pytest.mark.parametrize("unit", ["calendar_days", "working_days", "months"])
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_clock_in_days_equals_walker(unit, data):
    assert_equals_walker(data.draw(drawn_clocks(units=(unit,), most_extensions=0)))


@settings(max_examples=100, deadline=None)
@given(drawn=drawn_clocks())
def test_extended_clock_equals_walker(drawn):
    assert_equals_walker(drawn)
