"""What contexts register with the log at start: stream kinds, snapshots, followers, clocks.

A duplicate or malformed name fails at start and says which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from minqing.kernel.messages import Command, Decision, Event, Frame, States
from minqing.log.codec import EventCodec, Upcaster

if TYPE_CHECKING:
    from minqing.log.reading import LogEntry


class StreamKind(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the log must know of one kind of stream.

    `row(id, state, snapshots)` gives the projection row in the order of `columns`;
    `derived` names columns that depend on calendar or organisation and may be recomputed.
    `effects` run inside the transaction of their event (erasure); everything else follows by
    cursor. `idle(event)`: an event of these that has nothing to do this time. `shares`: they touch
    nothing but what their own event names, so that a command may stand in one transaction with
    those of others (grouping.py); without effects it always may.
    """

    name: str
    state: type[Any]
    evolve: Callable[[Any, Any], Any]
    decide: Callable[[Any, States, Frame], Decision]
    needs: Callable[[Any], tuple[str, ...]]
    commands: tuple[type[Command], ...]
    events: tuple[type[Event], ...]
    upcasters: Mapping[str, Upcaster] = {}
    table: Any = None
    columns: tuple[str, ...] = ()
    row: Callable[[str, Any, Mapping[type, Any]], tuple[Any, ...]] | None = None
    derived: tuple[str, ...] = ()
    home: Callable[[Any], str] | None = None
    version: int = 1
    effects: Mapping[str, Callable[[str, Any], None]] = {}
    idle: Callable[[Any], bool] = lambda event: False
    shares: bool = False


class Snapshot(msgspec.Struct, frozen=True):
    """A read-only view for rules: how to load it, and the stream kinds it depends on.

    A kind is what stands before the first colon of a stream, or before its last one: of
    `subject:person:<id>` both `subject` and `subject:person`.
    """

    load: Callable[[], Any]
    kinds: tuple[str, ...]


class Follower(msgspec.Struct, frozen=True):
    """Writes derived tables from entries, by cursor; repeats harmlessly.

    `prepare` reads and computes before the lock of the writers is taken, and its answer goes to
    `handle` as a second argument: a long computation holds nobody up. `empty` clears what it
    wrote; with a raised `version` the program does that once and follows the log from its start.
    `apart`: `handle` opens many short transactions of its own before the cursor moves, so that
    whoever writes gets between them; killed in the middle, it begins again.
    """

    name: str
    handle: Callable[..., None]
    types: frozenset[str] | None
    prepare: Callable[[Sequence[LogEntry]], Any] | None = None
    version: int = 1
    empty: Callable[[], object] | None = None
    apart: bool = False


class Reaction(msgspec.Struct, frozen=True):
    """Answers an entry with commands, by cursor; ids derive from the cause.

    `narrow` leaves out what nothing follows from, many entries at a time.
    """

    name: str
    types: frozenset[str]
    react: Callable[[LogEntry, Frame], Sequence[Command]]
    narrow: Callable[[Sequence[LogEntry]], Sequence[LogEntry]] | None = None


class Clock(msgspec.Struct, frozen=True):
    """Finds what is due and answers with commands; the rule decides whether it is."""

    name: str
    due: Callable[[datetime, int], Sequence[Command]]


class Registry:
    """One place per process; `registry.kinds` is read by `submit` on every command."""

    def __init__(self) -> None:
        self.kinds: dict[str, StreamKind] = {}
        self.commands: dict[type[Command], StreamKind] = {}
        self.command_names: dict[str, type[Command]] = {}
        self.codec = EventCodec()
        self.snapshots: dict[type, Snapshot] = {}
        self.followers: dict[str, Follower] = {}
        self.reactions: dict[str, Reaction] = {}
        self.clocks: dict[str, Clock] = {}
        self.jobs: dict[str, Callable[[datetime], int]] = {}
        self.house_keepers: list[Callable[[datetime], object]] = []

    def register(self, kind: StreamKind) -> None:
        """Register a stream kind with its commands and events."""
        if kind.name in self.kinds:
            raise ValueError(f"stream kind {kind.name} is registered twice")
        if kind.table is not None and (kind.row is None or not kind.columns):
            raise ValueError(f"stream kind {kind.name} has a table but no row or columns")
        for command in kind.commands:
            if not command.TYPE or command.TYPE in self.command_names:
                raise ValueError(f"command name {command.TYPE!r} is missing or registered twice")
            self.commands[command] = kind
            self.command_names[command.TYPE] = command
        self.codec.add(kind.events, kind.upcasters)
        self.kinds[kind.name] = kind

    def kind_of(self, stream: str) -> StreamKind:
        """Return the kind of a stream by its prefix."""
        return self.kinds[stream.partition(":")[0]]

    def find_kind(self, stream: str) -> StreamKind | None:
        """Return the kind of a stream, None for a text that names none."""
        return self.kinds.get(stream.partition(":")[0])

    def get_command(self, name: str) -> type[Command]:
        """Return the command class of a registered name; KeyError when unknown."""
        return self.command_names[name]

    def dependent_kinds(self) -> frozenset[str]:
        """Return the stream kinds whose changes make a snapshot stale."""
        return frozenset(kind for snap in self.snapshots.values() for kind in snap.kinds)


registry = Registry()
register = registry.register


def list_commands() -> tuple[type[Command], ...]:
    """Return every registered command class, by name."""
    return tuple(command for _, command in sorted(registry.command_names.items()))


def find_command(name: str) -> type[Command] | None:
    """Return the command class of a name, None when there is none."""
    return registry.command_names.get(name)


def name_streams(command: Command) -> tuple[str, ...]:
    """Return the streams that a command touches, its own first."""
    return registry.commands[type(command)].needs(command)


def register_snapshot(kind: type, load: Callable[[], Any], *, kinds: Iterable[str] = ()) -> None:
    """Register how a snapshot type is loaded; it is reloaded when a kind it names changed."""
    if kind in registry.snapshots:
        raise ValueError(f"snapshot {kind.__name__} is registered twice")
    registry.snapshots[kind] = Snapshot(load, tuple(kinds))


def register_follower(
    name: str,
    handle: Callable[..., None],
    *,
    types: Iterable[str] | None = None,
    prepare: Callable[[Sequence[LogEntry]], Any] | None = None,
    version: int = 1,
    empty: Callable[[], object] | None = None,
    apart: bool = False,
) -> None:
    """Register a writer of derived tables; `types` limits the entries it sees.

    `handle(entries)`, with `prepare` also what that returned: see `Follower`, for `apart` too.
    Raise `version` when the same entries give other rows.
    """
    if name in registry.followers:
        raise ValueError(f"follower {name} is registered twice")
    wanted = None if types is None else frozenset(types)
    registry.followers[name] = Follower(name, handle, wanted, prepare, version, empty, apart)


def register_reaction(
    name: str,
    types: Iterable[str],
    react: Callable[[LogEntry, Frame], Sequence[Command]],
    narrow: Callable[[Sequence[LogEntry]], Sequence[LogEntry]] | None = None,
) -> None:
    """Register a reaction to entries of these types; `narrow`: those of a batch it may answer."""
    if name in registry.reactions:
        raise ValueError(f"reaction {name} is registered twice")
    registry.reactions[name] = Reaction(name, frozenset(types), react, narrow)


def register_clock(name: str, due: Callable[[datetime, int], Sequence[Command]]) -> None:
    """Register a finder of due things; `due(now, limit)` returns at most `limit` commands."""
    if name in registry.clocks:
        raise ValueError(f"clock {name} is registered twice")
    registry.clocks[name] = Clock(name, due)


def register_job(name: str, work: Callable[[datetime], int]) -> None:
    """Register long work that the worker does a step at a time, between everything else.

    `work(now)` does at most about a second of it and returns how much, 0 when nothing is left; it
    repeats harmlessly, and submits what it writes.
    """
    if name in registry.jobs:
        raise ValueError(f"job {name} is registered twice")
    registry.jobs[name] = work


def register_house_keeper(keep: Callable[[datetime], object]) -> None:
    """Register what tidies infrastructure (old sessions, counters) about once a minute."""
    if keep not in registry.house_keepers:
        registry.house_keepers.append(keep)


class LazySnapshots(Mapping[type, Any]):
    """Snapshots by type, loaded on first look and kept while their kinds stand still.

    `marks` are the watermarks read in the running transaction, so that a process notices
    what another process changed.
    """

    _cache: dict[type, tuple[tuple[int, ...], Any]] = {}
    recent: tuple[float, LazySnapshots] | None = None
    """When by the process's own clock somebody looked last, and what he saw (snapshots.py)."""

    def __init__(self, marks: Mapping[str, int]) -> None:
        self._marks = marks
        self._seen: dict[type, Any] = {}

    def __getitem__(self, kind: type) -> Any:
        if kind in self._seen:
            return self._seen[kind]
        snapshot = registry.snapshots[kind]
        stamp = tuple(self._marks.get(name, 0) for name in snapshot.kinds)
        cached = self._cache.get(kind)
        if cached is None or cached[0] != stamp:
            cached = (stamp, snapshot.load())
            LazySnapshots._cache[kind] = cached
        self._seen[kind] = cached[1]
        return cached[1]

    def __iter__(self) -> Iterator[type]:
        return iter(registry.snapshots)

    def __len__(self) -> int:
        return len(registry.snapshots)

    @classmethod
    def forget(cls) -> None:
        """Drop all cached snapshots (tests, restore)."""
        cls._cache = {}
        cls.recent = None
