"""Heads and projection rows made again from the log, in chunks.

For a state of a new shape (found at start by `list_outdated`), a changed `evolve` (its kind's
`version` raised) and for derived columns after a re-issued calendar or a moved unit.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from django.db.models import QuerySet

from minqing.log import codec
from minqing.log.append import HEAD_COLUMNS, decode_state, load_marks
from minqing.log.locks import take_append_lock, write_transaction
from minqing.log.models import Cursor, Entry, Head, Setting
from minqing.log.registry import Follower, LazySnapshots, StreamKind, registry
from minqing.log.rows import get_writer

PAGE = 500


def _strip(schema: Any) -> Any:
    """Drop what does not change a value: descriptions and titles."""
    if isinstance(schema, dict):
        told = ("description", "title")
        return {key: _strip(part) for key, part in schema.items() if key not in told}
    return [_strip(part) for part in schema] if isinstance(schema, list) else schema


def describe_projection(kind: StreamKind) -> str:
    """Return what a kind's heads and rows were folded with: its version and its shape.

    The shape is part of it so that a field added to a state, or a column to its row, is folded
    again without anyone having to remember to raise the version.
    """
    shape = msgspec.json.encode([_strip(msgspec.json.schema(kind.state)), kind.columns])
    return f"{kind.version}-{zlib.crc32(shape):08x}"


def list_outdated() -> list[str]:
    """Return the kinds whose heads and rows the program would fold otherwise."""
    stored = dict(
        Setting.objects.filter(name__startswith="projection:").values_list("name", "value")
    )
    return [
        name
        for name, kind in registry.kinds.items()
        if stored.get(f"projection:{name}", describe_projection(kind)) != describe_projection(kind)
    ]


def list_outdated_followers() -> list[Follower]:
    """Return the followers that would write other rows than they did; of old they had no mark."""
    stored = dict(Setting.objects.filter(name__startswith="follower:").values_list("name", "value"))
    begun = set(Cursor.objects.filter(position__gt=0).values_list("name", flat=True))
    return [
        one
        for name, one in registry.followers.items()
        if name in begun and stored.get(f"follower:{name}", "1") != str(one.version)
    ]


def _follow_anew(follower: Follower) -> None:
    assert follower.empty is not None, "a follower whose version was raised can be emptied"
    with write_transaction():
        take_append_lock()
        follower.empty()
        Cursor.objects.filter(name=follower.name).update(position=0)
        Setting.objects.update_or_create(
            name=f"follower:{follower.name}", defaults={"value": str(follower.version)}
        )


def mark_current() -> None:
    """Write down how every kind and follower that has no mark yet works (a new database)."""
    for one in registry.followers.values():
        if one.empty is not None:
            Setting.objects.get_or_create(
                name=f"follower:{one.name}", defaults={"value": str(one.version)}
            )
    for name, kind in registry.kinds.items():
        Setting.objects.get_or_create(
            name=f"projection:{name}", defaults={"value": describe_projection(kind)}
        )


def _fold(streams: list[str]) -> dict[str, tuple[int, Any]]:
    folds: dict[str, tuple[int, Any]] = {}
    rows = Entry.objects.filter(stream__in=streams).order_by("stream", "version")
    for stream, version, type_name, body in rows.values_list("stream", "version", "type", "body"):
        event = registry.codec.decode(type_name, bytes(body))
        state = folds.get(stream, (0, None))[1]
        folds[stream] = (version, registry.kind_of(stream).evolve(state, event))
    return folds


def _rows(kind: StreamKind, folds: dict[str, tuple[int, Any]]) -> list[tuple[Any, ...]]:
    if kind.table is None or kind.row is None:
        return []
    snapshots = LazySnapshots(load_marks())
    return [
        kind.row(stream.partition(":")[2], state, snapshots) for stream, (_, state) in folds.items()
    ]


def rebuild_kind(name: str, report: Callable[[int], None] | None = None) -> int:
    """Fold all streams of a kind again, rewriting heads and rows; returns how many."""
    return _rebuild(name, Head.objects.all(), report)


def fold_kind(name: str) -> int:
    """Make heads and rows of a kind where there are none yet, from the log alone."""
    return _rebuild(name, Entry.objects.filter(version=1), None)


def _rebuild(name: str, begun: QuerySet[Any], report: Callable[[int], None] | None) -> int:
    """Fold the streams that `begun` names once each; returns how many."""
    kind, done, after = registry.kinds[name], 0, f"{name}:"
    while True:
        with write_transaction():
            take_append_lock()
            page = list(
                begun.filter(stream__startswith=f"{name}:", stream__gt=after)
                .order_by("stream")
                .values_list("stream", flat=True)[:PAGE]
            )
            if not page:
                break
            folds = _fold(page)
            home = kind.home or (lambda state: "")
            get_writer(Head, HEAD_COLUMNS).upsert(
                [(s, v, home(state), codec.encode(state)) for s, (v, state) in folds.items()]
            )
            if kind.table is not None:
                get_writer(kind.table, kind.columns).upsert(_rows(kind, folds))
        done, after = done + len(page), page[-1]
        if report is not None:
            report(done)
    Setting.objects.update_or_create(
        name=f"projection:{name}", defaults={"value": describe_projection(kind)}
    )
    return done


def catch_up() -> int:
    """Rebuild the kinds that the program folds otherwise than the database; returns rows.

    Tables of followers are emptied and filled by the worker, while everybody works.
    """
    rebuilt = sum(rebuild_kind(name) for name in list_outdated())
    for follower in list_outdated_followers():
        _follow_anew(follower)
    mark_current()
    return rebuilt


def rebuild_all() -> int:
    """Rebuild every kind (after an upgrade that folds otherwise)."""
    return sum(rebuild_kind(name) for name in registry.kinds)


class Change(msgspec.Struct, frozen=True):
    """One derived value that a recomputation moved. `label`: the row's receipt, else its key."""

    stream: str
    label: str
    column: str
    was: Any
    now: Any


def _list_changes(kind: StreamKind, rows: list[tuple[Any, ...]]) -> list[Change]:
    """Return where new rows differ from the stored ones in derived columns."""
    key = kind.columns.index(kind.table._meta.pk.name)
    named = kind.columns.index("receipt") if "receipt" in kind.columns else key
    stored = {
        row[0]: row[1:]
        for row in kind.table.objects.filter(pk__in=[row[key] for row in rows]).values_list(
            "pk", *kind.derived
        )
    }
    places = [kind.columns.index(name) for name in kind.derived]
    return [
        Change(f"{kind.name}:{row[key]}", str(row[named]), name, was, row[place])
        for row in rows
        for name, place, was in zip(kind.derived, places, stored.get(row[key], ()), strict=False)
        if was != row[place]
    ]


def recompute_rows(name: str) -> list[Change]:
    """Write projection rows again from the stored states; returns the derived values that moved."""
    kind, after = registry.kinds[name], f"{name}:"
    changes: list[Change] = []
    while kind.table is not None:
        with write_transaction():
            take_append_lock()
            heads = Head.objects.filter(stream__startswith=f"{name}:", stream__gt=after)
            page = list(heads.order_by("stream").values_list("stream", "version", "state")[:PAGE])
            changes += _rewrite(kind, page)
        if not page:
            break
        after = page[-1][0]
    return changes


def _rewrite(kind: StreamKind, page: list[tuple[str, int, Any]]) -> list[Change]:
    folds = {s: (v, decode_state(s, bytes(state))) for s, v, state in page}
    rows = _rows(kind, folds)
    changes = _list_changes(kind, rows)
    get_writer(kind.table, kind.columns).upsert(rows)
    return changes


def recompute_some(name: str, keys: Iterable[str]) -> list[Change]:
    """Write the rows of these streams of a kind again; returns the derived values that moved.

    For a change that touches few rows (a unit that moved). In chunks, so that interactive
    writes pass between them; a repeat changes nothing. Never inside of a transaction, which
    would hold everybody up until the last chunk: a follower that calls this stands `apart`.
    """
    kind, listed = registry.kinds[name], list(keys)
    changes: list[Change] = []
    for start in range(0, len(listed), PAGE):
        streams = [f"{name}:{key}" for key in listed[start : start + PAGE]]
        with write_transaction():
            take_append_lock()
            heads = Head.objects.filter(stream__in=streams).order_by("stream")
            changes += _rewrite(kind, list(heads.values_list("stream", "version", "state")))
    return changes


def recompute_derived() -> list[Change]:
    """Recompute the rows of every kind that has derived columns; returns what moved."""
    return [
        change
        for name, kind in registry.kinds.items()
        if kind.derived
        for change in recompute_rows(name)
    ]
