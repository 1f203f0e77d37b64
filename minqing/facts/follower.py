"""Entries → fact rows, by cursor, exactly once: the id derives from the position."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from minqing.facts.models import Fact
from minqing.facts.public import EXTRACTORS, KINDS
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
                    entry.happened_at,
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


def empty_facts() -> None:
    """Clear the table; the follower fills it again from the log."""
    Fact.objects.all().delete()
