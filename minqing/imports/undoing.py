"""Undoing a batch: what nobody has touched since is taken back, the rest is listed and stays.

A case is untouched when only automatic parts wrote on its stream. The version at which that
was seen goes with the command, so that whoever touches it at that moment comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from minqing.cases.public import TakeBackImport
from minqing.households.public import CloseHousehold, Ending
from minqing.imports.answering import Fate
from minqing.imports.batches import BY, STREAM, conclude
from minqing.imports.models import Progress, RowResult
from minqing.imports.state import BatchState
from minqing.imports.terms import Counts, Kind, Status
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command
from minqing.log.public import LogEntry, read_stream, submit

CHUNK = 200
UNDONE, KEPT = "undone", "kept"
MADE = (Fate.ACCEPTED, Fate.SAME_TEXT)


def undo_some(batch: str, state: BatchState, now: datetime) -> int:
    """Take back the next rows of a batch; returns how many were looked at, at least 1."""
    progress = _begin(batch, now)
    rows = RowResult.objects.filter(batch=batch, phase=Status.IMPORTING, fate__in=MADE)
    chunk = list(rows.filter(row__gt=progress.done).order_by("row")[:CHUNK])
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
    versions = {row.subject: _find_untouched(state.kind, row.subject) for row in chunk}
    commands = [
        _make_command(batch, state.kind, subject, version)
        for subject, version in versions.items()
        if version
    ]
    answers = submit(commands, by=BY, now=now)
    gone = {
        _subject_of(command) for command, answer in zip(commands, answers, strict=True) if answer.ok
    }
    for row in chunk:
        row.fate = UNDONE if row.subject in gone else KEPT


def _find_untouched(kind: Kind, subject: str) -> int:
    """Return the version of a stream that no person wrote on, 0 when somebody did.

    What an earlier, killed step took back already counts as untouched.
    """
    entries = read_stream(f"{STREAM[kind]}:{subject}")
    if any(not entry.scope.startswith("system:") for entry in entries):
        return 0
    return _before_undo(entries)


def _before_undo(entries: Sequence[LogEntry]) -> int:
    undone = ("case.import-taken-back@1", "household.closed@1")
    before = [entry for entry in entries if entry.type not in undone]
    return before[-1].version if before else 0


def _make_command(batch: str, kind: Kind, subject: str, version: int) -> Command:
    name = derived_id("import-undo", batch, subject)
    if kind is Kind.HOUSEHOLDS:
        return CloseHousehold(
            id=name, household=subject, reason=Ending.IMPORT_UNDONE, expected_version=version
        )
    return TakeBackImport(id=name, case=subject, batch=batch, expected_version=version)


def _subject_of(command: Command) -> str:
    return command.household if isinstance(command, CloseHousehold) else command.case  # type: ignore[attr-defined]


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
