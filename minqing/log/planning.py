"""What SQLite is told of its own tables, so that it walks the index that was made for a list.

PostgreSQL gathers this by itself. SQLite without it takes every index for as good as any
other: asked for fifty named cases of a league, it walked all cases of the league.
"""

from __future__ import annotations

from django.db import connections

from minqing.log.reading import get_last_position

LOOKED_AT = 5_000
"""Rows of an index that are looked at: a tenth of a second, however large the table."""

WORTH = 20_000
"""Entries below which any plan is quick."""

GROWN = 1.5
"""How much the log grows before it is looked at again."""

_looked_at = 0


def refresh_statistics() -> bool:
    """Gather statistics where the log has grown by half since this process last did; SQLite alone.

    Returns whether it did.
    """
    global _looked_at
    if connections["default"].vendor != "sqlite":
        return False
    last = get_last_position()
    if last < WORTH or last < _looked_at * GROWN:
        return False
    with connections["default"].cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")
    _looked_at = last
    return True
