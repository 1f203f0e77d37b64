"""Words of the daily reconciliation (对账): both sides' books of one day, and what differs. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from minqing.exchange.orders.terms import Standing
from minqing.exchange.peers.terms import gettext_noop as _


class OrderLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One order of a day: its number, what it stands as, the receipt of an accepted one."""

    number: str
    standing: Standing
    receipt: str = ""


class MessageLine(msgspec.Struct, frozen=True):
    """One message of ours of a day: its id, the order's number, what it said."""

    id: str
    number: str
    status: str


class Counts(msgspec.Struct, frozen=True):
    """What a side counts of a day; `sent` = accepted + refused + pending."""

    sent: int
    accepted: int
    refused: int
    pending: int
    messages: int


class Book(msgspec.Struct, frozen=True):
    """One side's book of one day. `orders`: those issued on the day; `messages`: ours made on the
    day, on our side those that were answered or given up, on theirs those that came."""

    day: date
    counts: Counts
    orders: tuple[OrderLine, ...] = ()
    messages: tuple[MessageLine, ...] = ()


def make_book(day: date, orders: Iterable[OrderLine], messages: Iterable[MessageLine]) -> Book:
    """Return the book of a day with its counts, in a fixed order."""
    lines = tuple(sorted(orders, key=lambda one: one.number))
    told = tuple(sorted(messages, key=lambda one: one.id))
    found = Counter(one.standing for one in lines)
    counts = Counts(
        sent=len(lines),
        accepted=found[Standing.ACCEPTED],
        refused=found[Standing.REFUSED],
        pending=found[Standing.PENDING],
        messages=len(told),
    )
    return Book(day, counts, lines, told)


class Differs(StrEnum):
    """How the books of both sides differ in one order or message."""

    MISSING_HERE = "missing-here"
    MISSING_THERE = "missing-there"
    STANDING = "standing"
    RECEIPT = "receipt"
    MESSAGE_LOST = "message-lost"
    COUNTS = "counts"


DIFFERS_ZH: Mapping[Differs, str] = {
    Differs.MISSING_HERE: _("对方已派发，我方没有收到"),
    Differs.MISSING_THERE: _("我方有，对方账上没有"),
    Differs.STANDING: _("两边的状态不同"),
    Differs.RECEIPT: _("两边的回执编号不同"),
    Differs.MESSAGE_LOST: _("我方已告知，对方没有收到"),
    Differs.COUNTS: _("对方的合计与明细不符"),
}


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """One difference: of which number, and what each side has."""

    how: Differs
    number: str
    ours: str = ""
    theirs: str = ""
