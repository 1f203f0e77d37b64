"""Merging and splitting through the one door: what the worker hands on, what stays apart."""

from __future__ import annotations

import json

import pytest

from minqing.cases import commands as c
from minqing.cases import group_commands as gc
from minqing.cases.group_terms import Part
from minqing.cases.groups import weigh_case
from minqing.cases.models import Case
from minqing.cases.terms import GivenOn, MatterKind, Means, Outcome
from minqing.cases.tests.builders import RESIDENT
from minqing.facts.models import Fact
from minqing.kernel.ids import new_id
from minqing.log.public import EraseSubject, get_state, submit
from minqing.log.verify import verify
from minqing.log.worker import run_until_idle, system_actor
from minqing.vault.public import open_value

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture
def well(house, words):
    """Three households told of one well: A1 leads A2 and A3."""
    for number in ("1", "2", "3"):
        house.received(f"A{number}", household=f"H{number}")
    for case in ("A2", "A3"):
        house.must(gc.MergeCase, "clerk", case, into="A1", words=words(case, "同一口井"))
    return house


def settle(house, words, text: str = "水泵已更换。") -> None:
    reply = words("A1", text)
    house.must(c.SettleOnSpot, "cadre", "A1", outcome=Outcome.SOLVED, reply=reply)
    run_until_idle(house.now)


def test_answer_of_the_main_reaches_every_member_as_its_own(well, words):
    settle(well, words)
    for case in ("A2", "A3"):
        state = get_state(f"case:{case}")
        assert state.status == "awaiting_telling" and state.told_at is None
        assert open_value(state.result.reply) == "水泵已更换。"
    assert verify().difference is None


def test_erasing_the_main_leaves_its_members_their_answer(well, words):
    settle(well, words)
    erase = EraseSubject(id=new_id(), subject="case:A1", reason="申请删除")
    (answer,) = submit([erase], by=system_actor("test"), now=well.now)
    assert answer.refusal is None
    assert open_value(get_state("case:A1").result.reply) is None
    assert open_value(get_state("case:A2").result.reply) == "水泵已更换。"


def test_worker_repeating_hands_nothing_on_twice(well, words):
    settle(well, words)
    before = get_state("case:A2")
    run_until_idle(well.now)
    assert get_state("case:A2") == before


def test_second_member_leads_after_the_main_was_withdrawn(well):
    well.must(c.WithdrawCase, RESIDENT, "A1", means=Means.PORTAL)
    run_until_idle(well.now)
    assert get_state("case:A2").status == "awaiting_acknowledgement"
    assert get_state("case:A3").lead == "A2"
    assert set(Case.objects.filter(lead="A2").values_list("id", flat=True)) == {"A3"}


def test_both_counts_can_be_told_from_the_facts(well, words):
    settle(well, words)
    well.must(gc.UnmergeCase, "clerk", "A3", main="A1", words=words("A3", "不是一口井"))
    run_until_idle(well.now)
    raised = set(Fact.objects.filter(kind="case_raised").values_list("stream", flat=True))
    merged = set(Fact.objects.filter(kind="case_merged").values_list("stream", flat=True))
    apart = set(Fact.objects.filter(kind="case_unmerged").values_list("stream", flat=True))
    assert len(raised) == 3
    assert len(raised - (merged - apart)) == 2


def test_split_parts_are_found_under_the_first_receipt(house, words):
    house.received("A1", receipt="7QHAK2M4T9XC3")
    house.must(
        gc.SplitCase,
        "cadre",
        "A1",
        parts=(Part(case="A2", kind=MatterKind.HELP, category="roads"),),
        matters=(words("A2", "进村的路冲了一个坑"),),
        remaining=words("A1", "机井水泵坏了"),
    )
    run_until_idle(house.now)
    part = get_state("case:A2")
    assert part.receipt == "7QHAK2M4T9XC3-2" and part.raised_at == get_state("case:A1").raised_at
    assert open_value(get_state("case:A1").matter) == "机井水泵坏了"
    row = Fact.objects.get(kind="case_raised", stream="case:A2")
    assert json.loads(row.data)["part_of"] == "A1"
    assert Fact.objects.get(kind="case_split").value == 1


def test_not_solved_reopens_one_raiser_alone(well, words):
    settle(well, words)
    well.must(c.RecordTelling, "cadre", "A2", means=Means.FACE_TO_FACE)
    no = {"answered": True, "solved": False, "given_on": GivenOn.SCREEN, "in_resident_mode": True}
    well.must(c.RecordConfirmation, "cadre", "A2", **no)
    assert get_state("case:A2").status == "reopened"
    assert get_state("case:A3").status == "awaiting_telling"
    assert get_state("case:A1").status == "awaiting_confirmation"


def test_twelve_raisers_of_one_well_are_each_answered_told_and_asked(house, words):
    cases = [f"W{number}" for number in range(12)]
    for number, case in enumerate(cases):
        house.received(case, household=f"H{number % 10}")  # two houses told of it twice
    for case in cases[1:]:
        house.must(gc.MergeCase, "clerk", case, into="W0", suggested=True)
    assert weigh_case(get_state("case:W0")).households == 10
    house.must(
        c.SettleOnSpot,
        "cadre",
        "W0",
        outcome=Outcome.SOLVED,
        reply=words("W0", "水泵已更换，3月20日起出水。"),
    )
    run_until_idle(house.now)
    for case in cases[1:]:
        house.must(c.RecordTelling, "cadre", case, means=Means.FACE_TO_FACE)
    for number, case in enumerate(cases):
        solved = number != 7
        house.must(
            c.RecordConfirmation,
            "cadre",
            case,
            answered=True,
            solved=solved,
            given_on=GivenOn.SCREEN,
            in_resident_mode=True,
        )
    states = {case: get_state(f"case:{case}") for case in cases}
    assert [case for case, state in states.items() if state.is_living] == ["W7"]
    assert all(state.told_at for case, state in states.items() if case != "W7")
    assert {state.receipt for state in states.values()} == {f"R{case}" for case in cases}
    run_until_idle(house.now)
    assert Fact.objects.filter(kind="case_confirmed").count() == 12
    assert verify().difference is None
