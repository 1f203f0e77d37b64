"""公开栏: what may be told of a place, and what never is."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.core.cache import cache

from minqing.cases import commands as c
from minqing.cases.board import (
    LEAST_HOUSEHOLDS,
    BoardFilter,
    BoardLine,
    list_board,
    merge_trees,
)
from minqing.cases.pack import Category, SubCategory, Weights
from minqing.cases.terms import Anonymity, MatterKind, Means
from minqing.cases.tests.builders import BANNER, OTHER_VILLAGE, RESIDENT, TOWN, VILLAGE
from minqing.kernel.messages import Personal

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture(autouse=True)
def _forget_counts() -> None:
    cache.clear()


def board(house, **wanted):
    cache.clear()
    return list_board([BANNER], BoardFilter(**wanted), now=house.now).lines


def fill(house, number: int, *, start: int = 0, **changes) -> None:
    """Receive matters of one kind from as many households."""
    for one in range(start, start + number):
        house.received(
            f"{changes.get('unit', VILLAGE)[-3:]}-{one}", **{"household": f"H{one}"} | changes
        )


def places(lines) -> set[str]:
    return {line.place_name for line in lines}


def test_line_has_structured_fields_only():
    assert BoardLine.__struct_fields__ == (
        "category_zh", "category_en", "place_name", "unit_name", "state", "is_lifted",
        "is_late", "raised_on", "due_on", "ended_on",
    )  # fmt: skip


def test_trees_of_two_places_become_one_by_their_codes() -> None:
    def top(code: str, zh: str, *children: str) -> Category:
        below = tuple(SubCategory(code=one, zh=one, en=one) for one in children)
        weights = Weights(farming=0, herding=0, urban=0)
        return Category(code=code, zh=zh, en=zh, shared=("x",), weights=weights, children=below)

    one = (top("water", "水利饮水", "wells"), top("roads", "道路", "bus"))
    other = (top("water", "供排水", "mains", "wells"), top("heating", "供暖"))
    merged = merge_trees([one, other])
    assert [(t.code, t.zh) for t in merged] == [
        ("water", "水利饮水、供排水"), ("roads", "道路"), ("heating", "供暖"),
    ]  # fmt: skip
    assert [child.code for child in merged[0].children] == ["wells", "mains"]
    assert merge_trees([one]) == one and merge_trees([]) == ()


def test_nothing_personal_reaches_the_board(house):
    secret = Personal("独孤某某家的井坏了，电话10000001234", "case:S")
    house.received("S", matter=secret)
    text = msgspec.json.encode(board(house)).decode()
    assert "井坏" not in text and "独孤" not in text and "1234" not in text and "H1" not in text


@pytest.mark.parametrize("households", range(1, LEAST_HOUSEHOLDS + 2))
def test_village_is_named_only_from_five_households_on(house, households):
    fill(house, households)
    told = households >= LEAST_HOUSEHOLDS
    lines = board(house)
    assert len(lines) == households
    assert all(line.is_lifted != told for line in lines)
    assert (VILLAGE in str(places(lines))) == told


def test_one_household_that_asks_often_stays_small(house):
    fill(house, 9, household="H1")
    assert VILLAGE not in str(places(board(house)))


def test_unknown_households_count_as_one(house):
    fill(house, 9, household="")
    assert VILLAGE not in str(places(board(house)))


def test_old_matters_do_not_count(house):
    fill(house, 5)
    assert VILLAGE in str(places(board(house)))
    house.now += timedelta(days=400)
    assert VILLAGE not in str(places(board(house)))


def test_small_villages_of_a_town_are_told_together(house):
    fill(house, 3)
    fill(house, 3, start=3, unit=OTHER_VILLAGE)
    lines = board(house)
    assert places(lines) == {TOWN}
    assert {line.unit_name for line in lines} == {TOWN}, "the village's own unit would name it"


@pytest.mark.parametrize("place", [VILLAGE, TOWN])
def test_filter_by_place_does_not_undo_the_lifting(house, place):
    fill(house, 4)
    assert board(house, place=place) == ()
    assert len(board(house)) == 4
    fill(house, 1, start=4)
    assert len(board(house, place=place)) == 5


def test_small_kind_stays_hidden_beside_a_large_one(house):
    fill(house, 6)
    house.received("few", category="roads", household="H9")
    lines = board(house, place=VILLAGE)
    assert len(lines) == 6
    assert len({line.category_zh for line in lines}) == 1


def test_complaints_and_withdrawn_matters_are_not_on_the_board(house):
    house.received("A1", kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL)
    house.received("A2", RESIDENT)
    house.must(c.WithdrawCase, RESIDENT, "A2", means=Means.PORTAL)
    house.received("A3", anonymity=Anonymity.ANONYMOUS, raiser=None)
    assert len(board(house)) == 1


def test_what_is_not_sorted_yet_is_not_on_the_board(house):
    house.received("A1", category="")
    assert board(house) == ()


def test_state_narrows_the_board(house):
    fill(house, 2)
    assert len(board(house, state="received")) == 2
    assert board(house, state="ended") == ()
    assert len(board(house, state="nonsense")) == 2


def test_pages_give_every_line_once(house):
    fill(house, 7)
    seen, after = 0, ""
    for _page in range(4):
        page = list_board([BANNER], BoardFilter(), now=house.now, after=after, size=2)
        seen += len(page.lines)
        after = page.next
    assert (seen, after) == (7, "")
    assert len(list_board([BANNER], BoardFilter(), now=house.now, after="nonsense").lines) == 7


def test_unknown_place_shows_the_whole_board(house):
    fill(house, 1)
    assert len(board(house, place="999")) == 1
