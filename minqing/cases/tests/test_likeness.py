"""Likeness of matters: what is shown, in which order, and for which reasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.cases.likeness import MOST, Told, find_spots, list_grams, rank

DAY = datetime(2026, 6, 1, tzinfo=UTC)
WELL = "村东头机井的水泵坏了半个月，玉米旱得打卷，啥时候能修。"
SAME = "我家浇不上地，村东头的井泵坏了没人管，玉米叶子都卷了。"
OTHER_SPOT = "村西机井的水泵坏了半个月，玉米旱得打卷，啥时候能修。"
ROAD = "雨水把进村的路冲了一个大坑，送孩子的面包车绕了八里地。"


def told(number: str, text: str, *, category: str = "water-wells", days: int = 0) -> Told:
    return Told(
        id=number,
        text=text,
        raised_at=DAY + timedelta(days=days),
        category=category,
        field=category.partition("-")[0],
    )


def ids(*candidates: Told, wanted: Told | None = None) -> list[str]:
    return [one.id for one in rank(wanted or told("0", WELL), candidates)]


def test_same_matter_is_found_among_others_and_the_road_is_not():
    assert ids(told("1", SAME), told("2", ROAD, category="roads-village-road")) == ["1"]


def test_same_spot_comes_before_another_spot():
    shown = rank(told("0", WELL), [told("1", OTHER_SPOT), told("2", WELL)])
    assert shown[0].id == "2" and shown[0].score - shown[-1].score > 0.2


def test_category_and_nearness_in_time_raise_the_rank():
    near, far = told("1", SAME, days=2), told("2", SAME, days=200)
    other = told("3", SAME, category="roads-bus", days=2)
    assert ids(near, far, other)[0] == "1"


def test_reasons_name_shared_words_category_and_days():
    (found,) = rank(told("0", WELL), [told("1", SAME, days=3)])
    assert found.same_category and found.days == 3 and found.words
    assert all(word in SAME and word in WELL for word in found.words)


def test_nothing_is_shown_for_too_few_words_or_nobody_beside():
    assert ids(told("1", WELL), wanted=told("0", "井坏")) == []
    assert ids() == []
    assert ids(told("1", "井坏")) == []


def test_no_more_than_a_handful_is_shown():
    assert len(ids(*(told(str(number), WELL) for number in range(1, 20)))) == MOST


@pytest.mark.parametrize(
    ("text", "spots"),
    [
        ("村东头那口井", {"东"}),
        ("三社的路和五号楼", {"三", "五"}),
        ("沟北的井，离村西不远", {"北", "西"}),
        ("东西坏了没人修", set()),
    ],
)
def test_spots_are_sides_and_numbers_inside_a_place(text, spots):
    assert find_spots(text) == spots


def test_figures_and_empty_signs_do_not_count_as_words():
    assert list_grams("12345 的了吗") == {}


@given(st.lists(st.text(alphabet="井水泵路桥坏了请修，12三社东头", max_size=30), max_size=8))
def test_ranking_is_symmetric_in_order_and_never_shows_itself(texts):
    candidates = [told(str(number), text) for number, text in enumerate(texts)]
    wanted = told("0", WELL)
    shown = rank(wanted, candidates)
    again = rank(wanted, list(reversed(candidates)))
    assert [one.id for one in shown] == [one.id for one in again]
    assert "0" not in {one.id for one in shown}
    assert list(shown) == sorted(shown, key=lambda one: (-one.score, one.id))
