"""What lies ahead of every follower and reaction, looked at once in a round."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from django.db import connection

from minqing.log.locks import write_transaction
from minqing.log.models import Cursor
from minqing.log.reading import LogEntry, get_last_position, read_entries
from minqing.log.registry import Follower, Reaction

NEAR = 2_000
"""Entries up to which it is looked at what kinds lie ahead; who is further behind just reads."""

STANDING = (
    "SELECT name, epoch, position, (SELECT max(position) FROM log_entry) FROM log_cursor"
    " WHERE epoch = (SELECT value FROM log_setting WHERE name = 'epoch')"
)
NEWEST = (
    "SELECT type, max(position) FROM log_entry WHERE position > %s AND position <= %s GROUP BY type"
)
Part = Follower | Reaction
Reader = Callable[[int, frozenset[str] | None, int], tuple[list[LogEntry], int]]


def read_next(after: int, types: frozenset[str] | None, most: int) -> tuple[list[LogEntry], int]:
    """Return the next wanted entries, and up to which position that is everything wanted.

    What nobody wants is passed over by the database: a follower of rare entries does not
    read the log in small steps.
    """
    last = get_last_position()
    if last <= after:
        return [], after
    wanted = read_entries(after, most, types, until=last)
    return wanted, wanted[-1].position if len(wanted) == most else last


class Ahead:
    """What lies ahead of every part, read at the beginning of a round in a statement or two.

    A round that finds nothing new costs the first of them. Cursors of another epoch are not
    among them, nor those that were never made: `get_cursor` sees to both.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(STANDING)
            rows = cursor.fetchall()
        self.cursors = {
            name: Cursor(name=name, epoch=epoch, position=position)
            for name, epoch, position, _ in rows
        }
        self.last: int = (rows[0][3] or 0) if rows else 0
        known = [self.cursors[part.name] for part in parts if part.name in self.cursors]
        self._near = {one.name for one in known if 0 < self.last - one.position <= NEAR}
        self._low = min((self.cursors[name].position for name in self._near), default=self.last)
        self._newest = _find_newest(self._low, self.last) if self._near else {}
        self._shared = sum(1 for part in parts if part.name in self._near and self.awaits(part)) > 2
        self._entries: list[LogEntry] | None = None

    def awaits(self, part: Part) -> bool:
        """Return whether there may be something for a part, False only when there is nothing."""
        cursor = self.cursors.get(part.name)
        if cursor is None or (cursor.position < self.last and part.name not in self._near):
            return True
        types = self._newest if part.types is None else part.types
        return any(self._newest.get(name, 0) > cursor.position for name in types)

    def read(
        self, after: int, types: frozenset[str] | None, most: int
    ) -> tuple[list[LogEntry], int]:
        """Return what `read_next` would; what several parts want is read once for all."""
        if not self._shared or after < self._low or after >= self.last:
            return read_next(after, types, most)
        if self._entries is None:
            self._entries = read_entries(self._low, self.last - self._low, until=self.last)
        wanted = [
            entry
            for entry in self._entries
            if entry.position > after and (types is None or entry.type in types)
        ][:most]
        return wanted, wanted[-1].position if len(wanted) == most else self.last

    def pass_over(self, parts: Sequence[Part], now: datetime) -> int:
        """Move the cursors over what their parts do not want; returns how many positions.

        Each only from where it was read: another worker's is left alone.
        """
        idle = [
            self.cursors[part.name]
            for part in parts
            if part.name in self._near and not self.awaits(part)
        ]
        if not idle:
            return 0
        passed = 0
        with write_transaction():
            for position, some in groupby(sorted(idle, key=_position), key=_position):
                names = [one.name for one in some]
                standing = Cursor.objects.filter(name__in=names, epoch=idle[0].epoch)
                moved = standing.filter(position=position)
                moved.update(position=self.last, moved_at=now, trouble="")
                passed += (self.last - position) * len(names)
        for one in idle:
            one.position = self.last
        return passed


def _position(cursor: Cursor) -> int:
    return cursor.position


def _find_newest(after: int, until: int) -> dict[str, int]:
    """Return the event types between two positions, each with its last position there."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [after, until])
        return dict(cursor.fetchall())
