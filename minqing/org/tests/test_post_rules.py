"""Posts and people: appointed, relieved, handed over; random histories keep one in a post."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.kernel.messages import Actor, Personal
from minqing.org.commands import (
    AbolishPost,
    AppointPerson,
    CloseUnit,
    CorrectName,
    CreatePost,
    HandOver,
    RecordLeaving,
    RegisterPerson,
    RelievePerson,
)
from minqing.org.roles import ROLES, may_join
from minqing.org.state import PersonState, PostState
from minqing.org.tests.builders import (
    BANNER,
    DAY,
    TOWN,
    VILLAGE,
    WATER,
    House,
    named,
    new_command,
    small_banner,
)

CADRE, SECRETARY, CALLER = "P-cadre", "P-secretary", "P-caller"


def create(post: str, role: str, unit: str, **more: Any) -> CreatePost:
    return new_command(
        CreatePost, post=post, unit=unit, role=role, title=ROLES[role].title_zh, **more
    )


def appoint(post: str, person: str, since: date = DAY, until: date | None = None) -> AppointPerson:
    return new_command(AppointPerson, post=post, person=person, since=since, until=until)


def relieve(post: str, person: str, on: date = DAY) -> RelievePerson:
    return new_command(RelievePerson, post=post, person=person, on=on)


def hand_over(posts: tuple[str, ...], giver: str, taker: str, **more: Any) -> HandOver:
    given_fields = {"posts": posts, "giver": giver, "taker": taker, "on": DAY}
    return new_command(HandOver, **{**given_fields, **more})


@pytest.fixture
def house() -> House:
    """A banner with three posts; 甲 and 乙 are registered and in no post."""
    built = small_banner()
    built.ok(
        create(CADRE, "village_cadre", VILLAGE),
        create(SECRETARY, "village_secretary", VILLAGE),
        create(CALLER, "independent_caller", BANNER),
        new_command(RegisterPerson, person="jia", name=named("jia"), home=BANNER),
        new_command(RegisterPerson, person="yi", name=named("yi", "李乙"), home=BANNER),
    )
    return built


def test_create_post_keeps_its_home_banner(house: House) -> None:
    house.ok(create("P-water", "department_handler", WATER))
    assert house.states[f"post:{CADRE}"].home == BANNER
    assert house.states[f"post:{CALLER}"].home == BANNER
    assert house.states["post:P-water"].home == BANNER


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"post": CADRE}, "post-exists"),
        ({"post": "甲"}, "org-code-wrong"),
        ({"role": "emperor"}, "post-role-unknown"),
        ({"role": "resident"}, "post-role-unknown"),
        ({"unit": "nowhere"}, "unit-unknown"),
        ({"reach": ("nowhere",)}, "unit-unknown"),
        ({"title": ""}, "org-name-missing"),
    ],
)
def test_create_post_refused(house: House, fields: dict[str, Any], code: str) -> None:
    given_fields = {"post": "P9", "unit": VILLAGE, "role": "village_cadre", "title": "包户干部9"}
    refusal = house.do(new_command(CreatePost, **{**given_fields, **fields}))
    assert refusal is not None
    assert refusal.code == code


def test_create_post_refused_in_closed_unit(house: House) -> None:
    house.ok(new_command(CloseUnit, unit="150627101204"))
    refusal = house.do(create("P9", "village_cadre", "150627101204"))
    assert refusal is not None
    assert refusal.code == "unit-closed"


def test_create_post_refused_when_reach_lies_outside_own(house: House) -> None:
    by = Actor(scope="account:1", units=(TOWN,))
    refusal = house.do(create("P9", "township_clerk", TOWN, reach=(BANNER,)), by=by)
    assert refusal is not None
    assert refusal.code == "unit-out-of-reach"


def test_appoint_person_fills_post_for_a_year(house: House) -> None:
    house.ok(appoint(CADRE, "jia", until=date(2027, 3, 2)))
    assert house.states[f"post:{CADRE}"].current.until == date(2027, 3, 2)
    assert house.holders() == {CADRE: ["jia"]}


def test_appoint_second_post_is_concurrent(house: House) -> None:
    house.ok(appoint(CADRE, "jia"), appoint(SECRETARY, "jia"))
    assert not house.states[f"post:{CADRE}"].current.concurrent
    assert house.states[f"post:{SECRETARY}"].current.concurrent
    assert house.directory().posts_of("jia") == (CADRE, SECRETARY)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (appoint("P9", "jia"), "post-unknown"),
        (appoint(CADRE, "nobody"), "person-unknown"),
        (appoint(CADRE, "jia", until=DAY), "post-period-wrong"),
        (appoint(SECRETARY, "yi"), "post-filled"),
        (appoint(CALLER, "yi"), "post-incompatible"),  # 乙 handles as village secretary
        (relieve(CADRE, "jia"), "post-not-held"),
        (relieve(SECRETARY, "jia"), "post-not-held"),
        (relieve(SECRETARY, "yi", DAY - timedelta(days=1)), "post-period-wrong"),
        (hand_over((), "yi", "jia"), "hand-over-empty"),
        (hand_over((SECRETARY,), "yi", "yi"), "hand-over-same"),
        (hand_over((SECRETARY,), "yi", "nobody"), "person-unknown"),
        (hand_over((SECRETARY, CADRE), "yi", "jia"), "post-not-held"),
        (hand_over((SECRETARY,), "yi", "jia", until=DAY), "post-period-wrong"),
        (new_command(AbolishPost, post=SECRETARY), "post-filled"),
        (new_command(RecordLeaving, person="yi", on=DAY), "person-in-post"),
        (new_command(RecordLeaving, person="nobody", on=DAY), "person-unknown"),
        (new_command(RegisterPerson, person="jia", name=named("jia")), "person-exists"),
        (new_command(RegisterPerson, person="丙", name=named("丙")), "org-code-wrong"),
        (new_command(RegisterPerson, person="bing", name=named("yi")), "person-subject-wrong"),
        (new_command(RegisterPerson, person="bing", name=named("bing", " ")), "person-name-wrong"),
        (new_command(CorrectName, person="nobody", name=named("nobody")), "person-unknown"),
        (new_command(CorrectName, person="jia", name=named("yi")), "person-subject-wrong"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_command_refused(house: House, command: Any, code: str) -> None:
    house.ok(appoint(SECRETARY, "yi"))
    before = dict(house.states)
    refusal = house.do(command)
    assert refusal is not None
    assert refusal.code == code
    assert str(refusal).startswith("不能")
    assert house.states == before


def test_appoint_refused_before_predecessor_left(house: House) -> None:
    house.ok(appoint(CADRE, "jia"), relieve(CADRE, "jia", DAY + timedelta(days=30)))
    refusal = house.do(appoint(CADRE, "yi", DAY + timedelta(days=29)))
    assert refusal is not None
    assert refusal.code == "post-period-wrong"
    house.ok(appoint(CADRE, "yi", DAY + timedelta(days=30)))  # half-open: the same day is free


def test_abolished_post_takes_no_further_command(house: House) -> None:
    house.ok(new_command(AbolishPost, post=CADRE))
    refusals = [house.do(appoint(CADRE, "jia")), house.do(new_command(AbolishPost, post=CADRE))]
    assert [refusal.code for refusal in refusals if refusal] == ["post-abolished"] * 2


def test_person_who_left_is_appointed_no_more(house: House) -> None:
    house.ok(new_command(RecordLeaving, person="jia", on=DAY))
    later = [
        appoint(CADRE, "jia"),
        new_command(CorrectName, person="jia", name=named("jia")),
        new_command(RecordLeaving, person="jia", on=DAY),
    ]
    assert {house.do(command).code for command in later} == {"person-left"}  # type: ignore[union-attr]


def test_correct_name_points_to_the_new_value(house: House) -> None:
    name = Personal("王佳", "person:jia", "C9.name")  # type: ignore[arg-type]
    house.ok(new_command(CorrectName, person="jia", name=name))
    assert house.states["person:jia"].name == "C9.name"


def test_hand_over_moves_every_post_in_one_act(house: House) -> None:
    house.ok(appoint(CADRE, "jia"), appoint(SECRETARY, "jia"))
    house.ok(hand_over((CADRE, SECRETARY, CADRE), "jia", "yi", reason="轮换"))
    assert house.holders() == {CADRE: ["yi"], SECRETARY: ["yi"]}
    assert house.states["person:jia"].posts == ()
    assert [t.concurrent for t in house.states[f"post:{SECRETARY}"].tenures] == [True, True]


def test_hand_over_refused_to_a_caller(house: House) -> None:
    house.ok(appoint(CADRE, "jia"), appoint(CALLER, "yi"))
    refusal = house.do(hand_over((CADRE,), "jia", "yi"))
    assert refusal is not None
    assert refusal.code == "post-incompatible"


# ---------------------------------------------------------------- random histories
POSTS = {
    "A": ("village_cadre", VILLAGE),
    "B": ("village_secretary", VILLAGE),
    "C": ("township_leader", TOWN),
    "D": ("department_handler", WATER),
    "E": ("independent_caller", BANNER),
    "F": ("supervisor", BANNER),
    "G": ("banner_leader", BANNER),
    "H": ("banner_leader", BANNER),
}
PEOPLE = ("p1", "p2", "p3", "p4")
some_post, some_person = st.sampled_from(sorted(POSTS)), st.sampled_from(PEOPLE)
some_day = st.integers(0, 60).map(lambda days: DAY + timedelta(days=days))
acts = st.one_of(
    st.builds(appoint, some_post, some_person, some_day),
    st.builds(relieve, some_post, some_person, some_day),
    st.builds(
        lambda posts, giver, taker, on: hand_over(tuple(posts), giver, taker, on=on),
        st.lists(some_post, min_size=1, max_size=3),
        some_person,
        some_person,
        some_day,
    ),
    st.builds(lambda post: new_command(AbolishPost, post=post), some_post),
    st.builds(lambda p, on: new_command(RecordLeaving, person=p, on=on), some_person, some_day),
)


def staffed() -> House:
    built = small_banner()
    built.ok(*(create(post, role, unit) for post, (role, unit) in POSTS.items()))
    built.ok(*(new_command(RegisterPerson, person=p, name=named(p)) for p in PEOPLE))
    return built


def _check_history(state: PostState) -> None:
    for before, after in zip(state.tenures, state.tenures[1:], strict=False):
        assert before.ended is not None
        assert before.since <= before.ended <= after.since


@settings(max_examples=200, deadline=None)
@given(st.lists(acts, max_size=40))
def test_random_history_keeps_one_person_per_post(commands: list[Any]) -> None:
    house = staffed()
    for command in commands:
        house.do(command)
    believed = house.holders()
    for post, state in house.of(PostState):
        current = state.current
        assert believed.get(post, []) == ([current.person] if current else [])
        assert not (state.abolished and current)
        _check_history(state)
    for _, person in house.of(PersonState):
        assert may_join(placing.role for placing in person.posts)
        assert not (person.left and person.posts)


@settings(max_examples=200, deadline=None)
@given(st.lists(acts, max_size=30))
def test_random_history_always_has_an_answerable_post(commands: list[Any]) -> None:
    house = staffed()
    for command in commands:
        house.do(command)
    directory = house.directory()
    leaders = [p for p in ("G", "H") if house.states[f"post:{p}"].current is not None]
    for post, state in house.of(PostState):
        found = directory.accountable(post)
        if state.current is not None:
            assert found == post
        elif found is None:
            # nobody above is in office: then the banner's leaders are all vacant too
            assert leaders == []
        else:
            view = directory.post(found)
            assert view.person
            assert directory.within(state.unit, view.unit)
            assert view.role in (ROLES[state.role].answers_to or (state.role,))
