"""惠民项目: registered on a matter, shown with it, carried on, and seen by everybody."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from minqing.cases.public import CaseFilter, list_cases
from minqing.console.tests.test_beside import in_town
from minqing.console.tests.test_staff_pages import Logins, post, sign_in, text, viewer
from minqing.console.tests.test_views import act
from minqing.kernel.ids import new_id
from minqing.log.public import get_now, run_until_idle, submit
from minqing.org.public import system_actor
from minqing.partnerships.public import RegisterProject, list_projects

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_project_is_registered_on_a_matter_and_carried_on(place: Logins) -> None:
    clerk = viewer(place["township_clerk"])
    line = list_cases(clerk, CaseFilter(), now=get_now()).lines[0]
    client = sign_in(place["township_clerk"])
    data = {
        "name": "四社过水桥", "place": clerk.unit, "unit": clerk.unit, "year": "2026",
        "money": "12.5万元", "receipts": line.receipt,
    }  # fmt: skip
    assert post(client, "projects", **data)[0] == 302
    made = next(one for one in list_projects(clerk) if one.name == "四社过水桥")
    assert (str(made.money), made.cases) == ("12.5万元", 1)
    page = text(client, "project", made.id)
    assert f"/console/cases/{line.id}/" in page
    run_until_idle(get_now())
    assert "四社过水桥" in text(client, "case", line.id)
    day = get_now().date().isoformat()
    assert post(client, "project-deed", made.id, "begin", on=day)[0] == 302
    assert "实施中" in text(client, "project", made.id)
    public = Client(headers={"host": "localhost"}).get("/projects/").content.decode()
    assert "四社过水桥" in public and "12.5万元" in public and line.receipt not in public


def test_planned_matter_leads_to_the_project_that_solves_it(place: Logins) -> None:
    cadre, clerk = sign_in(place["village_cadre"]), viewer(place["township_clerk"])
    made = RegisterProject(
        id=new_id(), project=new_id(), name="通往河南的便民桥", place=clerk.unit,
        unit=clerk.unit, year=2027,
    )  # fmt: skip
    (answer,) = submit([made], by=system_actor("demo"), now=get_now())
    assert answer.ok
    client, case = in_town(cadre, place)
    typed = {
        "reply": "镇里3月5日看过，列入2027年计划，责任单位镇政府。",
        "plan_unit": clerk.unit, "plan_date": "2027-06-01", "plan_reason": "需要资金",
        "solved_by": made.name, "target": f"project:{made.project}", "seen": "1",
    }  # fmt: skip
    assert act(client, case, "plan", **typed)[0] == 302
    for _ in range(2):  # before and after the ties between the two have followed
        page = text(client, "case", case)
        assert page.count(reverse("console:project", args=[made.project])) == 1
        assert page.count(f">{made.name}<") == 1
        assert f"project:{made.project}" not in page
        run_until_idle(get_now())
    unlinked = text(cadre, "case", case)
    assert reverse("console:project", args=[made.project]) not in unlinked
    assert unlinked.count(made.name) == 1  # who may not open the project reads what it is


def test_unknown_receipt_and_unreadable_money_are_told(place: Logins) -> None:
    clerk = viewer(place["township_clerk"])
    client = sign_in(place["township_clerk"])
    data = {"name": "四社过水桥", "place": clerk.unit, "unit": clerk.unit, "year": "2026"}
    status, page = post(client, "projects", **data, receipts="没有这个号")
    assert status == 422 and "依据的事项没有登记" in page
    status, page = post(client, "projects", **data, money="很多")
    assert status == 422 and re.search(r"不能读取金额", page)


def test_cadre_sees_projects_and_registers_none(place: Logins) -> None:
    client = sign_in(place["village_cadre"])
    assert "登记项目" not in text(client, "projects")
    assert post(client, "projects", name="桥")[0] == 404
