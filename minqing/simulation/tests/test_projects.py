"""Projects of the demonstration: founded on what planned matters need, the same whatever today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from minqing.partnerships.public import BeginProject, FinishProject
from minqing.simulation.projects import WORKS, Project, _go_on, group_planned
from minqing.simulation.texts import load_matters

PLANNED = datetime(2026, 3, 2, tzinfo=UTC)
WORLD: Any = SimpleNamespace(town=lambda place: place[:2])


def state(number: int, place: str, reason: str, year: int = 2027) -> Any:
    plan = SimpleNamespace(reason=reason, unit="water", date=datetime(year, 5, 1, tzinfo=UTC))
    return SimpleNamespace(
        id=f"c{number}",
        place=place,
        result=SimpleNamespace(plan=plan),
        planned_dates=(SimpleNamespace(set_at=PLANNED + timedelta(days=number)),),
    )


def group(*states: Any) -> list[Project]:
    return group_planned(WORLD, {one.id: one for one in states})


def test_matters_of_a_town_that_need_the_same_found_one_project() -> None:
    well = "需新打机井一眼并配套管道"
    (found,) = group(state(1, "T1-a", well), state(2, "T1-b", well))
    assert (found.place, found.cases, found.year) == ("T1", ("c1", "c2"), 2027)
    assert found.decided == PLANNED + timedelta(days=2)  # not before the last of them
    (alone,) = group(state(1, "T1-a", well))
    assert alone.place == "T1-a"


def test_other_towns_years_and_needs_found_their_own() -> None:
    well, road = "需新打机井一眼并配套管道", "需改建涵桥并硬化路面2公里"
    found = group(
        state(1, "T1-a", well),
        state(2, "T2-a", well),
        state(3, "T1-a", well, 2028),
        state(4, "T1-a", road),
    )
    assert len({one.id for one in found}) == 4
    assert group(state(5, "T1-a", "需企业与嘎查重新评估占用面积后付补偿")) == []


def test_matter_with_the_plan_of_its_main_counts_from_its_own_day() -> None:
    member = state(1, "T1-a", "需新打机井一眼并配套管道")
    member.planned_dates, member.recorded_at = (), PLANNED
    (found,) = group(member)
    assert found.decided == PLANNED


def test_every_kind_of_work_is_asked_for_by_some_matter() -> None:
    plans = [matter.plan for matter in load_matters() if matter.plan]
    assert all(any(work.need in plan for plan in plans) for work in WORKS)


@pytest.mark.parametrize(
    ("days", "planned", "expected"),
    [
        (10, True, []),
        (50, True, [BeginProject]),
        (200, True, [BeginProject]),
        (200, False, [BeginProject, FinishProject]),
    ],
)
def test_only_what_solved_its_matters_is_finished(
    days: int, planned: bool, expected: list[type]
) -> None:
    one = Project(WORKS[0], "T1", "water", 2026, PLANNED, ("c1",))
    ids = ["c1"] if planned else []
    commands = list(_go_on(one, ids, PLANNED + timedelta(days=days)))
    assert [type(command) for command in commands] == expected
    later = list(_go_on(one, ids, PLANNED + timedelta(days=days + 1)))
    assert later[: len(commands)] == commands  # a load that goes on says the same again
