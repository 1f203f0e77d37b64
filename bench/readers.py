"""Residents who read the public board and their tracking page, beside others who raise matters.

200 connections read, in turn, the board (first page, or that of a place) and the progress of a
receipt; 20 send matters through the API. Nobody waits between two requests, so the server is
always full: throughput is what it can give, the percentiles what the last in the queue sees.
The load generator and the database share the machine with it.
"""

from __future__ import annotations

import http.client
import os
import re
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connections

from bench import fill
from bench.intake import NotReceived, make_own_sender
from bench.machine import percentile, write_result
from minqing.cases.models import Case
from tests.harness.postgres import find_free_port
from tests.harness.server import running_server

READERS, WRITERS = 200, 20
SECONDS = int(os.environ.get("BENCH_SECONDS", "20"))
CASES = 10_000
Send = Callable[[http.client.HTTPConnection], str]


def main(sizes: Sequence[int] = ()) -> None:
    """Measure readers alone, then beside writers, on a house of 10,000 cases."""
    fill.grow(CASES)
    fill.index(CASES)
    place = fill.get_place()
    receipts = list(Case.objects.filter(sealed=False).values_list("receipt", flat=True)[:500])
    connections.close_all()
    own = {**os.environ, "PORT": str(find_free_port()), "MINQING_INTAKE_PER_MINUTE": "0"}
    own |= {"MINQING_LOG_LEVEL": "WARNING"}
    with running_server(own) as server:
        read = make_reader(server.url, receipts, place.villages)
        write = make_writer(place.villages)
        alone = _measure(server.url, [(READERS, read)])
        beside = _measure(server.url, [(READERS, read), (WRITERS, write)])
    write_result("readers", {
        "seconds": SECONDS, "readers": READERS, "writers": WRITERS, "cases": CASES,
        "processes": settings.RUN_PROCESSES, "threads": settings.RUN_THREADS,
        "alone": alone, "beside": beside,
    })  # fmt: skip


def make_reader(url: str, receipts: Sequence[str], places: Sequence[str]) -> Callable[[], Send]:
    """Return a maker of readers; each asks for the form's page once, and keeps its token."""
    line = http.client.HTTPConnection(urlsplit(url).netloc)
    line.request("GET", "/track/")
    answer = line.getresponse()
    page = answer.read().decode()
    cookies = [word.partition(";")[0] for word in answer.headers.get_all("Set-Cookie") or ()]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise NotReceived("the form has no token")
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(cookies),
    }
    begun = iter(range(10**9))

    def make() -> Send:
        numbers = iter(range(next(begun) * 7, 10**9))

        def send(line: http.client.HTTPConnection) -> str:
            number = next(numbers)
            if number % 2:
                fields = {
                    "csrfmiddlewaretoken": token.group(1),
                    "receipt": receipts[number % len(receipts)],
                }
                _ask(line, "POST", "/track/", urlencode(fields).encode(), headers)
                return "track"
            place = places[number % len(places)] if number % 4 else ""
            _ask(line, "GET", f"/board/?place={place}")
            return "board"

        return send

    return make


def make_writer(places: Sequence[str]) -> Callable[[], Send]:
    """Return a maker of those who raise matters through the API."""
    make = make_own_sender(places)

    def made() -> Send:
        send = make()

        def named(line: http.client.HTTPConnection) -> str:
            send(line)
            return "intake"

        return named

    return made


def _ask(line: http.client.HTTPConnection, method: str, path: str, *more: Any) -> None:
    line.request(method, path, *more)
    answer = line.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise NotReceived(f"{path}: {answer.status} {text[:200]!r}")


def _measure(
    url: str, crowds: Sequence[tuple[int, Callable[[], Send]]]
) -> dict[str, dict[str, float]]:
    load(url, crowds, 2)  # warm
    samples = load(url, crowds, SECONDS)
    return {
        kind: {
            "per_second": round(len(taken) / SECONDS, 1),
            **{
                f"p{share}_ms": round(percentile(taken, share / 100) * 1000, 1)
                for share in (50, 95, 99)
            },
        }
        for kind, taken in sorted(samples.items())
    }


def load(
    url: str, crowds: Sequence[tuple[int, Callable[[], Send]]], seconds: float
) -> dict[str, list[float]]:
    """Return the seconds of every request that was begun in that time, by its kind."""
    senders = [make for count, make in crowds for _ in range(count)]
    samples: list[tuple[str, float]] = []
    faults: list[BaseException] = []
    end = time.perf_counter() + seconds

    def run(make: Callable[[], Send]) -> None:
        line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
        try:
            send = make()
            while (start := time.perf_counter()) < end and not faults:
                kind = send(line)
                samples.append((kind, time.perf_counter() - start))
        except BaseException as error:  # told by the thread that waits
            faults.append(error)
        finally:
            line.close()

    threads = [threading.Thread(target=run, args=(make,)) for make in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    found: dict[str, list[float]] = {}
    for kind, taken in samples:
        found.setdefault(kind, []).append(taken)
    return found
