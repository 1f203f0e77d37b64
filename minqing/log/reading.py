"""Reading the log: entries by stream, by cursor, and the digest's leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Max, Min

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Event
from minqing.log.models import Entry, Setting
from minqing.log.registry import registry
from minqing.log.rows import read_moment

PAGE = 1000
_FIELDS = (
    "position", "stream", "version", "type", "happened_at", "recorded_at", "scope", "post",
    "command_id", "command_seq", "cause", "depth", "body",
)  # fmt: skip
_encode = msgspec.json.Encoder(order="deterministic").encode


class LogEntry(msgspec.Struct, frozen=True):
    """One entry as stored. `event` decodes and upcasts; unknown types raise."""

    position: int
    stream: str
    version: int
    type: str
    happened_at: datetime
    recorded_at: datetime
    scope: str
    post: str
    command_id: str
    command_seq: int
    cause: int
    depth: int
    body: bytes

    @property
    def event(self) -> Event:
        return registry.codec.decode(self.type, self.body)

    @property
    def key(self) -> str:
        """The id after the colon of the stream."""
        return self.stream.partition(":")[2]

    def canonical(self) -> bytes:
        """The bytes that the day's Merkle leaf is made of."""
        return _encode(
            [
                self.position,
                self.stream,
                self.version,
                self.type,
                self.happened_at.astimezone(UTC),
                self.recorded_at.astimezone(UTC),
                self.scope,
                self.post,
                self.command_id,
                self.command_seq,
                self.body,
            ]  # fmt: skip
        )


class LogCursor(msgspec.Struct, frozen=True):
    """A place in the log that survives restores: positions count within an epoch."""

    epoch: str
    position: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.position}"

    @classmethod
    def parse(cls, text: str) -> LogCursor:
        """Read the written form; raises ValueError when it is not one."""
        epoch, _, position = text.partition(".")
        if not epoch or not position.isdecimal():
            raise ValueError(f"not a log cursor: {text!r}")
        return cls(epoch, int(position))


class EpochChanged(Exception):
    """The log was restored from a backup since this cursor was given: start again."""

    code = "log-epoch-changed"

    def __init__(self, now: str) -> None:
        super().__init__("数据已从备份恢复，请重新同步：之后登记的内容需再次上传。")
        self.epoch = now


def get_epoch() -> str:
    """Return the log's epoch, making the first one on an empty log."""
    row, _ = Setting.objects.get_or_create(name="epoch", defaults={"value": new_id()})
    return row.value


def set_new_epoch() -> str:
    """Begin a new epoch (after a restore); returns it."""
    epoch = new_id()
    Setting.objects.update_or_create(name="epoch", defaults={"value": epoch})
    return epoch


def get_last_position() -> int:
    """Return the highest position, 0 on an empty log."""
    with connection.cursor() as cursor:  # asked by every part in every round
        cursor.execute("SELECT max(position) FROM log_entry")
        (last,) = cursor.fetchone()
    return last or 0


def get_positions(streams: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return the positions of the first and the last entry of each stream that exists."""
    rows = Entry.objects.filter(stream__in=list(streams)).values_list("stream")
    found = rows.annotate(first=Min("position"), last=Max("position"))
    return {stream: (first, last) for stream, first, last in found}


def _select(condition: str, order: str, values: Sequence[Any]) -> list[LogEntry]:
    # at driver level: what followers and the digest read is the whole log, and Django's
    # conversion of a row costs ten times the reading
    columns = ", ".join(_FIELDS)
    sql = f"SELECT {columns} FROM log_entry WHERE {condition} ORDER BY {order}"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return [_make(row) for row in rows]


def _make(row: Sequence[Any]) -> LogEntry:
    fields: list[Any] = [*row]
    fields[4], fields[5] = read_moment(row[4]), read_moment(row[5])
    fields[12] = bytes(row[12])
    return LogEntry(*fields)


def read_stream(stream: str, after: int = 0) -> list[LogEntry]:
    """Return the entries of one stream in version order, after that version."""
    return _select("stream = %s AND version > %s", "version", [stream, after])


def read_entries(
    after: int = 0,
    limit: int = PAGE,
    types: Iterable[str] | None = None,
    until: int | None = None,
) -> list[LogEntry]:
    """Return entries after a position in position order, at most `limit`.

    `until`: last position that is wanted. `types`: only entries of these event types.
    """
    condition = "position > %s"
    values: list[Any] = [after]
    if until is not None:
        condition, values = f"{condition} AND position <= %s", [*values, until]
    if types is not None:
        wanted = sorted(types)
        if not wanted:
            return []
        marks = ", ".join(["%s"] * len(wanted))
        condition, values = f"{condition} AND type IN ({marks})", [*values, *wanted]
    return _select(condition, "position LIMIT %s", [*values, limit])


def iterate_entries(after: int = 0, until: int | None = None) -> Iterator[LogEntry]:
    """Yield entries in position order in constant memory."""
    while page := read_entries(after, until=until):
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].position


def changes_since(cursor: LogCursor | None, limit: int = PAGE) -> tuple[list[LogEntry], LogCursor]:
    """Return entries after a cursor and the next cursor; None starts at the beginning.

    Raises EpochChanged when the cursor belongs to a log before a restore.
    """
    epoch = get_epoch()
    if cursor is not None and cursor.epoch != epoch:
        raise EpochChanged(epoch)
    after = 0 if cursor is None else cursor.position
    page = read_entries(after, limit)
    return page, LogCursor(epoch, page[-1].position if page else after)
