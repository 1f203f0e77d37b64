"""Units that move, merge and change names: nobody loses reach, nothing is nowhere."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.messages import Actor
from minqing.org.commands import (
    AppointPerson,
    CreatePost,
    MergeUnits,
    MoveUnit,
    RegisterPerson,
    RenameUnit,
)
from minqing.org.directory import Directory
from minqing.org.roles import PERMISSIONS
from minqing.org.terms import FormerName
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

GACHA, FAR, OTHER_TOWN = "150627101204", "150627103201", "150627103"


@pytest.fixture
def house() -> House:
    """A banner where 台格嘎查 and 新街村 each have a cadre and a secretary."""
    built = small_banner()
    for unit in (GACHA, VILLAGE, FAR):
        for role in ("village_cadre", "village_secretary"):
            post = f"{unit}-{role[-5:]}"
            built.ok(
                new_command(CreatePost, post=post, unit=unit, role=role, title=role),
                new_command(RegisterPerson, person=f"p{post}", name=named(f"p{post}")),
                new_command(AppointPerson, post=post, person=f"p{post}", since=DAY),
            )
    return built


def merge(house: House, unit: str, into: str, **changed: Any) -> MergeUnits:
    """Return the command that a preview of the merger leads to."""
    directory = house.directory()
    fields = {"posts": directory.posts_at(unit), "units": directory.children(unit)}
    return new_command(MergeUnits, unit=unit, into=into, **{**fields, **changed})


def sees(directory: Directory, post: str, unit: str) -> bool:
    return directory.reaches(directory.actor(post, scope="t"), unit)


def test_merged_village_is_reached_from_both_sides(house: House) -> None:
    house.ok(merge(house, GACHA, VILLAGE))
    directory = house.directory()
    for post in (f"{GACHA}-cadre", f"{VILLAGE}-cadre", f"{VILLAGE}-etary"):
        assert sees(directory, post, GACHA) and sees(directory, post, VILLAGE)
    assert not sees(directory, f"{FAR}-cadre", GACHA)
    assert directory.post(f"{GACHA}-cadre").unit == VILLAGE
    assert directory.post(f"{GACHA}-cadre").person == f"p{GACHA}-cadre"


def test_merged_village_counts_as_the_other_and_keeps_its_name(house: House) -> None:
    house.ok(merge(house, GACHA, VILLAGE))
    directory = house.directory()
    assert directory.levels(GACHA) == directory.levels(VILLAGE)
    assert directory.path(GACHA) == (*directory.path(VILLAGE), GACHA)
    assert (directory.current(GACHA), directory.joined(VILLAGE)) == (VILLAGE, (GACHA,))
    assert directory.full_name(GACHA) == "札萨克镇台格嘎查"
    assert GACHA not in directory.children(TOWN)


def test_old_name_leads_to_the_unit_of_today(house: House) -> None:
    house.ok(merge(house, GACHA, VILLAGE))
    house.ok(new_command(RenameUnit, unit=VILLAGE, name="新台村", on=date(2026, 5, 1)))
    directory = house.directory()
    for name in ("台格嘎查", "新街村", "新台村"):
        assert directory.find_by_name(name, BANNER) == (VILLAGE,), name
    assert directory.find_by_name("满都拉村", BANNER) == ()
    assert directory.unit(VILLAGE).names == (FormerName("新街村", "新街村", date(2026, 5, 1)),)


def test_extra_reach_into_a_merged_village_becomes_reach_into_the_whole(house: House) -> None:
    house.ok(new_command(CreatePost, post="X", unit=FAR, role="village_cadre", title="包户干部",
                         reach=(GACHA,)))  # fmt: skip
    house.ok(
        new_command(RegisterPerson, person="pX", name=named("pX")),
        new_command(AppointPerson, post="X", person="pX", since=DAY),
        merge(house, GACHA, VILLAGE),
    )
    directory = house.directory()
    assert directory.actor("X", scope="t").units == (FAR, VILLAGE)
    assert sees(directory, "X", GACHA)


def test_town_is_merged_with_its_villages_and_posts(house: House) -> None:
    house.ok(new_command(CreatePost, post="L", unit=OTHER_TOWN, role="township_leader", title="长"))
    house.ok(merge(house, OTHER_TOWN, TOWN))
    directory = house.directory()
    assert directory.within(FAR, TOWN) and directory.parent(FAR) == TOWN
    assert directory.post("L").unit == TOWN
    assert directory.levels(FAR)["town"] == TOWN


@pytest.mark.parametrize(
    ("unit", "into", "changed", "code"),
    [
        (GACHA, GACHA, {}, "unit-merge-itself"),
        (GACHA, TOWN, {}, "unit-merge-unlike"),
        (GACHA, WATER, {}, "unit-merge-unlike"),
        (GACHA, VILLAGE, {"posts": (f"{GACHA}-cadre",)}, "unit-merge-changed"),
        (GACHA, VILLAGE, {"units": (FAR,)}, "unit-merge-changed"),
        (GACHA, "150627199", {}, "unit-unknown"),
        ("150627199", VILLAGE, {"posts": (), "units": ()}, "unit-unknown"),
    ],
)
def test_merger_refused_and_nothing_moved(
    house: House, unit: str, into: str, changed: dict[str, Any], code: str
) -> None:
    before = dict(house.states)
    refused = house.do(merge(house, unit, into, **changed))
    assert refused is not None and refused.code == code
    assert house.states == before


def test_merger_refused_out_of_reach(house: House) -> None:
    by = Actor(scope="account:1", units=(TOWN,), permissions=frozenset(PERMISSIONS))
    refused = house.do(merge(house, VILLAGE, FAR), by=by)
    assert refused is not None and refused.code == "unit-out-of-reach"


def test_merged_unit_cannot_be_merged_again(house: House) -> None:
    command = merge(house, GACHA, VILLAGE)
    house.ok(command)
    refused = house.do(new_command(MergeUnits, unit=GACHA, into=FAR))
    assert refused is not None and refused.code == "unit-closed"


UNITS = (GACHA, VILLAGE, FAR, TOWN, OTHER_TOWN)
_CHANGES = st.lists(
    st.tuples(st.sampled_from(("merge", "move")), st.sampled_from(UNITS), st.sampled_from(UNITS)),
    max_size=6,
)


@given(_CHANGES)
def test_random_mergers_and_moves_take_no_unit_from_who_holds_it(changes: list[Any]) -> None:
    house = small_banner()
    for unit in UNITS:
        house.ok(
            new_command(CreatePost, post=f"P{unit}", unit=unit, role="village_cadre", title="岗"),
            new_command(RegisterPerson, person=f"p{unit}", name=named(f"p{unit}")),
            new_command(AppointPerson, post=f"P{unit}", person=f"p{unit}", since=DAY),
        )
    for act, one, other in changes:
        if act == "merge":
            house.do(merge(house, one, other))
        else:
            house.do(new_command(MoveUnit, unit=one, parent=other))
    directory = house.directory()
    for unit in UNITS:
        assert sees(directory, f"P{unit}", unit)  # what was theirs stays theirs
        assert not directory.unit(directory.post(f"P{unit}").unit).closed
        assert directory.banner_of(unit) == BANNER
        assert directory.path(unit)[-1] == unit
        assert not directory.unit(directory.current(unit)).closed
