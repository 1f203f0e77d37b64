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
from typing import IO, Any

import xlsxwriter

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
    """Return a workbook as an open file without a name: the rows, and a sheet that says what
    it is. `names`: of the two sheets."""
    file: IO[bytes] = tempfile.TemporaryFile()
    with tempfile.TemporaryDirectory() as folder:
        book = xlsxwriter.Workbook(
            file,
            {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False,
             "strings_to_urls": False, "strings_to_numbers": False, "use_zip64": True},
        )  # fmt: skip
        strong = book.add_format({"bold": True})
        _fill(book, names[1], (), about, strong)
        _fill(book, names[0], head, rows, strong)
        book.close()
    file.seek(0)
    return file


def _fill(book: Any, name: str, head: Cells, rows: Iterable[Cells], strong: Any) -> None:
    sheet, number, sheets = None, 0, 0
    for row in rows:
        if sheet is None or number > SHEET_ROWS:
            sheets += 1
            sheet = book.add_worksheet(name if sheets == 1 else f"{name}{sheets}")
            number = _write_row(sheet, 0, head, strong) if head else 0
            sheet.freeze_panes(number, 0)
            sheet.set_column(0, max(len(head) - 1, 1), 18)
        _write_row(sheet, number, row)
        number += 1


def _write_row(sheet: Any, number: int, row: Cells, form: Any = None) -> int:
    for column, cell in enumerate(row):
        sheet.write_string(number, column, make_safe(cell)[:32_000], form)
    return number + 1
