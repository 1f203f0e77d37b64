"""Tables as files: csv and xlsx, row by row, safe to open in a spreadsheet.

A cell that a spreadsheet would take for a formula (= + - @, or a tab or return in front) is
written with an apostrophe before it, as text. Memory does not grow with the rows: csv goes out
as it is made, xlsx through a file beside the memory.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, islice
from typing import IO

from minqing.imports.public import Sheet, write_sheets

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHEET_ROWS = 1_000_000
"""Rows of one sheet; a spreadsheet takes 1,048,576. What is beyond goes on another sheet."""

FLUSHED = 64 * 1024
BOM = "\ufeff"
"""Tells spreadsheets that a csv is UTF-8."""

Cells = Sequence[str]


def make_safe(text: str) -> str:
    """Return the text of a cell that no spreadsheet reads as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(RISKY) else text


def write_csv(head: Cells, rows: Iterable[Cells], tail: Iterable[Cells]) -> Iterator[bytes]:
    """Yield a csv in pieces: head, rows, and the lines that say what it is at the end."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow([make_safe(cell) for cell in head])
    for row in rows:
        writer.writerow([make_safe(cell) for cell in row])
        if buffer.tell() >= FLUSHED:
            yield _take(buffer)
    for row in tail:
        writer.writerow([make_safe(cell) for cell in row])
    yield _take(buffer)


def _take(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def write_xlsx(
    head: Cells, rows: Iterable[Cells], about: Iterable[Cells], *, names: tuple[str, str]
) -> IO[bytes]:
    """Return a workbook as an open file without a name: a sheet that says what it is, and the
    rows. `names`: of the rows and of that sheet."""
    file: IO[bytes] = tempfile.TemporaryFile()
    first = Sheet(names[1], map(_make_safe, about))
    write_sheets(file, chain([first], _list_sheets(names[0], head, rows)))
    file.seek(0)
    return file


def _list_sheets(name: str, head: Cells, rows: Iterable[Cells]) -> Iterator[Sheet]:
    """Yield sheets until no row is left; each is written before the next is asked for."""
    left, safe = map(_make_safe, rows), _make_safe(head)
    for number in count(1):
        row = next(left, None)
        if row is None:
            return
        title = name if number == 1 else f"{name}{number}"
        yield Sheet(title, chain([row], islice(left, SHEET_ROWS - 1)), safe)


def _make_safe(row: Cells) -> list[str]:
    return [make_safe(cell) for cell in row]
