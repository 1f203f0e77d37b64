"""One reading: the same is asked once, and a deed of one's own is seen."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.public import get_state, get_states, one_reading, submit
from minqing.log.tests.tally import Count

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


def count(amount: int) -> Count:
    return Count(id=new_id(), tally="a", amount=amount)


def asked() -> int:
    """Return how many statements two looks at one stream make."""
    with CaptureQueriesContext(connection) as statements:
        assert get_state("tally:a") == get_state("tally:a")
    return len(statements)


def test_stream_is_read_once_in_one_reading_and_each_time_outside(
    clerk: Actor, now: datetime
) -> None:
    submit([count(1)], by=clerk, now=now)
    assert asked() == 2
    with one_reading():
        assert asked() == 1
        assert asked() == 0
    assert asked() == 2


def test_own_deed_is_seen_within_a_reading(clerk: Actor, now: datetime) -> None:
    with one_reading():
        assert get_state("tally:a") is None
        submit([count(2)], by=clerk, now=now)
        assert get_state("tally:a").total == 2


def test_states_come_in_the_order_in_which_they_are_asked_for(clerk: Actor, now: datetime) -> None:
    for tally in ("b", "c", "a"):
        submit([Count(id=new_id(), tally=tally, amount=1)], by=clerk, now=now)
    wanted = ["tally:c", "tally:a", "tally:none", "tally:b", "tally:c"]
    assert list(get_states(wanted)) == ["tally:c", "tally:a", "tally:b"]
