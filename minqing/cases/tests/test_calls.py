"""When the next try to reach a raiser counts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from minqing.cases.calls import show_asking
from minqing.cases.terms import Attempt
from minqing.cases.tests.builders import Story

LOCAL = timezone(timedelta(hours=8))
MORNING = datetime(2026, 3, 9, 10, 20, tzinfo=LOCAL)


def tried(*attempts: tuple[datetime, bool]) -> object:
    case = Story().received().case()
    return replace(case, attempts=tuple(Attempt(at=at, counted=ok) for at, ok in attempts))


@pytest.mark.parametrize(
    ("attempts", "later", "expected"),
    [
        ((), {}, (0, 0, True, False, ())),
        (((MORNING, True),), {"hours": 3}, (1, 1, False, True, (10,))),
        (((MORNING, True),), {"days": 1}, (1, 1, False, False, (10,))),
        (((MORNING, True),), {"days": 1, "hours": 3}, (1, 1, True, False, (10,))),
        (
            ((MORNING, True), (MORNING + timedelta(hours=1), False)),
            {"days": 2, "hours": 1},  # a try that did not count uses up no hour
            (2, 1, True, False, (10,)),
        ),
    ],
)
def test_asking_says_when_the_next_try_counts(attempts, later, expected) -> None:
    found = show_asking(tried(*attempts), MORNING + timedelta(**later))
    assert (found.tries, found.counted, found.counts_now, found.today, found.hours) == expected
    assert found.named


@given(st.lists(st.integers(0, 10 * 24), max_size=6), st.integers(0, 20 * 24))
def test_what_is_told_is_what_the_rule_counts(hours: list[int], now: int) -> None:
    times = [MORNING + timedelta(hours=hour) for hour in sorted(hours)]
    found = show_asking(tried(*((at, True) for at in times)), MORNING + timedelta(hours=now))
    moment = MORNING + timedelta(hours=now)
    fits = not found.today and moment.hour not in found.hours
    assert found.counts_now == fits
