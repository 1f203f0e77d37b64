"""Rows of a list: the day of recording gives way to the deadline, and is said as a day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from minqing.console.rows import draw_table
from minqing.console.shown import CaseLine

pytestmark = pytest.mark.django_db

LINE = CaseLine(
    id="c-1",
    receipt="W2GA00N8793N5",
    matter="机井坏了",
    status="handling",
    raised_at=datetime(2026, 10, 12, 9, tzinfo=UTC),
)


def test_day_of_recording_gives_way_only_beside_a_deadline() -> None:
    beside = draw_table([LINE], ("time", "status", "received"))
    assert beside.count("beside-time") == 2, "the head and the cell go together"
    assert "beside-time" not in draw_table([LINE], ("status", "received"))


def test_card_of_a_phone_says_that_it_was_recorded() -> None:
    with override("en"):
        assert 'data-head="Recorded"' in draw_table([LINE], ("received",))
    with override("zh-hans"):
        assert 'data-head="登记"' in draw_table([LINE], ("received",))
