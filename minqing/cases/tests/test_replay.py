"""Clocks that ran on a matter, as its log tells them."""

from __future__ import annotations

from datetime import timedelta

from minqing.cases import replay
from minqing.cases.clocks_of_case import Clock
from minqing.cases.terms import ClockName
from minqing.cases.tests.builders import MONDAY
from minqing.kernel.clocks import ClockRule, Pause, Span

RULE = ClockRule(span=Span(10, "working_days"), source="ours")
HANDLE = Clock(name=ClockName.HANDLE, rule=RULE, started_at=MONDAY)


def test_clock_goes_on_with_a_pause_credited_or_held() -> None:
    paused = Pause(
        MONDAY + timedelta(days=1), MONDAY + timedelta(days=3), cap=Span(30, "calendar_days")
    )
    credited = Clock(name=ClockName.HANDLE, rule=RULE, started_at=MONDAY, pauses=(paused,))
    assert replay._goes_on(HANDLE, (credited, None))
    assert replay._goes_on(HANDLE, (None, HANDLE))


def test_clock_ends_when_another_begins_or_none_runs() -> None:
    again = Clock(name=ClockName.HANDLE, rule=RULE, started_at=MONDAY + timedelta(days=30))
    telling = Clock(name=ClockName.TELL, rule=RULE, started_at=MONDAY)
    assert not replay._goes_on(HANDLE, (again, None))
    assert not replay._goes_on(HANDLE, (telling, None))
    assert not replay._goes_on(HANDLE, (None, None))
