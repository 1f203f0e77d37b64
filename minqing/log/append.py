"""Step 5 of `submit`: positions, entries, heads and projection rows, set-based."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from minqing.kernel.messages import Event
from minqing.log import codec
from minqing.log.days import day_end
from minqing.log.locks import take_append_lock
from minqing.log.models import Entry, Head
from minqing.log.pipeline import Asked, ask, commit_here, together
from minqing.log.registry import LazySnapshots, StreamKind, registry
from minqing.log.rows import COPY_FROM, Row, get_writer, read_day, read_moment
from minqing.vault import store
from minqing.vault.models import VaultItem

if TYPE_CHECKING:
    from minqing.log.submit import Prepared, Working

ENTRY_COLUMNS = (
    "position", "stream", "version", "type", "happened_at", "recorded_at", "scope", "post",
    "command_id", "command_seq", "command_hash", "cause", "depth", "body",
)  # fmt: skip
HEAD_COLUMNS = ("stream", "version", "home", "state")
VAULT_COLUMNS = ("ref", "subject", "cipher")
EVER = datetime.min.replace(tzinfo=UTC)


LOOKING = "SELECT stream, version, state FROM log_head WHERE stream = ANY(%s) ORDER BY stream"
LOCKING = f"{LOOKING} FOR UPDATE"
RAISING = (
    "INSERT INTO log_watermark (kind, position) VALUES (%s, %s)"
    " ON CONFLICT (kind) DO UPDATE SET position = excluded.position"
)
_get_decoder = cache(msgspec.json.Decoder)
LATELY = 2_000
"""Folds that a process remembers: a step is looked at before it, in it and on the page after."""


def decode_state(stream: str, body: bytes) -> Any:
    """Return the state of a stream from its stored fold."""
    cls: Any = registry.kind_of(stream).state
    return _decode(cls, body)


@lru_cache(maxsize=LATELY)
def _decode(cls: Any, body: bytes) -> Any:
    # states are frozen, so that the same bytes may be the same object; no one holds personal data
    return _get_decoder(cls).decode(body)


def ask_heads(streams: Sequence[str]) -> list[Asked]:
    """Lock heads and ask for them, given sorted so that two writers never wait in a circle."""
    return _ask_heads(streams, LOCKING) if streams else []


def _ask_heads(wanted: Sequence[str], statement: str) -> list[Asked]:
    if connection.vendor == "postgresql":
        return [ask(statement, [list(wanted)])]
    asked = []
    for start in range(0, len(wanted), 900):
        part = wanted[start : start + 900]
        marks = ",".join(["%s"] * len(part))
        looking = f"SELECT stream, version, state FROM log_head WHERE stream IN ({marks})"  # noqa: S608 - marks only
        asked.append(ask(looking, part))
    return asked


def read_heads(asked: Iterable[Asked]) -> dict[str, tuple[int, Any]]:
    """Return version and state of the streams that exist."""
    return {
        stream: (version, decode_state(stream, bytes(state)))
        for one in asked
        for stream, version, state in one.rows()
    }


def load_heads(streams: Iterable[str]) -> dict[str, tuple[int, Any]]:
    """Look at heads without a lock, for whoever writes nothing."""
    wanted = sorted(streams)
    return read_heads(_ask_heads(wanted, LOOKING)) if wanted else {}


MARKS = "SELECT kind, position FROM log_watermark"


def load_marks() -> dict[str, int]:
    """Return the watermarks of the kinds that snapshots depend on."""
    return dict(ask(MARKS).rows())


END = (
    "SELECT position, recorded_at, (SELECT max(day) FROM log_day_root)"
    " FROM log_entry ORDER BY position DESC LIMIT 1"
)


def _read_end(asked: Asked) -> tuple[int, datetime]:
    """Return the last position, and before when nothing is recorded any more.

    That is before the last entry and in a closed day: a clock may be set back, and a request
    may be read before midnight and written after. A closed day has entries.
    """
    found = asked.rows()
    if not found:
        return 0, EVER
    position, recorded, closed = found[0]
    last = read_moment(recorded).astimezone(UTC)
    if closed is None:
        return position, last
    return position, max(last, day_end(read_day(closed)).astimezone(UTC))


_NEW = ", ".join(f"new.{name}" for name in ENTRY_COLUMNS if name not in {"position", "recorded_at"})
PLACING = (
    "INSERT INTO log_entry (position, recorded_at, "  # noqa: S608 - names of columns only
    + _NEW.replace("new.", "")
    + ") SELECT last.position + new.position,"
    " greatest(new.recorded_at, last.recorded_at, last.closed), "
    + _NEW
    + " FROM (SELECT coalesce((SELECT max(position) FROM log_entry), 0) AS position,"
    " (SELECT recorded_at FROM log_entry ORDER BY position DESC LIMIT 1) AS recorded_at,"
    " (SELECT (max(day) + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' FROM log_day_root) AS closed"
    ") AS last, (VALUES {rows}) AS new (" + ", ".join(ENTRY_COLUMNS) + ")"
)
"""The same that `_read_end` and `_entry_rows` do, said to PostgreSQL: it need not be asked first."""
_MARKS = f"({', '.join(['%s'] * len(ENTRY_COLUMNS))})"
RAISING_TO_END = RAISING.replace("VALUES (%s, %s)", "SELECT %s, max(position) FROM log_entry")


def write(
    accepted: Sequence[tuple[Prepared, list[tuple[str, int, Event]]]],
    sealed: Sequence[store.Sealed],
    keys: Mapping[str, AESGCM],
    working: Working,
    snapshots: LazySnapshots,
    *,
    ends: bool = False,
) -> None:
    """Write everything that accepted commands made, in the running transaction.

    `ends`: nothing else follows in it, so that it may be committed on the way. Positions are
    given under a lock that lasts until then; few entries on PostgreSQL wait for no answer there.
    """
    vault_rows = store.encrypt_rows(sealed, dict(keys))
    projections = _projection_rows(working, snapshots)
    heads = _head_rows(working)
    entries = sum(len(placed) for _, placed in accepted)
    few = max(len(vault_rows), len(heads), entries) < COPY_FROM
    at_once = few and connection.vendor == "postgresql"
    effects = _list_effects(accepted)
    with together(when=few):
        _write_rows(vault_rows, heads, projections, working)
        take_append_lock()  # as late as possible: only the entries need it
        if at_once:
            _place(_entry_rows(accepted, 0, EVER))
            _raise_marks(accepted, None)
            if ends and not effects:
                commit_here()
        else:
            end = ask(END)
    if not at_once:
        last, recorded = _read_end(end)
        get_writer(Entry, ENTRY_COLUMNS).insert(_entry_rows(accepted, last, recorded))
        _raise_marks(accepted, last + entries)
    for effect, stream, event in effects:
        effect(stream, event)


def _write_rows(
    vault_rows: Sequence[Row],
    heads: Sequence[Row],
    projections: Iterable[tuple[StreamKind, list[Row], list[Row]]],
    working: Working,
) -> None:
    existing = working.existing
    get_writer(VaultItem, VAULT_COLUMNS).insert(vault_rows)
    writer = get_writer(Head, HEAD_COLUMNS)
    writer.insert([row for row in heads if row[0] not in existing])
    writer.upsert([row for row in heads if row[0] in existing])
    for kind, fresh, changed in projections:
        writer = get_writer(kind.table, kind.columns)
        writer.insert(fresh)
        writer.upsert(changed)


def _place(rows: Sequence[Row]) -> None:
    """Append entries whose positions count from the end of the log, wherever that is."""
    marks = ", ".join([_MARKS] * len(rows))
    ask(PLACING.format(rows=marks), [value for row in rows for value in row])


def _entry_rows(
    accepted: Sequence[tuple[Prepared, list[tuple[str, int, Event]]]],
    last: int,
    recorded_at: datetime,
) -> list[Row]:
    encode = codec.encode
    rows: list[Row] = []
    position = last
    for item, placed in accepted:
        command, origin = item.command, item.origin
        by = origin.by
        happened = command.happened_at or origin.now
        recorded_at = max(recorded_at, origin.now)
        for seq, (stream, version, event) in enumerate(placed):
            position += 1
            rows.append(
                (
                    position,
                    stream,
                    version,
                    type(event).TYPE,
                    happened,
                    recorded_at,
                    by.scope,
                    by.post,
                    command.id,
                    seq,
                    item.digest,
                    origin.cause,
                    origin.depth,
                    encode(event),
                )  # fmt: skip
            )
    return rows


def _head_rows(working: Working) -> list[Row]:
    rows = []
    encode = codec.encode
    for stream in working.changed:
        state = working.states[stream]
        home = registry.kind_of(stream).home
        rows.append((stream, working.versions[stream], home(state) if home else "", encode(state)))
    return rows


def _projection_rows(
    working: Working, snapshots: LazySnapshots
) -> list[tuple[StreamKind, list[Row], list[Row]]]:
    by_name: dict[str, tuple[list[Row], list[Row]]] = {}
    for stream in working.changed:
        kind = registry.kind_of(stream)
        if kind.table is None or kind.row is None:
            continue
        fresh, changed = by_name.setdefault(kind.name, ([], []))
        row = kind.row(stream.partition(":")[2], working.states[stream], snapshots)
        (changed if stream in working.existing else fresh).append(row)
    return [(registry.kinds[name], *rows) for name, rows in by_name.items()]


def _list_effects(
    accepted: Sequence[tuple[Prepared, list[tuple[str, int, Event]]]],
) -> list[tuple[Callable[[str, Any], None], str, Event]]:
    found = []
    for _, placed in accepted:
        for stream, _, event in placed:
            kind = registry.kind_of(stream)
            effect = kind.effects.get(type(event).TYPE) if kind.effects else None
            if effect is not None and not kind.idle(event):
                found.append((effect, stream, event))
    return found


def _raise_marks(
    accepted: Sequence[tuple[Prepared, list[tuple[str, int, Event]]]], position: int | None
) -> None:
    """Raise the marks of what was changed to a position, None: to the end of the log."""
    watched = registry.dependent_kinds()
    streams = {stream for _, placed in accepted for stream, _, _ in placed}
    touched = {
        kind
        for stream in streams
        for kind in (stream.partition(":")[0], stream.rpartition(":")[0])
        if kind in watched
    }
    if not touched:
        return
    for name in sorted(touched):
        if position is None:
            ask(RAISING_TO_END, [name])
        else:
            ask(RAISING, [name, position])
