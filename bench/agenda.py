"""The agenda of a district over 100,000 stuck matters: its first page, a later one, the count."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from django.db import connection

from minqing.meetings.models import Standing
from minqing.meetings.queries import CAP, PAGE, agenda_rows

MANY, ROUNDS = 100_000, 20
UNIT, KIND = "000000", "bench_agenda"


def fill(now: Any) -> None:
    """Write as many rows as a district could ever have stuck, and as many beside it."""
    for unit in (UNIT, "000001"):
        rows = (
            Standing(
                subject=f"case:{unit}-{n}",
                unit=unit,
                kind=KIND,
                claimed="",
                rank=20_000 + n % 9_000,
                since=now - timedelta(minutes=n),
                own_unit=unit,
                record="{}",
            )
            for n in range(MANY)
        )
        Standing.objects.bulk_create(rows, batch_size=80)


def time_it(work: Callable[[], Any]) -> float:
    """Return the median seconds of some rounds, the first left out."""
    taken = []
    for _ in range(ROUNDS + 1):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken[1:])


def measure(now: Any, last: Any) -> dict[str, Any]:
    """Return the seconds of the pages and of the count, and the plan the database chose."""
    fill(now)
    rows = agenda_rows(UNIT, KIND, last)
    middle = list(rows[MANY // 2 : MANY // 2 + 1])[0]
    further = rows.filter(rank__gte=middle.rank)
    return {
        "database": connection.vendor,
        "rows": MANY,
        "first_page_s": time_it(lambda: list(rows[: PAGE + 1])),
        "page_in_the_middle_s": time_it(lambda: list(further[: PAGE + 1])),
        "capped_count_s": time_it(lambda: rows.order_by()[: CAP + 1].count()),
        "plan": rows[: PAGE + 1].explain(),
    }
