"""Stories of one case on the pure rules: each ledger from the door to strike-off."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minqing.cases import commands as c
from minqing.cases.terms import (
    Channel,
    CloseReason,
    GivenOn,
    Ledger,
    MatterKind,
    Means,
    Outcome,
    Plan,
    Rating,
    Status,
)
from minqing.cases.tests.builders import (
    MONDAY,
    RESIDENT,
    SYSTEM,
    TOWN,
    WATER,
    Story,
    receive,
    said,
    staff,
)
from minqing.cases.tests.stories import (
    TRIED,
    raised_to_department,
    reported_and_told,
    settled,
    tapped,
)


# ---------------------------------------------------------------- on the spot
def test_receive_makes_recorder_accountable_with_clock_and_receipt():
    state = Story().received().case()
    assert (state.status, state.holder_post) == (Status.AWAITING_TRIAGE, "post-cadre")
    assert state.clock is not None and state.receipt == "R1"


def test_receive_from_portal_goes_to_township_clerk():
    state = Story().received(RESIDENT, channel=Channel.PORTAL).case()
    assert (state.holder_post, state.rung) == ("post-clerk", "town")


def test_receive_runs_residents_clock_from_when_told():
    told = MONDAY - timedelta(days=3)
    state = Story().received(happened_at=told).case()
    assert state.promise is not None and state.promise.started_at == told
    assert state.clock is not None and state.clock.started_at == MONDAY


def test_receive_counts_device_clock_ahead_as_now():
    assert Story().received(happened_at=MONDAY + timedelta(days=2)).case().raised_at == MONDAY


def test_receive_refused_when_a_device_claims_years_ago():
    answer = Story().tell(receive(happened_at=MONDAY - timedelta(days=20_000)), staff("cadre"))
    assert (answer.code, "20年" in str(answer)) == ("case-raised-long-ago", True)


def test_receive_marks_breach_that_is_learned_late():
    story = Story().received(happened_at=MONDAY - timedelta(days=90))
    assert story.case().learned_late


@pytest.mark.parametrize("claimed", [MONDAY - timedelta(days=4000), MONDAY + timedelta(days=4000)])
def test_telling_by_a_device_with_a_wrong_clock_lies_between_matter_and_now(claimed):
    story = Story().received(category="relief-allowance")
    raised = story.case().raised_at
    story.must(c.TakeOnErrand, "cadre", papers=("户口本",))
    story.wait(days=3)
    story.must(c.RecordResult, "cadre", outcome=Outcome.SOLVED, reply=said("低保年审已办好。"))
    story.must(c.RecordTelling, "cadre", means=Means.FACE_TO_FACE, happened_at=claimed)
    told = story.case().told_at
    assert told == (raised if claimed < MONDAY else story.now)


def test_settle_on_spot_is_told_and_struck_off_by_residents_tap():
    story = settled()
    assert story.case().told_by is Means.FACE_TO_FACE
    tapped(story)
    state = story.case()
    assert (state.status, state.close_reason) == (Status.CLOSED, CloseReason.CONFIRMED)
    assert state.confirmation is not None and state.confirmation.in_resident_mode


def test_handler_cannot_confirm_outside_residents_mode():
    story = settled()
    code = story.refused(
        c.RecordConfirmation, "cadre", answered=True, solved=True, given_on=GivenOn.SCREEN
    )
    assert code == "case-resident-only"


def test_not_answered_asks_for_another_telling():
    story = settled()
    tapped(story, answered=False, solved=False)
    assert story.case().status is Status.AWAITING_TELLING


def test_explained_and_not_solved_still_closes():
    story = settled()
    tapped(story, solved=False, rating=Rating.DISSATISFIED)
    assert story.case().status is Status.CLOSED


def test_said_solved_but_not_solved_is_handled_again():
    story = Story().received()
    story.must(c.SettleOnSpot, "cadre", outcome=Outcome.SOLVED, reply=said("已接通。"))
    tapped(story, solved=False)
    state = story.case()
    assert (state.status, state.reopened_counted) == (Status.REOPENED, 1)


def test_window_without_a_word_closes_on_the_spot_case():
    story = settled().wait(days=20)
    story.must(c.LookAgain, SYSTEM)
    assert story.case().close_reason is CloseReason.WINDOW_CLOSED


# ---------------------------------------------------------------- by agent
def agent_story() -> Story:
    story = Story().received(category="relief-allowance")
    story.must(c.TakeOnErrand, "cadre", papers=("户口本", "收入证明"))
    story.wait(days=3)
    story.must(c.RecordResult, "cadre", outcome=Outcome.SOLVED, reply=said("低保年审已办好。"))
    story.must(c.RecordTelling, "cadre", means=Means.FACE_TO_FACE)
    return story


def test_errand_is_confirmed_on_handing_papers_back():
    story = agent_story()
    assert story.case().ledger is Ledger.AGENT
    fields = {"answered": True, "solved": True, "given_on": GivenOn.PAPERS}
    code = story.refused(c.RecordConfirmation, "cadre", in_resident_mode=True, **fields)
    assert code == "case-papers-out"
    story.must(c.HandBackPapers, "cadre")
    story.must(c.RecordConfirmation, "cadre", in_resident_mode=True, **fields)
    assert story.case().status is Status.CLOSED


# ---------------------------------------------------------------- reported up
def test_raise_needs_what_was_tried():
    story = Story().received()
    assert story.refused(c.RaiseToNextLevel, "cadre", tried=said("没办")) == "case-tried-too-short"


def test_village_cannot_route_upwards_without_what_was_tried():
    story = Story().received()
    fields = {"kind": MatterKind.HELP, "ledger": Ledger.REPORT_UP, "category": "water-wells"}
    assert story.refused(c.TriageCase, "cadre", unit=TOWN, **fields) == "case-use-raise"


def test_ladder_leads_from_village_over_town_to_department():
    state = raised_to_department().case()
    assert [h.post for h in state.holdings] == ["post-cadre", "post-clerk", "post-handler"]
    assert state.holdings[1].until == state.holdings[2].since
    assert (state.rung, state.status) == ("department", Status.HANDLING)


def test_joint_meeting_is_the_top_rung():
    story = raised_to_department()
    story.must(c.RaiseToNextLevel, "handler", tried=TRIED)
    story.must(c.AcknowledgeCase, "office")
    assert story.case().status is Status.JOINT_HANDLING
    assert story.refused(c.RaiseToNextLevel, "office", tried=TRIED) == "case-top-rung"


def test_reported_case_is_confirmed_by_independent_call_only():
    story = reported_and_told()
    way = {"answered": True, "solved": True}
    assert (
        story.refused(
            c.RecordConfirmation, "cadre", given_on=GivenOn.SCREEN, in_resident_mode=True, **way
        )
        == "case-resident-only"
    )
    state = story.must(c.RecordConfirmation, "caller", given_on=GivenOn.CALL, **way)
    assert state.status is Status.AWAITING_CONFIRMATION
    assert story.must(c.StrikeOff, "clerk").status is Status.CLOSED


def test_confirmed_case_that_nobody_strikes_off_ends_with_its_window():
    story = reported_and_told()
    story.must(c.RecordConfirmation, "caller", given_on=GivenOn.CALL, answered=True, solved=True)
    story.wait(days=30).must(c.LookAgain, SYSTEM)
    assert story.case().close_reason is CloseReason.CONFIRMED


def test_missed_call_is_marked_and_never_taken_for_consent():
    story = reported_and_told().wait(days=30)
    story.must(c.LookAgain, SYSTEM)
    state = story.case()
    assert state.status is Status.AWAITING_CONFIRMATION and state.breach is not None


def test_reviewer_cannot_be_the_author():
    story = raised_to_department()
    story.must(c.RecordResult, "handler", outcome=Outcome.SOLVED, reply=said("已修好。"))
    assert story.do(c.ReviewResult, "handler", approved=True).code == "not-allowed"


def test_review_sends_back_with_remarks():
    story = raised_to_department()
    story.must(c.RecordResult, "handler", outcome=Outcome.SOLVED, reply=said("正在处理。"))
    assert story.refused(c.ReviewResult, "reviewer", approved=False) == "case-words-missing"
    story.must(c.ReviewResult, "reviewer", approved=False, remarks=said("没有时间和单位。"))
    assert story.case().status is Status.HANDLING


def test_returned_case_goes_to_its_dispatcher():
    story = Story().received()
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.ReturnCase, "clerk", reason="facts_missing", words=said("缺井的位置。"))
    state = story.case()
    assert (state.status, state.holder_post, state.rung) == (
        Status.AWAITING_TRIAGE,
        "post-cadre",
        "village",
    )
    assert state.returns == 1


def test_planned_case_stays_on_the_books_with_monthly_look():
    plan = Plan(unit=WATER, date=MONDAY + timedelta(days=300), reason="需投资")
    story = reported_and_told(Outcome.PLANNED, plan=plan)
    state = story.case()
    assert state.status is Status.PLANNED and state.clock is not None
    story.wait(days=40).must(c.LookAgain, SYSTEM)
    assert story.case().breach is not None
    story.must(c.LookAtPlanned, "handler", note=said("已列入招标。"))
    assert story.case().breach is None


def test_planned_case_is_confirmed_by_call_even_later():
    plan = Plan(unit=WATER, date=MONDAY + timedelta(days=300), reason="需投资")
    story = reported_and_told(Outcome.PLANNED, plan=plan).wait(days=5)
    story.must(c.RecordResult, "handler", outcome=Outcome.SOLVED, reply=said("已打新井。"))
    story.must(c.ReviewResult, "reviewer", approved=True)
    state = story.must(c.RecordTelling, "cadre", means=Means.PHONE)
    assert state.status is Status.AWAITING_CONFIRMATION and state.was_planned
