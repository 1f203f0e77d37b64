"""Objections to a dispatch and their rulings: by whom, within what, with what following."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minqing.cases import commands as c
from minqing.cases import dispatch_commands as d
from minqing.cases.beside import Passage
from minqing.cases.clocks_of_case import due_moment
from minqing.cases.rules.ground import Directory, WorkCalendar
from minqing.cases.terms import ClockName, Outcome, Status
from minqing.cases.tests.builders import (
    BANNER,
    DISCIPLINE,
    MONDAY,
    SYSTEM,
    TOWN,
    VILLAGE,
    WATER,
    Story,
    directory,
    said,
)
from minqing.cases.tests.stories import TRIED
from minqing.cases.tests.stories_dispatch import (
    NOT_OURS,
    RULED,
    SORTED,
    objected,
    raised_to,
    with_catalogue,
)

OBJECTION = {"words": NOT_OURS, "proposes": DISCIPLINE, "entry": "water"}


def test_objector_answers_for_the_case_until_the_ruling_of_one_working_day():
    story = objected()
    state = story.case()
    assert (state.status, state.holder_unit) == (Status.AWAITING_ACKNOWLEDGEMENT, WATER)
    assert state.clock is not None and state.clock.name is ClockName.OBJECTION
    due = due_moment(state.clock, story.snapshots[WorkCalendar])
    assert due.date() == (MONDAY + timedelta(days=1)).date()


def test_residents_clock_runs_on_through_objection_and_ruling():
    before = raised_to().case().promise
    story = objected()
    assert story.case().promise == before
    story.must(d.RuleObjection, "office", upheld=True, words=RULED)
    assert story.case().promise == before


def test_upheld_goes_to_the_unit_proposed_and_is_no_return():
    story = objected()
    state = story.must(d.RuleObjection, "office", upheld=True, words=RULED)
    # nobody handles cases there: the office above takes it
    assert (state.holder_unit, state.holder_post) == (BANNER, "post-office")
    assert (state.returns, state.returned) == (0, 0)
    assert state.passings[-1].how is Passage.RULED
    assert state.clock is not None and state.clock.name is ClockName.ACKNOWLEDGE
    assert [one.until for one in state.holdings].count(None) == 1


def test_upheld_may_name_a_third_unit():
    story = objected()
    assert story.must(d.RuleObjection, "office", upheld=True, words=RULED, unit=TOWN).rung == "town"


def test_rejected_is_to_be_acknowledged_and_neither_returned_nor_objected_to_again():
    story = objected()
    state = story.must(d.RuleObjection, "office", upheld=False, words=RULED)
    assert (state.holder_unit, state.is_bound) == (WATER, True)
    back = {"reason": "other", "words": said("缺井的位置。")}
    assert story.refused(c.ReturnCase, "handler", **back) == "case-ruled-against"
    again = {**OBJECTION, "entry": "lines"}
    assert story.refused(d.ObjectToDispatch, "handler", **again) == "case-ruled-against"
    story.must(c.AcknowledgeCase, "handler")
    assert story.refused(c.ReturnCase, "handler", **back) == "case-ruled-against"


def test_same_item_is_not_ruled_on_twice():
    story = objected()
    story.must(d.RuleObjection, "office", upheld=True, words=RULED, unit=TOWN)
    fields = {**OBJECTION, "proposes": WATER}
    # the town had sent it: what comes back to it by a ruling is no dispatch of another unit
    assert story.refused(d.ObjectToDispatch, "clerk", **fields) == "case-not-dispatched"
    story.must(c.AcknowledgeCase, "clerk")
    story.must(c.RaiseToNextLevel, "clerk", tried=TRIED, unit=WATER)
    assert story.refused(d.ObjectToDispatch, "handler", **OBJECTION) == "case-objection-twice"
    story.must(d.ObjectToDispatch, "handler", **{**OBJECTION, "entry": "lines"})


def test_acknowledging_lets_the_objection_drop():
    story = objected()
    assert story.must(c.AcknowledgeCase, "handler").objection is None


def test_nothing_is_returned_or_merged_while_an_objection_waits():
    story = objected()
    back = {"reason": "other", "words": said("缺井的位置。")}
    assert story.refused(c.ReturnCase, "handler", **back) == "case-objection-open"
    assert story.refused(d.ObjectToDispatch, "handler", **OBJECTION) == "case-objection-open"


@pytest.mark.parametrize("name", ["handler", "clerk", "chief", "supervisor", "leader", "recipient"])
def test_nobody_but_the_third_party_rules(name):
    story = objected()
    code = story.refused(d.RuleObjection, name, upheld=True, words=RULED)
    assert code in ("case-not-third-party", "not-allowed")


def test_dispatch_of_the_banners_office_is_ruled_on_elsewhere():
    story = with_catalogue(Story()).received("office", unit=VILLAGE)
    story.must(c.TriageCase, "office", unit=WATER, **SORTED)
    state = story.must(d.ObjectToDispatch, "handler", **{**OBJECTION, "proposes": TOWN})
    assert state.objection is not None and state.objection.ruler == "post-recipient"
    assert story.refused(d.RuleObjection, "office", upheld=True, words=RULED) == (
        "case-not-third-party"
    )
    story.must(d.RuleObjection, "recipient", upheld=True, words=RULED)


def test_third_party_whose_post_fell_vacant_is_replaced_by_another():
    story = objected()
    story.snapshots[Directory] = directory(vacant=("office", "chief", "deputy"))
    story.must(d.RuleObjection, "recipient", upheld=False, words=RULED)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"words": said(" ")}, "case-words-missing"),
        ({"entry": "nothing"}, "case-objection-item"),
        ({"entry": "", "cite": "  "}, "case-objection-item"),
        ({"entry": "", "cite": "身份证号150627196501012345"}, "case-objection-item"),
        ({"entry": "", "cite": "条" * 201}, "case-objection-item"),
        ({"proposes": WATER}, "case-objection-unit"),
        ({"proposes": "nobody"}, "case-objection-unit"),
    ],
)
def test_objection_needs_words_an_item_and_another_unit(changes, code):
    assert raised_to().refused(d.ObjectToDispatch, "handler", **{**OBJECTION, **changes}) == code


def test_objection_cites_the_line_as_it_reads_now():
    objection = objected().case().objection
    assert objection is not None and objection.cite == "《纪委监委机关职能配置规定》"


def test_free_citation_is_kept_as_written():
    objection = objected(entry="", cite="旗政发〔2024〕3号第二条").case().objection
    assert objection is not None and objection.cite == "旗政发〔2024〕3号第二条"


def test_objection_after_the_acknowledge_clock_is_too_late():
    story = raised_to().wait(days=10)
    assert story.refused(d.ObjectToDispatch, "handler", **OBJECTION) == "case-objection-late"


def test_what_nobody_dispatched_cannot_be_objected_to():
    story = with_catalogue(Story()).received("clerk", unit=VILLAGE)
    story.must(c.TriageCase, "clerk", post="post-leader", **SORTED)
    assert story.refused(d.ObjectToDispatch, "leader", **OBJECTION) == "case-not-dispatched"


def test_ruling_does_not_push_a_listed_duty_down():
    story = with_catalogue(Story()).received("clerk", unit=VILLAGE)
    fields = {**SORTED, "category": "water-canals"}
    story.must(c.TriageCase, "clerk", unit=WATER, why=said("取水口在那边。"), **fields)
    story.must(d.ObjectToDispatch, "handler", **{**OBJECTION, "proposes": VILLAGE})
    code = story.refused(d.RuleObjection, "office", upheld=True, words=RULED)
    assert code == "case-duty-not-below"


def test_ruling_that_is_late_is_noticed_and_raises_nothing():
    story = objected().wait(days=3)
    assert story.do(c.LookAgain, SYSTEM)
    state = story.case()
    assert state.breach is not None and state.breach.clock is ClockName.OBJECTION
    assert state.breach.grace is None and state.holder_unit == WATER
    story.wait(days=60).do(c.LookAgain, SYSTEM)
    assert story.case().holder_unit == WATER


def test_ruling_without_words_or_without_an_objection_is_refused():
    story = objected()
    assert story.refused(d.RuleObjection, "office", upheld=True, words=said("")) == (
        "case-words-missing"
    )
    story.must(d.RuleObjection, "office", upheld=False, words=RULED)
    assert story.refused(d.RuleObjection, "office", upheld=True, words=RULED) == (
        "case-objection-none"
    )


def test_ruling_is_a_precedent_of_its_category_and_kind_of_place():
    story = objected()
    (event,) = story.do(d.RuleObjection, "office", upheld=True, words=RULED)
    assert (event.category, event.place_kind, event.entry) == ("water-wells", "village", "water")
    assert (event.start, event.holder_unit) == (WATER, BANNER)


def test_settling_an_objected_case_lets_the_objection_drop():
    story = objected()
    answer = story.do(c.SettleOnSpot, "handler", outcome=Outcome.EXPLAINED, reply=said("已说清。"))
    assert isinstance(answer, list)
    assert story.case().objection is None
