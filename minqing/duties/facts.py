"""What duties say to figures: entry → rows, pure, nothing personal.

Whether a duty was kept is computed from visits, households and these rows, never written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from minqing.duties import events as e
from minqing.facts.public import FactKind, FactRow, register_facts
from minqing.log.public import LogEntry

KINDS = (
    FactKind("visits_excused", "免走", "天"),
    FactKind("excuse_ended", "提前结束的免走", "次"),
    FactKind("cadence_varied", "走访周期的变通", "次"),
)
"""`visits_excused` counts the days that were to be excused; an `excuse_ended` row says on which
day (`last`) the same excuse really ended."""


def _excused(event: e.VisitsExcused) -> list[FactRow]:
    days = (event.last - event.first).days + 1
    excused = FactRow(
        kind="visits_excused",
        unit=event.unit,
        banner=event.home,
        value=days,
        happened_on=event.first,
        data={"reason": event.reason, "last": event.last.isoformat()},
    )
    return [excused]


def _ended(event: e.ExcuseEnded) -> list[FactRow]:
    return [FactRow(kind="excuse_ended", data={"last": event.last.isoformat()})]


def _varied(village: str, event: e.CadenceVaried) -> list[FactRow]:
    varied = FactRow(
        kind="cadence_varied",
        unit=village,
        banner=event.home,
        happened_on=event.since,
        data={"variation": event.variation},  # the reason is free text, and stays on the log
    )
    return [varied]


EXTRACTORS: Mapping[str, Callable[[Any], list[FactRow]]] = {
    e.VisitsExcused.TYPE: _excused,
    e.ExcuseEnded.TYPE: _ended,
}


def extract(entry: LogEntry) -> Sequence[FactRow]:
    """Return what an entry of an excuse or of a village's cadence means to figures."""
    event = entry.event
    if isinstance(event, e.CadenceVaried):
        return _varied(entry.key, event)
    return EXTRACTORS[entry.type](event)


def register() -> None:
    """Register the fact kinds of duties."""
    register_facts(KINDS, (*EXTRACTORS, e.CadenceVaried.TYPE), extract)
