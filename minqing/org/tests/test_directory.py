"""The directory: paths, names with their parents, vacancy by derivation, reach by both axes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.kernel.messages import Actor
from minqing.org.commands import CloseUnit, MoveUnit
from minqing.org.directory import Directory, PostUnknown, PostView, UnitUnknown, UnitView
from minqing.org.divisions import load_divisions
from minqing.org.terms import Axis
from minqing.org.tests.builders import (
    BANNER,
    PLACES,
    SYSTEM,
    TOWN,
    VILLAGE,
    WATER,
    new_command,
    small_banner,
)

GACHA, OTHER_TOWN = "150627101204", "150627103"


def post(post_id: str, unit: str, role: str, person: str | None = None, **more) -> PostView:
    return PostView(post_id, unit, role, role, person, "", **more)


def directory(*posts: PostView) -> Directory:
    house = small_banner()
    bare = house.directory()
    return Directory(bare.units(), posts, {"p1": "王甲"})


def test_path_leads_from_the_region_to_the_unit() -> None:
    assert directory().path(VILLAGE) == ("15", "1506", BANNER, TOWN, VILLAGE)


def test_path_raises_when_unit_unknown() -> None:
    for look_up in (directory().path, directory().unit, directory().parent):
        with pytest.raises(UnitUnknown):
            look_up("nowhere")


def test_children_are_sorted_and_below_goes_deeper() -> None:
    assert directory().children(BANNER) == (WATER[:6] + "-D15", TOWN, OTHER_TOWN)
    assert set(directory().below(BANNER)) == {
        WATER, TOWN, OTHER_TOWN, VILLAGE, GACHA, "150627103201",
    }  # fmt: skip


def test_full_name_carries_the_parents() -> None:
    assert directory().full_name(VILLAGE) == "札萨克镇新街村"
    assert directory().full_name(VILLAGE, root="1506") == "伊金霍洛旗札萨克镇新街村"
    assert directory().full_name(BANNER) == "伊金霍洛旗"
    assert directory().full_name("1506") == "内蒙古自治区鄂尔多斯市"


def test_full_names_of_a_banner_are_unique_where_short_names_repeat() -> None:
    rows = [r for r in load_divisions().all() if r.code in ("15", "1506") or r.code[:6] == BANNER]
    units = [UnitView(r.code, r.name, r.short_name, r.kind, r.level, r.parent or None, Axis.PLACE)
             for r in rows]  # fmt: skip
    whole = Directory(units)
    villages = [unit.code for unit in units if unit.level == 5]
    assert len({whole.unit(code).short_name for code in villages}) < len(villages)
    assert len({whole.full_name(code) for code in villages}) == len(villages)


def test_levels_of_department_are_those_of_its_banner() -> None:
    assert directory().levels(WATER) == {
        "region": "15", "league": "1506", "banner": BANNER, "town": "", "village": "",
    }  # fmt: skip
    assert directory().banner_of("1506") == ""


def test_nearest_prefers_the_closest_unit_and_a_filled_post() -> None:
    found = directory(
        post("L1", TOWN, "township_leader"),
        post("L2", TOWN, "township_leader", "p2"),
        post("B1", BANNER, "banner_leader"),
    )
    assert found.nearest(VILLAGE, "township_leader") == "L2"
    assert found.nearest(VILLAGE, "banner_leader") == "B1"
    assert found.nearest(BANNER, "township_leader") is None


@pytest.mark.parametrize(
    ("filled", "answers"),
    [
        (("cadre", "secretary", "leader", "banner"), "cadre"),
        (("colleague", "secretary", "leader", "banner"), "secretary"),
        (("colleague", "leader", "banner"), "leader"),
        (("colleague", "other-leader", "banner"), "banner"),
        (("colleague", "other-leader"), None),
    ],
)
def test_accountable_climbs_to_the_nearest_filled_post(
    filled: tuple[str, ...], answers: str | None
) -> None:
    posts = {
        "cadre": (VILLAGE, "village_cadre"),
        "colleague": (VILLAGE, "village_cadre"),
        "secretary": (VILLAGE, "village_secretary"),
        "leader": (TOWN, "township_leader"),
        "other-leader": (OTHER_TOWN, "township_leader"),
        "banner": (BANNER, "banner_leader"),
    }
    found = directory(
        *(post(key, *where, key if key in filled else None) for key, where in posts.items())
    )
    assert found.accountable("cadre") == answers


def test_accountable_of_abolished_post_climbs_though_unit_is_closed() -> None:
    house = small_banner()
    house.ok(new_command(CloseUnit, unit=VILLAGE, successor=GACHA))
    views = [house.directory().unit(c) for c, *_ in PLACES]
    found = Directory(
        views,
        [
            post("old", VILLAGE, "village_cadre", abolished=True),
            post("new", GACHA, "village_secretary", "p1"),
            post("leader", TOWN, "township_leader", "p2"),
        ],
    )
    assert found.accountable("old") == "new"
    assert found.posts_at(VILLAGE) == ()
    assert found.post("old").abolished


def test_accountable_of_top_role_falls_to_a_colleague() -> None:
    found = directory(
        post("B1", BANNER, "banner_leader"), post("B2", BANNER, "banner_leader", "p1")
    )
    assert found.accountable("B1") == "B2"


def test_post_raises_when_unknown() -> None:
    with pytest.raises(PostUnknown):
        directory().post("nowhere")


def test_actor_takes_unit_and_further_reach_of_the_post() -> None:
    found = directory(post("D1", WATER, "department_handler", "p1", reach=(VILLAGE,)))
    actor = found.actor("D1", scope="account:1")
    assert (actor.units, actor.roles) == ((WATER, VILLAGE), ("department_handler",))
    assert "CASE_HANDLE" in actor.permissions
    assert found.reaches(actor, VILLAGE)
    assert not found.reaches(actor, TOWN)


def test_actor_refused_from_vacant_post() -> None:
    with pytest.raises(PostUnknown):
        directory(post("D1", WATER, "department_handler")).actor("D1", scope="account:1")


def test_reach_is_the_union_of_place_and_holder() -> None:
    found = directory()
    department = Actor(scope="account:1", units=(WATER,))
    town = Actor(scope="account:2", units=(TOWN,))
    stranger = Actor(scope="account:3", units=(OTHER_TOWN,))
    for viewer, sees in ((department, True), (town, True), (stranger, False)):
        assert found.reaches_any(viewer, (VILLAGE, WATER)) is sees


def test_system_reaches_everything_and_resident_nothing() -> None:
    assert directory().reaches(SYSTEM, VILLAGE)
    assert not directory().reaches(Actor(scope="public:1", kind="resident"), VILLAGE)


CODES = [code for code, *_ in PLACES] + [WATER]


@given(
    st.lists(st.sampled_from(CODES), max_size=3),
    st.lists(st.sampled_from(CODES), max_size=3),
    st.sampled_from(CODES),
)
def test_reach_of_two_lists_is_the_union_of_both(
    first: list[str], second: list[str], unit: str
) -> None:
    found = directory()
    both, left, right = (
        Actor(scope="account:1", units=tuple(units)) for units in (first + second, first, second)
    )
    assert found.reaches(both, unit) == (found.reaches(left, unit) or found.reaches(right, unit))
    assert found.reaches(left, unit) == any(found.within(unit, root) for root in first)


def test_move_changes_reach_of_everything_below() -> None:
    house = small_banner()
    house.ok(new_command(MoveUnit, unit=VILLAGE, parent=OTHER_TOWN))
    town = Actor(scope="account:2", units=(TOWN,))
    assert not house.directory().reaches(town, VILLAGE)


def test_person_name_is_empty_when_erased() -> None:
    assert directory().person_name("p1") == "王甲"
    assert directory().person_name("gone") == ""
