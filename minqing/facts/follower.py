"""Entries → fact rows, by cursor, exactly once: the id derives from the position."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

import msgspec

from minqing.facts.models import Fact
from minqing.facts.public import EXTRACTORS, KINDS
from minqing.kernel.periods import LOCAL, local_day
from minqing.log.public import LogEntry, get_row_writer

COLUMNS = (
    "id", "kind", "stream", "happened_at", "recorded_at", "banner", "unit", "holder",
    "category", "value", "data",
)  # fmt: skip
ROOM = 64
"""Facts that one entry may mean at most."""
_encode = msgspec.json.Encoder(order="deterministic").encode


def write_facts(entries: Sequence[LogEntry]) -> None:
    """Write the facts of these entries; a repeat overwrites each row with itself."""
    rows = []
    for entry in entries:
        extract = EXTRACTORS.get(entry.type)
        if extract is None:
            continue
        for number, fact in enumerate(extract(entry)):
            if fact.kind not in KINDS:
                raise KeyError(f"{entry.type} means unregistered fact {fact.kind!r}")
            assert number < ROOM, "one entry means at most 64 facts"
            rows.append(
                (
                    entry.position * ROOM + number,
                    fact.kind,
                    entry.stream,
                    _happened(entry, fact.happened_on),
                    entry.recorded_at,
                    fact.banner,
                    fact.unit,
                    fact.holder,
                    fact.category,
                    fact.value,
                    _encode(fact.data).decode(),
                )  # fmt: skip
            )
    get_row_writer(Fact, COLUMNS).upsert(rows)


def _happened(entry: LogEntry, on: date | None) -> datetime:
    """Return when it happened: the beginning of the day that it names, if that is another."""
    if on is None or on == local_day(entry.happened_at):
        return entry.happened_at
    return datetime.combine(on, time(), LOCAL)


def empty_facts() -> None:
    """Clear the table; the follower fills it again from the log."""
    Fact.objects.all().delete()
