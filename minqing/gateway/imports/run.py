"""One import: rows are read, understood, submitted in chunks and answered, in one pass.

Nothing is written before the heading is understood. A chunk that was submitted stays: an
import that is broken off is begun again and finds its rows already done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from minqing.gateway.imports.commanding import Destination, make_command, make_link
from minqing.gateway.imports.mapping import Columns, MappingFile, find_columns
from minqing.gateway.imports.messages import hash_body, identify, read_message
from minqing.gateway.imports.reading import open_rows
from minqing.gateway.imports.scratch import Scratch
from minqing.gateway.imports.terms import IMPORTED_OTHERWISE, Message, RawRow
from minqing.kernel.messages import Actor, Command, Refusal
from minqing.log.public import submit

CHUNK = 500
OTHER_BODY = "command-id-reused"
"""What the log answers when the same row came before with other cells beside its body."""


class Tally(msgspec.Struct):
    """What became of the rows so far."""

    accepted: int = 0
    already_done: int = 0
    refused: int = 0
    same_text: int = 0

    @property
    def rows(self) -> int:
        return self.accepted + self.already_done + self.refused


class Job(msgspec.Struct, frozen=True):
    """What an import needs beside the file."""

    to: Destination
    by: Actor
    now: datetime
    scratch: Scratch
    progress: Callable[[Tally], None] = lambda tally: None


def import_file(path: str, job: Job, *, mapping: MappingFile | None = None) -> Tally:
    """Import a file; every row below the heading is answered exactly once.

    Raises FileRefused before anything is written when file, heading or mapping is wrong.
    """
    rows = open_rows(path)
    heading = next(rows)
    columns = find_columns(heading.cells, file=path.rpartition("/")[2], mapping=mapping)
    tally = Tally()
    for chunk in _chunks(rows):
        _import_chunk(chunk, columns, job, tally)
        job.progress(tally)
    return tally


def _chunks(rows: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    chunk: list[RawRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _import_chunk(chunk: list[RawRow], columns: Columns, job: Job, tally: Tally) -> None:
    commands: list[Command] = []
    rows: list[int] = []
    links: list[Command] = []
    for raw in chunk:
        message = read_message(raw, columns, now=job.now)
        if isinstance(message, Refusal):
            _refuse(raw.number, message, job, tally)
            continue
        command, link = _command_row(message, columns, job)
        commands.append(command)
        rows.append(raw.number)
        if link is not None:
            links.append(link)
    for row, answer in zip(rows, submit(commands, by=job.by, now=job.now), strict=True):
        if answer.status == "accepted":
            tally.accepted += 1
        elif answer.status == "already-done":
            tally.already_done += 1
        else:
            assert answer.refusal is not None
            known = answer.refusal.code == OTHER_BODY
            _refuse(row, IMPORTED_OTHERWISE(row=row) if known else answer.refusal, job, tally)
    # A row refused above has no case to link; its link is refused too and is nothing to tell.
    tally.same_text += sum(
        answer.status == "accepted" for answer in submit(links, by=job.by, now=job.now)
    )


def _command_row(message: Message, columns: Columns, job: Job) -> tuple[Command, Command | None]:
    first = identify(message, source=columns.source, occurrence=0)
    occurrence = job.scratch.count_equal(first)
    identity = identify(message, source=columns.source, occurrence=occurrence)
    command = make_command(message, identity, job.to)
    earlier = job.scratch.find_earlier(hash_body(message.body), command.case)
    return command, make_link(command, earlier) if earlier else None


def _refuse(row: int, refusal: Refusal, job: Job, tally: Tally) -> None:
    job.scratch.refuse(row, refusal)
    tally.refused += 1
