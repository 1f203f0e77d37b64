"""What call-ups say to figures: entry → rows, pure, nothing personal (units, never people)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from minqing.cases.callups import commands as c
from minqing.facts.public import FactKind, FactRow, register_facts
from minqing.log.public import LogEntry

KINDS = (
    FactKind("units_called", "被召集的单位", "个次"),
    FactKind("call_arrival", "召集的到场记录", "个次"),
    FactKind("call_unit_appraised", "对到场单位的评价", "次"),
    FactKind("call_appraised", "对召集的评价", "次"),
)


def _called(event: c.UnitsCalled) -> list[FactRow]:
    return [
        FactRow(kind="units_called", unit=event.place, banner=event.banner, holder=event.unit,
                category=event.category, value=len(event.units))
    ]  # fmt: skip


def _arrival(event: c.ArrivalRecorded) -> list[FactRow]:
    return [FactRow(kind="call_arrival", holder=event.unit, data={"arrived": event.arrived})]


def _unit_appraised(event: c.UnitAppraised) -> list[FactRow]:
    return [FactRow(kind="call_unit_appraised", holder=event.unit, data={"word": str(event.word)})]


def _call_appraised(event: c.CallAppraised) -> list[FactRow]:
    return [FactRow(kind="call_appraised", holder=event.unit, data={"word": str(event.word)})]


EXTRACTORS: Mapping[str, Callable[[Any], list[FactRow]]] = {
    c.UnitsCalled.TYPE: _called,
    c.ArrivalRecorded.TYPE: _arrival,
    c.UnitAppraised.TYPE: _unit_appraised,
    c.CallAppraised.TYPE: _call_appraised,
}


def extract(entry: LogEntry) -> Sequence[FactRow]:
    """Return what an entry of a call-up means to figures."""
    return EXTRACTORS[entry.type](entry.event)


def register() -> None:
    """Register the fact kinds of call-ups."""
    register_facts(KINDS, EXTRACTORS, extract)
