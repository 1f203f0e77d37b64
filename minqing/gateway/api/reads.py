"""Reads: what contexts have registered, as operations with cursors; and the feed of changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Annotated, Any

import msgspec
from django.http.response import HttpResponseBase
from msgspec import Meta

from minqing.gateway.api.bodies import JSON, read_query
from minqing.gateway.api.cursors import read_cursor, write_cursor
from minqing.gateway.api.errors import (
    CURSOR_WRONG,
    EPOCH_CHANGED,
    FIELD_WRONG,
    NOT_FOUND,
    TEXT_WRONG,
)
from minqing.gateway.api.frame import Call, Operation, encode, reply
from minqing.kernel.messages import Actor
from minqing.kernel.offers import Asked, Part, Read, offers
from minqing.log.public import EpochChanged, LogCursor, LogEntry, changes_since, get_now

Size = Annotated[int, Meta(ge=1, le=200)]
Cursor = Annotated[str, Meta(max_length=2000)]
PAGE = 50
SCANNED = 2_000
"""Entries that one page of the feed looks at, at most, for a viewer who sees few of them."""
ANYBODY = Actor(scope="public:api", kind="resident")


class Paged(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a list goes on, and how many lines it gives at once."""

    cursor: Cursor = ""
    limit: Size = PAGE


class Empty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No parameters."""


@cache
def make_query(read: Read) -> type:
    """Return the parameters of a read: its filter, and for lists cursor and limit."""
    fields: list[tuple[str, Any, Any]] = []
    for source in (read.wanted, Paged if read.is_list else None):
        for field in msgspec.structs.fields(source) if source is not None else ():
            fields.append((field.name, field.type, field.default))
    return msgspec.defstruct(
        f"{_camel(read.name)}Query", fields, frozen=True, kw_only=True, forbid_unknown_fields=True
    )


@cache
def make_page(read: Read) -> type:
    """Return the answer of a read: one thing, or a page of lines with the next cursor."""
    if not read.is_list:
        return read.answers
    lines = list[read.answers]  # type: ignore[name-defined]
    return msgspec.defstruct(
        f"{_camel(read.name)}Page",
        [("lines", lines), ("next", str)],
        frozen=True,
        namespace={"__doc__": "One page. `next`: pass as `cursor`; empty on the last page."},
    )


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.replace("-", ".").split("."))


def make_handle(read: Read) -> Callable[[Call], HttpResponseBase]:
    """Return what answers a read."""

    def handle(call: Call) -> HttpResponseBase:
        query: Any = read_query(call.request, make_query(read))
        viewer = ANYBODY if read.is_public else call.actor
        lists = _name_list(read, call.path, query)
        after = read_cursor(lists, query.cursor) if read.is_list else ""
        asked = Asked(
            wanted=_take_filter(read, query),
            key=call.path.get("key", ""),
            now=get_now(),
            after=after,
            size=query.limit if read.is_list else 1,
        )
        found = read.find(viewer, asked)
        if found is None:
            raise NOT_FOUND()
        if not isinstance(found, Part):
            return reply(found)
        return reply({"lines": list(found.lines), "next": write_cursor(lists, found.next)})

    return handle


def _take_filter(read: Read, query: Any) -> Any:
    if read.wanted is None:
        return None
    names = [field.name for field in msgspec.structs.fields(read.wanted)]
    return read.wanted(**{name: getattr(query, name) for name in names})


def _name_list(read: Read, path: Mapping[str, str], query: Any) -> str:
    """Return what tells this list with this filter from every other: a cursor belongs to it."""
    given = {k: v for k, v in msgspec.structs.asdict(query).items() if k not in ("cursor", "limit")}
    return f"{read.name} {dict(path)} {encode(given).decode()}"


def list_operations() -> tuple[Operation, ...]:
    """Return the registered reads and the feed of changes as operations."""
    return (*(_make_operation(read) for read in offers.reads.values()), _make_feed())


def _make_operation(read: Read) -> Operation:
    troubles = [FIELD_WRONG, TEXT_WRONG] + ([CURSOR_WRONG] if read.is_list else [])
    if "{key}" in read.path:
        troubles.append(NOT_FOUND)
    return Operation(
        name=read.name,
        method="GET",
        path=read.path,
        says=read.says,
        tag="public" if read.is_public else read.name.partition(".")[0],
        handle=make_handle(read),
        permission=read.permission,
        is_public=read.is_public,
        query=make_query(read),
        answers={200: (JSON, make_page(read))},
        troubles=tuple(troubles),
    )


# ---------------------------------------------------------------- changes
class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log that the viewer may know of: what, where, when; never its content.

    Read the thing itself to see how it is now. `version`: of the stream.
    """

    position: int
    stream: str
    version: int
    type: str
    happened_at: datetime
    recorded_at: datetime


class Changes(msgspec.Struct, frozen=True):
    """One page of changes. `next`: always there; ask again with it later. `more`: there is more
    to read at once, also where `changes` is empty."""

    changes: list[Change]
    next: str
    more: bool


def read_changes(call: Call) -> HttpResponseBase:
    """Return what has changed since a cursor, in the order of the log."""
    query = read_query(call.request, Paged)
    lists = f"changes {call.actor.scope}"
    text = read_cursor(lists, query.cursor)
    try:
        found, cursor, more = follow(call.actor, LogCursor.parse(text) if text else None, query)
    except EpochChanged:
        raise EPOCH_CHANGED("cursor") from None
    return reply(Changes(found, write_cursor(lists, str(cursor)), more))


def follow(
    viewer: Actor, cursor: LogCursor | None, query: Paged
) -> tuple[list[Change], LogCursor, bool]:
    """Return visible changes after a cursor, the next cursor, and whether there is more."""
    found: list[Change] = []
    scanned = 0
    while True:
        entries, after = changes_since(cursor, SCANNED // 4)
        seen = list(_keep_visible(viewer, entries))
        room = query.limit - len(found)
        if len(seen) > room:
            found += [_draw(entry) for entry in seen[:room]]
            last = seen[room - 1].position
            return found, LogCursor(after.epoch, last), True
        found += [_draw(entry) for entry in seen]
        cursor, scanned = after, scanned + len(entries)
        if len(entries) < SCANNED // 4:
            return found, cursor, False
        if scanned >= SCANNED or len(found) == query.limit:
            return found, cursor, True


def _keep_visible(viewer: Actor, entries: Sequence[LogEntry]) -> Iterable[LogEntry]:
    keys: dict[str, set[str]] = {}
    for entry in entries:
        kind = entry.stream.partition(":")[0]
        if kind in offers.sights:
            keys.setdefault(kind, set()).add(entry.key)
    visible = {kind: offers.sights[kind](viewer, several) for kind, several in keys.items()}
    return (e for e in entries if e.key in visible.get(e.stream.partition(":")[0], ()))


def _draw(entry: LogEntry) -> Change:
    return Change(
        position=entry.position,
        stream=entry.stream,
        version=entry.version,
        type=entry.type,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
    )


def _make_feed() -> Operation:
    return Operation(
        name="changes.list",
        method="GET",
        path="/changes",
        says="Follow what changes in the token's reach, in the order of the log.",
        tag="changes",
        handle=read_changes,
        query=Paged,
        answers={200: (JSON, Changes)},
        troubles=(FIELD_WRONG, TEXT_WRONG, CURSOR_WRONG, EPOCH_CHANGED),
    )
