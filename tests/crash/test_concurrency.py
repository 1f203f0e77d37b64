"""Writers at once and a reader by cursor: nothing skipped, nothing doubled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connections

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.log.models import Entry
from minqing.log.public import LogCursor, changes_since, get_state, submit
from minqing.log.tests.tally import Count, MoveTally
from minqing.log.verify import verify

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
WRITERS, ROUNDS, SIZE = 4, 12, 5


def actor(name: str) -> Actor:
    return Actor(scope=f"account:{name}", permissions=frozenset({"TALLY_COUNT"}))


def run_threads(*works: Callable[[], None]) -> None:
    errors: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert errors == []


def write(name: str) -> Callable[[], None]:
    def work() -> None:
        for round_number in range(ROUNDS):
            # every writer touches the same streams in another order
            tallies = [f"shared{(round_number + n) % 3}" for n in range(SIZE)]
            commands = [Count(id=new_id(), tally=tally, amount=0) for tally in tallies]
            answers = submit(commands, by=actor(name), now=datetime.now(UTC))
            assert [answer.status for answer in answers] == ["accepted"] * SIZE

    return work


def test_reader_by_cursor_skips_nothing_while_others_write() -> None:
    seen: list[int] = []
    total = WRITERS * ROUNDS * SIZE

    def read() -> None:
        cursor: LogCursor | None = None
        until = time.monotonic() + 100
        while len(seen) < total and time.monotonic() < until:
            page, cursor = changes_since(cursor, limit=7)
            seen.extend(entry.position for entry in page)

    run_threads(read, *(write(f"w{n}") for n in range(WRITERS)))
    assert seen == list(range(1, total + 1))
    assert verify().difference is None


def test_same_command_from_two_threads_is_done_once() -> None:
    commands = [Count(id=new_id(), tally=f"once{n}", amount=1) for n in range(20)]
    statuses: list[str] = []

    def push() -> None:
        answers = submit(commands, by=actor("phone"), now=datetime.now(UTC))
        statuses.extend(answer.status for answer in answers)

    run_threads(push, push, push)
    assert sorted(statuses) == ["accepted"] * 20 + ["already-done"] * 40
    assert Entry.objects.count() == 20


def test_streams_taken_in_opposite_order_do_not_block_each_other() -> None:
    def move(source: str, target: str, name: str) -> Callable[[], None]:
        def work() -> None:
            for _ in range(15):
                command = MoveTally(id=new_id(), source=source, target=target, amount=1)
                submit([command], by=actor(name), now=datetime.now(UTC))

        return work

    run_threads(move("left", "right", "a"), move("right", "left", "b"))
    assert get_state("tally:left").total == 0
    assert get_state("tally:right").times == 30
