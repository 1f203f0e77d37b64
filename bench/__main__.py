"""`python -m bench [NAME…] [--cases 10000,100000,1000000]`: run measures, write docs/bench.md.

Measures that share a filled database run in one process of their own, with a scratch folder
and (on PostgreSQL) a database of their own; both are removed afterwards. On SQLite by default;
on PostgreSQL with `python -m tests.harness.postgres --durable -- python -m bench`.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit, urlunsplit

SIZES = (10_000, 100_000, 1_000_000)
ROOMS = (
    ("submit",),
    ("sweep",),
    ("fill", "lists", "search", "export", "verify"),
    ("import_beside",),
    ("memory",),
    ("paint",),
    ("bulk",),
    ("intake",),
    ("agenda",),
    ("readers",),
)
"""Measures by the database they share, in order; each grows with the sizes."""
MODULES = {"submit": "bench.submit_vs_driver"}
NAMES = tuple(name for room in ROOMS for name in room)


def parse(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--cases", default=",".join(map(str, SIZES)), help="sizes, by commas")
    parser.add_argument(
        "--keep", default="", help="a folder whose SQLite database is gone on with and kept"
    )
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args(words)
    unknown = set(arguments.names) - set(NAMES)
    if unknown:
        parser.error(f"no such measure: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return arguments


@contextmanager
def own_database(room: str, keep: str = "") -> Iterator[dict[str, str]]:
    """Yield an environment with a scratch folder and, on PostgreSQL, a new database.

    `keep`: a folder to use instead, which stays; what is in it is gone on with.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MINQING_")}
    address = kept.get("DATABASE_URL", "")
    if keep:
        kept.pop("DATABASE_URL", None)
        yield kept | {"MINQING_VAR": keep, "DJANGO_SETTINGS_MODULE": "config.settings"}
        return
    with tempfile.TemporaryDirectory(prefix=f"minqing-bench-{room}-") as folder:
        environment = kept | {"MINQING_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        if not address.startswith("postgres"):
            environment.pop("DATABASE_URL", None)  # never somebody's file
            yield environment
            return
        name = f"bench_{room}_{os.getpid()}"
        _tell(address, f"CREATE DATABASE {name}")
        try:
            own = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
            yield environment | {"DATABASE_URL": own}
        finally:
            _tell(address, f"DROP DATABASE {name} WITH (FORCE)")


def _tell(address: str, statement: str) -> None:
    import psycopg  # only where PostgreSQL is asked for

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def run_room(names: Sequence[str], cases: str, keep: str = "") -> int:
    """Run measures that share a database in a process of their own; returns its exit code."""
    with own_database(names[0], keep) as environment:
        words = [sys.executable, "-m", "bench", "--here", "--cases", cases, *names]
        child = subprocess.Popen(words, env=environment)
        try:
            return child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


def run_here(names: Sequence[str], sizes: Sequence[int]) -> None:
    """Run measures in this process, whose database is the scratch one."""
    import django

    django.setup()
    logging.disable(logging.INFO)  # a line a request would be most of what is written
    modules = [import_module(MODULES.get(name, f"bench.{name}")) for name in names]
    if not hasattr(modules[0], "measure"):  # it does not grow
        modules[0].main()
        return
    found: dict[str, list[Any]] = {name: [] for name in names}
    for size in sizes:
        for name, module in zip(names, modules, strict=True):
            print(f"== {name} at {size:,} cases", file=sys.stderr, flush=True)
            found[name].append(module.measure(size))
            module.write(found[name])


def main() -> int:
    arguments = parse()
    sizes = sorted({int(size) for size in arguments.cases.split(",")})
    if arguments.here:
        run_here(arguments.names, sizes)
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = arguments.names or NAMES
    failed: list[str] = []
    for room in ROOMS:
        names = [name for name in room if name in wanted]
        code = run_room(names, arguments.cases, arguments.keep) if names else 0
        if code:  # negative: the signal that ended it
            failed.append(f"{', '.join(names)} (exit {code})")
    from bench.report import write_report

    write_report()
    for one in failed:
        print(f"measure failed: {one}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
