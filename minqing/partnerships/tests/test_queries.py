"""Reads of projects: reach, filters, what is public."""

from __future__ import annotations

import pytest

from minqing.activities.tests.village import BANNER, TOWN, do, make_village
from minqing.kernel.messages import Actor
from minqing.kernel.money import Money
from minqing.org.tests.builders import DAY, new_command
from minqing.partnerships.public import (
    BeginProject,
    RegisterProject,
    Stage,
    find_project,
    list_projects,
    list_public_projects,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def viewer(unit: str, *permissions: str) -> Actor:
    return Actor(scope="account:1", units=(unit,), permissions=frozenset(permissions))


@pytest.fixture
def village() -> str:
    village = make_village(1)
    money = Money.of("12.5", "万元")
    fields = {"unit": BANNER, "year": 2026}
    do(
        new_command(
            RegisterProject, project="P1", name="机井更新", place=village, money=money, **fields
        ),
        new_command(RegisterProject, project="P2", name="通村路", place=BANNER, **fields),
        new_command(BeginProject, project="P1", on=DAY),
    )
    return village


def test_projects_are_listed_in_reach_with_exact_money(village: str) -> None:
    near = list_projects(viewer(village, "CASE_VIEW"))
    assert [(one.id, str(one.money), one.stage) for one in near] == [
        ("P1", "12.5万元", Stage.BEGUN)
    ]
    assert {one.id for one in list_projects(viewer(BANNER, "PROJECT_EDIT"))} == {"P1", "P2"}
    assert list_projects(viewer("150627103", "CASE_VIEW")) == []
    assert list_projects(viewer(village)) == []


def test_register_is_narrowed_by_place_year_and_stage(village: str) -> None:
    clerk = viewer(BANNER, "CASE_VIEW")
    assert [one.id for one in list_projects(clerk, unit=TOWN)] == ["P1"]
    assert [one.id for one in list_projects(clerk, stage="decided")] == ["P2"]
    assert list_projects(clerk, year=2014) == []


def test_one_project_comes_with_its_fold_in_reach_only(village: str) -> None:
    found = find_project(viewer(village, "CASE_VIEW"), "P1")
    assert found is not None and found[1].begun_on == DAY
    assert find_project(viewer(village, "CASE_VIEW"), "P2") is None


def test_everybody_may_know_all_projects(village: str) -> None:
    assert {one.name for one in list_public_projects()} == {"机井更新", "通村路"}
    assert [one.id for one in list_public_projects(village)] == ["P1"]
