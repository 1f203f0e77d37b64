"""The lines of 公开栏 for programs: by days and state, each under a public number of its own.

A receipt's first signs stand for its village, so it never goes out with a line: that would undo
the lifting of small places. The public number is the sealed id of the case: it leads back to the
same line, says nothing, and nobody can make up one that fits. Days, never hours, as on the board.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from minqing.cases.board import STATUSES, Board, BoardFilter, BoardLine, BoardState
from minqing.cases.listing import LOCAL
from minqing.cases.models import Case

NUMBER_LENGTH = 120
"""A public number is never longer."""


class EntriesWanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the lines are narrowed to. `categories`: codes of the first level, empty for any.
    `since`, `until`: local days on which it was raised, both included. `ended`: None for either."""

    since: date
    until: date
    categories: tuple[str, ...] = ()
    ended: bool | None = None


class BoardEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line with its codes. `category`: first level. `place`: the unit that may be told.
    `level`: code of the rung of the ladder on which it stands. `case` never leaves the house."""

    case: str
    number: str
    category: str
    place: str
    level: str
    line: BoardLine


def list_entries(
    banners: Sequence[str], wanted: EntriesWanted, *, now: datetime, start: int, size: int
) -> tuple[BoardEntry, ...]:
    """Return lines of the board of these banners, newest first, from `start` on. For anybody."""
    board = Board(banners, now)
    rows = _narrow(board.select(BoardFilter()), wanted)
    if wanted.categories:
        codes = board.list_codes(wanted.categories)
        rows = rows.filter(category__in=codes)
    found = rows.order_by("-recorded_at", "-id")[start : start + size]
    return tuple(_draw(board, row) for row in found)


def find_entries(
    banners: Sequence[str], numbers: Sequence[str], *, now: datetime
) -> tuple[BoardEntry, ...]:
    """Return the lines of these public numbers, in their order; others are left out."""
    cases = [case for number in numbers if (case := open_number(number))]
    if not cases:
        return ()
    board = Board(banners, now)
    rows = {row.id: row for row in board.select(BoardFilter()).filter(id__in=cases)}
    return tuple(_draw(board, rows[case]) for case in dict.fromkeys(cases) if case in rows)


def _narrow(rows: QuerySet[Case], wanted: EntriesWanted) -> QuerySet[Case]:
    begin, end = _begin(wanted.since), _begin(wanted.until + timedelta(days=1))
    # nothing is recorded before it was raised: this part alone is answered from an index
    rows = rows.filter(recorded_at__gte=begin, raised_at__gte=begin, raised_at__lt=end)
    if wanted.ended is None:
        return rows
    ended = STATUSES[BoardState.ENDED]
    return rows.filter(status__in=ended) if wanted.ended else rows.exclude(status__in=ended)


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)


def _draw(board: Board, row: Case) -> BoardEntry:
    top = board.find_top(row)
    return BoardEntry(
        case=row.id,
        number=make_number(row.id),
        category="" if top is None else top.code,
        place=board.lift(row),
        level=row.rung,
        line=board.draw(row),
    )


# ---------------------------------------------------------------- public numbers
@lru_cache(maxsize=4)
def _sealer(secret: str) -> AESSIV:
    return AESSIV(salted_hmac("minqing.public-number", "key", secret, algorithm="sha256").digest())


def make_number(case: str) -> str:
    """Return the public number of a case: always the same one, of lower-case signs and digits."""
    sealed = _sealer(settings.SECRET_KEY).encrypt(case.encode(), None)
    return base64.b32encode(sealed).decode().rstrip("=").lower()


def open_number(number: str) -> str:
    """Return the case behind a public number, "" for a text that is none."""
    if not number.isascii() or not number.isalnum() or len(number) > NUMBER_LENGTH:
        return ""
    try:
        sealed = base64.b32decode(number.upper() + "=" * (-len(number) % 8))
        return _sealer(settings.SECRET_KEY).decrypt(sealed, None).decode()
    except (binascii.Error, InvalidTag, ValueError):
        return ""
