"""What the rows of lists share: cells by field, words, days, places inside a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from minqing.imports.mapping import Columns
from minqing.imports.messages import clean_row, fit
from minqing.imports.terms import (
    FIELD_MISSING,
    FIELD_ZH,
    REQUIRED_OF,
    ROW_RAGGED,
    TIME_UNREADABLE,
    WORD_UNKNOWN,
    Field,
    RawRow,
)
from minqing.imports.times import LOCAL, TimeUnreadable, parse_time
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Refusal
from minqing.org.public import Axis, Directory

Texts = Mapping[Field, str]
W = TypeVar("W")


def read_texts(raw: RawRow, columns: Columns) -> Texts | Refusal:
    """Return a row's cells by field, or the first thing that stands against the row."""
    if raw.problem is not None:
        return raw.problem
    cells = fit(raw.cells, columns.width)
    if cells is None:
        return ROW_RAGGED(row=raw.number, cells=len(raw.cells), headings=columns.width)
    texts = clean_row(cells, columns, raw.number)
    if isinstance(texts, Refusal):
        return texts
    for field in REQUIRED_OF[columns.kind]:
        if not texts.get(field):
            return FIELD_MISSING(row=raw.number, field=FIELD_ZH[field])
    return texts


def read_word(row: int, field: Field, texts: Texts, words: Mapping[str, W]) -> W | Refusal:
    """Return what a word of a known list means."""
    text = texts.get(field, "")
    if text not in words:
        return WORD_UNKNOWN(row=row, field=FIELD_ZH[field], text=text, known=say_words(words))
    return words[text]


def say_words(words: Iterable[str]) -> str:
    """Return the words of a list that a person would write; codes are taken too, unsaid."""
    return "、".join(word for word in words if not word.isascii())


def read_day(row: int, field: Field, texts: Texts, columns: Columns) -> date | Refusal | None:
    """Return the local day of a cell, None when it is empty."""
    text = texts.get(field, "")
    if not text:
        return None
    try:
        return parse_time(text, columns.time_formats).astimezone(LOCAL).date()
    except TimeUnreadable:
        return TIME_UNREADABLE(row=row, field=FIELD_ZH[field], text=text)


class Places:
    """The standing units in a unit, itself among them, by code and by names that one has."""

    def __init__(self, directory: Directory, unit: str) -> None:
        self.root = unit
        self._axes: dict[str, Axis] = {}
        names: dict[str, set[str]] = {}
        for code in (unit, *directory.below(unit)):
            found = directory.unit(code)
            if not found.closed:
                self._axes[code] = found.axis
                for name in (code, found.name, found.short_name):
                    names.setdefault(name, set()).add(code)
        self._codes = {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}

    def find(self, text: str) -> str:
        """Return the code of a unit, "" when none or several have the name; empty: the unit."""
        return self._codes.get(text, "") if text else self.root

    def axis_of(self, code: str) -> Axis:
        """Return the tree that a unit found here stands in."""
        return self._axes[code]

    def add(self, code: str, axis: Axis, *names: str) -> None:
        """Know a unit that an earlier row of the file establishes."""
        self._axes[code] = axis
        for name in (code, *names):
            known = self._codes.get(name, code)
            self._codes[name] = code if known == code else ""


def find_fresh(identity: str, is_undone: Callable[[str], bool]) -> str:
    """Return the identity under which a row comes in that was undone before."""
    name, turn = identity, 0
    while is_undone(name):
        turn += 1
        name = derived_id(identity, "again", turn)
    return name
