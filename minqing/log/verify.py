"""Proof that every row equals the fold of its log, and that no day was rewritten.

Works in pages and remembers how far it came, so it can be interrupted and taken up again;
the incremental mode looks only at streams that changed since the last complete run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from django.db.models import Count, Max, Min

from minqing.log import codec, digest
from minqing.log.append import load_marks
from minqing.log.models import DayRoot, Entry, Head, Setting
from minqing.log.reading import get_epoch, get_last_position
from minqing.log.registry import LazySnapshots, StreamKind, registry

PAGE = 500
HeadRow = tuple[str, int, "bytes | memoryview"]
PROGRESS = "verify-progress"
VERIFIED = "verified-until"


class Difference(msgspec.Struct, frozen=True):
    """The first thing that does not hold: where, what was found, what the log says."""

    code: str
    where: str
    sentence: str


class Verified(msgspec.Struct, kw_only=True):
    """What a run looked at. `stale` counts derived columns that a recomputation would change."""

    entries: int = 0
    streams: int = 0
    days: int = 0
    stale: int = 0
    difference: Difference | None = None


class Progress(msgspec.Struct):
    """Where an interrupted run stands."""

    epoch: str
    target: int
    stream: str = ""
    streams: int = 0


def _load_progress() -> Progress:
    row = Setting.objects.filter(name=PROGRESS).first()
    fresh = Progress(get_epoch(), get_last_position())
    if row is None:
        return fresh
    kept = msgspec.json.decode(row.value, type=Progress)
    return kept if kept.epoch == fresh.epoch else fresh


def _keep(name: str, value: Any) -> None:
    text = msgspec.json.encode(value).decode()
    Setting.objects.update_or_create(name=name, defaults={"value": text})


def check_positions() -> Difference | None:
    """Positions run from 1 without a gap; recorded times never go back along them."""
    found = Entry.objects.aggregate(
        n=Count("position"), last=Max("position"), first=Min("position")
    )
    if found["n"] and (found["first"] != 1 or found["n"] != found["last"]):
        return Difference(
            "position-gap",
            f"1…{found['last']}",
            f"总账序号不连续：应有{found['last']}条，实有{found['n']}条。",
        )
    begun = Entry.objects.filter(version=1).count()
    heads = Head.objects.count()
    if begun != heads:
        return Difference("head-count", "log_head", f"总账有{begun}个对象，当前状态表有{heads}个。")
    return None


def check_days(after: int = 0) -> tuple[int, Difference | None]:
    """Recompute the root and the chain of every closed day after a position."""
    chain, count, expected_first = digest.START, 0, 1
    for day in DayRoot.objects.order_by("day"):
        where = day.day.isoformat()
        if day.first != expected_first:
            return count, Difference("day-bounds", where, f"{where} 每日存证的起始序号不对。")
        if day.last > after:
            root = digest.compute_root(digest._leaves(day.first, day.last))
            if root != bytes(day.root):
                text = f"{where} 每日存证与总账不符：当日有条目被改动。"
                return count, Difference("day-root", where, text)
            count += 1
        chain = digest.compute_chain(chain, day.day, bytes(day.root))
        if chain != bytes(day.chain):
            return count, Difference("day-chain", where, f"{where} 每日存证的链接断开。")
        expected_first = day.last + 1
    return count, None


def _pages(progress: Progress) -> Iterator[list[HeadRow]]:
    while True:
        heads = Head.objects.filter(stream__gt=progress.stream).order_by("stream")
        page = list(heads.values_list("stream", "version", "state")[:PAGE])
        if not page:
            return
        yield page
        progress.stream = page[-1][0]
        progress.streams += len(page)
        _keep(PROGRESS, progress)


def _changed_pages(after: int) -> Iterator[list[HeadRow]]:
    streams = Entry.objects.filter(position__gt=after).values_list("stream", flat=True)
    changed = sorted(set(streams))
    for start in range(0, len(changed), PAGE):
        heads = Head.objects.filter(stream__in=changed[start : start + PAGE])
        yield list(heads.values_list("stream", "version", "state"))


def check_streams(page: Sequence[HeadRow]) -> tuple[int, int, Difference | None]:
    """Fold the entries of these heads again; returns entries, stale columns, first difference."""
    folds: dict[str, Any] = {}
    versions: dict[str, int] = {}
    count = 0
    rows = Entry.objects.filter(stream__in=[stream for stream, _, _ in page])
    for stream, version, kind, body in rows.order_by("stream", "version").values_list(
        "stream", "version", "type", "body"
    ):
        if version != versions.get(stream, 0) + 1:
            text = f"{stream} 缺第{versions.get(stream, 0) + 1}版条目。"
            return count, 0, Difference("version-gap", stream, text)
        event = registry.codec.decode(kind, bytes(body))
        folds[stream] = registry.kind_of(stream).evolve(folds.get(stream), event)
        versions[stream] = version
        count += 1
    for stream, version, body in page:
        if versions.get(stream) != version:
            text = f"{stream} 应为第{versions.get(stream)}版，表中为第{version}版。"
            return count, 0, Difference("head-version", stream, text)
        if codec.encode(folds[stream]) != bytes(body):
            text = f"{stream} 的当前状态与总账重算结果不符。"
            return count, 0, Difference("head-state", stream, text)
    stale, difference = _check_rows(folds)
    return count, stale, difference


def _check_rows(folds: dict[str, Any]) -> tuple[int, Difference | None]:
    snapshots = LazySnapshots(load_marks())
    by_kind: dict[str, list[str]] = {}
    for stream in folds:
        by_kind.setdefault(stream.partition(":")[0], []).append(stream)
    stale = 0
    for name, streams in by_kind.items():
        kind = registry.kinds[name]
        if kind.table is None:
            continue
        found = _load_rows(kind, [stream.partition(":")[2] for stream in streams])
        for stream in streams:
            more, difference = _compare(kind, stream, folds[stream], found, snapshots)
            if difference is not None:
                return stale, difference
            stale += more
    return stale, None


def _load_rows(kind: StreamKind, keys: list[str]) -> dict[str, tuple[Any, ...]]:
    rows = kind.table.objects.filter(pk__in=keys).values_list("pk", *kind.columns)
    return {key: values for key, *values in rows}


def _compare(
    kind: StreamKind, stream: str, state: Any, found: dict[str, Any], snapshots: LazySnapshots
) -> tuple[int, Difference | None]:
    key = stream.partition(":")[2]
    if key not in found:
        text = f"{kind.table._meta.db_table} 缺少 {key} 一行。"
        return 0, Difference("row-missing", stream, text)
    assert kind.row is not None, "a table comes with a row function"
    expected = kind.row(key, state, snapshots)
    stale = 0
    for column, wanted, value in zip(kind.columns, expected, found[key], strict=True):
        held = bytes(value) if isinstance(value, memoryview) else value
        if held == wanted:
            continue
        if column in kind.derived:
            stale += 1
            continue
        table = kind.table._meta.db_table
        text = f"{table} 中 {key} 的 {column} 列与总账重算结果不符。"
        return stale, Difference("row-differs", f"{stream} {column}", text)
    return stale, None


def verify(
    *, incremental: bool = False, report: Callable[[int, int], None] | None = None
) -> Verified:
    """Check the whole log, or what changed since the last complete run.

    `report(done, total)` is told after every page how many streams were folded. Returns at
    the first difference.
    """
    result = Verified()
    result.difference = check_positions()
    if result.difference:
        return result
    verified = Setting.objects.filter(name=VERIFIED).values_list("value", flat=True).first()
    after = int(verified or 0) if incremental else 0
    progress = _load_progress()
    total = Head.objects.count()
    result.streams = 0 if incremental else progress.streams
    for page in _changed_pages(after) if incremental else _pages(progress):
        count, stale, difference = check_streams(page)
        result.entries += count
        result.stale += stale
        result.streams += len(page)
        if difference is not None:
            result.difference = difference
            return result
        if report is not None:
            report(result.streams, total)
    result.days, result.difference = check_days(after)
    if result.difference is None:
        Setting.objects.filter(name=PROGRESS).delete()
        _keep(VERIFIED, progress.target if not incremental else get_last_position())
    return result


def main(*, incremental: bool = False) -> int:
    """Verify, print progress and result in Chinese; 1 with the first difference."""

    def report(done: int, total: int) -> None:
        sys.stderr.write(f"\r已核对 {done}/{total}")
        sys.stderr.flush()

    result = verify(incremental=incremental, report=report)
    sys.stderr.write("\n")
    if result.difference is not None:
        found = result.difference
        sys.stdout.write(f"不符（{found.code}，{found.where}）：{found.sentence}\n")
        return 1
    sys.stdout.write(
        f"核对无误：{result.streams}个对象，{result.entries}条总账，{result.days}天存证。\n"
    )
    if result.stale:
        sys.stdout.write(f"另有{result.stale}处推算列待重算：minqing log recompute。\n")
    return 0
