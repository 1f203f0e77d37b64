"""Rows' answers as they are kept and said: the sentence, and the cell it is about."""

from __future__ import annotations

from typing import Any

import msgspec

from minqing.imports.answering import RowAnswer
from minqing.imports.history_terms import OTHERWISE
from minqing.imports.mapping import Columns
from minqing.imports.models import RowResult
from minqing.imports.reading import name_cell
from minqing.imports.terms import BETWEEN, FIELD_ZH, Field, Status
from minqing.kernel.messages import Refusal

HIDDEN = "…"
"""Stands for what is written in a cell: that may be personal and stays in the file."""
FIELD_OF = {word: field for field, word in FIELD_ZH.items()}
FIELD_OF_CODE = {
    "import-body-missing": Field.BODY,
    "import-times-reversed": Field.REPLIED_AT,
    "import-category-unknown": Field.CATEGORY,
    "import-history-end-missing": Field.CLOSED_AT,
    "import-dwelling-twice": Field.HOUSE,
    "import-village-unknown": Field.VILLAGE,
    "household-head-wrong": Field.HEAD,
    "household-address-long": Field.ADDRESS,
    "household-members-wrong": Field.MEMBERS,
    "household-group-long": Field.GROUP,
    "import-place-unknown": Field.UNIT,
    "import-parent-below": Field.PARENT,
    "import-day-twice": Field.DAY,
    "unit-exists": Field.CODE,
    "org-code-wrong": Field.CODE,
    "unit-level-wrong": Field.PARENT,
    "unit-axis-wrong": Field.PARENT,
    "post-role-unknown": Field.ROLE,
    "post-incompatible": Field.ROLE,
    "post-period-wrong": Field.UNTIL,
    "person-left": Field.PERSON,
    "post-set-up-name-missing": Field.NAME,
}
"""What a refusal is about that does not name it."""


def make_result(batch: str, phase: Status, answer: RowAnswer, columns: Columns) -> RowResult:
    """Return the row that keeps an answer."""
    refusal = answer.refusal
    return RowResult(
        batch=batch,
        row=answer.row,
        phase=phase,
        fate=answer.fate,
        subject=answer.subject,
        code="" if refusal is None else refusal.code,
        sentence="" if refusal is None else refusal.sentence,
        params="" if refusal is None else _write_params(refusal),
        field=str(find_column(refusal, columns) or "") if refusal is not None else "",
    )


def _write_params(refusal: Refusal) -> str:
    kept = {
        key: HIDDEN if key == "text" else value if isinstance(value, int) else str(value)
        for key, value in refusal.params.items()
    }
    return msgspec.json.encode(kept).decode()


def find_column(refusal: Refusal, columns: Columns) -> int:
    """Return the column a refusal is about, from 1; 0 when it is about the row."""
    column = refusal.params.get("column")
    if isinstance(column, int):
        return column
    field = FIELD_OF.get(str(refusal.params.get("field", ""))) or FIELD_OF_CODE.get(refusal.code)
    place = columns.places.get(field) if field is not None else None
    return 0 if place is None else place + 1


def read_refusal(row: RowResult) -> Refusal | None:
    """Return the refusal of a row, for faces to say; None when it was taken in."""
    if not row.code:
        return None
    params: dict[str, Any] = msgspec.json.decode(row.params)
    if row.code == OTHERWISE.code:
        params["fields"] = tuple(str(params["fields"]).split(BETWEEN))
    return Refusal(row.code, row.sentence, params)


def say_place(row: RowResult, sheet: str) -> str:
    """Return where a row's trouble stands, as `Sheet1!C17`, or the row alone."""
    cell = name_cell(row.row, int(row.field or 0))
    return f"{sheet}!{cell}" if sheet else cell
