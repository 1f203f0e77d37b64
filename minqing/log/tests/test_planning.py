"""SQLite gets statistics when the log has grown, and not for a handful of entries."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log import planning
from minqing.log.public import submit
from minqing.log.tests.tally import Count

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "WORTH", 10)
    monkeypatch.setattr(planning, "_looked_at", 0)


def add(amount: int, clerk: Actor, now: datetime) -> None:
    submit([Count(id=new_id(), tally=f"t{n}", amount=1) for n in range(amount)], by=clerk, now=now)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL gathers them by itself")
def test_statistics_are_gathered_when_the_log_has_grown(clerk: Actor, now: datetime) -> None:
    add(9, clerk, now)
    assert not planning.refresh_statistics(), "so few need none"
    add(1, clerk, now)
    assert planning.refresh_statistics()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'log_entry'")
        assert cursor.fetchone()[0] > 0
    add(4, clerk, now)
    assert not planning.refresh_statistics(), "grown by less than half"
    add(1, clerk, now)
    assert planning.refresh_statistics()
