"""`verify` of the whole log: entries a second, with progress, as cases grow.

Copied cases are folded like any other. Days are closed for the really submitted part alone:
copies come in one moment, and a day of a million entries is nobody's day.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence
from typing import Any

from bench import fill
from bench.machine import Busy, write_result
from minqing.log.models import Setting
from minqing.log.verify import PROGRESS, VERIFIED, check_days, check_positions, verify


def measure(size: int) -> dict[str, Any]:
    """Return how fast a complete run is, and its parts."""
    fill.grow(size)
    Setting.objects.filter(name__in=(PROGRESS, VERIFIED)).delete()
    pages: list[float] = []

    def report(done: int, total: int) -> None:
        pages.append(time.perf_counter())
        if len(pages) % 100 == 0:
            print(f"verified {done} of {total}", file=sys.stderr, flush=True)

    busy = Busy()
    before, start = busy.read(), time.perf_counter()
    result = verify(report=report)
    took, worked = time.perf_counter() - start, busy.read() - before
    if result.difference is not None:
        raise RuntimeError(str(result.difference))
    positions = _time(check_positions)
    days = _time(check_days)
    return {
        "cases": size,
        "streams": result.streams,
        "entries": result.entries,
        "days": result.days,
        "seconds": round(took, 1),
        "worked_seconds": round(worked, 1),
        "entries_per_second": round(result.entries / took),
        "entries_per_worked_second": round(result.entries / worked),
        "positions_seconds": round(positions, 2),
        "days_seconds": round(days, 2),
        "progress_told": len(pages),
        "longest_silence_seconds": round(_longest(start, pages, start + took), 2),
        "process_peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _time(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _longest(start: float, moments: Sequence[float], end: float) -> float:
    """Return the longest time without a word to whoever waits."""
    points = [start, *moments, end]
    return max(after - before for before, after in zip(points, points[1:], strict=False))


def write(found: Sequence[dict[str, Any]]) -> None:
    write_result("verify", {"sizes": found})


def main(sizes: Sequence[int]) -> None:
    write([measure(size) for size in sizes])
