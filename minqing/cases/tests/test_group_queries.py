"""Reads of groups: what a viewer sees, what the public is told, what is suggested and why."""

from __future__ import annotations

import pytest

from minqing.cases import commands as c
from minqing.cases import group_commands as gc
from minqing.cases.group_terms import Part
from minqing.cases.groups import (
    SAME_AS,
    Wanted,
    count_others,
    find_group,
    list_parts,
    preview_merge,
    suggest_for_case,
    suggest_for_need,
)
from minqing.cases.queries import list_cases, track
from minqing.cases.shown import CaseFilter
from minqing.cases.terms import Anonymity, GivenOn, Link, MatterKind, Means, Outcome
from minqing.cases.tests.builders import OTHER_VILLAGE, VILLAGE, raiser, staff
from minqing.log.public import get_state
from minqing.log.worker import run_until_idle

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
WELL = "村东头机井的水泵坏了半个月，玉米旱得打卷，啥时候能修。"
SAME = "我家浇不上地，村东头的井泵坏了没人管，玉米叶子都卷了。"
ROAD = "雨水把进村的路冲了一个大坑，送孩子的面包车绕了八里地。"


@pytest.fixture
def well(house, words):
    """A1 leads A2 (another house), A3 (sealed), A4 (anonymous)."""
    house.received("A1", household="H1", text=WELL)
    house.received("A2", household="H2", text=SAME)
    house.received("A3", household="H1", text=SAME, anonymity=Anonymity.SEALED)
    house.received("A4", household="", text=SAME, anonymity=Anonymity.ANONYMOUS, raiser=None)
    for case in ("A2", "A3", "A4"):
        house.must(gc.MergeCase, "clerk", case, into="A1", words=words(case, "同一口井"))
    return house


def group(house, viewer: str, case: str):
    return find_group(staff(viewer), get_state(f"case:{case}"), now=house.now)


def test_group_shows_members_in_reach_and_counts_households_once(well):
    found = group(well, "clerk", "A1")
    assert {one.line.id for one in found.members} == {"A2", "A3", "A4"}
    assert found.weight.households == 2
    assert (found.weight.sealed, found.weight.anonymous) == (1, 1)
    assert all(one.waits for one in found.members) and found.elsewhere == 0


def test_members_out_of_reach_are_counted_and_not_shown(house, words):
    house.received("A1", text=WELL)
    house.received("B1", "neighbour", unit=OTHER_VILLAGE, text=SAME, household="H9")
    house.must(gc.MergeCase, "clerk", "B1", into="A1", words=words("B1", "同一条线"))
    seen = group(house, "cadre", "A1")
    assert seen.members == () and seen.elsewhere == 1
    assert seen.weight.households == 2
    other = group(house, "neighbour", "B1")
    assert other.main is None and [one.line.id for one in other.members] == ["B1"]


def test_case_that_stands_alone_has_no_group(house):
    house.received("A1")
    assert group(house, "clerk", "A1") is None


def test_lists_say_how_many_stand_behind_a_matter(well):
    page = list_cases(staff("clerk"), CaseFilter(), now=well.now)
    weights = {line.id: line.weight for line in page.lines}
    assert weights["A1"].households == 2 and weights["A2"] is None


def test_not_solved_of_one_raiser_shows_on_the_main(well, words):
    well.must(c.SettleOnSpot, "cadre", "A1", outcome=Outcome.SOLVED, reply=words("A1", "已换泵。"))
    run_until_idle(well.now)
    well.must(c.RecordTelling, "cadre", "A2", means=Means.FACE_TO_FACE)
    no = {"answered": True, "solved": False, "given_on": GivenOn.SCREEN, "in_resident_mode": True}
    well.must(c.RecordConfirmation, "cadre", "A2", **no)
    found = group(well, "clerk", "A1")
    assert found.unsolved == 1
    assert [one.line.id for one in found.members if one.unsolved] == ["A2"]


def test_public_is_told_how_many_houses_and_never_of_whom(well):
    others = count_others(get_state("case:A2"))
    assert others.households == 1
    assert "并案" in [step.zh for step in track("RA2", now=well.now).steps]
    assert count_others(get_state("case:A1")).households == 1


def test_own_household_is_no_other_household(house, words):
    house.received("A1", household="H1", text=WELL)
    house.received("A2", household="H1", text=SAME)
    house.must(gc.MergeCase, "clerk", "A2", into="A1", words=words("A2", "同户"))
    assert count_others(get_state("case:A2")) is None


# ---------------------------------------------------------------- suggestions
def test_same_matter_of_the_place_is_suggested_with_its_reasons(house):
    house.received("A1", text=WELL, household="H1")
    house.received("A2", text=SAME, household="H1")
    house.received("A3", text=ROAD, category="roads-village-road")
    (found,) = suggest_for_case(staff("clerk"), "A2", now=house.now)
    assert found.line.id == "A1" and found.same_household and found.refusal is None
    assert found.likeness.same_category and found.likeness.words


def test_member_stands_for_its_main_in_suggestions(house, words):
    house.received("A1", text=WELL)
    house.received("A2", text=SAME)
    house.must(gc.MergeCase, "clerk", "A2", into="A1", words=words("A2", "同"))
    house.received("A3", text=SAME)
    found = suggest_for_case(staff("clerk"), "A3", now=house.now)
    assert [one.line.id for one in found] == ["A1"]


def test_well_of_the_next_village_is_suggested_but_not_its_subsidies(house):
    house.received("A1", "neighbour", unit=OTHER_VILLAGE, text=SAME)
    text = "草畜平衡的补助款我家卡上没有，不知卡在哪里。"
    house.received("A2", "neighbour", unit=OTHER_VILLAGE, text=text, category="farming-subsidies")
    house.received("B1", text=SAME)
    house.received("B2", text=text, category="farming-subsidies")
    clerk = staff("clerk")
    assert [one.line.id for one in suggest_for_case(clerk, "B1", now=house.now)] == ["A1"]
    assert suggest_for_case(clerk, "B2", now=house.now) == ()
    assert suggest_for_case(staff("cadre"), "B1", now=house.now) == ()


def test_pointed_out_case_is_suggested_first_even_when_unlike(house):
    house.received("A1", text=ROAD, category="roads-village-road")
    house.received("A2", text=WELL)
    house.received("A3", text=SAME, links=(Link(SAME_AS, "case:A1"),))
    found = suggest_for_case(staff("clerk"), "A3", now=house.now)
    assert [(one.line.id, one.pointed_out) for one in found] == [("A1", True), ("A2", False)]


def test_sealed_complaints_are_never_suggested(house):
    house.received("A1", text=WELL, kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL, category="")
    house.received("A2", text=WELL)
    assert suggest_for_case(staff("clerk"), "A2", now=house.now) == ()


def test_need_being_written_down_finds_what_is_open(house):
    house.received("A1", text=WELL)
    wanted = Wanted(text=SAME, place=VILLAGE, category="water-wells")
    found = suggest_for_need(staff("cadre"), wanted, now=house.now)
    assert [one.line.id for one in found] == ["A1"]
    elsewhere = suggest_for_need(staff("neighbour"), wanted, now=house.now)
    assert elsewhere == ()


# ---------------------------------------------------------------- preview
def test_preview_tells_the_weight_before_and_after_and_changes_nothing(house):
    house.received("A1", text=WELL, household="H1")
    house.received("A2", text=SAME, household="H2")
    found = preview_merge(staff("clerk"), "A2", "RA1", now=house.now)
    assert found.refusal is None and found.main.id == "A1"
    assert (found.before.households, found.after.households) == (1, 2)
    assert get_state("case:A2").lead == ""


def test_preview_of_what_cannot_be_shown_names_nothing(house):
    house.received("A1", kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL, category="")
    house.received("A2", text=SAME)
    found = preview_merge(staff("clerk"), "A2", "A1", now=house.now)
    assert found.main is None and found.refusal.code == "case-unknown"
    assert preview_merge(staff("clerk"), "A2", "nothing", now=house.now).main is None


# ---------------------------------------------------------------- parts
def test_all_parts_stand_under_one_receipt_in_order(house, words):
    house.received("A1", raiser=raiser())
    house.must(
        gc.SplitCase,
        "cadre",
        "A1",
        parts=(Part(case="A2", kind=MatterKind.HELP), Part(case="A3", kind=MatterKind.HELP)),
        matters=(words("A2", "路冲了坑"), words("A3", "变压器太小")),
        remaining=words("A1", "井坏了"),
    )
    for case in ("A1", "A2", "A3"):
        assert [one.id for one in list_parts(get_state(f"case:{case}"))] == ["A1", "A2", "A3"]
    assert track("RA1-2", now=house.now).raised_at == track("RA1", now=house.now).raised_at
