"""Every registered list with three filters, 今日事项, 督办 and the case page, for five levels of
viewer, as cases grow.

The ledgers, 今日事项 and the case page are asked twice: by its query function, and through Django's test client (the server's
time with drawing; no network). Warm: one call is thrown away. 50 rows a page, counted to the
cap of 1,000.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import fill
from bench.machine import Busy, middle, percentile, read_pace, write_result
from bench.world import BANNER, LEAGUE
from minqing.cases.models import Case
from minqing.cases.public import CaseFilter, find_case, get_today, list_cases
from minqing.cases.reach import list_axes
from minqing.console.lists import LISTS
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.models import Account
from minqing.org.public import Directory

SAMPLES, LEAST, PATIENCE = 20, 5, 4.0
"""Calls of one cell, at least so many, and the seconds after which no further is made."""

WANTED_MS = 100
PAGES = 20
LEDGERS = ("immediate", "agent", "report_up")
NAMES = (*LEDGERS, "today", "case")
MORE = {"supervise": "CASE_SUPERVISE"}
"""Pages that are no list of the registry, and who may open them."""


def list_filters() -> dict[str, dict[str, str]]:
    """Return the filters that every registered list is asked with, by name.

    What most people ask, what is late or soon, and one that no index of the rows has in order
    (one category of many), in an order that is not theirs either.
    """
    category = fill.get_place().categories[0]
    return {
        "all": {},
        "soon": {"time": "soon"},
        "rare": {"category": category, "sort": "received"},
    }


class Statements:
    """Keeps the statements of one call, to be run again alone: SQLite works while rows are
    fetched, so the time of `execute` says little."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Any]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen.append((sql, params))
        return execute(sql, params, many, context)

    def find_slowest(self) -> tuple[float, str, Any]:
        """Return the milliseconds, text and parameters of the slowest that only reads."""
        timed = [(_run(sql, params), sql, params) for sql, params in self.seen
                 if sql.startswith("SELECT")]  # fmt: skip
        return max(timed, key=lambda one: one[0], default=(0.0, "", None))


def _run(sql: str, params: Any) -> float:
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.fetchall()
    return (time.perf_counter() - start) * 1000


def explain(sql: str, params: Any) -> str:
    """Return a statement with the database's plan for it."""
    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (ANALYZE, BUFFERS)"
    with connection.cursor() as cursor:
        cursor.execute(f"{word} {sql}", params)
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    return f"{sql}\n{params}\n{plan}"


def list_viewers() -> dict[str, str]:
    """Return the post of one viewer a level, and of one who only calls back."""
    place = fill.get_place()
    village = place.villages[0]
    return {
        "village": f"{village}-village_cadre",
        "town": f"{place.towns[village]}-township_leader",
        "department": f"{place.offices[0]}-department_handler",
        "banner": f"{BANNER}-banner_leader",
        "league": f"{LEAGUE}-supervisor",
        "caller": f"{BANNER}-independent_caller",
    }


def sample(call: Callable[[int], Any]) -> dict[str, Any]:
    """Return milliseconds at the middle and at 95 of 100 calls: on the wall, and worked.

    `pace`: what a fixed piece of work took beside each call, at the middle.
    """
    call(0)
    busy = Busy()
    wall: list[float] = []
    worked: list[float] = []
    paces: list[float] = []
    begun = time.perf_counter()
    while len(wall) < SAMPLES:
        paces.append(read_pace())
        before, start = busy.read(), time.perf_counter()
        call(len(wall))
        wall.append((time.perf_counter() - start) * 1000)
        worked.append((busy.read() - before) * 1000)
        if len(wall) >= LEAST and time.perf_counter() - begun > PATIENCE:
            break
    return {
        "p50": round(percentile(wall, 0.5), 1),
        "p95": round(percentile(wall, 0.95), 1),
        "busy_p50": round(percentile(worked, 0.5), 1),
        "busy_p95": round(percentile(worked, 0.95), 1),
        "pace": round(middle(paces), 2),
        "samples": len(wall),
    }


def watch(call: Callable[[int], Any], plans_above: float) -> dict[str, Any]:
    """Return how many statements one call makes and the slowest one's milliseconds."""
    kept = Statements()
    with connection.execute_wrapper(kept):
        call(1)
    took, sql, params = kept.find_slowest()
    if plans_above and took > plans_above:
        print(f"--- {took:.1f} ms\n{explain(sql, params)}\n")
    return {"statements": len(kept.seen), "slowest_ms": round(took, 1)}


def ask(call: Callable[[int], Any], plans_above: float) -> dict[str, Any]:
    """Return the measures of one cell; a page that is broken today must not end an hour's run."""
    try:
        return sample(call) | watch(call, plans_above)
    except Exception as error:
        traceback.print_exc()
        return {"error": type(error).__name__}


def list_asks(viewer: Actor, ids: Sequence[str]) -> dict[str, Callable[[int], Any]]:
    """Return the query behind each page."""
    now = fill.get_place().now

    def ledger(code: str) -> Callable[[int], Any]:
        return lambda _: list_cases(viewer, CaseFilter(ledger=code), now=now)

    asks: dict[str, Callable[[int], Any]] = {code: ledger(code) for code in LEDGERS}
    asks["today"] = lambda _: get_today(viewer, now=now)
    asks["case"] = lambda n: _found(find_case(viewer, ids[n % len(ids)], now=now))
    return asks


def _found(page: Any) -> None:
    if page is None:
        raise RuntimeError("a case in reach is not found")


def list_pages(post: str, ids: Sequence[str]) -> dict[str, Callable[[int], Any]]:
    """Return the page behind each name, as a signed-in reader fetches it."""
    account, _ = Account.objects.get_or_create(login=post.lower()[:40], person=post, post=post)
    client = Client(HTTP_HOST="localhost")
    client.force_login(account)

    def fetch(url: str) -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")

    pages: dict[str, Callable[[int], Any]] = {}
    for code in LISTS:
        for name, words in list_filters().items():
            address = f"{reverse('console:ledger', args=[code])}?{urlencode(words)}"
            pages[f"{code} {name}"] = lambda _, address=address: fetch(address)
    for name in ("today", "supervise"):
        pages[name] = lambda _, name=name: fetch(reverse(f"console:{name}"))
    pages["case"] = lambda n: fetch(reverse("console:case", args=[ids[n % len(ids)]]))
    return pages


def find_ids(viewer: Actor) -> list[str]:
    """Return some living cases in reach, of every axis, spread over the ids."""
    found: list[str] = []
    for axis in list_axes(viewer, get_snapshot(Directory)):
        rows = Case.objects.filter(living=True, sealed=False, **axis)
        found += rows.values_list("id", flat=True)[:2000]
    return found[:: max(1, len(found) // PAGES)][:PAGES]


def measure(size: int, *, plans_above: float = 0.0) -> list[dict[str, Any]]:
    """Return one line a viewer, name and way; prints plans of statements slower than that."""
    fill.grow(size)
    fill.index(size)
    lines = []
    directory = get_snapshot(Directory)
    for level, post in list_viewers().items():
        viewer = directory.actor(post, scope="account:bench")
        ids = find_ids(viewer)
        more = tuple(name for name, needed in MORE.items() if needed in viewer.permissions)
        listed = tuple(
            f"{code} {name}"
            for code, one in LISTS.items()
            if one.is_open_to(viewer)
            for name in list_filters()
        )
        ways = (
            ("query", NAMES, list_asks(viewer, ids)),
            ("page", (*listed, "today", "case", *more), list_pages(post, ids)),
        )
        for way, names, calls in ways:
            for name in names:
                found = ask(calls[name], plans_above)
                if plans_above:
                    print(f"{size} {level} {name} {way} {found}")
                lines.append({"cases": size, "viewer": level, "list": name, "way": way} | found)
    return lines


def write(found: Sequence[list[dict[str, Any]]]) -> None:
    lines = [line for lines in found for line in lines]
    write_result("lists", {"wanted_p95_ms": WANTED_MS, "lines": lines})


def main(sizes: Sequence[int]) -> None:
    write([measure(size) for size in sizes])
