"""What the log must know of batches and mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.imports import rules
from minqing.imports.commands import BATCH_COMMANDS, SaveMapping
from minqing.imports.events import BATCH_EVENTS, FileUploaded, MappingSaved
from minqing.imports.models import Batch, SavedMapping
from minqing.imports.state import BatchState, MappingState
from minqing.log.public import StreamKind
from minqing.vault.public import claim_files

COUNTED = ("rows", "accepted", "same_text", "already", "refused", "kept")


def claim(stream: str, event: FileUploaded) -> None:
    """Keep the file that the event names until its term, in the event's own transaction."""
    claim_files([event.file])


def batch_row(batch: str, state: BatchState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a batch."""
    counts = (getattr(state.counts, name) for name in COUNTED)
    return (
        batch, state.kind.value, state.unit, state.status.value, state.post, state.uploaded_at,
        state.changed_at, *counts, state.dropped,
    )  # fmt: skip


def mapping_row(
    mapping: str, state: MappingState, snapshots: Mapping[type, Any]
) -> tuple[Any, ...]:
    """Return the row of a mapping."""
    return (mapping, state.kind.value, state.source, state.version, state.saved_at)


BATCH = StreamKind(
    name="import",
    state=BatchState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=BATCH_COMMANDS,
    events=BATCH_EVENTS,
    table=Batch,
    columns=(
        "id", "kind", "unit", "status", "post", "uploaded_at", "changed_at", *COUNTED, "dropped",
    ),
    row=batch_row,
    effects={FileUploaded.TYPE: claim},
)  # fmt: skip

MAPPING = StreamKind(
    name="mapping",
    state=MappingState,
    evolve=rules.evolve_mapping,
    decide=rules.decide_mapping,
    needs=rules.needs_of_mapping,
    commands=(SaveMapping,),
    events=(MappingSaved,),
    table=SavedMapping,
    columns=("id", "kind", "source", "version", "saved_at"),
    row=mapping_row,
)
