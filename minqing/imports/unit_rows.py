"""Rows of a list of units. A unit is known by its code; what is above it stands before it."""

from __future__ import annotations

from collections.abc import Sequence

from minqing.imports.answering import Made
from minqing.imports.mapping import Columns
from minqing.imports.reading_rows import Places, read_texts, read_word
from minqing.imports.scratch import Scratch
from minqing.imports.terms import (
    FIELD_ZH,
    PARENT_BELOW,
    ROW_TWICE,
    UNIT_OTHERWISE,
    Field,
    RawRow,
)
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Refusal
from minqing.org.public import UNIT_KIND_ZH, Axis, EstablishUnit, UnitKind

KINDS = {word: kind for kind, word in UNIT_KIND_ZH.items()} | {
    kind.value: kind for kind in UnitKind
}


class UnitRows:
    """Makes the command that establishes each unit."""

    def __init__(self, columns: Columns, places: Places, scratch: Scratch) -> None:
        self._columns, self._places, self._scratch = columns, places, scratch

    def take(self, chunk: Sequence[RawRow]) -> list[Refusal | Made]:
        return [self._read(raw) for raw in chunk]

    def _read(self, raw: RawRow) -> Refusal | Made:
        texts = read_texts(raw, self._columns)
        if isinstance(texts, Refusal):
            return texts
        kind = read_word(raw.number, Field.UNIT_KIND, texts, KINDS)
        if isinstance(kind, Refusal):
            return kind
        code, name, above = texts[Field.CODE], texts[Field.UNIT], texts.get(Field.PARENT, "")
        if self._scratch.count_equal(code):
            return ROW_TWICE(row=raw.number, field=FIELD_ZH[Field.CODE])
        parent = self._places.find(above)
        if not parent:
            return PARENT_BELOW(row=raw.number, text=above)
        short = texts.get(Field.SHORT, "")
        # a station of a bureau stands in the bureau's line, whatever it is called
        in_line = kind is UnitKind.DEPARTMENT or self._places.axis_of(parent) is Axis.LINE
        axis = Axis.LINE if in_line else Axis.PLACE
        self._places.add(code, axis, name, short or name)
        command = EstablishUnit(
            id=derived_id("import-unit", self._columns.source, code),
            unit=code,
            name=name,
            kind=kind,
            parent=parent,
            short_name=short,
            axis=axis,
        )
        return Made(command, code, otherwise=UNIT_OTHERWISE)
