"""A matter and its project are found from either side, whichever of the two names the other."""

from __future__ import annotations

import random
from typing import Any

import pytest

from minqing.activities.tests.village import BANNER, BY, do, make_village
from minqing.cases.public import (
    Anonymity,
    CaseFilter,
    Channel,
    Link,
    LinkCase,
    MatterKind,
    ReceiveCase,
    list_cases,
)
from minqing.kernel.messages import Actor, Personal
from minqing.kernel.receipts import list_device_tags, new_receipt, place_tag
from minqing.log.worker import run_until_idle
from minqing.org.public import AppointPerson, RegisterPerson
from minqing.org.tests.builders import DAY, NOW, new_command
from minqing.partnerships.models import Tie
from minqing.partnerships.public import (
    FoundProject,
    RegisterProject,
    list_cases_of,
    list_projects_of,
)

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]
RELATION = "solved-by"


@pytest.fixture
def village() -> str:
    found = make_village(1)
    named = {"unit": BANNER, "year": 2026}
    name = Personal("甲", "person:p1")
    do(
        new_command(RegisterPerson, person="p1", name=name),
        new_command(AppointPerson, post="P-cadre", person="p1", since=DAY),
        new_command(RegisterProject, project="P1", name="机井更新", place=found, **named),
        new_command(RegisterProject, project="P2", name="通村路", place=BANNER, **named),
    )
    return found


def receive(case: str, village: str, **more: Any) -> None:
    tag = list_device_tags()[1]
    do(
        new_command(
            ReceiveCase,
            case=case,
            receipt=new_receipt(place_tag(village), tag, random.Random(case)),
            unit=village,
            channel=Channel.VISIT,
            kind=MatterKind.APPEAL,
            matter=Personal("机井坏了", f"case:{case}"),
            anonymity=Anonymity.ANONYMOUS,
            **more,
        )
    )


def seen(viewer: Actor, case: str) -> list[str]:
    return [one.id for one in list_projects_of(viewer, case)]


def test_project_and_matter_find_each_other_whoever_names_whom(village: str) -> None:
    receive("C1", village, links=(Link(RELATION, "project:P1"), Link("same-text-as", "case:C0")))
    receive("C2", village)
    receive("C3", village)
    do(
        new_command(FoundProject, project="P1", cases=("C2",)),
        new_command(LinkCase, case="C2", relation=RELATION, target="project:P1"),
        new_command(LinkCase, case="C3", relation=RELATION, target="project:P9"),
    )
    run_until_idle(NOW)
    assert list_cases_of("P1") == ["C1", "C2"]
    assert [seen(BY, case) for case in ("C1", "C2", "C3")] == [["P1"], ["P1"], []]
    assert Tie.objects.filter(case="C2").count() == 2


def test_project_of_a_matter_is_shown_in_reach_only(village: str) -> None:
    receive("C1", village, links=(Link(RELATION, "project:P1"), Link(RELATION, "project:P2")))
    run_until_idle(NOW)
    near = Actor(scope="account:1", units=(village,), permissions=frozenset({"CASE_VIEW"}))
    far = Actor(scope="account:2", units=("150627103",), permissions=frozenset({"CASE_VIEW"}))
    assert seen(near, "C1") == ["P1"]
    assert seen(far, "C1") == []
    assert list_cases(near, CaseFilter(), now=NOW).lines[0].id == "C1"
