"""What differs between two books of one day. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from minqing.exchange.days.terms import Book, Difference, Differs, OrderLine, make_book
from minqing.exchange.orders.terms import Standing


def compare(ours: Book, theirs: Book) -> tuple[Difference, ...]:
    """Return every difference once, by kind and number; none means that both sides agree.

    Messages that they have and we do not are none: our own answer to them was lost, and the
    message is sent again with the same id.
    """
    found = [*_compare_orders(ours, theirs), *_compare_messages(ours, theirs)]
    if make_book(theirs.day, theirs.orders, theirs.messages).counts != theirs.counts:
        found.append(Difference(Differs.COUNTS, ""))
    order = list(Differs)
    return tuple(sorted(found, key=lambda one: (order.index(one.how), one.number, one.ours)))


def _compare_orders(ours: Book, theirs: Book) -> Iterator[Difference]:
    here = {one.number: one for one in ours.orders}
    there = {one.number: one for one in theirs.orders}
    for number in here.keys() | there.keys():
        a, b = here.get(number), there.get(number)
        if a is None:
            assert b is not None, "on one of the two sides"
            # what they know to be refused for its form never entered our book
            if b.standing is not Standing.REFUSED:
                yield Difference(Differs.MISSING_HERE, number, theirs=b.standing.value)
        elif b is None:
            yield Difference(Differs.MISSING_THERE, number, ours=a.standing.value)
        else:
            yield from _compare_two(a, b)


def _compare_two(a: OrderLine, b: OrderLine) -> Iterator[Difference]:
    if a.standing is not b.standing:
        yield Difference(Differs.STANDING, a.number, a.standing.value, b.standing.value)
    elif a.receipt != b.receipt:
        yield Difference(Differs.RECEIPT, a.number, a.receipt, b.receipt)


def _compare_messages(ours: Book, theirs: Book) -> Iterator[Difference]:
    came = {one.id for one in theirs.messages}
    for one in ours.messages:
        if one.id not in came:
            yield Difference(Differs.MESSAGE_LOST, one.number, ours=one.status)
