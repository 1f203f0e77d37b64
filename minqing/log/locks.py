"""Transactions for writing, and the short lock under which positions are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext

from django.db import connection, connections, transaction

from minqing.log.mutex import WRITES
from minqing.log.pipeline import ask
from minqing.vault.store import wiping_once

APPEND_LOCK = 0x4D696E51  # "MinQ": the one advisory lock of the log

LAZY: Mapping[str, str] = {
    "synchronous": "NORMAL",
    "wal_autocheckpoint": "16000",  # pages: what is written often reaches the file but once
    "cache_size": "-96000",  # kB
}


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
        ask("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])


@contextmanager
def without_waiting_for_disk() -> Iterator[None]:
    """Let SQLite's transactions of this thread return before the disk has them.

    Only for a load that can be repeated: a power failure may take its last transactions away,
    never half of one. On PostgreSQL nothing changes.
    """
    lazy = [alias for alias in connections if connections[alias].vendor == "sqlite"]
    before = {alias: _set_pragmas(alias, LAZY) for alias in lazy}
    try:
        with wiping_once():
            yield
    finally:
        for alias, values in before.items():
            _set_pragmas(alias, values)


def _set_pragmas(alias: str, wanted: Mapping[str, str]) -> dict[str, str]:
    """Set how a connection writes; returns how it did before."""
    before = {}
    with connections[alias].cursor() as cursor:
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name}")
            before[name] = str(cursor.fetchone()[0])
            cursor.execute(f"PRAGMA {name} = {value}")
    return before
