"""A small demonstration in the test database, for the time of one module."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from minqing.log.append import load_marks
from minqing.log.demonstration import forget_demonstration
from minqing.log.registry import LazySnapshots
from minqing.simulation import demo
from tests.harness.databases import empty_databases

NOW = datetime(2026, 2, 2, 2, 0, tzinfo=UTC)


ALIASES = ("default", "keys")


class Laid:
    """What was read of the demonstration that lies in the test databases: the same for each
    module, as the databases are."""

    snapshots: dict[type, Any] | None = None
    """None where no demonstration lies in the databases."""
    read: dict[type, Any] = {}

    @classmethod
    def keep(cls) -> None:
        """Read every snapshot of what was just loaded."""
        found = LazySnapshots(load_marks())
        for kind in found:
            found[kind]
        cls.read = dict(LazySnapshots._cache)


@pytest.fixture(autouse=True)
def _forget_snapshots() -> None:
    """Let a test begin with no snapshot but those of the demonstration, where one lies there.

    Snapshots are kept per process. What a test changed is taken back and its snapshots with it;
    reading the names of all posts anew takes longer than most pages.
    """
    LazySnapshots.forget()
    forget_demonstration()
    if Laid.snapshots is not None:
        LazySnapshots._cache = dict(Laid.snapshots)


@pytest.fixture(scope="module")
def small_demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Load a few villages up to February; returns login by role.

    On SQLite the first load of a process is kept beside and copied back for the modules after.
    """
    kept = tmp_path_factory.getbasetemp() / "small-demo"
    with django_db_blocker.unblock():
        empty_databases()
        LazySnapshots.forget()
        if not copy_back(kept):
            accounts = _load()
            keep(kept)
            Laid.keep()
            (kept / "accounts.json").write_text(json.dumps(accounts))
        accounts = json.loads((kept / "accounts.json").read_text())
        # the first account of a role is the one that tests sign in with
        Laid.snapshots = Laid.read
        yield {account["role"]: account["name"] for account in reversed(accounts)}
        Laid.snapshots = None
        empty_databases()


def _load() -> list[dict[str, str]]:
    written = io.StringIO()
    with redirect_stdout(written):
        measure = demo.Measure(towns=1, villages=2, per_month=20, recent=40, past=0.0)
        demo.load(json=True, measure=measure, now=NOW)
    found: list[dict[str, str]] = json.loads(written.getvalue().strip().splitlines()[-1])[
        "accounts"
    ]
    return found


def keep(folder: Path) -> None:
    """Keep what the test databases hold beside them, on SQLite, for `copy_back`."""
    folder.mkdir(exist_ok=True)
    for alias in ALIASES if _is_sqlite() else ():
        with closing(sqlite3.connect(folder / alias)) as copy:
            connections[alias].ensure_connection()
            connections[alias].connection.backup(copy)


def copy_back(folder: Path) -> bool:
    """Fill the test databases with what was kept; False where nothing was."""
    if not all((folder / alias).exists() for alias in ALIASES):
        return False
    for alias in ALIASES:
        with closing(sqlite3.connect(folder / alias)) as copy:
            connections[alias].ensure_connection()
            copy.backup(connections[alias].connection)
    LazySnapshots.forget()
    forget_demonstration()
    return True


def _is_sqlite() -> bool:
    return all(connections[alias].vendor == "sqlite" for alias in ALIASES)
