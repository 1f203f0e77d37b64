"""A row of a list of posts: set up whole or not at all, and taken back when nobody changed it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from minqing.kernel.messages import Actor
from minqing.org.commands import (
    AppointPerson,
    CreatePost,
    RegisterPerson,
    RelievePerson,
    SetUpPost,
    TakeBackPost,
)
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


def set_up(**changes: Any) -> SetUpPost:
    fields: dict[str, Any] = {
        "post": "P1", "unit": VILLAGE, "role": "village_cadre", "title": "包户干部1",
        "person": "jia", "name": named("jia"), "since": DAY, "until": date(2027, 3, 2),
    }  # fmt: skip
    return new_command(SetUpPost, **{**fields, **changes})


@pytest.fixture
def house() -> House:
    return small_banner()


def test_post_is_set_up_with_its_person(house: House) -> None:
    house.ok(set_up())
    assert house.states["post:P1"].current.person == "jia"
    assert [one.post for one in house.states["person:jia"].posts] == ["P1"]
    assert house.states["person:jia"].home == VILLAGE


def test_vacant_post_needs_no_person(house: House) -> None:
    house.ok(set_up(person="", name=None, since=None))
    assert house.states["post:P1"].current is None


def test_known_person_takes_a_second_post_and_keeps_the_name(house: House) -> None:
    house.ok(set_up(), set_up(post="P2", title="包户干部2", name=named("jia", "另一个名字")))
    person = house.states["person:jia"]
    assert [one.post for one in person.posts] == ["P1", "P2"]
    assert house.states["post:P2"].current.concurrent
    assert person.name == "jia.name"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit": "nowhere"}, "unit-unknown"),
        ({"role": "emperor"}, "post-role-unknown"),
        ({"name": None}, "post-set-up-name-missing"),
        ({"since": None}, "post-set-up-since-missing"),
        ({"until": DAY}, "post-period-wrong"),
        ({"name": named("yi")}, "person-subject-wrong"),
        ({"name": named("jia", " ")}, "person-name-wrong"),
    ],
)
def test_nothing_of_a_refused_row_is_set_up(
    house: House, changes: dict[str, Any], code: str
) -> None:
    refusal = house.do(set_up(**changes))
    assert refusal is not None and refusal.code == code
    assert not {"post:P1", "person:jia"} & set(house.states)


def test_one_who_works_is_not_set_up_to_ask_as_well(house: House) -> None:
    house.ok(set_up())
    asking = set_up(post="P2", unit=BANNER, role="independent_caller", title="回访员")
    refusal = house.do(asking)
    assert refusal is not None and refusal.code == "post-incompatible"


def test_post_out_of_reach_is_not_set_up(house: House) -> None:
    refusal = house.do(set_up(), by=Actor(scope="account:1", units=("150627103",)))
    assert refusal is not None and refusal.code == "unit-out-of-reach"


def take_back(**changes: Any) -> TakeBackPost:
    fields = {"post": "P1", "person": "jia", "with_person": True, "reason": "撤销导入"}
    return new_command(TakeBackPost, **{**fields, **changes})


def test_post_is_taken_back_with_the_person_who_came_with_it(house: House) -> None:
    house.ok(set_up(), take_back())
    assert house.states["post:P1"].abolished
    assert house.states["post:P1"].tenures[0].ended == DAY
    assert house.states["person:jia"].left == DAY


def test_person_of_another_post_stays(house: House) -> None:
    house.ok(set_up(), set_up(post="P2", title="包户干部2"), take_back())
    person = house.states["person:jia"]
    assert ([one.post for one in person.posts], person.left) == (["P2"], None)


def test_person_who_was_there_before_stays(house: House) -> None:
    known = new_command(RegisterPerson, person="jia", name=named("jia"), home=TOWN)
    house.ok(known, set_up(name=None), take_back(with_person=False))
    assert house.states["person:jia"].left is None


def test_vacant_post_is_taken_back(house: House) -> None:
    house.ok(set_up(person="", name=None, since=None), take_back(person=""))
    assert house.states["post:P1"].abolished


def test_post_that_changed_hands_is_not_taken_back(house: House) -> None:
    later = DAY + timedelta(days=3)
    house.ok(
        set_up(),
        new_command(RegisterPerson, person="yi", name=named("yi"), home=TOWN),
        new_command(RelievePerson, post="P1", person="jia", on=later),
        new_command(AppointPerson, post="P1", person="yi", since=later),
    )
    for who in ("jia", "yi"):
        refusal = house.do(take_back(person=who))
        assert refusal is not None and refusal.code == "post-take-back-changed"
    assert house.do(take_back(post="P9")).code == "post-unknown"  # type: ignore[union-attr]


def test_post_that_was_made_by_hand_is_taken_back_no_more_than_once(house: House) -> None:
    made = new_command(CreatePost, post="P1", unit=VILLAGE, role="village_cadre", title="包户干部1")
    house.ok(made, take_back(person=""))
    refusal = house.do(take_back(person=""))
    assert refusal is not None and refusal.code == "post-abolished"
