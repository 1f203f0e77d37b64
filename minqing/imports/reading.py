"""Rows of a csv or a workbook, one after another.

A csv is parsed as bytes in disguise (Latin-1) and each cell decoded on its own: a badly
encoded cell costs its row and nothing more. That is safe for UTF-8 and GB18030, because in
both no sign has a comma, quote or line end inside. Memory does not grow with the rows; a
workbook is held by its reader, which is written in another language and small.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from minqing.imports.terms import (
    CELL_NUMBER_SPOILT,
    FILE_BROKEN,
    FILE_EMPTY,
    FILE_KIND,
    FILE_MISSING,
    FILE_SWOLLEN,
    FILE_WIDE,
    ROW_ENCODING,
    ROW_UNREADABLE,
    SHEET_MISSING,
    FileRefused,
    RawRow,
)
from minqing.kernel.messages import Refusal

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
CELL_LIMIT = 16_000_000  # characters; a quote that is never closed swallows the rest of a file
MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes that a workbook may unpack to. 100,000 rows of letters unpack to about 150 MB."""
MOST_RATIO = 200
"""How many times a part of a workbook may grow when unpacked; real sheets grow 5 to 30 times."""
MOST_PARTS = 2_000
SMALL_PART = 1024 * 1024
"""Parts that unpack to less than this may repeat themselves as much as they like."""


class Source(msgspec.Struct, frozen=True):
    """What is read: the bytes of a file, its name for sentences, sheet ("" the first that is
    shown), number of the row that holds the headings (1 is the first of the sheet)."""

    data: bytes
    name: str
    sheet: str = ""
    heading: int = 1


def open_rows(path: str) -> Iterator[RawRow]:
    """Yield the rows of a file by its ending, heading first; raises FileRefused before them."""
    file = Path(path)
    if not file.is_file():
        raise FileRefused(FILE_MISSING(file=file.name))
    suffix = file.suffix.lower()
    if suffix not in WORKBOOKS | {".csv", ".txt"}:
        raise FileRefused(FILE_KIND(file=file.name))
    try:
        source = Source(file.read_bytes(), file.name)
    except OSError as error:
        raise FileRefused(FILE_MISSING(file=file.name)) from error
    return open_source(source, workbook=suffix in WORKBOOKS)


def open_source(source: Source, *, workbook: bool | None = None) -> Iterator[RawRow]:
    """Yield the rows from the heading on; what kind of file it is, its content says.

    Raises FileRefused before the first row.
    """
    if workbook is None:
        workbook = is_workbook(source)
    if workbook:
        rows = _workbook_rows(source)
    else:
        rows = _csv_rows(source, detect_encoding(io.BytesIO(source.data), source.name))
    first = next((row for row in rows if row.number >= source.heading), None)
    if first is None or not any(cell.strip() for cell in first.cells):
        raise FileRefused(FILE_EMPTY(file=source.name))
    return _chain(first, rows)


def _chain(first: RawRow, rows: Iterator[RawRow]) -> Iterator[RawRow]:
    yield first
    yield from rows


# ---------------------------------------------------------------- what kind of file
def is_workbook(source: Source) -> bool:
    """Tell a workbook (xlsx) from text by its content; raises FileRefused for anything else."""
    start = source.data[:8]
    if start.startswith(b"PK\x03\x04"):
        check_unpacked(source)
        return True
    if start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x7fELF", b"MZ", b"\xff\xd8", b"\x89PNG")):
        raise FileRefused(FILE_KIND(file=source.name))
    if start[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\x00" in source.data[:65_536]:
        raise FileRefused(FILE_KIND(file=source.name))
    return False


def check_unpacked(source: Source) -> None:
    """Refuse an archive that is no workbook, or that unpacks to more than any real one.

    The sizes in the directory are what the unpacking itself keeps to, so that a lie there
    ends in a broken file and not in a full memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused(FILE_BROKEN(file=source.name)) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise FileRefused(FILE_KIND(file=source.name))
    whole = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > SMALL_PART and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if swollen or whole > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise FileRefused(FILE_SWOLLEN(file=source.name))


def list_sheets(source: Source) -> tuple[str, ...]:
    """Return the names of the sheets that a person sees, none for a csv."""
    if not is_workbook(source):
        return ()
    shown = SheetVisibleEnum.Visible
    return tuple(one.name for one in _open_book(source).sheets_metadata if one.visible == shown)


def count_about(source: Source) -> int:
    """Return how many rows stand below the heading, lines within a cell counted too."""
    if is_workbook(source):
        return max(_open_sheet(source).total_height - source.heading, 0)
    return max(source.data.count(b"\n") - source.heading, 0)


# ---------------------------------------------------------------- csv
def detect_encoding(stream: BinaryIO, name: str = "") -> str:
    """Return "utf-8" or "gb18030", whichever spoils fewer lines; raises on UTF-16."""
    spoilt = {"utf-8": 0, "gb18030": 0}
    start = stream.read(4)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRefused(FILE_WIDE(file=name))
    stream.seek(0)
    for line in stream:
        for encoding in spoilt:
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                spoilt[encoding] += 1
    return "utf-8" if spoilt["utf-8"] <= spoilt["gb18030"] else "gb18030"


def _csv_rows(source: Source, encoding: str) -> Iterator[RawRow]:
    csv.field_size_limit(CELL_LIMIT)
    mark = 3 if source.data.startswith(b"\xef\xbb\xbf") else 0  # byte order mark of UTF-8
    data = io.BytesIO(source.data)
    data.seek(mark)
    reader = csv.reader(io.TextIOWrapper(data, encoding="latin-1", newline=""))
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield RawRow(number, (), ROW_UNREADABLE(row=number))
            return
        if any(record):
            yield _decode_row(number, record, encoding)


def _decode_row(number: int, record: list[str], encoding: str) -> RawRow:
    cells = []
    for column, cell in enumerate(record, start=1):
        try:
            cells.append(cell.encode("latin-1").decode(encoding))
        except UnicodeDecodeError:
            problem = ROW_ENCODING(row=number, column=column, encoding=encoding.upper())
            return RawRow(number, (), problem)
    return RawRow(number, tuple(cells))


# ---------------------------------------------------------------- workbooks
def _open_book(source: Source) -> Any:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(source.data))
    except (CalamineError, OSError, zipfile.BadZipFile) as error:
        raise FileRefused(FILE_BROKEN(file=source.name)) from error


def _open_sheet(source: Source) -> CalamineSheet:
    book = _open_book(source)
    shown = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
    name = source.sheet or next(iter(shown or book.sheet_names), "")
    if name not in book.sheet_names:
        raise FileRefused(SHEET_MISSING(file=source.name, sheet=name))
    try:
        return book.get_sheet_by_name(name)
    except (CalamineError, OSError, zipfile.BadZipFile) as error:
        raise FileRefused(FILE_BROKEN(file=source.name)) from error


def _workbook_rows(source: Source) -> Iterator[RawRow]:
    """Rows as a person sees them: a merged cell's value stands in every row it spans.

    The reader gives rows from the first of the sheet, cells from the first column in use.
    """
    sheet = _open_sheet(source)
    left = (sheet.start or (0, 0))[1]
    spans = _Spans(getattr(sheet, "merged_cell_ranges", None) or [])
    for number, record in enumerate(sheet.iter_rows(), start=1):
        row = _read_record(number, [""] * left + list(record))
        cells = spans.fill(number - 1, row.cells) if number > source.heading else row.cells
        if any(cells) or row.problem is not None:
            yield RawRow(number, cells, row.problem)


def _read_record(number: int, record: list[Any]) -> RawRow:
    problem: Refusal | None = None
    cells = []
    for column, cell in enumerate(record, start=1):
        if problem is None and isinstance(cell, float) and abs(cell) >= 1e15:
            problem = CELL_NUMBER_SPOILT(row=number, column=column)
        cells.append(_cell_text(cell))
    return RawRow(number, tuple(cells), problem)


class _Spans:
    """Cells merged downwards, opened from the top: (first row, last row, column) from 0."""

    def __init__(self, merged: list[Any]) -> None:
        downwards = [m for m in merged if m[1][0] > m[0][0] and m[0][1] == m[1][1]]
        self._coming = sorted(downwards, key=lambda m: m[0][0], reverse=True)
        self._open: list[tuple[int, int, str]] = []  # last row, column, value

    def fill(self, row: int, cells: tuple[str, ...]) -> tuple[str, ...]:
        while self._coming and self._coming[-1][0][0] <= row:
            (_, column), (last, _) = self._coming.pop()
            if column < len(cells):
                self._open.append((last, column, cells[column]))
        self._open = [span for span in self._open if span[0] >= row]
        if not self._open:
            return cells
        filled = list(cells)
        for _, column, value in self._open:
            filled[column] = filled[column] or value
        return tuple(filled)


def _cell_text(cell: object) -> str:
    """Return what a person reads in the cell; times in the year-first form."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (time, timedelta, float, int, bool)):
        return str(cell)
    return "" if cell is None else str(cell)


def name_cell(row: int, column: int) -> str:
    """Return the address of a cell as a spreadsheet names it: (17, 3) → C17; column 0: 17."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
