"""A whole village is handed over in one act: all of its posts, or none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.messages import Actor
from minqing.org.commands import AppointPerson, CreatePost, HandOverVillage, RegisterPerson
from minqing.org.roles import PERMISSIONS
from minqing.org.terms import Hand, Handed
from minqing.org.tests.builders import (
    BANNER,
    DAY,
    TOWN,
    VILLAGE,
    House,
    named,
    new_command,
    small_banner,
)

POSTS = ("A", "B", "C")
PEOPLE = ("jia", "yi", "bing", "ding")
SHEET = (Handed("case", "c1"), Handed("household", "h1"))


def make_house() -> House:
    """A village with three cadres' posts, filled by 甲, 乙, 丙; 丁 has none; a clerk above."""
    built = small_banner()
    built.ok(
        *(new_command(CreatePost, post=post, unit=VILLAGE, role="village_cadre", title=post)
          for post in POSTS),
        new_command(CreatePost, post="T", unit=TOWN, role="township_clerk", title="T"),
        new_command(CreatePost, post="Q", unit=BANNER, role="independent_caller", title="Q"),
        *(new_command(RegisterPerson, person=one, name=named(one), home=BANNER)
          for one in (*PEOPLE, "wu", "ji")),
        *(new_command(AppointPerson, post=post, person=person, since=DAY)
          for post, person in (*zip(POSTS, PEOPLE, strict=False), ("T", "wu"), ("Q", "ji"))),
    )  # fmt: skip
    return built


@pytest.fixture
def house() -> House:
    return make_house()


def hand_over(*hands: Hand, unit: str = VILLAGE, on: date = DAY, **more: Any) -> Any:
    return new_command(HandOverVillage, unit=unit, hands=hands, on=on, **more)


def test_village_goes_to_others_in_one_act(house: House) -> None:
    house.ok(
        hand_over(
            Hand(("A",), "jia", "ding", "R1", SHEET),
            Hand(("B",), "yi", "ding"),
            Hand(("C",), "bing", "jia", "R2"),
            reason="轮换",
        )
    )  # fmt: skip
    assert house.holders() == {
        "A": ["ding"], "B": ["ding"], "C": ["jia"], "T": ["wu"], "Q": ["ji"],
    }  # fmt: skip
    record = house.states["handover:R1"]
    assert (record.posts, record.giver, record.taker) == (("A",), "jia", "ding")
    assert (record.sheet, record.village, record.reason) == (SHEET, VILLAGE, "轮换")
    assert house.states["handover:R2"].village == VILLAGE


def test_two_change_places(house: House) -> None:
    house.ok(hand_over(Hand(("A",), "jia", "yi"), Hand(("B",), "yi", "jia")))
    assert (house.holders()["A"], house.holders()["B"]) == (["yi"], ["jia"])
    assert house.states["person:jia"].posts[0].post == "B"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (hand_over(), "hand-over-empty"),
        (hand_over(Hand((), "jia", "ding")), "hand-over-empty"),
        (hand_over(Hand(("A",), "jia", "ding"), Hand(("A",), "jia", "yi")), "hand-over-twice"),
        (hand_over(Hand(("A",), "jia", "ding", "R"), Hand(("B",), "yi", "ding", "R")),
         "hand-over-twice"),
        (hand_over(*(Hand((f"X{n}",), "jia", "ding") for n in range(41))), "hand-over-twice"),
        (hand_over(Hand(("A",), "jia", "ding"), Hand(("T",), "wu", "ding")),
         "hand-over-elsewhere"),
        (hand_over(Hand(("A",), "jia", "jia")), "hand-over-same"),
        (hand_over(Hand(("A",), "jia", "ding"), on=DAY + timedelta(1)), "hand-over-ahead"),
        (hand_over(Hand(("A",), "jia", "ding"), Hand(("B",), "jia", "ding")), "post-not-held"),
        (hand_over(Hand(("A",), "jia", "ding"), Hand(("B",), "yi", "nobody")), "person-unknown"),
        (hand_over(Hand(("A",), "jia", "ding"), Hand(("B",), "yi", "ji")), "post-incompatible"),
        (hand_over(Hand(("none",), "jia", "ding")), "post-unknown"),
        (hand_over(Hand(("A",), "jia", "ding"), until=DAY), "post-period-wrong"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_one_wrong_hand_leaves_everybody_in_their_post(
    house: House, command: Any, code: str
) -> None:
    before = dict(house.states)
    refusal = house.do(command)
    assert refusal is not None and refusal.code == code
    assert str(refusal).startswith("不能") and house.states == before


def test_record_is_kept_once(house: House) -> None:
    house.ok(hand_over(Hand(("A",), "jia", "ding", "R1")))
    refusal = house.do(hand_over(Hand(("A",), "ding", "jia", "R1")))
    assert refusal is not None and refusal.code == "hand-over-recorded"


def test_village_is_handed_over_in_reach_only(house: House) -> None:
    by = Actor(scope="account:9", units=("150627103",), permissions=frozenset(PERMISSIONS))
    refusal = house.do(hand_over(Hand(("A",), "jia", "ding")), by=by)
    assert refusal is not None and refusal.code == "unit-out-of-reach"


hands = st.lists(
    st.builds(
        lambda posts, giver, taker: Hand(tuple(posts), giver, taker),
        st.lists(st.sampled_from((*POSTS, "T")), max_size=2),
        st.sampled_from(PEOPLE),
        st.sampled_from((*PEOPLE, "ji")),
    ),
    max_size=4,
)


@given(hands)
def test_all_named_posts_change_hands_or_none_does(wanted: list[Hand]) -> None:
    house = make_house()
    before = house.holders()
    refusal = house.do(hand_over(*wanted))
    given_to = {post: [hand.taker] for hand in wanted for post in hand.posts}
    assert house.holders() == (before if refusal is not None else {**before, **given_to})
