"""Places found in words: a name that repeats is settled by its parent or not at all."""

from __future__ import annotations

from collections import defaultdict

import pytest

from minqing.org.addresses import AddressBook
from minqing.org.directory import Directory, UnitView
from minqing.org.divisions import load_divisions
from minqing.org.terms import Axis

BANNER = "150627"


@pytest.fixture(scope="module")
def directory() -> Directory:
    table = load_divisions()
    rows = (*table.path(BANNER), *table.below(BANNER))
    return Directory(
        UnitView(r.code, r.name, r.short_name, r.kind, r.level, r.parent or None, Axis.PLACE)
        for r in rows
    )


@pytest.fixture(scope="module")
def book(directory: Directory) -> AddressBook:
    return AddressBook(directory, BANNER)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("札萨克镇台格嘎查的路被雨水冲断了", "札萨克镇台格嘎查"),
        ("台格村的路被雨水冲断了", "札萨克镇台格嘎查"),
        ("台格嘎查村三社", "札萨克镇台格嘎查"),
        ("我住在西苑社区，暖气不热", "阿勒腾席热镇西苑社区"),
        ("红庆河集市没有路灯", "红庆河镇"),
        ("苏布尔嘎镇毛盖图村的机井坏了", "苏布尔嘎镇毛盖图村"),
        ("札萨克毛盖图村的机井坏了", "札萨克镇毛盖图村"),
        ("伊金霍洛镇和红庆河镇之间，查干敖包村那一段", "伊金霍洛镇查干敖包村"),
    ],
)
def test_find_place_by_name_and_parent(
    directory: Directory, book: AddressBook, text: str, name: str
) -> None:
    place = book.find_place(text)
    assert directory.full_name(place.unit) == name


def test_find_place_is_ambiguous_when_only_the_repeated_name_is_given(
    directory: Directory, book: AddressBook
) -> None:
    place = book.find_place("毛盖图村的机井坏了半个月")
    assert place.is_ambiguous
    assert [directory.full_name(code) for code in place.candidates] == [
        "札萨克镇毛盖图村",
        "苏布尔嘎镇毛盖图村",
    ]


def test_find_place_is_ambiguous_when_two_places_are_named(book: AddressBook) -> None:
    assert len(book.find_place("新街村和柳沟村都没有水").candidates) == 2


def test_find_place_finds_nothing_where_nothing_is_named(book: AddressBook) -> None:
    place = book.find_place("地膜没人收，刮得满沟都是")
    assert (place.unit, place.candidates, place.is_ambiguous) == ("", (), False)


def test_find_place_of_empty_area_finds_nothing(directory: Directory) -> None:
    assert AddressBook(directory, "150627101205").find_place("新街村").unit == ""


def test_find_place_knows_every_village_by_its_full_name(
    directory: Directory, book: AddressBook
) -> None:
    wrong = defaultdict(list)
    for code in directory.below(BANNER):
        place = book.find_place(f"{directory.full_name(code)}反映：")
        if place.unit != code:
            wrong[directory.full_name(code)] = [directory.full_name(c) for c in place.candidates]
    assert dict(wrong) == {}
