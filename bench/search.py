"""Search: the top 50 for five levels of viewer and words from common to unheard of, as cases
grow; what the index weighs, what a case costs it, how far it is behind after a burst.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Length

from bench import fill
from bench.lists import list_viewers, sample, watch
from bench.machine import write_result
from minqing.cases.models import SearchBlock, SearchText
from minqing.cases.public import CaseFilter, search_cases
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.log.registry import registry
from minqing.log.worker import run_follower
from minqing.org.public import Directory

WANTED_MS = 50
BURST = 500
"""Cases that are received at once to see the index fall behind and catch up."""

WORDS = {
    "in every text": "户主",
    "in one of thirty": "水泵",
    "two words": "低保 镇里",
    "a sentence": "想打听有没有统一采购的便宜渠道",
    "a name": "户主1234",
    "a place": "红庆河",
    "nowhere": "龙卷",
    "common, never together": "低保 水泵 电话",
}


def weigh() -> dict[str, Any]:
    """Return the bytes of the index, without what the database adds."""
    texts = SearchText.objects.aggregate(bytes=Sum(Length("tokens")))["bytes"]
    blocks = SearchBlock.objects.aggregate(bytes=Sum(Length("cases")))["bytes"]
    return {
        "tokens_mib": round(texts / 2**20, 1),
        "blocks_mib": round(blocks / 2**20, 1),
        "blocks": SearchBlock.objects.count(),
    }


def fall_behind() -> dict[str, Any]:
    """Return how long the index needs for a burst of new cases, and what one costs."""
    from minqing.log.public import submit

    place = fill.get_place()
    submit(place.receive(BURST), by=place.clerk, now=place.now)
    follower, start, read = registry.followers["cases-search"], time.perf_counter(), 0
    while step := run_follower(follower, place.now):
        read += step
    seconds = time.perf_counter() - start
    return {"burst": BURST, "entries": read, "behind_seconds": round(seconds, 2)}


def measure(size: int) -> dict[str, Any]:
    """Return the cells of one size, and what the index weighs and costs."""
    fill.grow(size)
    indexed = fill.index(size)
    lines = []
    for level, post in list_viewers().items():
        viewer = get_snapshot(Directory).actor(post, scope="account:bench")
        for words, typed in WORDS.items():
            lines.append({"viewer": level, "words": words} | _ask(viewer, typed))
    return {"cases": size, **indexed, **weigh(), **fall_behind(), "lines": lines}


def _ask(viewer: Actor, typed: str) -> dict[str, Any]:
    now, wanted = fill.get_place().now, CaseFilter(both=True)

    def call(_: int) -> Any:
        return search_cases(viewer, typed, wanted, now=now)

    found = call(0)
    return {"hits": len(found.hits), "more": bool(found.next)} | sample(call) | watch(call, 0.0)


def write(found: Sequence[dict[str, Any]]) -> None:
    write_result("search", {"wanted_p95_ms": WANTED_MS, "sizes": list(found)})


def main(sizes: Sequence[int]) -> None:
    assert connection.vendor
    write([measure(size) for size in sizes])
