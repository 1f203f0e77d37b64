"""One matter over HTTP to a durable receipt, beside the public ticket form of django-helpdesk.

The same machine, database, server and load generator: threads that each keep one connection and
send the next matter when the last receipt is there. Ours answers JSON with receipt and PIN; theirs
is a form with the token of its page, answered with the way to the ticket. Rounds alternate, so that
a neighbour disturbs both. The limit of matters a minute is off for the measure.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import connections

from bench import world
from bench.helpdesk import running_helpdesk
from bench.machine import middle, percentile, write_result
from minqing.kernel.ids import new_id
from tests.harness.postgres import find_free_port
from tests.harness.server import running_server

CONNECTIONS = (1, 8, 32)
SECONDS = int(os.environ.get("BENCH_SECONDS", "10"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
WANTED = 3.0
MATTER = "村东头二号机井水泵坏了，三十亩玉米浇不上水，请尽快派人来看看，大家都很着急。"
Send = Callable[[http.client.HTTPConnection], None]


class NotReceived(RuntimeError):
    """A matter was not answered with a receipt: the measure would be of errors."""


def make_own_sender(places: Sequence[str]) -> Callable[[], Send]:
    """Return a maker of senders of our intake; each thread has its own."""

    def make() -> Send:
        numbers = iter(range(10**9))

        def send(line: http.client.HTTPConnection) -> None:
            body = {
                "id": new_id(),
                "place": places[next(numbers) % len(places)],
                "matter": MATTER,
                "name": "牧户",
                "phone": "13800000012",
            }
            headers = {"Content-Type": "application/json"}
            line.request("POST", "/api/v1/requests", json.dumps(body).encode(), headers)
            answer = line.getresponse()
            text = answer.read()
            if answer.status != 201:
                raise NotReceived(f"{answer.status} {text[:200]!r}")

        return send

    return make


def make_peer_sender(url: str) -> Callable[[], Send]:
    """Return a maker of senders of the helpdesk's form; each asks for the form's page once."""

    def make() -> Send:
        line = http.client.HTTPConnection(urlsplit(url).netloc)
        line.request("GET", "/tickets/submit/")
        answer = line.getresponse()
        page = answer.read().decode()
        cookies = [word.partition(";")[0] for word in answer.headers.get_all("Set-Cookie") or ()]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        queue = re.search(r'<option value="(\d+)"', page)
        if found is None:
            raise NotReceived("the form has no token")
        fields = {
            "csrfmiddlewaretoken": found.group(1),
            "queue": queue.group(1) if queue else "1",
            "title": "机井坏了",
            "body": MATTER,
            "priority": "3",
            "submitter_email": "resident@example.org",
        }
        body = urlencode(fields).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(cookies),
        }

        def send(line: http.client.HTTPConnection) -> None:
            line.request("POST", "/tickets/submit/", body, headers)
            answer = line.getresponse()
            text = answer.read()
            if answer.status != 302:
                raise NotReceived(f"{answer.status} {text[:200]!r}")

        return send

    return make


def load(url: str, make: Callable[[], Send], count: int, seconds: float) -> list[float]:
    """Return the seconds of every request that `count` connections sent in that time."""
    taken: list[list[float]] = [[] for _ in range(count)]
    faults: list[BaseException] = []
    begin = threading.Barrier(count + 1)
    end = [0.0]

    def run(mine: list[float]) -> None:
        line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        try:
            send = make()
            begin.wait()
            while (start := time.perf_counter()) < end[0]:
                send(line)
                mine.append(time.perf_counter() - start)
        except BaseException as error:  # told by the thread that waits
            faults.append(error)
            begin.abort()
        finally:
            line.close()

    threads = [threading.Thread(target=run, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    end[0] = time.perf_counter() + seconds
    try:
        begin.wait()
        end[0] = time.perf_counter() + seconds
    except threading.BrokenBarrierError:
        pass
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return [one for mine in taken for one in mine]


@contextmanager
def peer_database(folder: Path) -> Iterator[str]:
    """Yield the address of a new database beside ours; "" on SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield ""
        return
    import psycopg  # only where PostgreSQL is asked for

    name = f"bench_peer_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


def main(sizes: Sequence[int] = ()) -> None:
    place = world.prepare()
    processes, threads = settings.RUN_PROCESSES, settings.RUN_THREADS
    connections.close_all()
    own = {**os.environ, "PORT": str(find_free_port()), "MINQING_INTAKE_PER_MINUTE": "0"}
    own |= {"MINQING_LOG_LEVEL": "WARNING"}
    with tempfile.TemporaryDirectory(prefix="minqing-bench-helpdesk-") as name:
        folder = Path(name)
        with (
            peer_database(folder) as database,
            running_helpdesk(folder, database, processes=processes, threads=threads) as peer,
            running_server(own) as ours,
        ):
            senders = {
                "minqing": (ours.url, make_own_sender(place.villages)),
                "django-helpdesk": (peer, make_peer_sender(peer)),
            }
            found = [_measure(senders, count) for count in CONNECTIONS]
    write_result("intake", {"seconds": SECONDS, "rounds": ROUNDS, "wanted": WANTED,
                            "processes": processes, "threads": threads, "lines": found})  # fmt: skip


def _measure(senders: dict[str, tuple[str, Callable[[], Send]]], count: int) -> dict[str, Any]:
    samples: dict[str, list[float]] = {name: [] for name in senders}
    rates: dict[str, list[float]] = {name: [] for name in senders}
    for _ in range(ROUNDS):
        for name, (url, make) in senders.items():
            load(url, make, count, 0.5)  # warm
            begun = time.perf_counter()
            taken = load(url, make, count, SECONDS)
            rates[name].append(len(taken) / (time.perf_counter() - begun))
            samples[name] += taken
    line: dict[str, Any] = {"connections": count}
    for name in senders:
        line[name] = {
            "per_second": round(middle(rates[name]), 1),
            **{
                f"p{share}_ms": round(percentile(samples[name], share / 100) * 1000, 1)
                for share in (50, 95, 99)
            },
        }
    ratios = [a / b for a, b in zip(rates["minqing"], rates["django-helpdesk"], strict=True)]
    line["ratio"] = round(middle(ratios), 2)
    return line
