"""Reads of households: reach, masking, search within a village."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minqing.households.models import Household
from minqing.households.public import (
    AssignCaseload,
    HouseholdHead,
    Presence,
    RegisterHousehold,
    count_caseload,
    find_households,
    get_household,
    household_party,
)
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import EraseSubject, submit
from minqing.org.public import CreatePost, adopt_divisions, load_divisions, system_actor
from minqing.org.tests.builders import NOW, new_command

BANNER, TOWN = "150627", "150627101"
pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def _ok(*commands: object) -> None:
    for answer in submit(commands, by=system_actor("test"), now=NOW):
        assert answer.refusal is None, str(answer.refusal)


@pytest.fixture
def village() -> str:
    adopt_divisions(BANNER, by=system_actor("test"), now=NOW)
    found = next(row for row in load_divisions().below(TOWN) if row.kind == "village")
    names = ("甲一", "甲二", "乙一")
    for number, name in enumerate(names, start=1):
        subject = f"household:H{number}"
        _ok(
            new_command(
                RegisterHousehold,
                household=f"H{number}",
                unit=found.code,
                presence=Presence.AWAY if number == 3 else Presence.RESIDENT,
                head=Personal(HouseholdHead(name, f"100-0000-000{number}"), subject),
                address=Personal("村东头", subject),
                members=number,
            )
        )
    return found.code


@pytest.fixture
def viewer(village: str) -> Callable[..., Actor]:
    def make(*units: str, sees: bool = True) -> Actor:
        permissions = frozenset({"HOUSEHOLD_VIEW"} if sees else ())
        return Actor(scope="account:1", units=units or (village,), permissions=permissions)

    return make


def test_find_households_masks_names_and_phones(viewer, village) -> None:
    first = find_households(viewer(), unit=village)[0]
    assert (first.id, first.head.name, first.head.phone) == ("H1", "甲*", "100****0001")
    assert first.presence is Presence.RESIDENT


def test_find_households_by_part_of_a_name(viewer, village) -> None:
    assert [h.id for h in find_households(viewer(), unit=village, name="甲")] == ["H1", "H2"]
    assert find_households(viewer(), name="甲") == []
    assert find_households(viewer(BANNER), unit=BANNER, name="甲") == []


@pytest.mark.parametrize("units", [(BANNER,), (TOWN,), ("1506",), (BANNER, "150627-D15")])
def test_find_households_from_every_level_above(viewer, units) -> None:
    assert len(find_households(viewer(*units))) == 3


def test_find_households_shows_nothing_out_of_reach(viewer, village) -> None:
    assert find_households(viewer("150627103"), unit=village) == []
    assert find_households(viewer(sees=False), unit=village) == []
    assert get_household(viewer("150627103"), "H1") is None
    assert get_household(viewer(sees=False), "H1") is None


def test_get_household_of_a_village_in_reach(viewer) -> None:
    found = get_household(viewer(), "H3")
    assert found is not None
    assert (found.members, found.presence) == (3, Presence.AWAY)


def test_count_caseload_counts_open_households_of_a_post(viewer, village) -> None:
    _ok(new_command(CreatePost, post="P1", unit=village, role="village_cadre", title="包户干部"))
    _ok(new_command(AssignCaseload, post="P1", households=("H1", "H3")))
    assert count_caseload(viewer(), "P1") == 2
    assert [h.id for h in find_households(viewer(), post="P1")] == ["H1", "H3"]
    assert count_caseload(viewer("150627103"), "P1") == 0


def test_row_holds_levels_and_no_personal_data(village) -> None:
    row = Household.objects.get(id="H1")
    assert (row.league, row.banner, row.town, row.village) == ("1506", BANNER, TOWN, village)
    assert "甲" not in repr(vars(row))


def test_erased_household_comes_without_name(viewer, village) -> None:
    _ok(EraseSubject(id="E1", subject="household:H1", reason="本人要求"))
    found = get_household(viewer(), "H1")
    assert found is not None
    assert found.head == HouseholdHead("")


def test_household_is_a_party() -> None:
    party = household_party("H1")
    assert (party.kind, party.id, party.name) == ("household", "H1", "")
