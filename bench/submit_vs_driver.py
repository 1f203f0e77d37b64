"""`submit` of 10,000 receive-case commands against the driver's fastest insert of the same rows.

Both write the same rows to the same tables with the same indexes, in the same chunks, at the
same durability. The rows that `submit` writes are recorded on a first run; the driver then
writes exactly those into an emptied database: executemany on SQLite, COPY on PostgreSQL.
Search is written later by a follower and is in neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from bench import world
from bench.machine import Busy, middle, write_result
from minqing.log.locks import chunk_size
from minqing.log.public import submit
from minqing.log.rows import TableWriter
from minqing.vault import store

COMMANDS = 10_000
ROUNDS = 7
Recorded = list[tuple[TableWriter, Sequence[tuple[Any, ...]]]]


@contextmanager
def recording() -> Iterator[tuple[Recorded, list[tuple[Sequence[Any], Any]]]]:
    """Record what goes to the tables, and the keys that go to the key store."""
    rows: Recorded = []
    keys: list[tuple[Sequence[Any], Any]] = []
    insert, insert_keys = TableWriter.insert, store._insert_keys

    def record(self: TableWriter, batch: Sequence[tuple[Any, ...]]) -> None:
        if batch:
            rows.append((self, self.adapt(batch) if self.sqlite else list(batch)))
        insert(self, batch)

    def record_keys(batch: Sequence[Any], now: Any) -> None:
        keys.append((batch, now))
        insert_keys(batch, now)

    TableWriter.insert, store._insert_keys = record, record_keys  # type: ignore[method-assign]
    try:
        yield rows, keys
    finally:
        TableWriter.insert, store._insert_keys = insert, insert_keys  # type: ignore[method-assign]


def write_raw(writer: TableWriter, batch: Sequence[tuple[Any, ...]]) -> None:
    raw = writer._raw()
    if writer.sqlite:
        raw.executemany(writer._insert, batch)
        return
    with raw.cursor() as cursor, cursor.copy(writer._copy) as copy:
        for row in batch:
            copy.write_row(row)


def replay(rows: Recorded, keys: list[tuple[Sequence[Any], Any]]) -> None:
    """Write the recorded rows with nothing but the driver, chunk by chunk."""
    per_chunk = len(rows) // max(1, len(keys))
    for number, (batch, now) in enumerate(keys):
        store._insert_keys(batch, now)
        with transaction.atomic():
            for writer, chunk in rows[number * per_chunk : (number + 1) * per_chunk]:
                write_raw(writer, chunk)


def main(sizes: Sequence[int] = ()) -> None:
    place = world.prepare()
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    submit(place.receive(500), by=place.clerk, now=place.now)  # warm
    busy = Busy()
    for _ in range(ROUNDS):
        commands = place.receive(COMMANDS)
        mark = world.mark()
        with recording() as (rows, keys):
            submit(commands, by=place.clerk, now=place.now)
        world.forget_cases(mark)
        ours.append(busy.time(lambda c=commands: submit(c, by=place.clerk, now=place.now)))
        world.forget_cases(mark)
        theirs.append(busy.time(lambda r=rows, k=keys: replay(r, k)))
        world.forget_cases(mark)
    count = sum(len(batch) for _, batch in rows) + sum(len(batch) for batch, _ in keys)
    write_result(
        "submit",
        {
            "commands": COMMANDS,
            "chunk": chunk_size(),
            "rows": count,
            "submit_us_per_command": round(middle([wall for wall, _ in ours]) / COMMANDS * 1e6, 1),
            "driver_us_per_command": round(
                middle([wall for wall, _ in theirs]) / COMMANDS * 1e6, 1
            ),
            # neighbours disturb single rounds: each ratio is of two neighbouring runs
            "ratio": round(middle(_ratios(ours, theirs, 0)), 3),
            "ratios": [round(ratio, 3) for ratio in _ratios(ours, theirs, 0)],
            "worked_ratio": round(middle(_ratios(ours, theirs, 1)), 3),
            "wanted": 0.4,
        },
    )
    connections.close_all()


def _ratios(
    ours: Sequence[tuple[float, float]], theirs: Sequence[tuple[float, float]], which: int
) -> list[float]:
    return [b[which] / a[which] for a, b in zip(ours, theirs, strict=True)]
