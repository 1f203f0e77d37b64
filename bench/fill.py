"""Fill a database with cases: how fast, and how large it becomes.

Up to 20,000 cases are really submitted; beyond that they are copied (`bench.clones`).
"""

from __future__ import annotations

import gc
import pickle
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from bench import clones, world
from bench.lives import MIXED, live
from bench.machine import write_result
from bench.storage import measure_database, tidy
from minqing.cases.models import Case
from minqing.cases.search.index import get_key, is_current, is_near, rebuild
from minqing.log.digest import close_days
from minqing.log.models import Entry
from minqing.log.planning import refresh_statistics
from minqing.log.reading import get_last_position
from minqing.log.registry import registry
from minqing.log.worker import get_cursor, run_clock

SUBMITTED = 20_000
LOOK = "cases-look-again"
_place: world.Place | None = None
_filled: dict[int, dict[str, Any]] = {}


def get_place() -> world.Place:
    """Return the place of this database, made on first use a month ago.

    It is written down beside the database, for a process that goes on with a kept one.
    """
    global _place
    kept = Path(settings.VAR_DIR) / "place.pickle"
    if _place is None and kept.exists():
        _place = pickle.loads(kept.read_bytes())
    if _place is None:
        now = datetime.now(UTC)
        _place = world.prepare(now - timedelta(days=35))
        _place.now = now
        kept.write_bytes(pickle.dumps(_place))
    return _place


def grow(size: int) -> dict[str, Any]:
    """Let the database grow to that many cases and return how it went; once a size."""
    if size in _filled:
        return _filled[size]
    place, have = get_place(), Case.objects.count()
    result: dict[str, Any] = {"cases": size}
    real = min(size, SUBMITTED) - have
    if real > 0:
        start = time.perf_counter()
        commands = live(place, MIXED, real, place.now)
        result["submitted_cases"] = real
        result["submitted_commands"] = commands
        result["submit_us_per_command"] = (time.perf_counter() - start) / commands * 1e6
        # what fell due on the way is answered as in life, so that nothing is due now
        run_clock(registry.clocks[LOOK], place.now)
        close_days(place.now)
        tidy()
        have = Case.objects.count()
    if size > have:
        start = time.perf_counter()
        clones.multiply(clones.load_patterns(SUBMITTED), size - have, place.now)
        result["copied_cases"] = size - have
        result["copy_seconds"] = time.perf_counter() - start
    result |= {
        "living": Case.objects.filter(living=True).count(),
        "entries": Entry.objects.count(),
        "mib": round(measure_database() / 2**20),
    }
    _filled[size] = result
    return result


_indexed: dict[int, dict[str, Any]] = {}


def index(size: int) -> dict[str, Any]:
    """Let the search index cover what there is, and return how it went; once a size."""
    if size not in _indexed and is_current(get_key(get_place().now)) and is_near():
        _indexed[size] = {"indexed": size, "index_us_per_case": 0}  # a kept database
    if size not in _indexed:
        start = time.perf_counter()
        done = rebuild(get_place().now)
        refresh_statistics()
        seconds = time.perf_counter() - start
        skip_to_end("cases-search", get_place().now)
        tidy()
        _indexed[size] = {"indexed": done, "index_us_per_case": round(seconds / done * 1e6)}
    gc.collect()
    gc.freeze()  # what filling keeps in memory is not to be looked through while pages are timed
    return _indexed[size]


def skip_to_end(follower: str, now: datetime) -> None:
    """Put a follower's cursor at the end of the log: what it would write is there already."""
    cursor = get_cursor(follower, now)
    cursor.position = get_last_position()
    cursor.save()


measure = grow


def write(found: Sequence[dict[str, Any]]) -> None:
    write_result("fill", {"sizes": found})


def main(sizes: Sequence[int]) -> None:
    write([measure(size) for size in sizes])
