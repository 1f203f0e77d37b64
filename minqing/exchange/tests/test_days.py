"""The books of a day: every difference is named once, and equal books differ in nothing."""

from __future__ import annotations

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from minqing.exchange.days.comparing import compare
from minqing.exchange.days.terms import Book, Differs, MessageLine, OrderLine, make_book
from minqing.exchange.orders.terms import Standing

DAY = date(2026, 3, 2)
NUMBERS = [f"RX{number}" for number in range(8)]
LINES = st.dictionaries(
    st.sampled_from(NUMBERS),
    st.tuples(st.sampled_from(list(Standing)), st.sampled_from(["", "R1", "R2"])),
)
TOLD = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(NUMBERS))


def make(lines: dict[str, tuple[Standing, str]], told: dict[str, str]) -> Book:
    orders = [OrderLine(number, *said) for number, said in lines.items()]
    return make_book(
        DAY, orders, [MessageLine(id, number, "answered") for id, number in told.items()]
    )


@given(LINES, TOLD)
def test_counts_of_a_book_add_up(
    lines: dict[str, tuple[Standing, str]], told: dict[str, str]
) -> None:
    counts = make(lines, told).counts
    assert counts.sent == counts.accepted + counts.refused + counts.pending == len(lines)


@given(LINES, TOLD)
def test_equal_books_differ_in_nothing(
    lines: dict[str, tuple[Standing, str]], told: dict[str, str]
) -> None:
    book = make(lines, told)
    assert compare(book, msgspec.json.decode(msgspec.json.encode(book), type=Book)) == ()


@given(LINES, LINES, TOLD, TOLD)
def test_every_difference_is_named_once_and_nothing_else(
    ours: dict[str, tuple[Standing, str]],
    theirs: dict[str, tuple[Standing, str]],
    told: dict[str, str],
    heard: dict[str, str],
) -> None:
    found = compare(make(ours, told), make(theirs, heard))
    orders = [one.number for one in found if one.how is not Differs.MESSAGE_LOST]
    refused_there_only = {
        number
        for number, (standing, _) in theirs.items()
        if number not in ours and standing is Standing.REFUSED
    }
    wanted = {
        number for number in {*ours, *theirs} if ours.get(number) != theirs.get(number)
    } - refused_there_only
    assert sorted(orders) == sorted(wanted)
    lost = [one for one in found if one.how is Differs.MESSAGE_LOST]
    assert len(lost) == len(set(told) - set(heard))


def test_sums_that_do_not_fit_their_own_lines_are_a_difference() -> None:
    book = make({"RX1": (Standing.ACCEPTED, "R1")}, {})
    wrong = msgspec.structs.replace(book, counts=make({}, {}).counts)
    assert [one.how for one in compare(book, wrong)] == [Differs.COUNTS]
