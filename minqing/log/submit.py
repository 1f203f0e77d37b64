"""The one door for writes.

`submit` takes many commands. Each command is atomic, the batch is not; every item gets its
answer. Steps per chunk, in this order:

1. fingerprint each command, give its personal values their refs, ask which streams it needs;
2. in one transaction: look up command ids seen before, lock and load the stream heads;
3. decide one after another over the working set, so item 2 sees what item 1 made;
4. seal personal values of accepted commands into the vault;
5. under the append lock give positions and write entries, heads and projection rows.

On an integrity error the chunk is halved until the one item that caused it stands alone.
Few commands of several threads share a chunk (grouping.py), each with its own actor and moment.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import groupby, islice
from typing import Any

import msgspec
from django.db import IntegrityError, OperationalError, connection

from minqing.kernel.messages import (
    Actor,
    Command,
    Decided,
    Event,
    Frame,
    Personal,
    Refusal,
    RefusalKind,
    VaultRef,
)
from minqing.log import answers, append, codec, fingerprints
from minqing.log.answers import Answer, EntryRef
from minqing.log.grouping import Grouping
from minqing.log.locks import chunk_size, write_transaction
from minqing.log.one_reading import forget_reading
from minqing.log.pipeline import ask, together
from minqing.log.registry import LazySnapshots, StreamKind, registry
from minqing.vault import store

NOT_ALLOWED = RefusalKind(
    "not-allowed", "不能执行“{command}”：您的岗位没有这项权限。请由有权限的岗位办理。"
)
ID_TAKEN = RefusalKind(
    "command-id-reused", "不能受理：同一命令编号已用于另一内容。请刷新页面后重新提交。"
)
CHANGED = RefusalKind(
    "changed-meanwhile",
    "没有保存：您查看之后内容已有变动（您看到第{seen}版，现为第{now}版）。请核对后再提交。",
)
CLASHES = RefusalKind(
    "clashes-with-existing", "不能保存：编号与已有记录重复（{detail}）。请重新编号后提交。"
)
DEPTH = RefusalKind("causation-too-deep", "自动处理链过长（{depth}层），已停止并列入待人工处理。")

MAX_DEPTH = 8
SHARED = 20
"""Commands that one `submit` may bring into the transaction of others. Source: ours."""
Observer = Callable[[Sequence[tuple[str, str]], float], None]
observers: list[Observer] = []
"""Told after each `submit`: type and answer of every command, and the seconds it took."""


class Origin(msgspec.Struct, frozen=True):
    """Where a batch comes from: its actor, its moment, and the entry that caused it."""

    by: Actor
    now: datetime
    cause: int = 0
    depth: int = 0


class Batch(msgspec.Struct, frozen=True):
    """Commands that one actor hands in at one moment."""

    commands: Sequence[Command]
    by: Actor
    now: datetime


class Prepared(msgspec.Struct):
    """One command with what `submit` worked out about it before the transaction.

    `handed`: as it was handed in, personal values without their refs.
    """

    origin: Origin
    command: Command
    handed: Command
    kind: StreamKind
    digest: bytes
    streams: tuple[str, ...]
    sealed: tuple[store.Sealed, ...]


@cache
def _personal_fields(cls: type[Command]) -> tuple[str, ...]:
    return tuple(
        field.name for field in msgspec.structs.fields(cls) if codec._mentions_personal(field.type)
    )


@lru_cache(maxsize=4096)
def _mark(scope: str) -> str:
    """Return a few signs for a scope: ids of commands are the sender's own, and two senders
    may choose the same."""
    return hashlib.blake2b(scope.encode(), digest_size=4).hexdigest()


def bind_personal(command: Command, scope: str) -> tuple[Command, tuple[store.Sealed, ...]]:
    """Give each personal value its ref; returns the bound command and what to seal."""
    origin = f"{command.id}.{_mark(scope)}"
    changes: dict[str, Any] = {}
    sealed = []
    for name in _personal_fields(type(command)):
        value = getattr(command, name)
        if isinstance(value, Personal):
            ref = VaultRef(f"{origin}.{name}")
            changes[name] = Personal(value.value, value.subject, ref)
            sealed.append(store.seal(ref, value.subject, value.value))
        elif isinstance(value, tuple):
            bound = []
            for number, item in enumerate(value):
                ref = VaultRef(f"{origin}.{name}.{number}")
                bound.append(Personal(item.value, item.subject, ref))
                sealed.append(store.seal(ref, item.subject, item.value))
            changes[name] = tuple(bound)
    if not changes:
        return command, ()
    return msgspec.structs.replace(command, **changes), tuple(sealed)


def prepare(commands: Iterable[Command], origin: Origin) -> list[Prepared]:
    """Return commands as `submit` and `preview` take them up; nothing is read or written."""
    key = fingerprints.derive_key()
    return [_prepare(origin, command, key) for command in commands]


def _prepare(origin: Origin, command: Command, key: bytes) -> Prepared:
    kind = registry.commands[type(command)]
    digest = fingerprints.make_fingerprint(command, key)
    bound, sealed = bind_personal(command, origin.by.scope)
    return Prepared(origin, bound, command, kind, digest, kind.needs(bound), sealed)


groups: Grouping[Prepared, Answer] = Grouping()


class Working:
    """States and versions of the streams of one chunk, as they change item by item."""

    def __init__(self, heads: Mapping[str, tuple[int, Any]]) -> None:
        self.versions = {stream: version for stream, (version, _) in heads.items()}
        self.states = {stream: state for stream, (_, state) in heads.items()}
        self.existing = frozenset(heads)
        self.changed: dict[str, None] = {}

    def view(self, streams: tuple[str, ...]) -> dict[str, Any]:
        states = self.states
        return {stream: states.get(stream) for stream in streams}

    def apply(self, decided: Sequence[Decided]) -> list[tuple[str, int, Event]]:
        """Fold the events in; returns (stream, version, event) in order."""
        placed = []
        for item in decided:
            stream, event = item.stream, item.event
            version = self.versions.get(stream, 0) + 1
            evolve = registry.kind_of(stream).evolve
            self.states[stream] = evolve(self.states.get(stream), event)
            self.versions[stream] = version
            self.changed[stream] = None
            placed.append((stream, version, event))
        return placed


def check_permission(command: type[Command], by: Actor) -> Refusal | None:
    """Return the refusal when the actor lacks the command's permission."""
    needed = command.PERMISSION
    if needed and needed not in by.permissions:
        return NOT_ALLOWED(command=command.TYPE)
    return None


def _decide(item: Prepared, working: Working, frame: Frame) -> Sequence[Decided] | Refusal:
    command = item.command
    denied = check_permission(type(command), frame.by)
    if denied is not None:
        return denied
    seen = command.expected_version
    if seen is not None:
        version = working.versions.get(item.streams[0], 0) if item.streams else 0
        if version != seen:
            return CHANGED(seen=seen, now=version)
    decided = item.kind.decide(command, working.view(item.streams), frame)
    if not isinstance(decided, Refusal):
        strangers = [d.stream for d in decided if d.stream not in item.streams]
        if strangers or not decided:
            raise AssertionError(
                f"{type(command).TYPE} decided {len(decided)} events, "
                f"outside its needs: {strangers}"
            )
    return decided


def answer_one(
    item: Prepared, working: Working, frame: Frame, known: Mapping[str, answers.Seen]
) -> tuple[Answer, list[tuple[str, int, Event]]]:
    """Decide one item over the working set; returns its answer and what it would write."""
    command = item.command
    seen = known.get(command.id)
    if seen is not None:
        return seen.repeat(item.handed, item.digest, ID_TAKEN), []
    decided = _decide(item, working, frame)
    if isinstance(decided, Refusal):
        status: answers.Status = "conflict" if decided.code == CHANGED.code else "refused"
        return Answer(status=status, command_id=command.id, refusal=decided), []
    placed = working.apply(decided)
    entries = tuple(EntryRef(s, v, type(e).TYPE) for s, v, e in placed)
    return Answer(status="accepted", command_id=command.id, entries=entries), placed


def _attempt(
    chunk: Sequence[Prepared], alongside: Callable[[], None] | None, ends: bool
) -> list[Answer]:
    """Do one chunk in the running transaction; raises IntegrityError to be halved.

    `ends`: nobody outside of it has a part in this transaction.
    """
    ids = [(item.origin.by.scope, item.command.id) for item in chunk]
    with together():
        seen_before = answers.ask_seen(ids)
        heads = append.ask_heads(sorted({stream for item in chunk for stream in item.streams}))
        marks = ask(append.MARKS)
    known = answers.read_seen(ids, seen_before)
    working = Working(append.read_heads(heads))
    snapshots = LazySnapshots(dict(marks.rows()))
    results: list[Answer] = []
    accepted: list[tuple[Prepared, list[tuple[str, int, Event]]]] = []
    refused: list[tuple[Prepared, Answer]] = []
    for _, group in groupby(chunk, key=_handed_in_with):
        items = list(group)
        origin = items[0].origin
        frame = Frame(now=origin.now, by=origin.by, snapshots=snapshots)
        seen = known[origin.by.scope]
        for item in items:
            answer, placed = answer_one(item, working, frame, seen)
            results.append(answer)
            if answer.status == "accepted":
                accepted.append((item, placed))
            elif item.command.id not in seen:
                refused.append((item, answer))
            seen.setdefault(item.command.id, answers.Seen(item.digest, answer))
    _write(accepted, refused, working, snapshots, ends=ends and alongside is None)
    if alongside is not None:
        alongside()
    return results


def _handed_in_with(item: Prepared) -> int:
    return id(item.origin)  # comparing actors field by field would cost more than deciding


def _write(
    accepted: Sequence[tuple[Prepared, list[tuple[str, int, Event]]]],
    refused: Sequence[tuple[Prepared, Answer]],
    working: Working,
    snapshots: LazySnapshots,
    *,
    ends: bool,
) -> None:
    for origin, pairs in groupby(refused, key=lambda pair: pair[0].origin):
        rows = [(item.command.id, item.digest, answer) for item, answer in pairs]
        answers.store_refusals(origin.by.scope, rows, origin.now)
    if accepted:
        now = accepted[0][0].origin.now
        sealed = [value for item, _ in accepted for value in item.sealed]
        subjects = {value.subject for value in sealed}
        made = working.changed.keys() - working.existing
        keys = store.ensure_keys(subjects, now, subjects & made) if sealed else {}
        append.write(accepted, sealed, keys, working, snapshots, ends=ends)


def _submit_chunk(
    chunk: Sequence[Prepared],
    alongside: Callable[[], None] | None,
    retries: int = 5,
) -> list[Answer]:
    ends = not connection.in_atomic_block
    try:
        with write_transaction():
            return _attempt(chunk, alongside, ends)
    except IntegrityError as error:
        if len(chunk) > 1:
            middle = len(chunk) // 2
            first = _submit_chunk(chunk[:middle], None)
            return first + _submit_chunk(chunk[middle:], alongside)
        if retries > 3:  # another writer made the stream meanwhile: look again
            return _submit_chunk(chunk, alongside, 3)
        return _answer_clash(chunk[0], error, alongside)
    except OperationalError as error:
        if retries and _is_passing(error):
            return _submit_chunk(chunk, alongside, min(retries, 4) - 1)
        raise


def _is_passing(error: OperationalError) -> bool:
    # PostgreSQL: serialization failure, deadlock. SQLite's busy is waited for by its timeout.
    return getattr(error.__cause__, "sqlstate", "") in {"40001", "40P01"}


def _answer_clash(
    item: Prepared, error: IntegrityError, alongside: Callable[[], None] | None
) -> list[Answer]:
    """Answer an item that the database itself refuses (a receipt given twice)."""
    detail = str(error.__cause__ or error).splitlines()[0]
    answer = Answer(
        status="refused", command_id=item.command.id, refusal=CLASHES(detail=detail[:120])
    )
    with write_transaction():
        answers.store_refusals(
            item.origin.by.scope, [(item.command.id, item.digest, answer)], item.origin.now
        )
        if alongside is not None:
            alongside()
    return [answer]


def submit(
    commands: Iterable[Command],
    *,
    by: Actor,
    now: datetime,
    cause: int = 0,
    depth: int = 0,
    alongside: Callable[[], None] | None = None,
) -> list[Answer]:
    """Carry out commands and return one answer each, in order.

    `now`: the moment, read once at the edge, aware. `alongside` runs in the transaction of
    the last chunk (a worker moves its cursor with it). `cause` and `depth` are the position
    and causation depth of the entry that a reaction answers.
    Raises only for what should not happen; refusals are values in the answers.
    """
    begun = time.perf_counter()
    origin = Origin(by=by, now=_as_utc(now), cause=cause, depth=depth)
    prepared = prepare(commands, origin)
    if depth > MAX_DEPTH:
        return [
            Answer(status="refused", command_id=p.command.id, refusal=DEPTH(depth=depth))
            for p in prepared
        ]
    return _submit_all(prepared, alongside, begun)


def submit_batches(batches: Iterable[Batch]) -> list[list[Answer]]:
    """Carry out what several actors handed in, each at a moment of their own.

    The same as one `submit` after another, in fewer transactions: for many small batches at
    once (a made-up year, records that come in late). Give them in order of time; an entry is
    never recorded before the one that precedes it. Returns the answers batch by batch.
    """
    begun = time.perf_counter()
    prepared: list[Prepared] = []
    sizes = []
    for batch in batches:
        prepared += prepare(batch.commands, Origin(by=batch.by, now=_as_utc(batch.now)))
        sizes.append(len(batch.commands))
    results = iter(_submit_all(prepared, None, begun))
    return [list(islice(results, size)) for size in sizes]


def _as_utc(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("submit needs an aware moment")
    return now.astimezone(UTC)


def _may_share(prepared: Sequence[Prepared]) -> bool:
    """Return whether these commands may share a transaction with those of other threads.

    Few of them, so that nobody waits for an import; no transaction of the caller around them;
    and nothing that reaches further than its rows (an erasure), in its own order with others.
    """
    return (
        len(prepared) <= SHARED
        and not connection.in_atomic_block
        and not any(_reaches_further(s) for item in prepared for s in item.streams)
    )


def _reaches_further(stream: str) -> bool:
    kind = registry.find_kind(stream)  # a sender may write anything where a stream is named
    return kind is not None and bool(kind.effects) and not kind.shares


def _submit_group(prepared: Sequence[Prepared]) -> list[Answer]:
    return _submit_chunk(prepared, None)


def _submit_chunks(
    prepared: Sequence[Prepared], alongside: Callable[[], None] | None
) -> list[Answer]:
    size = chunk_size()
    results: list[Answer] = []
    for start in range(0, len(prepared), size):
        part = prepared[start : start + size]
        last = start + size >= len(prepared)
        results += _submit_chunk(part, alongside if last else None)
    if not prepared and alongside is not None:
        with write_transaction():
            alongside()
    return results


def _submit_all(
    prepared: Sequence[Prepared], alongside: Callable[[], None] | None, begun: float
) -> list[Answer]:
    if prepared and alongside is None and _may_share(prepared):
        results = groups.do(prepared, _submit_group, chunk_size())
    else:
        results = _submit_chunks(prepared, alongside)
    forget_reading()
    if observers and prepared:
        told = [
            (type(item.command).TYPE, answer.status)
            for item, answer in zip(prepared, results, strict=True)
        ]
        for observe in observers:
            observe(told, time.perf_counter() - begun)
    return results
