"""What pairs say to figures: which units are linked, since when. Nothing of a person."""

from __future__ import annotations

from collections.abc import Sequence

from minqing.facts.public import FactKind, FactRow, register_facts
from minqing.log.public import LogEntry
from minqing.partnerships.pairs.state import PairEnded, PairMade

KINDS = (
    FactKind("pair_made", "登记的联系结对", "对"),
    FactKind("pair_ended", "结束的联系结对", "对"),
)


def extract(entry: LogEntry) -> Sequence[FactRow]:
    """Return what an entry of a pair means to figures."""
    event = entry.event
    if isinstance(event, PairMade):
        return [
            FactRow(kind="pair_made", unit=event.unit, banner=event.home,
                    happened_on=event.since, data={"kind": event.kind})
        ]  # fmt: skip
    assert isinstance(event, PairEnded), type(event).__name__
    return [FactRow(kind="pair_ended", happened_on=event.on)]


def register() -> None:
    """Register the fact kinds of pairs."""
    register_facts(KINDS, (PairMade.TYPE, PairEnded.TYPE), extract)
