"""Reading many rows by name on PostgreSQL at a cost that follows the rows, not the names.

A thousand names as a thousand parameters cost Django, the driver and the planner more than the
reading: as one array they cost one. SQLite binds a list without that, and stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Field, Lookup


@Field.register_lookup
class Among(Lookup):
    """`column__among=[…]`: `IN`, whose values are one array on PostgreSQL."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[Any]:
        prepare = self.lhs.output_field.get_prep_value
        return [prepare(value) for value in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """As `IN`; of nothing it is never true."""
        if not self.rhs:
            return "1 = 0", ()
        column, params = self.process_lhs(compiler, connection)
        marks = ", ".join(["%s"] * len(self.rhs))
        return f"{column} IN ({marks})", (*params, *self.rhs)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, list(self.rhs))


def read_bytes(
    table: str, key: str, value: str, wanted: Collection[int]
) -> list[tuple[int, bytes]]:
    """Return (key, bytes) of the rows of a table whose whole-number key is among these.

    Names are written into the statement: never pass a stranger's. On PostgreSQL bytes come as
    they are, not as text of twice their length.
    """
    if not wanted:
        return []
    if connection.vendor == "postgresql":
        # Django's own cursor is opened beside it: that looks whether the connection still lives
        with connection.cursor(), psycopg.Cursor(connection.connection) as cursor:
            statement = f"SELECT {key}, {value} FROM {table} WHERE {key} = ANY(%s::bigint[])"  # noqa: S608
            return cursor.execute(statement, (list(wanted),), binary=True).fetchall()
    # whole numbers of our own making: as parameters they would cost more than the reading
    some = ",".join(map(str, wanted))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {value} FROM {table} WHERE {key} IN ({some})")  # noqa: S608
        return [(found, bytes(body)) for found, body in cursor.fetchall()]
