from __future__ import annotations

from datetime import UTC, datetime

import pytest

from minqing.kernel.messages import Actor


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 9:00 in Shanghai


@pytest.fixture
def clerk() -> Actor:
    return Actor(
        scope="account:clerk",
        permissions=frozenset({"TALLY_COUNT", "SUBJECT_ERASE", "SUBJECT_CHANGE"}),
    )
