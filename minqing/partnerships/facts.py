"""What benefit projects say to figures: entry → rows, pure, nothing personal.

Place, unit and year of a project stand on its `project_decided` row and are joined by stream;
how far it was on a day is its last row of a stage up to that day (SDN-F11: decided or running).
Money has rows of its own, in fen: planned and spent are never added to each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from minqing.facts.public import FactKind, FactRow, register_facts
from minqing.kernel.money import Money
from minqing.log.public import LogEntry
from minqing.partnerships import events as e

KINDS = (
    FactKind("project_decided", "确定的惠民项目", "项"),
    FactKind("project_money_planned", "惠民项目计划资金", "分"),
    FactKind("project_founded", "项目所依据的事项", "件"),
    FactKind("project_begun", "开工的惠民项目", "项"),
    FactKind("project_finished", "完成的惠民项目", "项"),
    FactKind("project_money_spent", "惠民项目实际资金", "分"),
    FactKind("project_cancelled", "取消的惠民项目", "项"),
)


def _money(kind: str, money: Money | None, on: date) -> list[FactRow]:
    if money is None:
        return []  # nothing was said of money: that is no record, not zero
    data = {"currency": money.currency, "printed_in": money.unit}
    return [FactRow(kind=kind, value=money.fen, happened_on=on, data=data)]


def _decided(event: e.ProjectRegistered) -> list[FactRow]:
    decided = FactRow(
        kind="project_decided",
        unit=event.place,
        banner=event.home,
        holder=event.unit,
        happened_on=event.on,
        data={"year": event.year},
    )
    return [decided, *_money("project_money_planned", event.money, event.on)]


def _founded(event: e.ProjectFounded) -> list[FactRow]:
    return [FactRow(kind="project_founded", value=len(event.cases))]


def _begun(event: e.ProjectBegun) -> list[FactRow]:
    return [FactRow(kind="project_begun", happened_on=event.on)]


def _finished(event: e.ProjectFinished) -> list[FactRow]:
    finished = FactRow(kind="project_finished", happened_on=event.on)
    return [finished, *_money("project_money_spent", event.money, event.on)]


def _cancelled(event: e.ProjectCancelled) -> list[FactRow]:
    # its reason is free text, and stays on the log
    return [FactRow(kind="project_cancelled", happened_on=event.on)]


EXTRACTORS: Mapping[str, Callable[[Any], list[FactRow]]] = {
    e.ProjectRegistered.TYPE: _decided,
    e.ProjectFounded.TYPE: _founded,
    e.ProjectBegun.TYPE: _begun,
    e.ProjectFinished.TYPE: _finished,
    e.ProjectCancelled.TYPE: _cancelled,
}


def extract(entry: LogEntry) -> Sequence[FactRow]:
    """Return what an entry of a project means to figures."""
    return EXTRACTORS[entry.type](entry.event)


def register() -> None:
    """Register the fact kinds of projects."""
    register_facts(KINDS, EXTRACTORS, extract)
