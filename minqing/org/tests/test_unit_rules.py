"""Units: what is established, moved and closed, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minqing.kernel.messages import Actor
from minqing.org.commands import (
    AppointPerson,
    CloseUnit,
    CreatePost,
    EstablishUnit,
    MoveUnit,
    RegisterPerson,
    RenameUnit,
)
from minqing.org.state import UnitState
from minqing.org.terms import Axis, UnitKind
from minqing.org.tests.builders import (
    BANNER,
    DAY,
    PLACES,
    TOWN,
    VILLAGE,
    WATER,
    House,
    named,
    new_command,
    small_banner,
)

OTHER_TOWN = "150627103"
TOWN_ADMIN = Actor(scope="account:1", units=(TOWN,))


def establish(**fields: Any) -> EstablishUnit:
    given_fields = {"unit": "X1", "name": "第一管理站", "kind": UnitKind.OTHER, "parent": TOWN}
    return new_command(EstablishUnit, **{**given_fields, **fields})


def test_establish_village_takes_level_and_places_above() -> None:
    state: UnitState = small_banner().states[f"unit:{VILLAGE}"]
    assert state.level == 5
    assert state.above == ((1, "15"), (2, "1506"), (3, BANNER), (4, TOWN))


def test_establish_department_stands_below_its_banner() -> None:
    state: UnitState = small_banner().states[f"unit:{WATER}"]
    assert (state.level, state.axis, state.above[-1]) == (4, Axis.LINE, (3, BANNER))


def test_establish_police_unit_takes_places_of_whom_it_serves() -> None:
    house = small_banner()
    police = {"kind": UnitKind.OTHER, "axis": Axis.POLICE}
    house.ok(
        establish(unit="P1", name="支队", parent="1506", **police),
        establish(unit="P2", name="派出所", parent="P1", serves=TOWN, **police),
    )
    assert house.directory().banner_of("P1") == ""
    assert house.directory().banner_of("P2") == BANNER
    assert house.states["unit:P2"].above[-1] == (4, TOWN)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"unit": VILLAGE}, "unit-exists"),
        ({"unit": "a:b"}, "org-code-wrong"),
        ({"name": "  "}, "org-name-missing"),
        ({"name": "长" * 101}, "org-name-too-long"),
        ({"parent": "nowhere"}, "unit-parent-unknown"),
        ({"serves": "nowhere", "axis": Axis.LINE}, "unit-parent-unknown"),
        ({"kind": UnitKind.TOWN}, "unit-level-wrong"),  # a town below a town
        ({"kind": UnitKind.VILLAGE, "parent": WATER}, "unit-axis-wrong"),
    ],
)
def test_establish_refused(fields: dict[str, Any], code: str) -> None:
    refusal = small_banner().do(establish(**fields))
    assert refusal is not None
    assert refusal.code == code
    assert str(refusal).startswith("不能")


def test_establish_top_refused_for_staff() -> None:
    refusal = small_banner().do(establish(parent=""), by=TOWN_ADMIN)
    assert refusal is not None
    assert refusal.code == "unit-top-by-system"


def test_establish_refused_outside_reach() -> None:
    house = small_banner()
    assert house.do(establish(parent=TOWN), by=TOWN_ADMIN) is None
    refusal = house.do(establish(unit="X2", parent=OTHER_TOWN), by=TOWN_ADMIN)
    assert refusal is not None
    assert refusal.code == "unit-out-of-reach"


def test_rename_unit_takes_name_as_short_name() -> None:
    house = small_banner()
    house.ok(new_command(RenameUnit, unit=VILLAGE, name=" 新街嘎查 "))
    assert house.states[f"unit:{VILLAGE}"].short_name == "新街嘎查"


def test_rename_unit_refused_when_name_missing() -> None:
    refusal = small_banner().do(new_command(RenameUnit, unit=VILLAGE, name=""))
    assert refusal is not None
    assert refusal.code == "org-name-missing"


def test_move_village_keeps_the_town_it_left() -> None:
    house = small_banner()
    house.ok(new_command(MoveUnit, unit=VILLAGE, parent=OTHER_TOWN))
    state: UnitState = house.states[f"unit:{VILLAGE}"]
    assert (state.parent, state.former, state.above[-1]) == (OTHER_TOWN, (TOWN,), (4, OTHER_TOWN))
    assert house.directory().within(VILLAGE, OTHER_TOWN)


@pytest.mark.parametrize(
    ("unit", "parent", "code"),
    [
        ("nowhere", TOWN, "unit-unknown"),
        (VILLAGE, "nowhere", "unit-parent-unknown"),
        (VILLAGE, TOWN, "unit-not-moved"),
        (TOWN, VILLAGE, "unit-level-wrong"),
        (TOWN, TOWN, "unit-level-wrong"),
        (VILLAGE, WATER, "unit-axis-wrong"),
    ],
)
def test_move_unit_refused(unit: str, parent: str, code: str) -> None:
    refusal = small_banner().do(new_command(MoveUnit, unit=unit, parent=parent))
    assert refusal is not None
    assert refusal.code == code


def test_move_unit_refused_into_unit_out_of_reach() -> None:
    command = new_command(MoveUnit, unit=VILLAGE, parent=OTHER_TOWN)
    refusal = small_banner().do(command, by=TOWN_ADMIN)
    assert refusal is not None
    assert refusal.code == "unit-out-of-reach"


def test_close_unit_names_its_successor() -> None:
    house = small_banner()
    house.ok(new_command(CloseUnit, unit=VILLAGE, successor="150627101204"))
    assert VILLAGE not in house.directory().children(TOWN)
    assert house.directory().unit(VILLAGE).successor == "150627101204"


def test_close_unit_refused_while_units_stand_below() -> None:
    refusal = small_banner().do(new_command(CloseUnit, unit=TOWN))
    assert refusal is not None
    assert (refusal.code, refusal.params["count"]) == ("unit-has-units", 2)


def test_close_unit_refused_while_it_has_posts() -> None:
    house = small_banner()
    house.ok(
        new_command(CreatePost, post="P", unit=VILLAGE, role="village_secretary", title="书记")
    )
    refusal = house.do(new_command(CloseUnit, unit=VILLAGE))
    assert refusal is not None
    assert refusal.code == "unit-has-posts"


GACHA = "150627101204"


def staffed(*filled: tuple[str, str]) -> House:
    """Return the banner with 新街村's secretary post P vacant, and posts filled elsewhere."""
    house = small_banner()
    wanted = (("P", VILLAGE, "village_secretary", ""), *(
        (f"P{n}", unit, role, f"p{n}") for n, (unit, role) in enumerate(filled)
    ))  # fmt: skip
    for post, unit, role, person in wanted:
        house.ok(new_command(CreatePost, post=post, unit=unit, role=role, title=f"{role}岗"))
        if person:
            house.ok(
                new_command(RegisterPerson, person=person, name=named(person)),
                new_command(AppointPerson, post=post, person=person, since=DAY),
            )
    return house


ADMIN = Actor(scope="account:1", units=(BANNER,))
LEADER = (TOWN, "township_leader")


def close(**fields: Any) -> CloseUnit:
    return new_command(
        CloseUnit, **{"unit": VILLAGE, "successor": GACHA, "posts": ("P",), **fields}
    )


def test_close_unit_abolishes_the_vacant_posts_that_were_shown() -> None:
    house = staffed(LEADER)
    assert house.do(close(), by=ADMIN) is None
    directory = house.directory()
    assert directory.unit(VILLAGE).closed and directory.post("P").abolished
    assert directory.accountable("P") == "P0"  # what P held is answered for
    assert [post.id for post in directory.unfilled()] == ["P"]


@pytest.mark.parametrize(
    ("filled", "fields", "code"),
    [
        ((LEADER,), {"successor": ""}, "unit-no-receiver"),
        ((LEADER,), {"successor": VILLAGE}, "unit-no-receiver"),
        ((LEADER,), {"successor": "150627999"}, "unit-unknown"),
        ((LEADER,), {"successor": WATER}, "unit-receiver-wrong"),
        ((), {}, "unit-receiver-vacant"),
        (((GACHA, "village_cadre"),), {}, "unit-receiver-vacant"),  # a cadre answers for nobody
        ((LEADER,), {"posts": ()}, "unit-has-posts"),
        ((LEADER,), {"posts": ("P", "P0")}, "unit-close-changed"),
        ((LEADER, (VILLAGE, "village_cadre")), {}, "unit-close-changed"),
        ((LEADER, (VILLAGE, "village_cadre")), {"posts": ("P", "P1")}, "unit-has-people"),
    ],
)
def test_close_unit_refused_while_something_would_be_nowhere(
    filled: tuple[tuple[str, str], ...], fields: dict[str, Any], code: str
) -> None:
    house = staffed(*filled)
    before = dict(house.states)
    refusal = house.do(close(**fields), by=ADMIN)
    assert refusal is not None
    assert refusal.code == code
    assert str(refusal).startswith("不能撤销")
    assert house.states == before


def test_close_town_refused_in_favour_of_a_village_below_another() -> None:
    house = small_banner()
    house.ok(new_command(CloseUnit, unit="150627103201"))
    refusal = house.do(new_command(CloseUnit, unit=OTHER_TOWN, successor=VILLAGE))
    assert refusal is not None
    assert refusal.code == "unit-receiver-wrong"


def test_closed_unit_takes_no_further_command() -> None:
    house = small_banner()
    house.ok(new_command(CloseUnit, unit=VILLAGE))
    later = [
        new_command(RenameUnit, unit=VILLAGE, name="新名"),
        new_command(MoveUnit, unit=VILLAGE, parent=OTHER_TOWN),
        new_command(CloseUnit, unit=VILLAGE),
        new_command(CloseUnit, unit="150627101204", successor=VILLAGE),
        establish(parent=VILLAGE),
    ]
    assert {house.do(command).code for command in later} == {"unit-closed"}  # type: ignore[union-attr]


CODES = [code for code, *_ in PLACES] + [WATER, "N1", "N2"]
moves = st.builds(
    lambda unit, parent: new_command(MoveUnit, unit=unit, parent=parent),
    st.sampled_from(CODES),
    st.sampled_from(CODES),
)
new_units = st.builds(
    lambda unit, parent, axis: establish(unit=unit, parent=parent, axis=axis),
    st.sampled_from(["N1", "N2"]),
    st.sampled_from(CODES),
    st.sampled_from(list(Axis)),
)
closings = st.builds(lambda unit: new_command(CloseUnit, unit=unit), st.sampled_from(CODES))


@settings(max_examples=150, deadline=None)
@given(st.lists(moves | new_units | closings, max_size=25))
def test_no_history_closes_a_circle_or_loses_a_place(commands: list[Any]) -> None:
    house: House = small_banner()
    for command in commands:
        house.do(command)
    directory = house.directory()
    for code, state in house.of(UnitState):
        path = directory.path(code)  # would never return in a circle
        levels = [directory.unit(part).level for part in path]
        assert levels == sorted(set(levels))
        assert path[-1] == code
        assert directory.levels(code)["region"] == "15"
        if state.axis is Axis.PLACE:
            assert directory.unit(path[0]).kind is UnitKind.REGION
