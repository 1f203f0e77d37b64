"""Several statements in one way to PostgreSQL and back; on SQLite, which is no way away, nothing.

What `ask` and the writers of rows.py do inside of `together` is sent without waiting for answers,
in that order, each statement with a snapshot of its own. Rows are read after the block, and a
refusal of the database is raised at its end at the latest. Inside, nobody may copy, and nobody
may look at a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

try:
    import psycopg
except ImportError:  # SQLite needs no driver
    psycopg = None  # type: ignore[assignment]

Rows = list[tuple[Any, ...]]


class Asked:
    """A statement that was sent; its rows are there when the block of `together` has ended."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def rows(self) -> Rows:
        """Return all rows, once; an empty list for a statement that gives none."""
        found: Rows = self._cursor.fetchall() if self._cursor.description else []
        return found


@contextmanager
def together(*, alias: str = DEFAULT_DB_ALIAS, when: bool = True) -> Iterator[None]:
    """Send the statements of this block in one go; `when` False: one after another."""
    wrapper: Any = connections[alias]
    if not when or wrapper.vendor != "postgresql":
        yield
        return
    wrapper.ensure_connection()
    with wrapper.wrap_database_errors, wrapper.connection.pipeline():
        yield


def ask(sql: str, params: Sequence[Any] = (), *, alias: str = DEFAULT_DB_ALIAS) -> Asked:
    """Send a statement with %s for its values; PostgreSQL plans a frequent one but once."""
    wrapper: Any = connections[alias]
    cursor: Any
    if wrapper.execute_wrappers or wrapper.queries_logged:
        # Django's wrappers, which cost as much as the statement, when somebody counts or notes it
        prepared = wrapper.vendor == "postgresql"
        cursor = wrapper._prepare_cursor(open_prepared(wrapper)) if prepared else wrapper.cursor()
        cursor.execute(sql, params)
        return Asked(cursor)
    if wrapper.connection is None:
        wrapper.ensure_connection()
    with wrapper.wrap_database_errors:
        if wrapper.vendor == "sqlite":
            return Asked(wrapper.connection.execute(_mark(sql), params))
        cursor = open_raw(wrapper)
        cursor.execute(_count(sql), params)
    return Asked(cursor)


def commit_here() -> None:
    """Commit the transaction of this thread as the last statement of a block of `together`.

    For whoever opened it and has nothing more to do in it; Django then finds it ended. When a
    statement before it failed, PostgreSQL leaves it out, and the transaction is rolled back.
    """
    open_raw(connections[DEFAULT_DB_ALIAS]).execute("COMMIT", prepare=False)


@lru_cache(maxsize=512)
def _mark(sql: str) -> str:
    return sql.replace("%s", "?")


@lru_cache(maxsize=512)
def _count(sql: str) -> str:
    first, *others = sql.split("%s")
    return first + "".join(f"${place}{part}" for place, part in enumerate(others, 1))


def open_prepared(wrapper: Any) -> Any:
    """Return a cursor of the driver whose frequent statements the server keeps prepared."""
    wrapper.close_if_health_check_failed()
    wrapper.ensure_connection()
    return psycopg.Cursor(wrapper.connection)


def open_raw(wrapper: Any) -> Any:
    """Return one for statements that bear the server's own marks, $1 and on.

    The driver need not take them apart, which it does anew for each of more than fifty values.
    """
    wrapper.close_if_health_check_failed()
    wrapper.ensure_connection()
    return psycopg.RawCursor(wrapper.connection)
