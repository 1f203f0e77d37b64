"""Import of many rows by the worker while people write: does the desk stay quick?

`python -m bench import_beside`; by hand with other sizes: `MINQING_VAR=DIR python -m
bench.import_beside --rows 2000`. One process as on SQLite: the worker's thread does the dry run,
then the import; another thread receives a case about ten times a second, as a desk would. The
same is measured before with the worker idle, so that the ratio can be read on any machine.
Wanted: p95 of a write below 150 ms while the import runs.
"""

from __future__ import annotations

import argparse
import csv
import io
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench.machine import percentile, write_result

ROWS = 100_000
WANTED_MS = 150
PAUSE = 0.1
"""Seconds between two writes of the desk."""
BODIES = 97
"""Different texts; the rest of a row makes each one its own."""


def make_file(rows: int) -> bytes:
    """Return a csv of so many messages; two thirds are answered and come in as history."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"]
    )
    for n in range(rows):
        body = f"第{n}户反映：机井的水泵坏了{n % BODIES}天，玉米旱得打卷，想问什么时候能修好。" * 3
        answer = "已更换水泵并恢复供水。" if n % 3 else ""
        moment = f"2026/1/{n % 28 + 1} 9:{n % 60:02d}:00"
        writer.writerow(
            [f"{n:07d}", f"户主{n}", "水泵", moment, body, answer, moment if answer else ""]
        )
    return out.getvalue().encode()


class Desk(threading.Thread):
    """Receives a case every so often until told to stop; keeps how long each took (ms)."""

    def __init__(self, place: Any) -> None:
        super().__init__(name="desk", daemon=True)
        self.place, self.took = place, list[float]()
        self._ended = threading.Event()

    def run(self) -> None:
        from django.db import close_old_connections

        from minqing.log.public import submit

        while not self._ended.wait(PAUSE):
            commands = self.place.receive(1)
            start = time.perf_counter()
            (answer,) = submit(commands, by=self.place.clerk, now=datetime.now(UTC))
            self.took.append((time.perf_counter() - start) * 1000)
            assert answer.ok, answer.refusal
        close_old_connections()

    def stop(self) -> dict[str, float]:
        self._ended.set()
        self.join()
        found = {f"p{share}": percentile(self.took, share / 100) for share in (50, 95, 99)}
        return {"writes": len(self.took), **{k: round(v, 1) for k, v in found.items()}}


def beside(place: Any, work: Callable[[], None]) -> dict[str, float]:
    """Return what the desk felt while `work` ran, and the seconds that it took."""
    desk = Desk(place)
    desk.start()
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    return {"seconds": round(seconds, 1), **desk.stop()}


def import_rows(rows: int) -> dict[str, Any]:
    """Run the measure in this process, on its scratch database."""
    from bench import world
    from minqing.imports.public import (
        BeginImport,
        Kind,
        MapColumns,
        Mapped,
        Status,
        bring_file,
        find_batch,
        preview_file,
    )
    from minqing.imports.terms import Field
    from minqing.kernel.ids import new_id
    from minqing.log.public import run_once, run_until_idle, submit

    place = world.prepare()
    by, batch = place.clerk, new_id()
    refusal = bring_file(
        by, make_file(rows), "a.csv", batch=batch, kind=Kind.CASES, unit=by.unit,
        command=new_id(), now=datetime.now(UTC),
    )  # fmt: skip
    assert refusal is None, refusal
    run_until_idle(datetime.now(UTC))

    def must(command: Any) -> None:
        (answer,) = submit([command], by=by, now=datetime.now(UTC))
        assert answer.ok, answer.refusal

    def work_until(status: Status) -> None:
        while True:
            run_once(datetime.now(UTC))
            view = find_batch(by, batch)
            if view is not None and view.state.status is status:
                return

    idle = beside(place, lambda: time.sleep(8))
    view = find_batch(by, batch)
    assert view is not None
    columns = tuple(
        Mapped(one.number, Field(one.field)) for one in preview_file(view).columns if one.field
    )
    must(MapColumns(id=new_id(), batch=batch, columns=columns, source="bench"))
    trying = beside(place, lambda: work_until(Status.CHECKED))
    must(BeginImport(id=new_id(), batch=batch))
    importing = beside(place, lambda: work_until(Status.IMPORTED))
    done = find_batch(by, batch)
    assert done is not None and done.state.counts.accepted == rows, done
    return {
        "rows": rows,
        "wanted_p95_ms": WANTED_MS,
        "idle": idle,
        "dry_run": trying,
        "import": importing,
        "rows_per_second": round(rows / importing["seconds"]),
        "p95_against_idle": round(importing["p95"] / idle["p95"], 1),
        "kept": importing["p95"] < WANTED_MS,
    }


def main(rows: int = ROWS) -> None:
    """Measure on this process's scratch database and keep the result."""
    write_result("import-beside", import_rows(rows))


if __name__ == "__main__":
    import django

    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    main(parser.parse_args().rows)
