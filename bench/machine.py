"""What the figures were measured on, and how they are written down."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def describe() -> dict[str, Any]:
    """Return cores, memory, versions and database: figures mean nothing without them."""
    from django.db import connection

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    found = {
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "database": f"SQLite {sqlite3.sqlite_version}",
        "measured_at": datetime.now(UTC).strftime("%Y-%m-%d"),
    }
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            found["database"] = f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
    return found


class Busy:
    """Seconds that a processor worked for us: this thread, and PostgreSQL's processes for it.

    On a shared machine the clock on the wall counts the neighbours too; this does not. Waits
    for the disk are not in it.
    """

    def __init__(self) -> None:
        from django.db import connections

        self.counters: list[str] = []
        for connection in connections.all():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    self.counters.append(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def read(self) -> float:
        """Return the seconds worked so far."""
        worked = time.thread_time()
        for name in self.counters:
            worked += int(Path(name).read_text().split()[0]) / 1e9
        return worked

    def time(self, work: Callable[[], Any]) -> tuple[float, float]:
        """Return the seconds one call takes: on the wall, and worked."""
        before, start = self.read(), time.perf_counter()
        work()
        return time.perf_counter() - start, self.read() - before


ROUNDS = 10_000


def read_pace() -> float:
    """Return the milliseconds that a fixed piece of work takes just now.

    Shared machines run at half or twice their pace from one minute to the next; figures of two
    runs can be compared only beside it.
    """
    start, total = time.thread_time(), 0
    for number in range(ROUNDS):
        total += number * number % 7
    return (time.thread_time() - start) * 1000


def percentile(samples: Sequence[float], share: float) -> float:
    """Return the sample below which that share of samples lies."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def middle(samples: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(samples)


def write_result(name: str, result: dict[str, Any]) -> None:
    """Write one measure as JSON; `bench.report` makes the tables of all of them."""
    from django.db import connection

    RESULTS.mkdir(exist_ok=True)
    content = {"name": name, "machine": describe(), **result}
    path = RESULTS / f"{name}-{connection.vendor}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(content, ensure_ascii=False))
