"""Our book of a day, theirs beside it, and what is recorded of both."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from minqing.exchange.days.commands import RecordDay
from minqing.exchange.days.comparing import compare
from minqing.exchange.days.rules import name_stream
from minqing.exchange.days.state import DayState
from minqing.exchange.days.terms import (
    Book,
    Difference,
    MessageLine,
    OrderLine,
    make_book,
)
from minqing.exchange.models import OrderRow, Outgoing
from minqing.exchange.orders.rules import is_number
from minqing.exchange.orders.terms import STANDING_OF, OrderStatus, Told
from minqing.exchange.outbox.terms import SendState
from minqing.kernel.ids import new_id
from minqing.log.public import get_states, submit, write_transaction
from minqing.org.public import system_actor

MOST_LISTED = 200
"""Differences kept by name; the rest is counted."""

LONGEST_RECEIPT = 20
AT_ONCE = 500

SETTLED = (SendState.TAKEN, SendState.DEAD)


def make_our_book(peer: str, day: date) -> Book:
    """Return our book of a day: what came in of it, what we told of it."""
    rows = OrderRow.objects.filter(peer=peer, issued_on=day)
    orders = [
        OrderLine(number, STANDING_OF[OrderStatus(status)], receipt)
        for number, status, receipt in rows.values_list("number", "status", "receipt")
    ]
    told = _list_told(peer, day).filter(state__in=[one.value for one in SETTLED])
    messages = [MessageLine(*one) for one in told.values_list("id", "number", "kind")]
    return make_book(day, orders, messages)


def _list_told(peer: str, day: date):  # type: ignore[no-untyped-def]
    kinds = [told.value for told in Told]
    return Outgoing.objects.filter(target=f"peer:{peer}", made_on=day, kind__in=kinds)


def reconcile(peer: str, theirs: Book, *, now: datetime) -> DayState | None:
    """Compare both books of a day, record what differs, and send again what did not arrive.

    Returns the day as it now stands, None when the peer is not known.
    """
    ours = make_our_book(peer, theirs.day)
    differences = tuple(map(_clean, compare(ours, theirs)))
    wish = RecordDay(
        id=new_id(),
        peer=peer,
        day=theirs.day,
        ours=ours.counts,
        theirs=theirs.counts,
        differences=differences[:MOST_LISTED],
        more=max(0, len(differences) - MOST_LISTED),
    )
    submit([wish], by=system_actor("exchange"), now=now)
    _send_again(peer, ours, theirs, now)
    return get_states([name_stream(peer, theirs.day)]).get(name_stream(peer, theirs.day))


def _clean(one: Difference) -> Difference:
    """Return a difference as the log may keep it: what they wrote where a number or a receipt
    belongs could be a person's."""
    number = one.number if is_number(one.number) else ""
    theirs = one.theirs if one.theirs.isascii() and one.theirs.isalnum() else ""
    return msgspec.structs.replace(one, number=number, theirs=theirs[:LONGEST_RECEIPT])


def _send_again(peer: str, ours: Book, theirs: Book, now: datetime) -> None:
    """Queue what they say they never heard: taken by them once and lost there, or given up here."""
    came = {one.id for one in theirs.messages}
    lost = [one.id for one in ours.messages if one.id not in came]
    settled = [one.value for one in SETTLED]
    for begin in range(0, len(lost), AT_ONCE):
        rows = Outgoing.objects.filter(id__in=lost[begin : begin + AT_ONCE], state__in=settled)
        with write_transaction():
            rows.update(state=SendState.WAITING.value, attempts=0, due_at=now, code="")


def read_book(body: bytes) -> Book:
    """Return a book as it came; raises msgspec.DecodeError."""
    return msgspec.json.decode(body, type=Book)


def write_book(book: Book) -> bytes:
    """Return a book as it is sent."""
    return msgspec.json.encode(book)
