"""What a cell of a foreign file may carry into the house. Pure.

Harmless invisible signs (zero-width space, byte order mark, soft hyphen) are dropped, line
ends made one; what could hide, cheat or run is refused with a sentence that names it.
"""

from __future__ import annotations

import re

from minqing.imports.terms import (
    CELL_CONTROL,
    CELL_DIRECTION,
    CELL_FORMULA,
    CELL_TOO_LONG,
    FIELD_ZH,
    LONGEST,
    Field,
)
from minqing.kernel.messages import Refusal

_DROPPED = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F))
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
# A leading dash or plus is ordinary in letters (“-路灯坏了”, “+86…”); with a call it is not.
_FORMULA = re.compile(r"[=＝]\s*\S|@[A-Za-z]+\s*\(|[+-]\s*[A-Za-z][A-Za-z0-9.]+\s*[(|!]")
_FREE_TEXT = frozenset({Field.BODY, Field.REPLY, Field.SUBJECT})
_AS_WRITTEN = frozenset(
    {
        Field.USER, Field.HEAD, Field.ADDRESS, Field.CATEGORY, Field.UNIT, Field.SHORT,
        Field.PARENT, Field.TITLE, Field.ROLE, Field.NAME, Field.OCCASION, Field.STATUS,
        Field.MOVED_TO,
    }
)  # fmt: skip
_NARROW = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: 0x20}
"""Full-width digits, letters and signs, as input methods leave them in numbers and dates."""


def clean_cell(text: str, field: Field, row: int) -> str | Refusal:
    """Return the cell as it may be kept, or why its row is refused."""
    meaning = FIELD_ZH[field]
    if len(text) > LONGEST[field]:
        return CELL_TOO_LONG(row=row, field=meaning, length=len(text), most=LONGEST[field])
    found = _CONTROL.search(text)
    if found:
        return CELL_CONTROL(row=row, field=meaning, sign=_name_sign(found[0]))
    found = _DIRECTION.search(text)
    if found:
        return CELL_DIRECTION(row=row, field=meaning, sign=_name_sign(found[0]))
    text = text.translate(_DROPPED).replace("\r\n", "\n").replace("\r", "\n").strip()
    if _FORMULA.match(text):
        return CELL_FORMULA(row=row, field=meaning, sign=text[0])
    if field in _FREE_TEXT:
        return text
    text = " ".join(text.split())
    return text if field in _AS_WRITTEN else text.translate(_NARROW).strip()


def _name_sign(sign: str) -> str:
    return f"U+{ord(sign):04X}"
