"""Everything to another database, by replaying the log (SQLite → PostgreSQL and back).

What cannot be made anew is copied: keys, personal values, the log, its daily roots, accounts
and other infrastructure. What follows from the log is made anew from it: heads and rows by
folding, derived tables by their followers. Then every row is compared with the row it comes
from, and the log is verified where it now stands.

Runs in a process whose `default` and `keys` are the target; the source is read under the
aliases `source` and `source-keys`. Each chunk is a transaction, and what is there already is
not written again, so a move that was broken off goes on.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.apps import apps
from django.core.management.color import no_style
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import AutoField, Max, Model

from minqing.log.demonstration import get_now
from minqing.log.locks import write_transaction
from minqing.log.models import Cursor, DayRoot, Entry, Lease, Setting
from minqing.log.reading import get_epoch, get_last_position
from minqing.log.rebuild import fold_kind, recompute_derived
from minqing.log.registry import LazySnapshots, registry
from minqing.log.rows import get_writer
from minqing.log.verify import verify
from minqing.log.worker import run_follower

CHUNK = 2000
MARK = "move"
"""Setting of a target while a move into it is under way."""

SOURCE = {"default": "source", "keys": "source-keys"}
NOT_MOVED: frozenset[type[Model]] = frozenset({Lease})
"""Who works now is true of a machine, not of the data."""

UNCOMPARED: dict[type[Model], frozenset[str]] = {Cursor: frozenset({"moved_at"})}
"""Columns that say when this machine did something."""

Report = Callable[[str, int], None]


class MoveRefused(Exception):
    """The move cannot begin or go on; nothing in the source was changed."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Source(msgspec.Struct, frozen=True):
    """Where from: connection settings by alias, the log's epoch and its last position."""

    databases: dict[str, dict[str, Any]]
    epoch: str
    position: int


class Mark(msgspec.Struct, frozen=True):
    """Which log is being moved here, and which kinds are folded already."""

    epoch: str
    position: int
    folded: tuple[str, ...] = ()


class Compared(msgspec.Struct):
    """One table on both sides: rows there, rows here, keys of the first that differ."""

    table: str
    there: int = 0
    here: int = 0
    differing: list[str] = []

    @property
    def equal(self) -> bool:
        return self.there == self.here and not self.differing


# ------------------------------------------------------------------ at the source
def describe_source(now: datetime) -> Source:
    """Make the source ready and return how to reach it; raises MoveRefused.

    Lets the followers read to the end and recomputes derived columns: both are made anew at
    the target, and could not be compared while they lag behind here.
    """
    for alias in SOURCE:
        if _has_pending_migrations(alias):
            raise MoveRefused(
                "move-source-outdated",
                "不能迁移：源数据库不是本版结构。请先运行 minqing prepare。",
            )
    if Lease.objects.filter(until__gt=now).exists():
        raise MoveRefused(
            "move-source-running", "不能迁移：后台程序正在运行。请先停止服务，一分钟后再试。"
        )
    for follower in registry.followers.values():
        while run_follower(follower, now):
            pass
    recompute_derived()
    described = {
        alias: {k: v for k, v in connections[alias].settings_dict.items() if k != "TEST"}
        for alias in SOURCE
    }
    return Source(described, get_epoch(), get_last_position())


def _has_pending_migrations(alias: str) -> bool:
    executor = MigrationExecutor(connections[alias])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


# ------------------------------------------------------------------ at the target
def receive(source: Source, now: datetime, report: Report = lambda what, done: None) -> bool:
    """Take everything over and compare; returns whether all rows are equal.

    1. check that the target is empty, or was begun from the same log;
    2. copy keys, personal values, the log and its roots;
    3. fold heads and rows, let the followers write derived tables;
    4. copy accounts and other infrastructure;
    5. compare row by row, verify the log; only then is the target released for use.
    """
    _connect(source)
    mark = _begin(source)
    for model in _models("vault", "log"):
        report(model._meta.db_table, _copy(model))
    _fold(mark, report)
    _follow(now)
    difference = verify().difference
    _copy_infrastructure(report)
    compared = [compare(model) for model in _models()]
    for table in compared:
        _say(table)
    if difference is not None:
        sys.stdout.write(f"总账核对不符：{difference.sentence}\n")
    fine = difference is None and all(table.equal for table in compared)
    if fine:
        Setting.objects.filter(name=MARK).delete()
    return fine


def _connect(source: Source) -> None:
    for alias, described in source.databases.items():
        name = SOURCE[alias]
        connections.settings[name] = {**described, "TEST": {}, "ATOMIC_REQUESTS": False}


def _begin(source: Source) -> Mark:
    row = Setting.objects.filter(name=MARK).first()
    if row is None:
        if Entry.objects.exists() or any(
            model._default_manager.exists() for model in _models("vault", "projection")
        ):
            raise MoveRefused(
                "move-target-not-empty", "不能迁移：目标数据库中已有数据。请换一个空的数据库。"
            )
        mark = Mark(source.epoch, source.position)
        Setting.objects.update_or_create(name="epoch", defaults={"value": source.epoch})
        _keep(mark)
        return mark
    mark = msgspec.json.decode(row.value, type=Mark)
    if (mark.epoch, mark.position) != (source.epoch, source.position):
        raise MoveRefused(
            "move-source-changed",
            "不能接着迁移：源数据库在上次中断之后有了新内容。请换一个空的目标数据库，从头迁移。",
        )
    return mark


def _keep(mark: Mark) -> None:
    text = msgspec.json.encode(mark).decode()
    Setting.objects.update_or_create(name=MARK, defaults={"value": text})


def _models(*kinds: str) -> list[type[Model]]:
    """Return our models of these kinds (all kinds without any), from the ground up."""
    found = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("minqing.")
        and model._meta.managed
        and model not in NOT_MOVED
        and (not kinds or getattr(model, "TABLE_KIND", "") in kinds)
    ]
    return sorted(found, key=lambda model: model is Entry or model is DayRoot)


def _here(model: type[Model]) -> str:
    return "keys" if model._meta.app_label == "keystore" else "default"


def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def _pages(model: type[Model], after: Any = None) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the source's rows in pages by key; the key stands first."""
    rows = model._default_manager.using(SOURCE[_here(model)])
    while True:
        part = rows if after is None else rows.filter(pk__gt=after)
        page = list(part.order_by("pk").values_list("pk", *_columns(model))[:CHUNK])
        if not page:
            return
        yield page
        after = page[-1][0]


def _copy(model: type[Model]) -> int:
    """Insert the rows that are not there yet; returns how many were."""
    alias, done = _here(model), 0
    last = Entry.objects.aggregate(last=Max("position"))["last"] if model is Entry else None
    for page in _pages(model, last):
        done += _insert(model, alias, page)
    return done


def _insert(model: type[Model], alias: str, page: Sequence[tuple[Any, ...]]) -> int:
    rows = model._default_manager.using(alias)
    known = set(rows.filter(pk__in=[row[0] for row in page]).values_list("pk", flat=True))
    missing = [row[1:] for row in page if row[0] not in known]
    if alias == "default":
        with write_transaction():
            get_writer(model, _columns(model)).insert(missing)
    else:
        names = _columns(model)
        rows.bulk_create([model(**dict(zip(names, row, strict=True))) for row in missing])
    return len(missing)


def _fold(mark: Mark, report: Report) -> None:
    done = list(mark.folded)
    for name in registry.kinds:  # from the ground up: rows of cases look at units
        LazySnapshots.forget()
        if name not in done:
            report(name, fold_kind(name))
            done.append(name)
            _keep(Mark(mark.epoch, mark.position, tuple(done)))
    LazySnapshots.forget()


def _follow(now: datetime) -> None:
    for follower in registry.followers.values():
        while run_follower(follower, now):
            pass


def _copy_infrastructure(report: Report) -> None:
    """Take over what is not in the log, anew each time: small, and changed by signing in."""
    for model in _models("infrastructure"):
        with write_transaction():
            old = model._default_manager.all()
            (old.exclude(name=MARK) if model is Setting else old).delete()
            report(model._meta.db_table, sum(_insert_all(model)))
        _reset_sequence(model)


def _insert_all(model: type[Model]) -> Iterator[int]:
    writer = get_writer(model, _columns(model))
    for page in _pages(model):
        writer.insert([row[1:] for row in page])
        yield len(page)


def _reset_sequence(model: type[Model]) -> None:
    connection = connections["default"]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(sql)


# ------------------------------------------------------------------ comparing
def compare(model: type[Model]) -> Compared:
    """Compare every row of a table with the row it comes from.

    Rows of derived tables whose key is only a number are compared as a whole set.
    """
    found = Compared(model._meta.db_table)
    found.here = _ours(model).count()
    numbered = isinstance(model._meta.pk, AutoField)
    if numbered and getattr(model, "TABLE_KIND", "") == "derived":
        found.there = model._default_manager.using(SOURCE[_here(model)]).count()
        if _sum_rows(model, _here(model)) != _sum_rows(model, SOURCE[_here(model)]):
            found.differing = ["…"]
        return found
    for page in _pages(model):
        found.there += len(page)
        here = _load(model, [row[0] for row in page])
        found.differing += [
            str(row[0]) for row in page if here.get(row[0]) != _plain(model, row[1:])
        ][: 5 - len(found.differing)]
    return found


def _ours(model: type[Model]) -> Any:
    rows = model._default_manager.using(_here(model))
    return rows.exclude(name=MARK) if model is Setting else rows


def _load(model: type[Model], keys: list[Any]) -> dict[Any, tuple[Any, ...]]:
    rows = _ours(model).filter(pk__in=keys).values_list("pk", *_columns(model))
    return {row[0]: _plain(model, row[1:]) for row in rows}


def _plain(model: type[Model], row: Sequence[Any]) -> tuple[Any, ...]:
    apart = UNCOMPARED.get(model, frozenset())
    return tuple(
        bytes(value) if isinstance(value, memoryview) else value
        for name, value in zip(_columns(model), row, strict=True)
        if name not in apart
    )


def _sum_rows(model: type[Model], alias: str) -> int:
    """Return a sum over all rows without their number; the order does not matter."""
    names = [name for name in _columns(model) if name != model._meta.pk.attname]
    rows = model._default_manager.using(alias).values_list(*names)
    return sum(
        int.from_bytes(hashlib.blake2b(repr(_bytes(row)).encode(), digest_size=16).digest())
        for row in rows.iterator(chunk_size=CHUNK)
    )


def _bytes(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        value.astimezone(UTC)
        if isinstance(value, datetime)
        else bytes(value)
        if isinstance(value, memoryview)
        else value
        for value in row
    )


def _say(table: Compared) -> None:
    mark = "一致" if table.equal else "不一致"
    keys = f"（{'、'.join(table.differing)}）" if table.differing else ""
    sys.stdout.write(f"{mark} {table.table}：源{table.there}行，目标{table.here}行{keys}\n")


# ------------------------------------------------------------------ the doors
def send_main() -> bytes:
    """Return the written description of the source; raises MoveRefused."""
    return msgspec.json.encode(describe_source(get_now()))


def receive_main(text: bytes) -> int:
    """Receive what a written description leads to; returns the exit code."""

    def report(what: str, done: int) -> None:
        sys.stderr.write(f"{what}：{done}\n")

    try:
        fine = receive(msgspec.json.decode(text, type=Source), get_now(), report)
    except MoveRefused as refused:
        sys.stdout.write(f"{refused}\n")
        return 2
    sys.stdout.write(
        "迁移完成：每一行都与源数据库一致。\n"
        if fine
        else "迁移未完成：有不一致的行，目标数据库不能使用。\n"
    )
    return 0 if fine else 1
