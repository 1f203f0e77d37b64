"""Writes a workbook (xlsx) of texts: nothing of it runs, and nothing touches the disk.

Every cell is an inline string, so that no program takes it for a formula, a number or a date.
Rows are compressed one after another; memory holds the compressed file only.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    _HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOT = (
    _HEAD + f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
    f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_LINKS = (
    _HEAD + f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
    f'Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds."""


def write_workbook(rows: Iterable[Sequence[str]], *, sheet: str) -> bytes:
    """Return a workbook with one sheet of these rows of texts."""
    title = escape(re.sub(r"[\[\]:*?/\\']", " ", sheet)[:31] or "1", {'"': "&quot;"})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _ROOT)
        archive.writestr(
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
            f'<sheet name="{title}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _LINKS)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for row in rows:
                part.write(_row(row))
            part.write(b"</sheetData></worksheet>")
    return out.getvalue()


def _row(cells: Sequence[str]) -> bytes:
    written = "".join(
        f'<c t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>' for cell in cells
    )
    return f"<row>{written}</row>".encode()


def _text(cell: str) -> str:
    return escape(_UNWRITABLE.sub("", cell)[:LONGEST_CELL])
