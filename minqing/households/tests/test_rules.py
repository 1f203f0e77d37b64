"""Rules of households: tables of facts and random histories, no database."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from minqing.households import rules
from minqing.households.commands import (
    COMMANDS,
    AssignCaseload,
    ChangePresence,
    CloseHousehold,
    CorrectHousehold,
    DivideVillage,
    RegisterHousehold,
)
from minqing.households.terms import Ending, HouseholdHead, Presence, Share, Support
from minqing.kernel.messages import Actor, Event, Frame, Personal, Refusal, VaultRef
from minqing.org.public import (
    AbolishPost,
    CreatePost,
    Directory,
)
from minqing.org.tests.builders import NOW, SYSTEM, TOWN, VILLAGE, new_command, small_banner

OTHER_VILLAGE = "150627103201"


def _directory() -> Directory:
    house = small_banner()
    for post, unit, role in (
        ("P-cadre", VILLAGE, "village_cadre"),
        ("P-gone", VILLAGE, "village_cadre"),
        ("P-clerk", TOWN, "township_clerk"),
        ("P-water", "150627-D15", "department_handler"),
    ):
        house.ok(new_command(CreatePost, post=post, unit=unit, role=role, title="岗"))
    house.ok(new_command(AbolishPost, post="P-gone"))
    return house.directory()


DIRECTORY = _directory()
CADRE = Actor(scope="account:1", units=(VILLAGE,), permissions=SYSTEM.permissions)


class Book:
    """States of households, written by the rules only."""

    def __init__(self) -> None:
        self.states: dict[str, Any] = {}

    def do(self, command: Any, by: Actor = SYSTEM) -> Refusal | None:
        frame = Frame(now=NOW, by=by, snapshots={Directory: DIRECTORY})
        streams = rules.needs(command)
        decided = rules.decide(command, {s: self.states.get(s) for s in streams}, frame)
        if isinstance(decided, Refusal):
            return decided
        for item in decided:
            assert item.stream in streams
            self.states[item.stream] = rules.evolve(self.states.get(item.stream), item.event)
        return None

    def __getitem__(self, household: str) -> Any:
        return self.states[f"household:{household}"]


def head(household: str, name: str = "户主甲", phone: str = "100-0001-0001") -> Any:
    return Personal(HouseholdHead(name, phone), f"household:{household}", VaultRef("C.head"))


def register(household: str = "H1", **changed: Any) -> RegisterHousehold:
    fields = {
        "household": household,
        "unit": VILLAGE,
        "presence": Presence.RESIDENT,
        "head": head(household),
        "members": 3,
    }
    return new_command(RegisterHousehold, **{**fields, **changed})


def registered(*households: str) -> Book:
    book = Book()
    for household in households or ("H1",):
        assert book.do(register(household)) is None
    return book


def test_register_household_remembers_references_only() -> None:
    book = registered("H1")
    assert book["H1"].home == "150627"
    assert book["H1"].head == "C.head"
    assert book["H1"].address == ""
    assert "户主甲" not in repr(book["H1"])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"household": "不行", "head": head("不行")}, "household-id-wrong"),
        ({"unit": "150627101999"}, "household-unit-wrong"),
        ({"unit": TOWN}, "household-unit-wrong"),
        ({"head": head("H2")}, "household-subject-wrong"),
        ({"head": head("H1", name="  ")}, "household-head-wrong"),
        ({"head": head("H1", name="甲" * 51)}, "household-head-wrong"),
        ({"head": head("H1", phone="打不通")}, "household-head-wrong"),
        ({"members": 0}, "household-members-wrong"),
        ({"members": 31}, "household-members-wrong"),
        ({"address": Personal("远" * 201, "household:H1")}, "household-address-long"),
        ({"address": Personal("村东", "household:H9")}, "household-subject-wrong"),
        ({"group": "社" * 21}, "household-group-long"),
    ],
)
def test_register_household_refused_when_facts_are_wrong(
    changed: dict[str, Any], code: str
) -> None:
    refused = Book().do(register(**changed))
    assert refused is not None
    assert refused.code == code
    assert "{" not in str(refused)


def test_register_household_refused_when_registered() -> None:
    refused = registered("H1").do(register("H1"))
    assert refused is not None and refused.code == "household-exists"


def test_every_act_refused_outside_of_reach() -> None:
    book = Book()
    assert book.do(register("H1", unit=OTHER_VILLAGE)) is None
    commands = (
        register("H2", unit=OTHER_VILLAGE),
        new_command(ChangePresence, household="H1", presence=Presence.AWAY),
        new_command(CorrectHousehold, household="H1", members=2),
        new_command(CloseHousehold, household="H1", reason=Ending.MOVED_AWAY),
        new_command(AssignCaseload, post="", households=("H1",)),
        new_command(DivideVillage, unit=OTHER_VILLAGE, shares=(Share("", ("H1",)),)),
    )
    assert {type(command) for command in commands} == set(COMMANDS)
    for command in commands:
        refused = book.do(command, by=CADRE)
        assert refused is not None and refused.code == "household-out-of-reach"


def test_correct_household_changes_only_what_is_given() -> None:
    book = registered("H1")
    before = book["H1"]
    assert book.do(new_command(CorrectHousehold, household="H1", members=5)) is None
    assert book["H1"] == replace(before, members=5)


def test_correct_household_classifies_it_without_touching_the_rest() -> None:
    book = registered("H1")
    before = book["H1"]
    given = {"support": Support.LIFTED, "group": " 3社 "}
    assert book.do(new_command(CorrectHousehold, household="H1", **given)) is None
    assert book["H1"] == replace(before, support=Support.LIFTED, group="3社")


def test_correct_household_refused_when_it_is_recorded_so_already() -> None:
    given = {"support": Support.ORDINARY, "group": ""}
    refused = registered("H1").do(new_command(CorrectHousehold, household="H1", **given))
    assert refused is not None and refused.code == "household-unchanged"


def test_correct_household_refused_when_nothing_is_given() -> None:
    refused = registered("H1").do(new_command(CorrectHousehold, household="H1"))
    assert refused is not None and refused.code == "household-unchanged"


def test_correct_household_refused_when_members_are_wrong() -> None:
    refused = registered("H1").do(new_command(CorrectHousehold, household="H1", members=99))
    assert refused is not None and refused.code == "household-members-wrong"


def test_change_presence_refused_when_it_is_so_already() -> None:
    book = registered("H1")
    change = new_command(ChangePresence, household="H1", presence=Presence.AWAY)
    assert book.do(change) is None
    refused = book.do(change)
    assert refused is not None and str(refused) == "不必更改户H1：该户已经是外出户。请核对。"


def test_assign_caseload_makes_one_post_responsible() -> None:
    book = registered("H1", "H2", "H3")
    assign = new_command(AssignCaseload, post="P-cadre", households=("H1", "H3"))
    assert book.do(assign) is None
    assert [book[h].post for h in ("H1", "H2", "H3")] == ["P-cadre", "", "P-cadre"]


def test_assign_caseload_to_a_post_above_the_village() -> None:
    book = registered("H1")
    assert book.do(new_command(AssignCaseload, post="P-clerk", households=("H1",))) is None


@pytest.mark.parametrize(
    ("post", "households", "code"),
    [
        ("P-none", ("H1",), "household-post-wrong"),
        ("P-gone", ("H1",), "household-post-wrong"),
        ("P-water", ("H1",), "household-post-wrong"),
        ("P-cadre", (), "household-caseload-wrong"),
        ("P-cadre", ("H1", "H1"), "household-caseload-wrong"),
        ("P-cadre", ("H1", "H9"), "household-unknown"),
        ("P-cadre", ("H1", "H5"), "household-post-elsewhere"),
        ("P-cadre", ("H1", "H7"), "household-closed"),
        ("", ("H1",), "household-caseload-same"),
    ],
)
def test_assign_caseload_refused_as_a_whole(
    post: str, households: tuple[str, ...], code: str
) -> None:
    book = registered("H1", "H7")
    assert book.do(register("H5", unit=OTHER_VILLAGE)) is None
    assert book.do(new_command(CloseHousehold, household="H7", reason=Ending.MOVED_AWAY)) is None
    refused = book.do(new_command(AssignCaseload, post=post, households=households))
    assert refused is not None
    assert refused.code == code
    assert book["H1"].post == ""


def test_assign_caseload_names_its_households_as_streams() -> None:
    command = new_command(AssignCaseload, post="P", households=("B", "A", "B"))
    assert rules.needs(command) == ("household:B", "household:A")


@pytest.mark.parametrize(
    ("unit", "shares", "code"),
    [
        (TOWN, (Share("P-cadre", ("H1",)),), "caseload-village-wrong"),
        (VILLAGE, (), "caseload-shares-wrong"),
        (VILLAGE, (Share("P-cadre", ("H1",)), Share("P-cadre", ())), "caseload-shares-wrong"),
        (VILLAGE, (Share("P-cadre", ("H1", "H1")),), "caseload-shares-wrong"),
        (VILLAGE, (Share("P-cadre", ("H1", "H5")),), "caseload-household-elsewhere"),
        (VILLAGE, (Share("P-water", ("H1",)),), "household-post-wrong"),
        (VILLAGE, (Share("P-cadre", ("H1",)), Share("P-clerk", ("H9",))), "household-unknown"),
        (VILLAGE, (Share("", ("H1",)),), "household-caseload-same"),
    ],
)
def test_divide_village_refused_as_a_whole(unit: str, shares: tuple[Share, ...], code: str) -> None:
    book = registered("H1")
    assert book.do(register("H5", unit=OTHER_VILLAGE)) is None
    refused = book.do(new_command(DivideVillage, unit=unit, shares=shares))
    assert refused is not None and refused.code == code
    assert book["H1"].post == ""


@pytest.mark.parametrize("act", ["correct", "presence", "close"])
def test_closed_household_is_left_alone(act: str) -> None:
    book = registered("H1")
    close = new_command(CloseHousehold, household="H1", reason=Ending.REGISTERED_TWICE)
    assert book.do(close) is None
    command = {
        "correct": new_command(CorrectHousehold, household="H1", members=2),
        "presence": new_command(ChangePresence, household="H1", presence=Presence.AWAY),
        "close": close,
    }[act]
    refused = book.do(command)
    assert refused is not None and refused.code == "household-closed"


_ACTS = st.one_of(
    st.builds(lambda h, m: register(h, members=m), st.sampled_from("ABC"), st.integers(-1, 32)),
    st.builds(
        lambda h, p: new_command(ChangePresence, household=h, presence=p),
        st.sampled_from("ABC"),
        st.sampled_from(Presence),
    ),
    st.builds(
        lambda hs, p: new_command(AssignCaseload, post=p, households=tuple(hs)),
        st.lists(st.sampled_from("ABCD"), max_size=4),
        st.sampled_from(["", "P-cadre", "P-clerk", "P-gone"]),
    ),
    st.builds(
        lambda h: new_command(CloseHousehold, household=h, reason=Ending.MOVED_AWAY),
        st.sampled_from("ABC"),
    ),
)


@given(st.lists(_ACTS, max_size=30))
def test_random_histories_keep_the_books_in_order(acts: list[Any]) -> None:
    book = Book()
    for act in acts:
        before = dict(book.states)
        refused = book.do(act)
        if refused is not None:
            assert book.states == before
        for stream, state in book.states.items():
            assert 1 <= state.members <= rules.MOST_MEMBERS
            assert state.post in ("", "P-cadre", "P-clerk")
            if before.get(stream) is not None and before[stream].closed:
                assert state == before[stream]


class _Foreign(Event, frozen=True, kw_only=True):
    TYPE = "household.unheard-of@1"


def test_evolve_stops_at_an_unknown_event() -> None:
    with pytest.raises(TypeError, match="household.unheard-of@1"):
        rules.evolve(registered("H1")["H1"], _Foreign())
