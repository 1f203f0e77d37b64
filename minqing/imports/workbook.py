"""Writes workbooks (xlsx) of texts, sheet after sheet: nothing of them runs, and nothing touches
the disk but the file that is given.

Every cell is an inline string, so that no program takes it for a formula, a number or a date.
Rows are compressed one after another, so memory does not grow with them; no file with a name
lies beside, which a killed process would leave behind.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import IO, NamedTuple
from xml.sax.saxutils import escape

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ROOT = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
    "</styleSheet>"
)
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
)
_STRONG = 1
_WIDTH = 18
"""Characters that fit beside each other in a column."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds."""


class Sheet(NamedTuple):
    """One sheet: its title, its rows of texts; `head`: the row that stays in sight, if any."""

    title: str
    rows: Iterable[Sequence[str]]
    head: Sequence[str] = ()


def write_workbook(rows: Iterable[Sequence[str]], *, sheet: str) -> bytes:
    """Return a workbook with one sheet of these rows of texts."""
    out = io.BytesIO()
    write_sheets(out, [Sheet(sheet, rows)])
    return out.getvalue()


def write_sheets(out: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write a workbook of these sheets into an open file; each is read when its turn comes."""
    titles = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for number, sheet in enumerate(sheets, 1):
            titles.append(_clean_title(sheet.title, number))
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                _write_sheet(part, sheet)
        for name, text in _frame(titles).items():
            archive.writestr(name, text)


def _clean_title(title: str, number: int) -> str:
    plain = _UNWRITABLE.sub("", re.sub(r"[\[\]:*?/\\']", " ", title))[:31]
    return escape(plain or str(number), {'"': "&quot;"})


def _write_sheet(part: IO[bytes], sheet: Sheet) -> None:
    part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">'.encode())
    if sheet.head:
        columns = (
            f'<cols><col min="1" max="{len(sheet.head)}" width="{_WIDTH}" customWidth="1"/></cols>'
        )
        part.write(f"{_FROZEN}{columns}".encode())
    part.write(b"<sheetData>")
    heads = [_row(sheet.head, _STRONG)] if sheet.head else []
    for row in chain(heads, map(_row, sheet.rows)):
        part.write(row)
    part.write(b"</sheetData></worksheet>")


def _frame(titles: Sequence[str]) -> dict[str, str]:
    """Return what stands around the sheets, by the name of its part."""
    numbers = range(1, len(titles) + 1)
    kinds = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    kinds += [(f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in numbers]
    links = [("styles", "styles.xml")] + [
        ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers
    ]
    return {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            + "".join(
                f'<Override PartName="{part}" ContentType="{_KIND}.{kind}+xml"/>'
                for part, kind in kinds
            )
            + "</Types>"
        ),
        "_rels/.rels": _ROOT,
        "xl/styles.xml": _STYLES,
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">'
            "<bookViews><workbookView/></bookViews><sheets>"
            + "".join(
                f'<sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>'
                for n, title in enumerate(titles, 1)
            )
            + "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="rId{n}" Type="{_REL}/{kind}" Target="{part}"/>'
                for n, (kind, part) in enumerate(links)
            )
            + "</Relationships>"
        ),
    }


def _row(cells: Sequence[str], style: int = 0) -> bytes:
    look = f' s="{style}"' if style else ""
    written = "".join(
        f'<c t="inlineStr"{look}><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
        for cell in cells
    )
    return f"<row>{written}</row>".encode()


def _text(cell: str) -> str:
    return escape(_UNWRITABLE.sub("", cell)[:LONGEST_CELL])
