"""One import from the command line: rows are read, submitted in chunks, answered, in one pass.

Nothing is written before the heading is understood. A chunk that was submitted stays: an
import that is broken off is begun again and finds its rows already done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import msgspec

from minqing.imports.answering import Fate, RowAnswer, answer_chunk
from minqing.imports.case_rows import CaseRows
from minqing.imports.commanding import Destination
from minqing.imports.mapping import MappingFile, find_columns
from minqing.imports.reading import open_rows
from minqing.imports.scratch import Scratch
from minqing.imports.terms import RawRow
from minqing.kernel.messages import Actor
from minqing.log.public import submit

CHUNK = 500


class Tally(msgspec.Struct):
    """What became of the rows so far."""

    accepted: int = 0
    already_done: int = 0
    refused: int = 0
    same_text: int = 0

    @property
    def rows(self) -> int:
        return self.accepted + self.already_done + self.refused

    def add(self, answers: Iterable[RowAnswer]) -> None:
        """Count these answers."""
        for answer in answers:
            self.accepted += answer.fate in (Fate.ACCEPTED, Fate.SAME_TEXT)
            self.same_text += answer.fate is Fate.SAME_TEXT
            self.already_done += answer.fate is Fate.ALREADY
            self.refused += answer.fate is Fate.REFUSED


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
    raws = open_rows(path)
    heading = next(raws)
    columns = find_columns(heading.cells, file=path.rpartition("/")[2], mapping=mapping)
    rows = CaseRows(columns, job.to, job.scratch, job.now)
    tally = Tally()
    for chunk in split_chunks(raws):
        answers = answer_chunk(
            chunk, rows, lambda commands: submit(commands, by=job.by, now=job.now)
        )
        tally.add(answers)
        for answer in answers:
            if answer.refusal is not None:
                job.scratch.refuse(answer.row, answer.refusal)
        job.progress(tally)
    return tally


def split_chunks(rows: Iterable[RawRow], size: int = 0) -> Iterator[list[RawRow]]:
    """Yield the rows in lists of at most `size`, by default CHUNK."""
    size = size or CHUNK
    chunk: list[RawRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
