"""What an import must remember of rows gone by, on disk: memory does not grow with the file.

A private temporary database of the standard driver, gone when the import ends; it is not the
house's database and is never written beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec

from minqing.kernel.messages import Refusal


class RefusedRow(msgspec.Struct, frozen=True):
    """One refused row, as printed: row number, stable code, sentence."""

    row: int
    code: str
    sentence: str


class Scratch:
    """Bodies and equal rows seen so far, and the refusals until they are printed."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")  # "": a private file that the driver deletes
        self._db.execute("CREATE TABLE body (hash BLOB PRIMARY KEY, id TEXT) WITHOUT ROWID")
        self._db.execute("CREATE TABLE equal (id TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID")
        self._db.execute("CREATE TABLE refused (row INTEGER, code TEXT, sentence TEXT)")

    def close(self) -> None:
        """Forget everything."""
        self._db.close()

    def count_equal(self, identity: str) -> int:
        """Return how many rows with this identity came before, and count this one."""
        found = self._db.execute(
            "INSERT INTO equal VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET n = n + 1 RETURNING n",
            (identity,),
        ).fetchone()
        return int(found[0]) - 1

    def find_earlier(self, body_hash: bytes, case: str) -> str:
        """Return the first case with the same body, "" when this one is the first."""
        self._db.execute("INSERT OR IGNORE INTO body VALUES (?, ?)", (body_hash, case))
        found = self._db.execute("SELECT id FROM body WHERE hash = ?", (body_hash,)).fetchone()
        return "" if found[0] == case else str(found[0])

    def refuse(self, row: int, refusal: Refusal) -> None:
        """Keep a refusal until the end."""
        self._db.execute("INSERT INTO refused VALUES (?, ?, ?)", (row, refusal.code, str(refusal)))

    def refused(self) -> Iterator[RefusedRow]:
        """Yield the refusals in order of rows."""
        for row, code, sentence in self._db.execute("SELECT * FROM refused ORDER BY row, rowid"):
            yield RefusedRow(row, code, sentence)
