"""The clock sweep: living cases as they grow, always exactly 10,000 of them due.

Each round receives 10,000 cases whose sorting deadline ends before the others' deadlines,
sweeps at that moment, and takes them back. The others are copies without words: the sweep
reads none.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from bench import clones, fill, lives, world
from bench.machine import Busy, middle, write_result
from bench.storage import tidy
from minqing.cases.models import Case
from minqing.log.public import submit
from minqing.log.registry import registry
from minqing.log.worker import run_clock

DUE = 10_000
SUBMITTED = 10_000
ROUNDS = 3


def prepare(size: int) -> world.Place:
    """Let the living cases that are not due grow to what is wanted beside the due ones."""
    place, have = fill.get_place(), Case.objects.count()
    others = size - DUE
    if have < min(others, SUBMITTED):
        lives.live(place, lives.UNDISTURBED, min(others, SUBMITTED) - have, place.now)
        have = Case.objects.count()
    if have < others:
        patterns = clones.load_patterns(SUBMITTED)
        clones.multiply(patterns, others - have, place.now, words=False)
    return place


def _count_due(moment: datetime) -> int:
    return Case.objects.filter(look_again_at__lte=moment).count()


def sweep_once(place: world.Place) -> dict[str, float]:
    """Receive the due ones, find none, let time pass, sweep all; then take them back."""
    clock = registry.clocks[fill.LOOK]
    mark = world.mark()
    submit(place.receive(DUE, ledger=None), by=place.clerk, now=place.now)
    tidy()
    waiting = Case.objects.filter(status="awaiting_triage")
    moment = waiting.aggregate(last=Max("look_again_at"))["last"]
    idle = _time(lambda: run_clock(clock, place.now))
    if _count_due(moment) != DUE:
        raise RuntimeError(f"{_count_due(moment)} cases are due, wanted {DUE}")
    find = _time(lambda: clock.due(moment, 500))
    took, worked = Busy().time(lambda: run_clock(clock, moment))
    if _count_due(moment):
        raise RuntimeError(f"{_count_due(moment)} of {DUE} were not swept")
    world.forget_cases(mark)
    return {"sweep": took, "worked": worked, "idle": idle, "find": find}


def _time(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(size: int) -> dict[str, Any]:
    """Return the seconds of a sweep at that many living cases, and of its parts.

    10,000 due need as many beside them: the smallest size is 20,000.
    """
    size = max(size, 2 * DUE)
    place = prepare(size)
    rounds = [sweep_once(place) for _ in range(ROUNDS)]
    took = middle([one["sweep"] for one in rounds])
    return {
        "living": size,
        "due": DUE,
        "seconds": round(took, 2),
        "rounds": [round(one["sweep"], 2) for one in rounds],
        "worked_seconds": round(middle([one["worked"] for one in rounds]), 2),
        "us_per_case": round(took / DUE * 1e6, 1),
        "find_500_ms": round(middle([one["find"] for one in rounds]) * 1000, 2),
        "nothing_due_ms": round(middle([one["idle"] for one in rounds]) * 1000, 2),
    }


def write(found: Sequence[dict[str, Any]]) -> None:
    growth = found[-1]["worked_seconds"] / found[0]["worked_seconds"]
    write_result("sweep", {"sizes": found, "growth": round(growth, 2)})


def main(sizes: Sequence[int]) -> None:
    write([measure(size) for size in sizes])
