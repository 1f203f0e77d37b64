"""Rows of a csv or a workbook, one after another.

A csv is parsed as bytes in disguise (Latin-1) and each cell decoded on its own: a badly
encoded cell costs its row and nothing more. That is safe for UTF-8 and GB18030, because in
both no sign has a comma, quote or line end inside. Memory does not grow with the file; a
workbook is held by its reader, which is written in another language and small.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from minqing.gateway.imports.terms import (
    FILE_BROKEN,
    FILE_EMPTY,
    FILE_KIND,
    FILE_MISSING,
    FILE_WIDE,
    ROW_ENCODING,
    ROW_UNREADABLE,
    FileRefused,
    RawRow,
)

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
CELL_LIMIT = 16_000_000  # characters; a quote that is never closed swallows the rest of a file


def open_rows(path: str) -> Iterator[RawRow]:
    """Yield the rows of a file, heading first; raises FileRefused before the first row."""
    file = Path(path)
    name = file.name
    if not file.is_file():
        raise FileRefused(FILE_MISSING(file=name))
    suffix = file.suffix.lower()
    if suffix in WORKBOOKS:
        rows = _workbook_rows(file)
    elif suffix in {".csv", ".txt"}:
        rows = _csv_rows(file, detect_encoding(file))
    else:
        raise FileRefused(FILE_KIND(file=name))
    first = next(rows, None)
    if first is None or not any(cell.strip() for cell in first.cells):
        raise FileRefused(FILE_EMPTY(file=name))
    return _chain(first, rows)


def _chain(first: RawRow, rows: Iterator[RawRow]) -> Iterator[RawRow]:
    yield first
    yield from rows


def detect_encoding(file: Path) -> str:
    """Return "utf-8" or "gb18030", whichever spoils fewer lines; raises on UTF-16."""
    spoilt = {"utf-8": 0, "gb18030": 0}
    with _open(file) as stream:
        start = stream.read(4)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise FileRefused(FILE_WIDE(file=file.name))
        stream.seek(0)
        for line in stream:
            for encoding in spoilt:
                try:
                    line.decode(encoding)
                except UnicodeDecodeError:
                    spoilt[encoding] += 1
    return "utf-8" if spoilt["utf-8"] <= spoilt["gb18030"] else "gb18030"


def _open(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise FileRefused(FILE_MISSING(file=file.name)) from error


def _csv_rows(file: Path, encoding: str) -> Iterator[RawRow]:
    csv.field_size_limit(CELL_LIMIT)
    with file.open(encoding="latin-1", newline="") as stream:
        if stream.read(3) != "ï»¿":  # the byte order mark of UTF-8, seen as Latin-1
            stream.seek(0)
        reader = csv.reader(stream)
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


def _workbook_rows(file: Path) -> Iterator[RawRow]:
    try:
        book = CalamineWorkbook.from_path(str(file))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, OSError, zipfile.BadZipFile, IndexError) as error:
        raise FileRefused(FILE_BROKEN(file=file.name)) from error
    first = (sheet.start or (0, 0))[0]
    for number, record in enumerate(sheet.iter_rows(), start=first + 1):
        cells = tuple(_cell_text(cell) for cell in record)
        if any(cells):
            yield RawRow(number, cells)


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
