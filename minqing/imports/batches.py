"""What the parts of the worker share: who writes, on which streams, how a phase ends."""

from __future__ import annotations

from datetime import datetime

from minqing.imports.commands import ConcludePhase
from minqing.imports.events import ImportBegun
from minqing.imports.state import BatchState
from minqing.imports.terms import Counts, Kind, Status
from minqing.kernel.ids import derived_id
from minqing.log.public import read_stream, submit
from minqing.org.public import system_actor

BY = system_actor("import")
"""The same for every import, by command line or by page: a row is one row whoever brings it."""
STREAM = {
    Kind.CASES: "case",
    Kind.HISTORY: "case",
    Kind.HOUSEHOLDS: "household",
    Kind.UNITS: "unit",
    Kind.POSTS: "post",
    Kind.CALENDAR: "calendar",
}


def find_cause(batch: str) -> int:
    """Return the position of the entry that every entry of an import names, 0 before it began."""
    begun = [e.position for e in read_stream(f"import:{batch}") if e.type == ImportBegun.TYPE]
    return begun[-1] if begun else 0


def conclude(batch: str, state: BatchState, phase: Status, counts: Counts, now: datetime) -> None:
    """Note on the log that a phase ended; the same end twice is the same command."""
    command = ConcludePhase(
        id=derived_id("import-conclude", batch, phase, state.changed_at),
        batch=batch,
        phase=phase,
        counts=counts,
    )
    submit([command], by=BY, now=now)
