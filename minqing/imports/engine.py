"""The worker's part of an import: dry run, import and undo, a few chunks at a time.

A step does a few chunks and returns, so that followers, clocks and people come in between.
Repeating is harmless: a row's command id derives from the row, its answer and the progress
move in one transaction after `submit`, and what a killed worker had submitted is known by its
cause, the batch's `import.begun` entry.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec
from django.db import transaction

from minqing.imports import undoing
from minqing.imports.answering import Fate, RowAnswer, Rows, answer_chunk
from minqing.imports.batches import BY, STREAM, conclude, find_cause
from minqing.imports.calendar_rows import CalendarRows
from minqing.imports.case_rows import CaseRows
from minqing.imports.commanding import Destination
from minqing.imports.dwelling_rows import DwellingRows, Villages
from minqing.imports.history_rows import HistoryRows, Known
from minqing.imports.history_words import HistoryWords
from minqing.imports.mapping import Columns, tidy_headings
from minqing.imports.models import Batch, Progress, RowResult
from minqing.imports.opening import count_rows, list_categories, open_batch
from minqing.imports.post_rows import PostRows
from minqing.imports.reading_rows import Places
from minqing.imports.results import make_result
from minqing.imports.run import split_chunks
from minqing.imports.scratch import Scratch
from minqing.imports.state import BatchState
from minqing.imports.terms import (
    FILE_LONG,
    MOST_ROWS,
    RUNNING,
    Counts,
    Field,
    FileRefused,
    Kind,
    RawRow,
    Status,
)
from minqing.imports.unit_rows import UnitRows
from minqing.kernel.messages import Command
from minqing.log.public import (
    Answer,
    get_snapshot,
    get_state,
    preview,
    read_stream,
    submit,
)
from minqing.org.public import Directory

logger = logging.getLogger("minqing.imports")

STEP_FOR = 0.2
"""Seconds of one step; a chunk that has begun is ended. Short, so that what followers write of
it in one transaction is little: the search index took 430 ms for 500 entries."""
CHUNK = 50
"""Rows that hold the write lock at once; 500 held it for seconds on a busy machine."""
REST = 0.02
"""Seconds between two chunks in which whoever waits to write comes first."""


MARKS = ("duplicate", "transferred", "unfinished")
"""What is counted apart of rows of history."""


class Running:
    """A batch in this process: where in the file it is, and what it remembers of rows gone by."""

    def __init__(self, batch: str, state: BatchState, now: datetime) -> None:
        self.batch, self.state = batch, state
        self.scratch = Scratch()
        raws = open_batch(state)
        heading = next(raws)
        self.columns = read_columns(state, heading.cells)
        self.rows = make_rows(state, self.columns, self.scratch)
        self.progress = _begin_progress(batch, state, now)
        self.chunks = self._pass_over(limit_rows(raws, state))
        self.resumed = self.progress.done > 0
        self.cause = find_cause(batch)

    def _pass_over(self, raws: Iterator[RawRow]) -> Iterator[list[RawRow]]:
        """Yield what is still to do; rows that are done are only remembered."""
        for chunk in split_chunks(raws, size_of_chunk(self.state)):
            done = [raw for raw in chunk if raw.number <= self.progress.done]
            if done:
                self.rows.take(done)
            ahead = [raw for raw in chunk if raw.number > self.progress.done]
            if ahead:
                yield ahead

    def close(self) -> None:
        self.scratch.close()


def limit_rows(raws: Iterator[RawRow], state: BatchState) -> Iterator[RawRow]:
    """Yield the rows; those of a list that is longer than its kind may be are refused."""
    most = MOST_ROWS.get(state.kind)
    for raw in raws:
        if most is not None and raw.number > state.heading + most:
            raw = msgspec.structs.replace(raw, problem=FILE_LONG(row=raw.number, most=most))
        yield raw


def size_of_chunk(state: BatchState) -> int:
    """Return how many rows are answered together. A calendar holds as a whole; in a dry run of
    a list of units or posts a row must see what the rows before it would make."""
    if state.kind is Kind.CALENDAR:
        return MOST_ROWS[Kind.CALENDAR] + 1
    if state.kind in MOST_ROWS and state.status is Status.CHECKING:
        return MOST_ROWS[state.kind] + 1
    return CHUNK


def read_columns(state: BatchState, headings: Sequence[str]) -> Columns:
    """Return how the rows of a batch are read."""
    width = len(headings)
    places: dict[Field, int] = {}
    for one in state.columns:
        places.setdefault(one.field, one.column - 1)
    further = [one for one in state.columns if places[one.field] != one.column - 1]
    return Columns(
        places=places,
        width=max(width, *(one.column for one in state.columns)),
        kind=state.kind,
        time_formats=state.time_formats,
        categories=list_categories(state.unit) if state.kind is Kind.CASES else {},
        source=state.source,
        more_body=tuple((one.column - 1, _tidy(headings, one.column)) for one in further),
        open_categories=True,
    )


def _tidy(headings: Sequence[str], column: int) -> str:
    return tidy_headings(headings)[column - 1] if column <= len(headings) else ""


def make_rows(state: BatchState, columns: Columns, scratch: Scratch) -> Rows:
    """Return what makes commands of the rows of a batch."""
    directory = get_snapshot(Directory)
    if state.kind is Kind.HOUSEHOLDS:
        return DwellingRows(columns, Villages(directory, state.unit), scratch)
    if state.kind is Kind.UNITS:
        return UnitRows(columns, Places(directory, state.unit), scratch)
    if state.kind is Kind.POSTS:
        return PostRows(columns, Places(directory, state.unit), scratch)
    if state.kind is Kind.CALENDAR:
        return CalendarRows(columns)
    to = Destination(state.unit, directory.banner_of(state.unit))
    # the moment of mapping, so that a resumed import judges a row as before
    judged_at = state.begun_at or state.changed_at
    if state.kind is Kind.HISTORY:
        known = Known(
            Places(directory, state.unit),
            directory,
            list_categories(state.unit),
            state.words or HistoryWords(),
        )
        return HistoryRows(columns, to, known, scratch, judged_at)
    return CaseRows(columns, to, scratch, judged_at)


def _begin_progress(batch: str, state: BatchState, now: datetime) -> Progress:
    found = Progress.objects.filter(batch=batch).first()
    if found is not None and found.phase == state.status:
        return found
    total = found.total if found is not None else count_rows(state)
    row = Progress(
        batch=batch, phase=state.status, done=0, total=total, accepted=0, same_text=0, already=0,
        refused=0, kept=0, changed_at=now,
    )  # fmt: skip
    RowResult.objects.filter(batch=batch, phase=state.status).delete()
    row.save()
    return row


_running: dict[str, Running] = {}


def forget() -> None:
    """Drop what this process remembers of running batches (tests, restore)."""
    for running in _running.values():
        running.close()
    _running.clear()


def work(now: datetime) -> int:
    """Do one step of the oldest batch that waits for it; returns how many rows were answered,
    at least 1 while there is something to do."""
    waiting = Batch.objects.filter(status__in=RUNNING).order_by("changed_at").first()
    if waiting is None:
        if _running:
            forget()
        return 0
    state = get_state(f"import:{waiting.id}")
    assert state is not None, "its row stands"
    try:
        if state.status is Status.UNDOING:
            return undoing.undo_some(waiting.id, state, now)
        return _advance(waiting.id, state, now)
    except FileRefused as error:
        _give_up(waiting.id, state, error, now)
        return 1
    except Exception as error:
        running = _running.pop(waiting.id, None)
        if running is not None:
            running.close()
        Progress.objects.filter(batch=waiting.id).update(trouble=type(error).__name__)
        raise


def _advance(batch: str, state: BatchState, now: datetime) -> int:
    running = _running.get(batch)
    stale = running is not None and running.progress.phase != state.status
    if running is None or stale or running.state.changed_at != state.changed_at:
        forget()
        running = _running[batch] = Running(batch, state, now)
    until, count = time.monotonic() + STEP_FOR, 0
    for chunk in running.chunks:
        count += _answer(running, chunk, now)
        if time.monotonic() > until:
            return count
        time.sleep(REST)
    _conclude(running, now)
    return count + 1


def _answer(running: Running, chunk: list[RawRow], now: datetime) -> int:
    phase = running.state.status
    tried = phase is Status.CHECKING
    answers = answer_chunk(chunk, running.rows, _choose_send(running, now), tried=tried)
    if running.resumed and phase is Status.IMPORTING:
        answers = [_own(running, answer) for answer in answers]
        running.resumed = False
    kept = [a for a in answers if phase is Status.IMPORTING or a.fate is not Fate.ACCEPTED]
    progress = running.progress
    _count(progress, answers)
    progress.done, progress.changed_at, progress.trouble = chunk[-1].number, now, ""
    with transaction.atomic():
        RowResult.objects.bulk_create(
            [make_result(running.batch, phase, one, running.columns) for one in kept],
            batch_size=100,
        )
        progress.save()
    return len(chunk)


def _choose_send(
    running: Running, now: datetime
) -> Callable[[Sequence[Command]], Sequence[Answer]]:
    if running.state.status is Status.CHECKING:
        return lambda commands: [one.answer for one in preview(commands, by=BY, now=now)]
    cause = running.cause
    return lambda commands: submit(commands, by=BY, now=now, cause=cause, depth=1)


def _own(running: Running, answer: RowAnswer) -> RowAnswer:
    """Tell a row that this batch brought in before it was killed from an older import's."""
    if answer.fate is not Fate.ALREADY:
        return answer
    stream = f"{STREAM[running.state.kind]}:{answer.subject}"
    entries = read_stream(stream)
    own = any(entry.cause == running.cause for entry in entries)
    return msgspec.structs.replace(answer, fate=Fate.ACCEPTED) if own else answer


def _count(progress: Progress, answers: Sequence[RowAnswer]) -> None:
    for answer in answers:
        progress.accepted += answer.fate in (Fate.ACCEPTED, Fate.SAME_TEXT)
        progress.same_text += answer.fate is Fate.SAME_TEXT
        progress.already += answer.fate is Fate.ALREADY
        progress.refused += answer.fate is Fate.REFUSED
        if answer.mark in MARKS:
            setattr(progress, answer.mark, getattr(progress, answer.mark) + 1)


def _conclude(running: Running, now: datetime) -> None:
    progress, phase = running.progress, running.state.status
    rows = progress.accepted + progress.already + progress.refused
    Progress.objects.filter(batch=running.batch).update(total=rows)
    counts = Counts(
        rows=rows,
        accepted=progress.accepted,
        same_text=progress.same_text,
        already=progress.already,
        refused=progress.refused,
        **{mark: getattr(progress, mark) for mark in MARKS},
    )
    conclude(running.batch, running.state, phase, counts, now)
    if phase is Status.IMPORTING:
        RowResult.objects.filter(batch=running.batch, phase=Status.CHECKING).delete()
    with suppress(KeyError):
        _running.pop(running.batch).close()


def _give_up(batch: str, state: BatchState, error: FileRefused, now: datetime) -> None:
    """End a phase whose file can no longer be read: what was done stands, the rest is not."""
    found = Progress.objects.filter(batch=batch, phase=state.status).first()
    done = 0 if found is None else found.accepted
    logger.warning("import gave up", extra={"code": error.refusal.code})
    conclude(batch, state, state.status, Counts(rows=done, accepted=done), now)
