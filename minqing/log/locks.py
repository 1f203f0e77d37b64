"""Transactions for writing, and the short lock under which positions are given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, connections, transaction

from minqing.log.mutex import WRITES

APPEND_LOCK = 0x4D696E51  # "MinQ": the one advisory lock of the log


def chunk_size() -> int:
    """Return how many commands share a transaction: 500 on SQLite keeps others quick."""
    return 500 if connection.vendor == "sqlite" else 1000


@contextmanager
def write_transaction() -> Iterator[None]:
    """Open a transaction to write in; on SQLite wait in the fair queue first."""
    with WRITES if connection.vendor == "sqlite" else nullcontext(), transaction.atomic():
        yield


def take_append_lock() -> None:
    """Make this transaction the only one that appends until it ends.

    With it position order is commit order, so a cursor never skips. SQLite's immediate
    transaction already is that lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])


@contextmanager
def without_waiting_for_disk() -> Iterator[None]:
    """Let SQLite's transactions of this thread return before the disk has them.

    Only for a load that can be repeated: a power failure may take its last transactions away,
    never half of one. On PostgreSQL nothing changes.
    """
    lazy = [alias for alias in connections if connections[alias].vendor == "sqlite"]
    before = {alias: _set_synchronous(alias, "NORMAL") for alias in lazy}
    try:
        yield
    finally:
        for alias, level in before.items():
            _set_synchronous(alias, level)


def _set_synchronous(alias: str, level: str) -> str:
    """Set how far a connection waits for the disk; returns how far it did before."""
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        before = str(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA synchronous = {level}")
    return before
