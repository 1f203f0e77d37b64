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


def time_of(work: Callable[[], Any]) -> float:
    """Return the seconds one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


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
