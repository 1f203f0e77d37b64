"""What the parts of the worker share: who writes, on which streams, how a phase ends."""

from __future__ import annotations

from datetime import datetime

from minqing.imports.commands import ConcludePhase
from minqing.imports.state import BatchState
from minqing.imports.terms import Counts, Kind, Status
from minqing.kernel.ids import derived_id
from minqing.log.public import submit
from minqing.org.public import system_actor

BY = system_actor("import")
"""The same for every import, by command line or by page: a row is one row whoever brings it."""
STREAM = {Kind.CASES: "case", Kind.HOUSEHOLDS: "household"}


def conclude(batch: str, state: BatchState, phase: Status, counts: Counts, now: datetime) -> None:
    """Note on the log that a phase ended; the same end twice is the same command."""
    command = ConcludePhase(
        id=derived_id("import-conclude", batch, phase, state.changed_at),
        batch=batch,
        phase=phase,
        counts=counts,
    )
    submit([command], by=BY, now=now)
