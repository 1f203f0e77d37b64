"""Export of a whole list as csv and xlsx: time against the driver's raw export of the same rows,
and how much the process grows meanwhile.

Raw: the plain columns of the rows, from the driver into a csv (SQLite's cursor; PostgreSQL's
COPY). Ours opens the words of every case, says its deadline and translates on top of that.
"""

from __future__ import annotations

import csv
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from bench import fill
from bench.machine import Busy, write_result
from minqing.cases.public import CaseFilter, ChosenRows
from minqing.console.exporting import Export, write_csv, write_xlsx
from minqing.log.public import get_snapshot
from minqing.org.public import Directory

COLUMNS = (
    "receipt, status, ledger, category, channel, place, holder_post, raised_at, due_at, breached,"
    " outcome, closed_at, reopened, id"
)
RAW = f"SELECT {COLUMNS} FROM cases_case WHERE NOT living AND NOT sealed ORDER BY sort_at DESC"


class Growth:
    """The most that this process grew beyond where it began, watched ten times a second."""

    def __init__(self) -> None:
        self.begun = self.most = _resident()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Growth:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            self.most = max(self.most, _resident())

    @property
    def mib(self) -> float:
        return round((self.most - self.begun) / 2**20, 1)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _time(work: Callable[[], int]) -> dict[str, Any]:
    with Growth() as growth:
        wall, worked = Busy().time(work)
    return {"seconds": round(wall, 2), "worked": round(worked, 2), "grew_mib": growth.mib}


def export_raw() -> int:
    """Write the rows as the driver gives them; returns how many."""
    with open(os.devnull, "w", newline="") as out, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            raw = connection.connection.cursor()
            with raw.copy(f"COPY ({RAW}) TO STDOUT (FORMAT csv)") as copy:
                return sum(bytes(block).count(b"\n") for block in copy)
        cursor.execute(RAW)
        writer, count = csv.writer(out), 0
        while rows := cursor.fetchmany(2000):
            writer.writerows(rows)
            count += len(rows)
        return count


def _export(form: str) -> int:
    place = fill.get_place()
    viewer = get_snapshot(Directory).actor("1506-supervisor", scope="account:bench")
    rows = ChosenRows(viewer, CaseFilter(ended=True), now=place.now)
    export = Export(title="已办结", said="", by="bench", now=place.now, rows=rows)
    if form == "csv":
        for _piece in write_csv(export):
            pass
    else:
        write_xlsx(export).close()
    return rows.count


def measure(size: int) -> dict[str, Any]:
    """Return time and growth of each way, and the ratio to the driver."""
    fill.grow(size)
    fill.index(size)
    _export("csv") if size <= 10_000 else None  # what is loaded once is not what grows
    count = 0

    def raw() -> int:
        nonlocal count
        count = export_raw()
        return count

    ways = {"driver": _time(raw)}
    for form in ("csv", "xlsx"):
        ways[form] = _time(lambda form=form: _export(form))  # type: ignore[misc]
    base = max(ways["driver"]["seconds"], 0.001)
    for form in ("csv", "xlsx"):
        ways[form]["ratio"] = round(base / ways[form]["seconds"], 3)
        ways[form]["us_per_row"] = round(ways[form]["seconds"] / count * 1e6)
    return {"cases": size, "rows": count, **ways}


def write(found: Sequence[dict[str, Any]]) -> None:
    write_result("export", {"sizes": list(found)})


def main(sizes: Sequence[int]) -> None:
    start = time.perf_counter()
    write([measure(size) for size in sizes])
    print(f"{time.perf_counter() - start:.0f} s")
