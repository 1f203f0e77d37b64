"""Undoing a batch: what nobody has touched since is taken back, the rest is listed and stays.

How each kind of row is taken back stands in `ways_back.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from minqing.imports.answering import Fate
from minqing.imports.batches import BY, conclude, find_cause
from minqing.imports.models import Progress, RowResult
from minqing.imports.state import BatchState
from minqing.imports.terms import Counts, Kind, Status
from minqing.imports.ways_back import WAYS, Undo
from minqing.kernel.messages import Command
from minqing.log.public import submit

CHUNK = 200
UNDONE, KEPT = "undone", "kept"
MADE = (Fate.ACCEPTED, Fate.SAME_TEXT)


def undo_some(batch: str, state: BatchState, now: datetime) -> int:
    """Take back the next rows of a batch; returns how many were looked at, at least 1."""
    progress = _begin(batch, now)
    # what was looked at is made no longer; units go from the last, those below before those above
    rows = RowResult.objects.filter(batch=batch, phase=Status.IMPORTING, fate__in=MADE)
    back = state.kind is Kind.UNITS
    chunk = list(rows.order_by("-row" if back else "row")[: 1 if back else CHUNK])
    if not chunk:
        _conclude(batch, state, progress, now)
        return 1
    _take_back(batch, state, chunk, now)
    progress.done = chunk[-1].row
    progress.accepted += sum(row.fate == UNDONE for row in chunk)
    progress.kept += sum(row.fate == KEPT for row in chunk)
    progress.changed_at = now
    with transaction.atomic():
        RowResult.objects.bulk_update(chunk, ["fate"], batch_size=100)
        progress.save()
    return len(chunk)


def _begin(batch: str, now: datetime) -> Progress:
    found = Progress.objects.filter(batch=batch).first()
    if found is not None and found.phase == Status.UNDOING:
        return found
    rows = RowResult.objects.filter(batch=batch, phase=Status.IMPORTING, fate__in=MADE)
    row = Progress(
        batch=batch, phase=Status.UNDOING, done=0, total=rows.count(), accepted=0, same_text=0,
        already=0, refused=0, kept=0, changed_at=now,
    )  # fmt: skip
    row.save()
    return row


def _take_back(batch: str, state: BatchState, chunk: Sequence[RowResult], now: datetime) -> None:
    """Mark each row as undone or kept, and take the untouched ones back."""
    way = WAYS[state.kind]
    cause = find_cause(batch)
    commands: dict[str, Command] = {}
    for subject in dict.fromkeys(row.subject for row in chunk):
        command = way(Undo(batch, subject, cause, state.reason, now))
        if command is not None:
            commands[subject] = command
    answers = submit(list(commands.values()), by=BY, now=now)
    gone = {subject for subject, answer in zip(commands, answers, strict=True) if answer.ok}
    for row in chunk:
        row.fate = UNDONE if row.subject in gone else KEPT


def _conclude(batch: str, state: BatchState, progress: Progress, now: datetime) -> None:
    counts = Counts(
        rows=state.counts.rows,
        accepted=progress.accepted,
        same_text=state.counts.same_text,
        already=state.counts.already,
        refused=state.counts.refused,
        kept=progress.kept,
    )
    conclude(batch, state, Status.UNDOING, counts, now)
