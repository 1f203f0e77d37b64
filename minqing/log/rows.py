"""Rows to the database at driver level: set-based, in the running transaction.

`bulk_create` costs five times the driver (measured, STACK); the log cannot afford it.
Values of a row are Python values in column order; this module adapts them per database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, DateTimeField, DecimalField, JSONField, Model

from minqing.log.pipeline import open_raw

COPY_FROM = 20
"""Rows from which PostgreSQL's COPY beats single inserts."""

PARAMETERS = 50
"""Values that one statement of several rows may bear: the server keeps a hundred prepared."""

_PLACES = [f"${place}" for place in range(1, 1_000)]

Row = tuple[Any, ...]


@lru_cache(maxsize=256)  # the rows of a chunk share their moment
def _sqlite_datetime(value: datetime | None) -> str | None:
    # Django's own form: UTC without offset, a space, six decimals only when not zero
    if value is None:
        return None
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _sqlite_date(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def read_moment(value: Any) -> datetime:
    """Return a moment as a driver gives it: from SQLite without an offset, in UTC."""
    moment: datetime = _parse(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


@lru_cache(maxsize=256)  # an entry bears its moment twice, and what came together shares it
def _parse(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def read_day(value: Any) -> date:
    """Return a day as a driver gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


class TableWriter:
    """Writes rows of one model on one database."""

    def __init__(self, model: type[Model], columns: Sequence[str], alias: str) -> None:
        self.alias = alias
        self.sqlite = connections[alias].vendor == "sqlite"
        fields: list[Any] = [model._meta.get_field(name) for name in columns]
        self.names = [field.column for field in fields]
        self.table = model._meta.db_table
        self.key = model._meta.pk.column
        self._adapters: list[tuple[int, Callable[[Any], Any]]] = []
        for index, field in enumerate(fields):
            if isinstance(field, JSONField):
                raise TypeError(f"{self.table}.{field.column}: store text, not JSONField")
            if not self.sqlite:
                continue
            if isinstance(field, DateTimeField):
                self._adapters.append((index, _sqlite_datetime))
            elif isinstance(field, DateField):
                self._adapters.append((index, _sqlite_date))
            elif isinstance(field, DecimalField):
                self._adapters.append((index, _text))
        listed = ", ".join(f'"{name}"' for name in self.names)
        # names come from our models, values travel as parameters
        self._begin = f'INSERT INTO "{self.table}" ({listed}) VALUES '  # noqa: S608
        self._insert = self._begin + self._mark(1)
        updates = ", ".join(
            f'"{name}" = excluded."{name}"' for name in self.names if name != self.key
        )
        self._overwrite = f' ON CONFLICT ("{self.key}") DO UPDATE SET {updates}'
        self._upsert = self._insert + self._overwrite
        self._copy = f'COPY "{self.table}" ({listed}) FROM STDIN'
        aside = f'"aside_{self.table}"'
        self._make_aside = (
            f"CREATE TEMP TABLE IF NOT EXISTS {aside} ON COMMIT DROP AS"  # noqa: S608
            f' SELECT {listed} FROM "{self.table}" WITH NO DATA'
        )
        self._copy_aside = f"COPY {aside} ({listed}) FROM STDIN"
        self._merge = (
            f'INSERT INTO "{self.table}" ({listed}) SELECT {listed} FROM {aside}'  # noqa: S608
            f' ON CONFLICT ("{self.key}") DO UPDATE SET {updates}'
        )
        self._clear_aside = f"TRUNCATE {aside}"

    def adapt(self, rows: Iterable[Row]) -> list[Row]:
        if not self._adapters:
            return list(rows)
        adapted = []
        for row in rows:
            values = list(row)
            for index, change in self._adapters:
                values[index] = change(values[index])
            adapted.append(tuple(values))
        return adapted

    @property
    def _wrapper(self) -> BaseDatabaseWrapper:
        return connections[self.alias]  # of this thread

    def _raw(self) -> Any:
        wrapper = self._wrapper
        if wrapper.connection is None:
            wrapper.ensure_connection()
        return wrapper.connection

    def insert(self, rows: Sequence[Row]) -> None:
        """Insert new rows; an existing key raises the database's IntegrityError."""
        if not rows:
            return
        with self._wrapper.wrap_database_errors:
            if self.sqlite:
                self._raw().executemany(self._insert, self.adapt(rows))
            elif len(rows) >= COPY_FROM:
                with self._raw().cursor() as cursor, cursor.copy(self._copy) as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                self._send("", rows)

    def upsert(self, rows: Sequence[Row]) -> None:
        """Insert rows or overwrite those whose key exists."""
        if not rows:
            return
        with self._wrapper.wrap_database_errors:
            if self.sqlite:
                self._raw().executemany(self._upsert, self.adapt(rows))
            elif len(rows) >= COPY_FROM:
                self._merge_in(rows)
            else:
                keys = {row[self.names.index(self.key)] for row in rows}
                if len(keys) == len(rows):  # one statement may change a row only once
                    self._send(self._overwrite, rows)
                else:
                    open_raw(self._wrapper).executemany(self._upsert, rows)

    def _send(self, end: str, rows: Sequence[Row]) -> None:
        """Send few rows as one statement, as far as the server keeps one prepared."""
        cursor = open_raw(self._wrapper)
        most = max(1, PARAMETERS // len(self.names))
        for start in range(0, len(rows), most):
            part = rows[start : start + most]
            begin = self._insert if len(part) == 1 else self._begin + self._mark(len(part))
            cursor.execute(begin + end, [value for row in part for value in row])

    def _mark(self, rows: int) -> str:
        """Return the marks of the values of so many rows."""
        width = len(self.names)
        marks = ["?"] * (rows * width) if self.sqlite else _PLACES[: rows * width]
        every = [", ".join(marks[at : at + width]) for at in range(0, len(marks), width)]
        return ", ".join(f"({one})" for one in every)

    def _merge_in(self, rows: Sequence[Row]) -> None:
        """Copy rows beside the table and merge them in one statement; needs a transaction.

        A statement a row costs PostgreSQL four times as much (measured, docs/bench.md).
        """
        place = self.names.index(self.key)
        last = {row[place]: row for row in rows}  # one statement may change a row only once
        with self._raw().cursor() as cursor:
            cursor.execute(self._make_aside)
            with cursor.copy(self._copy_aside) as copy:
                for row in last.values():
                    copy.write_row(row)
            cursor.execute(self._merge)
            cursor.execute(self._clear_aside)  # twice in one transaction is allowed


@cache
def get_writer(model: type[Model], columns: tuple[str, ...], alias: str = "default") -> TableWriter:
    """Return the writer of a model's columns; prepared once per process and database."""
    return TableWriter(model, columns, alias)
