"""The half year of 2014: exactly the reported numbers, spread like other needs, repeatable."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from minqing.simulation import past
from minqing.simulation.needs import LOCAL, Need
from minqing.simulation.tests.test_needs import CALENDAR, DWELLINGS


def list_past(share: float, seed: str = "seed") -> list[Need]:
    days = past.list_past_needs(
        DWELLINGS,
        seed=seed,
        share=share,
        kind_of=lambda village: "f",
        name_of=lambda village: "某村",
        is_workday=CALENDAR.is_workday,
    )
    return [need for day in sorted(days) for need in days[day]]


@pytest.fixture(scope="module")
def whole() -> list[Need]:
    return list_past(1.0)


def test_past_has_4522_needs_in_its_thirty_weeks(whole) -> None:
    assert len(whole) == 4522 == sum(past.count_expected(1.0).values())
    days = {need.at.astimezone(LOCAL).date() for need in whole}
    assert min(days) >= past.FIRST and max(days) <= past.LAST
    assert len({need.key for need in whole}) == 4522


def test_past_is_meant_for_the_reported_lines() -> None:
    assert past.count_expected(1.0) == {
        "on_spot": 3712, "agent": 631, "joint": 44, "in_progress": 135,
    }  # fmt: skip


def test_past_follows_the_seasons(whole) -> None:
    months = Counter(need.at.astimezone(LOCAL).month for need in whole)
    assert months[3] > months[4] > months[6]
    assert all(500 < months[month] < 900 for month in range(3, 9))


def test_past_is_the_same_again_and_another_with_another_seed() -> None:
    assert list_past(0.02) == list_past(0.02)
    assert list_past(0.02) != list_past(0.02, seed="other")


def test_nobody_in_the_past_withdraws_or_is_refused(whole) -> None:
    assert not any(need.fate.withdrawn or need.fate.refused for need in whole)


def test_late_needs_of_the_past_are_told_at_the_table(whole) -> None:
    late = [n for n in whole if n.ledger == "i" and n.at.date() > date(2014, 8, 21)]
    assert {need.channel for need in late} <= {"visit", "visitor", "meeting"}
    assert all(need.fate.prompt and need.dwelling.presence != "away" for need in late)
