"""Ends that need care: outcomes, call-backs, withdrawal, handling again."""

from __future__ import annotations

import msgspec
import pytest

from minqing.approvals.public import GiveConsent
from minqing.cases import commands as c
from minqing.cases import group_events as g
from minqing.cases.group_terms import Await, Member
from minqing.cases.terms import (
    Anonymity,
    CallBack,
    CloseReason,
    GivenOn,
    Means,
    Outcome,
    Status,
)
from minqing.cases.tests.builders import (
    RESIDENT,
    SYSTEM,
    Story,
    said,
)
from minqing.cases.tests.stories import (
    raised_to_department,
    reported_and_told,
    tapped,
)


# ---------------------------------------------------------------- ends that need care
@pytest.mark.parametrize(
    ("outcome", "fields", "code"),
    [
        (Outcome.PLANNED, {}, "case-plan-incomplete"),
        (Outcome.NOT_ACCEPTED, {"reason": "in_court"}, "case-non-acceptance-incomplete"),
        (Outcome.CANNOT_BY_RULE, {}, "case-rule-missing"),
        (Outcome.PASSED_ON, {}, "case-organ-missing"),
        (Outcome.WITHDRAWN, {}, "case-outcome-forbidden"),
    ],
)
def test_result_refused_when_outcome_lacks_its_facts(outcome, fields, code):
    story = raised_to_department()
    reply = said("情况说明。")
    assert story.refused(c.RecordResult, "handler", outcome=outcome, reply=reply, **fields) == code


def test_not_accepted_ends_with_the_telling():
    story = Story().received()
    story.must(
        c.RecordResult,
        "cadre",
        outcome=Outcome.NOT_ACCEPTED,
        reply=said("该事已由法院受理。"),
        reason="in_court",
        legal_channel="litigation",
    )
    story.must(c.RecordTelling, "cadre", means=Means.LETTER, proof="告字1号")
    assert story.case().close_reason is CloseReason.TOLD


def test_letter_needs_proof():
    story = raised_to_department()
    story.must(c.RecordResult, "handler", outcome=Outcome.SOLVED, reply=said("已修好。"))
    story.must(c.ReviewResult, "reviewer", approved=True)
    assert story.refused(c.RecordTelling, "cadre", means=Means.LETTER) == "case-proof-missing"


def test_three_attempts_on_other_days_and_hours_end_as_not_reached():
    story = reported_and_told()
    story.must(c.RecordCallAttempt, "caller")
    story.must(c.RecordCallAttempt, "caller")  # the same hour again does not count
    story.wait(days=1).must(c.RecordCallAttempt, "caller")  # another day, the same hour
    story.wait(days=1, hours=1).must(c.RecordCallAttempt, "caller")
    assert story.case().status is Status.AWAITING_CONFIRMATION
    story.wait(days=1, hours=2).must(c.RecordCallAttempt, "caller")
    state = story.case()
    assert (state.close_reason, state.not_reached) == (CloseReason.NOT_REACHED, True)


@pytest.mark.parametrize(("days", "reached"), [(60, False), (95, True)])
def test_not_reached_may_be_reopened_for_ninety_days(days, reached):
    story = reported_and_told()
    for _ in range(3):
        story.wait(days=1, hours=1).must(c.RecordCallAttempt, "caller")
    story.wait(days=days)
    answer = story.do(c.ReopenCase, RESIDENT, words=said("又坏了。"))
    assert (getattr(answer, "code", "") == "case-reopen-window-passed") is reached


def test_withdrawal_recorded_by_staff_owes_a_call_and_one_by_the_raiser_does_not():
    told = {"means": Means.PHONE, "words": said("不用办了。")}
    for by, owed in (("cadre", CallBack.OWED), (RESIDENT, CallBack.NONE)):
        story = Story().received()
        story.must(c.WithdrawCase, by, **told)
        assert story.case().close_reason is CloseReason.WITHDRAWN
        assert story.case().call_back is owed


def test_anonymous_case_is_taken_back_by_its_receipt_alone():
    story = Story().received(anonymity=Anonymity.ANONYMOUS, raiser=None, household="")
    told = {"means": Means.PHONE, "words": said("不用办了。")}
    assert story.do(c.WithdrawCase, "cadre", **told).code == "case-anonymous-kept"
    story.must(c.WithdrawCase, RESIDENT, means=Means.PORTAL)
    assert story.case().close_reason is CloseReason.WITHDRAWN


# ---------------------------------------------------------------- handling again
def closed_by_tap() -> Story:
    story = Story().received()
    story.must(c.SettleOnSpot, "cadre", outcome=Outcome.SOLVED, reply=said("已接通。"))
    tapped(story)
    return story


def close_again(story: Story, holder: str) -> None:
    story.must(c.AcknowledgeCase, holder)
    story.must(c.RecordResult, holder, outcome=Outcome.SOLVED, reply=said("又修好了。"))
    if story.case().status is Status.AWAITING_REVIEW:
        story.must(c.ReviewResult, "leader" if holder == "clerk" else "chief", approved=True)
    story.must(c.RecordTelling, holder, means=Means.PHONE)
    state = story.case()
    way = GivenOn.PORTAL
    story.must(c.RecordConfirmation, RESIDENT, answered=True, solved=True, given_on=way)
    if story.case().status is not Status.CLOSED:
        story.must(c.StrikeOff, "clerk")
    assert state.receipt == "R1"


def test_reopening_climbs_from_same_holder_over_town_to_joint_meeting():
    story = closed_by_tap()
    assert story.must(c.ReopenCase, RESIDENT, words=said("又断了。")).holder_post == "post-cadre"
    close_again(story, "cadre")
    assert story.must(c.ReopenCase, RESIDENT, words=said("又断了。")).holder_post == "post-clerk"
    close_again(story, "clerk")
    state = story.must(c.ReopenCase, RESIDENT, words=said("又断了。"))
    assert (state.rung, state.holder_post, state.final) == ("joint_meeting", "post-office", True)
    story.must(c.AcknowledgeCase, "office")
    final = {"outcome": Outcome.EXPLAINED, "reply": said("终结意见。")}
    assert story.refused(c.RecordResult, "office", **final) == "case-needs-final-opinion"


def at_the_joint_meeting() -> Story:
    story = closed_by_tap()
    for holder in ("cadre", "clerk"):
        story.must(c.ReopenCase, RESIDENT, words=said("又断了。"))
        close_again(story, holder)
    story.must(c.ReopenCase, RESIDENT, words=said("又断了。"))
    story.must(c.AcknowledgeCase, "office")
    return story


OPINION = {
    "outcome": Outcome.EXPLAINED,
    "channels": ("review", "litigation"),
    "words": said("经联席会议研究：水源枯竭，已改接管网。"),
}


def concluded() -> Story:
    story = at_the_joint_meeting()
    story.must(c.RecordFinalOpinion, "office", approval="A1", **OPINION)
    story.answer(GiveConsent, "chief")
    story.answer(GiveConsent, "deputy")
    return story


def test_final_opinion_becomes_the_result_when_two_leaders_agreed():
    story = at_the_joint_meeting()
    state = story.must(c.RecordFinalOpinion, "office", approval="A1", **OPINION)
    assert (state.status, state.result.outcome) == (Status.JOINT_HANDLING, Outcome.SOLVED)
    story.answer(GiveConsent, "chief")
    assert story.case().opinion is None
    story.answer(GiveConsent, "deputy")
    state = story.case()
    assert (state.status, state.result.outcome) == (Status.AWAITING_TELLING, Outcome.EXPLAINED)
    assert state.opinion.channels == ("review", "litigation")
    assert state.consents == ()


def test_final_opinion_is_handed_on_to_those_merged_into_the_case():
    story = at_the_joint_meeting()
    member = Member("2", "H2", Anonymity.NAMED)
    story.states["case:1"] = msgspec.structs.replace(story.case(), members=(member,))
    story.must(c.RecordFinalOpinion, "office", approval="A1", **OPINION)
    story.answer(GiveConsent, "chief")
    story.answer(GiveConsent, "deputy")
    _, _, events, _ = story.history[-1]
    assert [event.what for event in events if isinstance(event, g.MembersAwait)] == [Await.ANSWER]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"channels": ()}, "case-final-incomplete"),
        ({"channels": ("discipline-court",)}, "case-final-incomplete"),
        ({"outcome": Outcome.PLANNED}, "case-outcome-forbidden"),
        ({"words": said(" ")}, "case-words-missing"),
    ],
)
def test_final_opinion_refused_without_reasons_and_channels(changes, code):
    story = at_the_joint_meeting()
    fields = {"approval": "A1", **OPINION, **changes}
    assert story.refused(c.RecordFinalOpinion, "office", **fields) == code


def test_not_solved_after_the_final_opinion_is_recorded_and_closes():
    story = concluded()
    story.must(c.RecordTelling, "office", means=Means.PHONE)
    story.must(c.RecordConfirmation, RESIDENT, answered=True, solved=False, given_on=GivenOn.PORTAL)
    assert story.case().confirmation.solved is False
    assert story.case().status is not Status.REOPENED


def test_after_final_opinion_only_new_facts_reopen():
    story = concluded()
    story.must(c.RecordTelling, "office", means=Means.PHONE)
    story.must(c.RecordConfirmation, RESIDENT, answered=True, solved=True, given_on=GivenOn.PORTAL)
    if story.case().status is not Status.CLOSED:
        story.must(c.StrikeOff, "clerk")
    words = said("还是不行。")
    refused = story.do(c.ReopenCase, RESIDENT, words=words)
    assert refused.code == "case-already-final"
    assert "复查、诉讼" in str(refused)
    facts = {"new_facts": True, "facts": said("新接的管也断了。")}
    state = story.must(c.ReopenCase, RESIDENT, words=words, **facts)
    assert (state.final, state.opinion) == (False, None)
    story.must(c.AcknowledgeCase, "office")
    story.must(c.RecordResult, "office", outcome=Outcome.SOLVED, reply=said("已换管。"))


def test_reopening_after_window_needs_new_facts():
    story = closed_by_tap().wait(days=40)
    words = said("又断了。")
    assert story.refused(c.ReopenCase, RESIDENT, words=words) == "case-reopen-window-passed"
    facts = {"new_facts": True, "facts": said("新接的管也断了。")}
    state = story.must(c.ReopenCase, RESIDENT, words=words, **facts)
    assert (state.reopened, state.reopened_counted) == (1, 0)


def test_reopened_case_keeps_its_first_clock_and_what_became_of_it():
    story = Story().received()
    first = story.case().promise
    story.wait(days=200).must(c.LookAgain, SYSTEM)
    assert story.case().promise_missed
    story.must(c.SettleOnSpot, "cadre", outcome=Outcome.SOLVED, reply=said("已接通。"))
    told_at = story.case().told_at
    story.must(c.RecordConfirmation, RESIDENT, answered=True, solved=False, given_on=GivenOn.PORTAL)
    state = story.case()
    assert state.reopened == 1 and state.promise != first
    assert (state.first_promise, state.first_missed, state.first_told_at) == (first, True, told_at)
    close_again(story, "cadre")
    assert story.must(c.ReopenCase, RESIDENT, words=said("又断了。")).first_promise == first
