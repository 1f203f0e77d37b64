"""What records of visits say to figures: entry → rows, pure, nothing personal.

A record counts by its last row: `activity_done`, then each `activity_corrected` in its place (a
record put right stands on the day it now names), and not at all after `activity_withdrawn`. An
as-of before the correction gives what was known then. `holder` is the unit of the post that was
there, "" in records made before it was written; never the post itself (C-12). The household is
joined by nobody: visits are counted by place, kind and day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from minqing.activities import events as e
from minqing.facts.public import FactKind, FactRow, register_facts
from minqing.log.public import LogEntry

KINDS = (
    FactKind("activity_done", "走访和联系", "户次"),
    FactKind("activity_corrected", "更正的走访和联系", "户次"),
    FactKind("activity_withdrawn", "撤销的走访和联系", "户次"),
)


def _recorded(event: e.ActivityRecorded) -> list[FactRow]:
    data = {"kind": event.kind, "result": event.result, "contact": event.contact}
    done = FactRow(
        kind="activity_done",
        unit=event.unit,
        banner=event.home,
        holder=event.post_unit,
        happened_on=event.on,
        data=data,
    )
    return [done]


def _corrected(event: e.ActivityCorrected) -> list[FactRow]:
    data = {
        "kind": event.kind,
        "result": event.result,
        "contact": event.contact,
        "reason": event.reason.value,
    }
    return [FactRow(kind="activity_corrected", happened_on=event.on, data=data)]


def _withdrawn(event: e.ActivityWithdrawn) -> list[FactRow]:
    return [FactRow(kind="activity_withdrawn", data={"reason": event.reason.value})]


EXTRACTORS: Mapping[str, Callable[[Any], list[FactRow]]] = {
    e.ActivityRecorded.TYPE: _recorded,
    e.ActivityCorrected.TYPE: _corrected,
    e.ActivityWithdrawn.TYPE: _withdrawn,
}


def extract(entry: LogEntry) -> Sequence[FactRow]:
    """Return what an entry of a record means to figures."""
    return EXTRACTORS[entry.type](entry.event)


def register() -> None:
    """Register the fact kinds of visits and contacts."""
    register_facts(KINDS, EXTRACTORS, extract)
