"""Splitting one text into several matters, on the pure rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from minqing.cases import commands as c
from minqing.cases import group_commands as gc
from minqing.cases.group_terms import MOST_PARTS, Part
from minqing.cases.rules.refusals import SPLIT_PART
from minqing.cases.terms import Anonymity, Ledger, MatterKind, Outcome, Status
from minqing.cases.tests.builders import MONDAY, Story, receive, said, staff

HELP = MatterKind.HELP


def told_it_all(**changes: Any) -> Story:
    story = Story()
    happened_at = MONDAY - timedelta(days=1)
    story.tell(receive("1", happened_at=happened_at, **changes), staff("cadre"))
    return story


def split(*parts: Part, texts: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    parts = parts or (Part(case="2", kind=HELP, category="roads"),)
    words = texts or tuple(f"第{number}件事" for number, _ in enumerate(parts, 2))
    fields = {
        "parts": parts,
        "matters": tuple(
            said(text, f"case:{part.case}") for text, part in zip(words, parts, strict=False)
        ),
        "remaining": said("机井的事"),
        "category": "water-wells",
    }
    return {**fields, **changes}


def test_parts_are_cases_of_their_own_under_one_receipt():
    story = told_it_all()
    story.must(gc.SplitCase, "cadre", **split(Part(case="2", kind=HELP), Part(case="3", kind=HELP)))
    first, second, third = (story.case(number) for number in "123")
    assert first.receipt == "R1" and first.parts == ("2", "3")
    assert (second.receipt, third.receipt) == ("R1-2", "R1-3")
    assert second.part_of == third.part_of == "1"
    assert second.status is Status.AWAITING_TRIAGE and second.holder_post == "post-cadre"


def test_parts_were_told_when_the_first_was_told():
    story = told_it_all().wait(days=5)
    before = story.case("1")
    story.must(gc.SplitCase, "cadre", **split())
    first, second = story.case("1"), story.case("2")
    assert second.raised_at == before.raised_at == second.promise.started_at
    assert (first.clock, first.promise, first.status) == (
        before.clock,
        before.promise,
        before.status,
    )
    assert second.clock.started_at == story.now


def test_each_part_goes_its_own_way():
    story = told_it_all()
    story.must(gc.SplitCase, "cadre", **split())
    story.must(c.SettleOnSpot, "cadre", "2", outcome=Outcome.EXPLAINED, reply=said("说清了"))
    assert story.case("1").status is Status.AWAITING_TRIAGE
    assert story.case("2").status is Status.AWAITING_CONFIRMATION


def test_splitting_again_counts_on():
    story = told_it_all()
    story.must(gc.SplitCase, "cadre", **split())
    story.must(gc.SplitCase, "cadre", **split(Part(case="3", kind=HELP)))
    assert story.case("3").receipt == "R1-3" and story.case("1").parts == ("2", "3")


def test_raiser_stays_as_sealed_or_anonymous_in_every_part():
    story = told_it_all(anonymity=Anonymity.ANONYMOUS, raiser=None, household="")
    story.must(gc.SplitCase, "cadre", **split(Part(case="2", kind=HELP)))
    assert story.case("2").anonymity is Anonymity.ANONYMOUS and not story.case("2").raiser


def test_danger_in_a_part_shortens_its_own_sorting_only():
    story = told_it_all()
    text = "他再逼我我就不活了"
    story.must(gc.SplitCase, "cadre", **split(Part(case="2", kind=HELP), texts=(text,)))
    assert story.case("2").emergency and not story.case("1").emergency


MANY = tuple(Part(case=f"n{number}", kind=HELP) for number in range(MOST_PARTS + 1))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        (split(*MANY), "case-split-count"),
        (split(matters=()), "case-split-count"),
        (split(texts=(" ",)), "case-words-missing"),
        (split(remaining=said("")), "case-words-missing"),
        (split(Part(case="1", kind=HELP)), "case-already-received"),
        (split(Part(case="2", kind=HELP, category="nothing")), "case-category-unknown"),
        (split(category="nothing"), "case-category-unknown"),
        (
            split(Part(case="2", kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL)),
            "case-split-complaint",
        ),
    ],
)
def test_splitting_refused(fields, code):
    assert told_it_all().refused(gc.SplitCase, "cadre", **fields) == code


def test_splitting_refused_for_others_and_for_parts():
    story = told_it_all()
    assert story.refused(gc.SplitCase, "neighbour", **split()) == "case-not-holder"
    story.must(gc.SplitCase, "cadre", **split())
    part = split(Part(case="3", kind=HELP))
    assert story.refused(gc.SplitCase, "cadre", "2", **part) == SPLIT_PART.code


def test_anonymous_part_that_needs_a_name_is_refused():
    story = told_it_all(anonymity=Anonymity.ANONYMOUS, raiser=None, household="")
    from minqing.cases.pack import index_categories
    from minqing.cases.tests.builders import sections

    known = index_categories(sections()["categories"])
    named = next(code for code, (_, second) in known.items() if second and second.needs_name)
    fields = split(Part(case="2", kind=HELP, category=named))
    assert story.refused(gc.SplitCase, "cadre", **fields) == "case-name-needed"


def test_member_is_split_only_after_it_stands_alone():
    story = told_it_all()
    story.tell(receive("9"), staff("cadre"))
    story.must(gc.MergeCase, "clerk", "1", into="9")
    assert story.refused(gc.SplitCase, "cadre", **split()) == "case-status-forbids"


def test_sorted_case_keeps_its_ledger_when_split():
    story = told_it_all()
    fields = {"kind": HELP, "ledger": Ledger.AGENT, "category": "water-wells"}
    story.must(c.TriageCase, "cadre", **fields)
    story.must(gc.SplitCase, "cadre", **split(category=""))
    assert story.case("1").ledger is Ledger.AGENT and story.case("2").ledger is None
    assert story.case("1").category == "water-wells"
