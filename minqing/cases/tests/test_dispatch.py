"""The responsibility catalogue: what it proposes, what a case keeps of it, what it forbids."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases.pack_dispatch import Responsibility
from minqing.cases.rules.catalogue import find_edition, propose
from minqing.cases.rules.ground import Directory, Packs
from minqing.cases.terms import Ledger, MatterKind, Status
from minqing.cases.tests.builders import (
    BANNER,
    DISCIPLINE,
    OTHER_VILLAGE,
    PACK_KEY,
    SYSTEM,
    TOWN,
    VILLAGE,
    WATER,
    OnePack,
    Story,
    said,
    staff,
)
from minqing.cases.tests.stories import TRIED
from minqing.cases.tests.stories_dispatch import (
    PAPER,
    SORTED,
    catalogue,
    raised_to,
    with_catalogue,
)
from minqing.kernel.periods import local_day

WHY = said("井在两旗交界，经两家商定由它先办。")


def line(code: str, **fields: object) -> Responsibility:
    facts = {"code": code, "category": "water", "unit": "D01", "cites": (PAPER,), "source": "ours"}
    return Responsibility(**{**facts, **fields})


def find(category: str, *lines: Responsibility, place: str = VILLAGE) -> tuple[str, str] | None:
    story = with_catalogue(Story(), entries=lines) if lines else with_catalogue(Story())
    frame = story.frame(SYSTEM)
    edition = find_edition(PACK_KEY, 1, frame)
    found = propose(edition, category, place, frame.view(Directory), local_day(frame.now))
    return None if found is None else (found.line.code, found.unit)


def test_second_level_goes_before_the_first():
    assert find("water-wells") == ("wells", WATER)
    assert find("water-drinking") == ("water", DISCIPLINE)
    assert find("water") == ("water", DISCIPLINE)
    assert find("roads") is None


def test_code_of_a_place_goes_before_its_kind_and_a_kind_before_none():
    every = (line("any"), line("kind", places=("gacha",)), line("code", places=(TOWN,), unit="D02"))
    assert find("water", *every[:2], place=OTHER_VILLAGE) == ("kind", WATER)
    assert find("water", *every[:2]) == ("any", WATER)
    assert find("water", *every, place=OTHER_VILLAGE) == ("code", DISCIPLINE)


def test_rung_of_the_ladder_means_the_unit_above_the_place():
    assert find("land-boundary") == ("lines", TOWN)


def test_line_counts_from_its_day_to_the_day_before_its_end():
    day, later = date(2026, 3, 2), date(2026, 3, 3)
    assert find("water", line("a", valid_from=day, valid_to=later)) == ("a", WATER)
    assert find("water", line("a", valid_to=day), line("b")) == ("b", WATER)
    assert find("water", line("a", valid_from=later), line("b")) == ("b", WATER)


def test_line_whose_unit_is_not_there_is_passed_over():
    assert find("water", line("gone", unit="盐务局"), line("b")) == ("b", WATER)


def test_raise_without_a_unit_goes_to_the_one_listed_and_keeps_its_line():
    story = raised_to(unit="")
    state = story.case()
    assert state.holder_unit == WATER and state.route is not None
    assert (state.route.entry, state.route.pack_version) == ("wells", 1)
    assert state.route.cites == ("《水利局职能配置规定》（2024年5月1日）第三条第二项",)
    assert not state.route.departs and state.route.co_units == (DISCIPLINE,)


def test_another_department_needs_a_reason_which_is_kept():
    story = with_catalogue(Story()).received()
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.AcknowledgeCase, "clerk")
    fields = {"tried": TRIED, "unit": DISCIPLINE}
    assert story.refused(c.RaiseToNextLevel, "clerk", **fields) == "case-route-reason"
    assert story.refused(c.RaiseToNextLevel, "clerk", why=said("  "), **fields) == (
        "case-route-reason"
    )


def test_reason_for_another_unit_stands_on_the_route():
    story = with_catalogue(Story()).received("clerk", unit=VILLAGE)
    fields = {**SORTED, "category": "land-boundary"}
    assert story.refused(c.TriageCase, "clerk", unit=WATER, **fields) == "case-route-reason"
    story.must(c.TriageCase, "clerk", unit=WATER, why=WHY, **fields)
    route = story.case().route
    assert route is not None and route.departs
    assert (route.proposed, route.unit, route.why) == (TOWN, WATER, WHY.ref)


def test_lower_rung_than_the_catalogues_asks_for_no_reason_and_keeps_no_line():
    story = with_catalogue(Story()).received("clerk", unit=VILLAGE)
    state = story.must(c.TriageCase, "clerk", unit=VILLAGE, **SORTED)
    assert (state.holder_unit, state.route) == (VILLAGE, None)


def test_raise_above_the_rung_of_the_catalogue_asks_for_no_reason():
    story = with_catalogue(Story()).received("clerk", unit=VILLAGE, category="land-boundary")
    story.must(c.TriageCase, "clerk", **{**SORTED, "category": "land-boundary"})
    state = story.must(c.RaiseToNextLevel, "clerk", tried=TRIED, unit=WATER)
    assert (state.holder_unit, state.route) == (WATER, None)


def test_case_keeps_its_line_when_the_catalogue_changes():
    story = raised_to()
    before = story.case().route
    story.snapshots[Packs] = OnePack(responsibilities=catalogue(entries=(line("new", unit="D02"),)))
    assert story.must(c.AcknowledgeCase, "handler").route == before


@pytest.mark.parametrize("ledger", list(Ledger))
def test_listed_duty_is_not_pushed_down_to_a_village(ledger):
    story = with_catalogue(Story()).received("clerk", unit=VILLAGE)
    fields = {"kind": MatterKind.HELP, "ledger": ledger, "category": "water-canals"}
    answer = story.do(c.TriageCase, "clerk", unit=VILLAGE, **fields)
    assert answer.code == "case-duty-not-below"
    assert "取水许可" in str(answer) and "第三条第二项" in str(answer)


def test_listed_duty_may_stay_where_it_was_told():
    story = with_catalogue(Story()).received()
    fields = {"kind": MatterKind.HELP, "ledger": Ledger.AGENT, "category": "water-canals"}
    assert story.must(c.TriageCase, "cadre", **fields).status is Status.HANDLING


def test_duty_listed_for_one_ledger_may_go_down_in_another():
    duty = msgspec.structs.replace(catalogue().not_below[0], ledgers=(Ledger.REPORT_UP,))
    story = with_catalogue(Story(), not_below=(duty,)).received("clerk", unit=VILLAGE)
    fields = {"kind": MatterKind.HELP, "category": "water-canals", "unit": VILLAGE}
    ups = {**fields, "ledger": Ledger.REPORT_UP}
    assert story.refused(c.TriageCase, "clerk", **ups) == "case-duty-not-below"
    story.must(c.TriageCase, "clerk", ledger=Ledger.AGENT, **fields)


def test_listed_duty_is_not_assigned_to_a_village_post_either():
    story = with_catalogue(Story()).received("clerk", unit=VILLAGE)
    story.must(c.TriageCase, "clerk", **{**SORTED, "category": "water-canals"}, why=WHY)
    assert story.refused(c.AssignHandler, "clerk", post="post-cadre") == "case-duty-not-below"


def test_clock_raises_to_the_unit_listed():
    story = with_catalogue(Story()).received()
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.AcknowledgeCase, "clerk")
    for _ in range(200):
        answer = story.wait(days=1).do(c.LookAgain, SYSTEM)
        if isinstance(answer, list) and any(isinstance(one, e.CaseRaised) for one in answer):
            break
    route = story.case().route
    assert story.case().holder_unit == WATER and route is not None and route.entry == "wells"


def test_mechanism_without_a_catalogue_goes_on_as_before():
    story = Story()
    story.snapshots[Packs] = OnePack(responsibilities=None)
    story.received("clerk", unit=VILLAGE)
    assert story.must(c.TriageCase, "clerk", unit=BANNER, **SORTED).route is None
    assert staff("clerk").unit == TOWN
