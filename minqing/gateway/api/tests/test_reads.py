"""Reads: masked, within reach, page by page without a ceiling."""

from __future__ import annotations

import pytest

from minqing.gateway.api.tests.house import Program, build, find_village, issue, receive
from minqing.log.public import get_now, run_until_idle

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture
def people():
    return build()


@pytest.fixture
def clerk(people) -> Program:
    return Program(issue(people["clerk"], "CASE_VIEW", "CASE_RECEIVE", "HOUSEHOLD_VIEW"))


def bring(program: Program, number: int, **more) -> list[str]:
    items = [receive(n, **more) for n in range(number)]
    told = program.post("/commands", items).json()["answers"]
    return [one["made"]["case"] for one in told]


def test_pages_together_hold_every_case_once(clerk) -> None:
    cases = bring(clerk, 7)
    found = [one["id"] for one in clerk.walk("/cases", limit=3)]
    assert sorted(found) == sorted(cases)


def test_case_is_read_masked_with_its_version_and_acts(clerk) -> None:
    (case,) = bring(clerk, 1)
    found = clerk.get(f"/cases/{case}").json()
    assert found["raiser"] == {"name": "张*", "phone": "138****0012"}
    assert found["version"] >= 1
    assert found["case"]["id"] == case
    assert clerk.get(f"/cases/{found['case']['receipt']}").json() == found
    steps = clerk.walk(f"/cases/{case}/timeline")
    assert steps[0]["type"].startswith("case.received@")


def test_case_out_of_reach_is_as_if_it_did_not_exist(people, clerk) -> None:
    (case,) = bring(clerk, 1, unit=find_village(1))
    cadre = Program(issue(people["cadre"], "CASE_VIEW"))
    assert cadre.get(f"/cases/{case}").json()["code"] == "not-found"
    assert cadre.walk("/cases") == []
    changed = cadre.get("/changes", limit=200).json()
    assert f"case:{case}" not in [one["stream"] for one in changed["changes"]]
    assert changed["changes"] and not changed["more"]


def test_today_and_search_answer_for_the_post(clerk) -> None:
    cases = bring(clerk, 2)
    today = clerk.get("/today").json()
    assert {one["id"] for group in today["groups"] for one in group["cases"]} <= set(cases)
    run_until_idle(get_now())
    found = clerk.walk("/search", words="机井", limit=1)
    assert sorted(one["case"]["id"] for one in found) == sorted(cases)


def test_cursor_of_another_list_is_refused(clerk) -> None:
    bring(clerk, 3)
    cursor = clerk.get("/cases", limit=1).json()["next"]
    for path, query in (("/cases", {"ended": "true"}), ("/units", {}), ("/changes", {})):
        answer = clerk.get(path, cursor=cursor, **query)
        assert (answer.status_code, answer.json()["code"]) == (422, "cursor-invalid")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("colour=red", "colour"),
        ("status=gone", "status"),
        ("mine=true&mine=false", "mine"),
    ],
)
def test_parameter_that_does_not_fit_is_named(clerk, query, field) -> None:
    answer = clerk.client.get(f"/api/v1/cases?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "field-invalid")
    assert answer.json()["field"] == field


def test_changes_are_followed_without_gap_or_repeat(clerk) -> None:
    first = bring(clerk, 3)
    seen, cursor = [], ""
    for _ in range(50):
        page = clerk.get("/changes", cursor=cursor, limit=2).json()
        seen += page["changes"]
        cursor = page["next"]
        if not page["more"]:
            break
    later = bring(clerk, 1)
    page = clerk.get("/changes", cursor=cursor, limit=50).json()
    assert {one["stream"] for one in page["changes"]} == {f"case:{later[0]}"}
    cases = [
        one["stream"]
        for one in seen
        if one["type"] == "case.received@1" or one["stream"].startswith("case:")
    ]
    assert set(cases) == {f"case:{case}" for case in first}
    positions = [one["position"] for one in seen]
    assert positions == sorted(set(positions))


def test_units_and_posts_are_those_in_reach(people) -> None:
    cadre = Program(issue(people["cadre"], "CASE_VIEW"))
    assert [one["code"] for one in cadre.walk("/units")] == [find_village()]
    assert [one["id"] for one in cadre.walk("/posts", limit=1)] == ["cadre"]
    clerk = Program(issue(people["clerk"], "CASE_VIEW"))
    codes = [one["code"] for one in clerk.walk("/units", limit=2)]
    assert codes == sorted(set(codes)) and len(codes) > 2


def test_board_is_read_without_a_token(people) -> None:
    answer = Program().get("/board")
    assert answer.status_code == 200
    assert set(answer.json()) == {"lines", "next"}
