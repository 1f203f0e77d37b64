"""What is left is said as people say it."""

from __future__ import annotations

import pytest

from minqing.kernel.clocks import Remaining
from minqing.kernel.due_sentences import describe_remaining


@pytest.mark.parametrize(
    ("unit", "amount", "words"),
    [
        ("hours", 71, "剩余71小时"),
        ("hours", 72, "剩余3天"),
        ("hours", 458, "剩余19天"),
        ("working_days", 80, "剩余80个工作日"),
    ],
)
def test_long_hours_are_said_in_days(unit: str, amount: int, words: str) -> None:
    remaining = Remaining("on_time", amount, unit)
    assert describe_remaining(remaining).fill(lambda text: text) == words
