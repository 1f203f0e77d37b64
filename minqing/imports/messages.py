"""From a raw row to a message, and who it is. Pure.

The identity of a row does not depend on the file it stands in: source system, number, hash
of the body, and how many rows before it in the file were exactly the same. A second import,
or a longer export of the same system, therefore changes nothing.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from minqing.imports.cleaning import clean_cell
from minqing.imports.mapping import Columns
from minqing.imports.terms import (
    BODY_MISSING,
    CATEGORY_UNKNOWN,
    FIELD_ZH,
    ROW_RAGGED,
    TIME_IN_FUTURE,
    TIME_MISSING,
    TIME_UNREADABLE,
    TIMES_REVERSED,
    Field,
    Message,
    RawRow,
)
from minqing.imports.times import LOCAL, TimeUnreadable, parse_time
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Refusal


def read_message(raw: RawRow, columns: Columns, *, now: datetime) -> Message | Refusal:
    """Return the message of a row, or the first thing that stands against it."""
    if raw.problem is not None:
        return raw.problem
    cells = fit(raw.cells, columns.width)
    if cells is None:
        return ROW_RAGGED(row=raw.number, cells=len(raw.cells), headings=columns.width)
    texts = clean_row(cells, columns, raw.number)
    if isinstance(texts, Refusal):
        return texts
    if not texts.get(Field.BODY):
        return BODY_MISSING(row=raw.number)
    times = _read_times(texts, columns, raw.number, now)
    if isinstance(times, Refusal):
        return times
    category = texts.get(Field.CATEGORY, "")
    strict = columns.categories and not columns.open_categories
    if strict and category and category not in columns.categories:
        return CATEGORY_UNKNOWN(row=raw.number, text=category)
    return Message(
        row=raw.number,
        body=texts[Field.BODY],
        number=texts.get(Field.NUMBER, ""),
        user=texts.get(Field.USER, ""),
        subject=texts.get(Field.SUBJECT, ""),
        raised_at=times[Field.RAISED_AT],
        reply=texts.get(Field.REPLY, ""),
        replied_at=times.get(Field.REPLIED_AT),
        category=columns.categories.get(category, ""),
    )


def fit(cells: tuple[str, ...], width: int) -> tuple[str, ...] | None:
    """Return the row at the heading's width: empty cells at its end may be more or missing."""
    if len(cells) > width:
        return None if any(cell.strip() for cell in cells[width:]) else cells[:width]
    return None if len(cells) < width else cells


def clean_row(cells: tuple[str, ...], columns: Columns, row: int) -> dict[Field, str] | Refusal:
    """Return what stands under each field, or the first cell that cannot be taken."""
    texts = {}
    for field, place in columns.places.items():
        cleaned = clean_cell(cells[place], field, row)
        if isinstance(cleaned, Refusal):
            return cleaned
        texts[field] = cleaned
    return texts


def _read_times(
    texts: dict[Field, str], columns: Columns, row: int, now: datetime
) -> dict[Field, datetime] | Refusal:
    times: dict[Field, datetime] = {}
    for field in (Field.RAISED_AT, Field.REPLIED_AT):
        text = texts.get(field, "")
        if not text:
            if field is Field.RAISED_AT:
                return TIME_MISSING(row=row, field=FIELD_ZH[field])
            continue
        try:
            times[field] = parse_time(text, columns.time_formats)
        except TimeUnreadable:
            return TIME_UNREADABLE(row=row, field=FIELD_ZH[field], text=text)
        if times[field] > now:
            return TIME_IN_FUTURE(row=row, field=FIELD_ZH[field], text=text)
    replied = times.get(Field.REPLIED_AT)
    if replied is not None and replied < times[Field.RAISED_AT]:
        if replied.astimezone(LOCAL).date() < times[Field.RAISED_AT].astimezone(LOCAL).date():
            return TIMES_REVERSED(row=row)
        # a bare date of reply stands at its midnight, before the message of the same day
        times[Field.REPLIED_AT] = times[Field.RAISED_AT]
    return times


def hash_body(body: str) -> bytes:
    """Return 16 bytes that are the same for exactly the same body, white space aside."""
    return hashlib.blake2b("".join(body.split()).encode(), digest_size=16).digest()


def identify(message: Message, *, source: str, occurrence: int) -> str:
    """Return the row's identity as an id; `occurrence` counts equal rows from 0.

    A row without a number is told apart by its time.
    """
    number = message.number or f"at {message.raised_at}"
    return derived_id("import", source, number, hash_body(message.body).hex(), occurrence)
