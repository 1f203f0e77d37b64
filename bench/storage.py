"""The database under the measures: bulk loading, what it does by itself in time, its size."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from minqing.log.planning import refresh_statistics

TABLES = {"default": ("cases_case", "cases_search_text", "cases_search_block", "vault_item",
                      "log_head", "log_entry"),
          "keys": ("keystore_subject_key",)}  # fmt: skip


@contextmanager
def loading() -> Iterator[None]:
    """Take the secondary indexes of cases off and put them back; SQLite without waiting."""
    sqlite = connection.vendor == "sqlite"
    found = _list_indexes()
    for alias in TABLES if sqlite else ():
        _run(alias, "PRAGMA synchronous=OFF", "PRAGMA cache_size=-1000000")
    _run("default", *(f'DROP INDEX "{name}"' for name, _ in found))
    try:
        yield
    finally:
        _run("default", *(text for _, text in found))
        for alias in TABLES if sqlite else ():
            # the connection that measures uses is opened anew, with the product's own settings
            _run(alias, "PRAGMA wal_checkpoint(TRUNCATE)")
            refresh_statistics()
            connections[alias].close()


def _list_indexes() -> list[tuple[str, str]]:
    if connection.vendor == "sqlite":
        text = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            " AND tbl_name = 'cases_case' AND sql NOT LIKE '%UNIQUE%'"
        )
    else:
        text = (
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'cases_case' AND indexdef NOT LIKE '%UNIQUE%'"
        )
    with connection.cursor() as cursor:
        cursor.execute(text)
        return list(cursor.fetchall())


def _run(alias: str, *statements: str) -> None:
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def tidy() -> None:
    """Let the database do what it does in time, by itself or by the worker: collect statistics,
    empty its log."""
    for alias, tables in TABLES.items():
        if connections[alias].vendor == "sqlite":
            _run(alias, "PRAGMA wal_checkpoint(TRUNCATE)")
            refresh_statistics()
        else:
            _run(alias, *(f"VACUUM ANALYZE {table}" for table in tables))


def measure_database() -> int:
    """Return the bytes that the log's database takes, keys not counted."""
    if connection.vendor == "sqlite":
        name = Path(settings.DATABASES["default"]["NAME"])
        return sum(os.path.getsize(path) for path in name.parent.glob(f"{name.name}*"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
