"""Merging and unmerging, on the pure rules: who may, what stands still, what comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minqing.cases import commands as c
from minqing.cases import group_commands as gc
from minqing.cases import group_events as g
from minqing.cases.clocks_of_case import due_moment
from minqing.cases.group_terms import Member, Weight, weigh
from minqing.cases.rules.ground import WorkCalendar
from minqing.cases.rules.group import make_member, owes_answer
from minqing.cases.terms import (
    Anonymity,
    Channel,
    GivenOn,
    Ledger,
    MatterKind,
    Means,
    Outcome,
    Plan,
    Status,
)
from minqing.cases.tests.builders import (
    OTHER_VILLAGE,
    RESIDENT,
    SYSTEM,
    WATER,
    Story,
    raiser,
    receive,
    said,
    staff,
)
from minqing.cases.tests.stories import TRIED

SAME = said("同一口机井")
NOT_SAME = said("不是同一口井")
REPLY = said("水泵已更换，水利局，3月20日。")


def three_at_the_well() -> Story:
    """Three houses tell of one well: 1, 2 and 3, sorted by nobody yet."""
    story = Story()
    for number in ("1", "2", "3"):
        story.tell(receive(number, household=f"H{number}"), staff("cadre"))
    return story


def merged() -> Story:
    story = three_at_the_well()
    story.must(gc.MergeCase, "clerk", "2", into="1", words=SAME)
    story.must(gc.MergeCase, "clerk", "3", into="1", suggested=True)
    return story


def answered(story: Story, outcome: Outcome = Outcome.SOLVED, **fields: object) -> Story:
    """Let the department answer the main and hand the answer on, as the reaction does."""
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.AcknowledgeCase, "clerk")
    story.must(c.RaiseToNextLevel, "clerk", tried=TRIED, unit=WATER)
    story.must(c.AcknowledgeCase, "handler")
    story.must(c.RecordResult, "handler", outcome=outcome, reply=REPLY, **fields)
    story.must(c.ReviewResult, "reviewer", approved=True)
    return handed_on(story)


def handed_on(story: Story) -> Story:
    main = story.case()
    for one in main.members:
        if owes_answer(story.case(one.case), main):
            story.must(gc.AnswerWithMain, SYSTEM, one.case, main="1", reply=REPLY)
    return story


def told(story: Story, case: str) -> Story:
    story.must(c.RecordTelling, "cadre", case, means=Means.FACE_TO_FACE)
    return story


# ---------------------------------------------------------------- merging
def test_members_point_at_the_main_and_keep_their_own_receipt():
    story = merged()
    main, second = story.case("1"), story.case("2")
    assert [one.case for one in main.members] == ["2", "3"]
    assert (second.lead, second.status, second.receipt) == ("1", Status.MERGED, "R2")
    assert second.holder_post == "post-cadre" and second.clock is not None


def test_raisers_own_clock_goes_on_untouched_while_merged():
    story = three_at_the_well()
    before = story.case("2").promise
    story.must(gc.MergeCase, "clerk", "2", into="1")
    state = story.case("2")
    assert state.promise == before and state.clock == before


def test_merging_a_main_re_points_those_it_leads():
    story = three_at_the_well()
    story.must(gc.MergeCase, "clerk", "3", into="2")
    story.must(gc.MergeCase, "clerk", "2", into="1", carried=("3",))
    assert story.case("3").lead == "1" and story.case("2").members == ()
    assert {one.case for one in story.case("1").members} == {"2", "3"}


def test_merging_a_main_is_refused_when_a_member_was_overlooked():
    story = three_at_the_well()
    story.must(gc.MergeCase, "clerk", "3", into="2")
    assert story.refused(gc.MergeCase, "clerk", "2", into="1") == "case-group-changed"


def other_pack(story: Story) -> None:
    from msgspec.structs import replace

    story.states["case:1"] = replace(story.case("1"), pack="another")


def closed_main(story: Story) -> None:
    story.must(c.WithdrawCase, RESIDENT, "1", means=Means.PORTAL)


def chained(story: Story) -> None:
    story.must(gc.MergeCase, "clerk", "1", into="3")


def sealed_main(story: Story) -> None:
    complaint = MatterKind.COMPLAINT_AGAINST_OFFICIAL
    fields = {"kind": complaint, "ledger": Ledger.AGENT, "category": ""}
    story.must(c.TriageCase, "cadre", "1", **fields)


def already(story: Story) -> None:
    story.must(gc.MergeCase, "clerk", "2", into="3")


def elsewhere(story: Story) -> None:
    from msgspec.structs import replace

    story.states["case:1"] = replace(story.case("1"), home_banner="150622")


@pytest.mark.parametrize(
    ("before", "by", "into", "code"),
    [
        (None, "cadre", "1", "not-allowed"),
        (None, "clerk", "9", "case-unknown"),
        (None, "clerk", "2", "case-merge-apart"),
        (other_pack, "clerk", "1", "case-merge-apart"),
        (elsewhere, "clerk", "1", "case-merge-apart"),
        (closed_main, "clerk", "1", "case-merge-ended"),
        (chained, "clerk", "1", "case-merge-chain"),
        (sealed_main, "clerk", "1", "case-unknown"),
        (already, "clerk", "1", "case-status-forbids"),
    ],
)
def test_merging_refused(before, by, into, code):
    story = three_at_the_well()
    if before is not None:
        before(story)
    assert story.refused(gc.MergeCase, by, "2", into=into) == code


def test_merging_refused_when_the_main_is_out_of_reach():
    from msgspec.structs import replace

    story = three_at_the_well()
    far = replace(staff("clerk"), units=(OTHER_VILLAGE,), unit=OTHER_VILLAGE, post="post-neighbour")
    story.tell(receive("4", unit=OTHER_VILLAGE), staff("neighbour"))
    assert story.refused(gc.MergeCase, far, "4", into="1") == "case-not-in-reach"


def test_complaint_is_never_sealed_beside_others():
    story = merged()
    fields = {"kind": MatterKind.COMPLAINT_AGAINST_OFFICIAL, "ledger": Ledger.AGENT}
    assert story.refused(c.TriageCase, "cadre", "1", category="", **fields) == "case-has-members"


def test_work_on_a_member_is_done_on_the_main():
    story = merged()
    for kind, fields in (
        (c.SettleOnSpot, {"outcome": Outcome.SOLVED, "reply": REPLY}),
        (c.RaiseToNextLevel, {"tried": TRIED}),
        (gc.MergeCase, {"into": "1"}),
    ):
        by = "clerk" if kind is gc.MergeCase else "cadre"
        assert story.refused(kind, by, "2", **fields) == "case-status-forbids"


# ---------------------------------------------------------------- the answer
def test_each_member_is_told_and_asked_by_itself():
    story = answered(merged())
    for case in ("2", "3"):
        state = story.case(case)
        assert state.status is Status.AWAITING_TELLING and state.told_at is None
        assert state.result is not None and state.result.outcome is Outcome.SOLVED
    told(story, "2")
    assert story.case("2").status is Status.AWAITING_CONFIRMATION
    assert story.case("3").status is Status.AWAITING_TELLING


def test_answer_with_the_main_keeps_the_first_promise():
    story = merged()
    before = story.case("2").promise
    answered(story.wait(days=3))
    assert story.case("2").promise == before


def test_who_worked_on_the_main_never_calls_its_members():
    story = told(answered(merged()), "2")
    assert "post-handler" in story.case("2").hands
    assert story.case("2").holder_post == "post-handler"


def test_reviewed_answers_are_shared_only_after_the_review():
    story = merged()
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.AcknowledgeCase, "clerk")
    story.must(c.RaiseToNextLevel, "clerk", tried=TRIED, unit=WATER)
    story.must(c.AcknowledgeCase, "handler")
    draft = story.do(c.RecordResult, "handler", outcome=Outcome.SOLVED, reply=REPLY)
    assert not any(isinstance(one, g.MembersAwait) for one in draft)
    approved = story.do(c.ReviewResult, "reviewer", approved=True)
    assert isinstance(approved[-1], g.MembersAwait)


def test_main_without_members_leaves_nothing_to_hand_on():
    story = three_at_the_well()
    events = story.do(c.SettleOnSpot, "cadre", outcome=Outcome.SOLVED, reply=REPLY)
    assert not any(isinstance(one, g.MembersAwait) for one in events)


def test_not_solved_reopens_that_member_and_stands_in_the_group():
    story = told(answered(merged()), "2")
    no = {"answered": True, "solved": False, "given_on": GivenOn.CALL}
    story.must(c.RecordConfirmation, "caller", "2", **no)
    assert story.case("2").status is Status.REOPENED
    assert story.case("2").lead == "1" and story.case("3").status is Status.AWAITING_TELLING
    assert "2" in {one.case for one in story.case("1").members}


def test_reopened_member_goes_back_to_its_own_main_only():
    story = told(answered(merged()), "2")
    no = {"answered": True, "solved": False, "given_on": GivenOn.CALL}
    story.must(c.RecordConfirmation, "caller", "2", **no)
    story.tell(receive("4"), staff("cadre"))
    assert story.refused(gc.MergeCase, "clerk", "2", into="4") == "case-already-member"
    story.must(gc.MergeCase, "clerk", "2", into="1")
    assert story.case("2").status is Status.MERGED
    assert [one.case for one in story.case("1").members] == ["3", "2"]


def test_merging_into_an_answered_main_hands_the_answer_on():
    story = answered(merged())
    story.tell(receive("4", household="H4"), staff("cadre"))
    story.must(gc.MergeCase, "clerk", "4", into="1")
    handed_on(story)
    assert story.case("4").status is Status.AWAITING_TELLING


def test_nothing_is_shared_twice():
    story = answered(merged())
    code = story.refused(gc.AnswerWithMain, SYSTEM, "2", main="1", reply=REPLY)
    assert code == "case-status-forbids"
    again = story.refused(gc.AnswerWithMain, "clerk", "3", main="1", reply=REPLY)
    assert again in {"case-status-forbids", "case-system-only"}


def test_planned_main_gives_its_plan_and_later_its_answer():
    plan = Plan(unit=WATER, date=Story().now + timedelta(days=300), reason="需投资")
    story = answered(merged(), Outcome.PLANNED, plan=plan)
    told(told(story, "1"), "2")
    assert story.case("2").status is Status.PLANNED
    look = story.do(c.LookAtPlanned, "handler", note=said("已招标"))
    assert isinstance(look[-1], g.MembersAwait)
    story.must(gc.LookWithMain, SYSTEM, "2", main="1", note=said("已招标"))
    story.must(c.RecordResult, "handler", outcome=Outcome.SOLVED, reply=said("井已打成。"))
    story.must(c.ReviewResult, "reviewer", approved=True)
    handed_on(story)
    assert story.case("2").status is Status.AWAITING_TELLING
    assert story.case("2").result.outcome is Outcome.SOLVED


def test_look_at_a_plan_is_not_shared_with_who_waits_or_stands_alone():
    story = merged()
    note = {"main": "1", "note": said("已招标")}
    assert story.refused(gc.LookWithMain, SYSTEM, "2", **note) == "case-status-forbids"
    plan = Plan(unit=WATER, date=story.now + timedelta(days=300), reason="需投资")
    alone = told(answered(three_at_the_well(), Outcome.PLANNED, plan=plan), "1")
    assert alone.refused(gc.LookWithMain, SYSTEM, "1", **note) == "case-not-member"


# ---------------------------------------------------------------- unmerging
def test_unmerging_gives_back_status_holder_and_clock_with_the_time_credited():
    story = three_at_the_well()
    story.must(c.TriageCase, "cadre", "2", kind=MatterKind.HELP, ledger=Ledger.AGENT,
               category="water-wells")  # fmt: skip
    before = story.case("2")
    calendar = story.snapshots[WorkCalendar]
    due = due_moment(before.clock, calendar)
    story.must(gc.MergeCase, "clerk", "2", into="1")
    story.wait(days=7)
    story.must(gc.UnmergeCase, "clerk", "2", main="1", words=NOT_SAME)
    after = story.case("2")
    assert (after.status, after.holder_post, after.ledger) == (
        before.status,
        before.holder_post,
        before.ledger,
    )
    assert due_moment(after.clock, calendar) == due + timedelta(days=7)
    assert after.promise == before.promise and after.lead == ""
    assert story.case("1").members == ()


def test_unmerging_after_the_answer_takes_the_answer_back():
    story = told(answered(merged()), "2")
    story.must(gc.UnmergeCase, "clerk", "2", main="1", words=NOT_SAME)
    state = story.case("2")
    assert state.status is Status.AWAITING_TRIAGE and state.holder_post == "post-cadre"
    assert state.result is None and state.told_at is None
    assert "post-handler" in state.hands


def test_unmerging_a_closed_member_is_a_reopening_that_does_not_count():
    story = told(answered(merged()), "2")
    yes = {"answered": True, "solved": True, "given_on": GivenOn.CALL}
    story.must(c.RecordConfirmation, "caller", "2", **yes)
    story.must(c.StrikeOff, "clerk", "2")
    story.must(gc.UnmergeCase, "clerk", "2", main="1", words=NOT_SAME)
    state = story.case("2")
    assert (state.status, state.reopened, state.reopened_counted) == (Status.REOPENED, 1, 0)
    assert state.holder_post == "post-cadre" and state.lead == ""


def test_unmerging_needs_words_and_the_right_main():
    story = merged()
    assert story.refused(gc.UnmergeCase, "clerk", "2", main="1", words=said(" ")) == (
        "case-words-missing"
    )
    assert story.refused(gc.UnmergeCase, "clerk", "2", main="3", words=NOT_SAME) == (
        "case-not-member"
    )
    assert story.refused(gc.UnmergeCase, "clerk", "1", main="1", words=NOT_SAME) == (
        "case-not-member"
    )


def test_withdrawn_member_leaves_without_being_handled_again():
    story = merged()
    story.must(c.WithdrawCase, RESIDENT, "2", means=Means.PORTAL)
    story.must(gc.UnmergeCase, "clerk", "2", main="1", words=NOT_SAME)
    assert story.case("2").status is Status.CLOSED and story.case("2").lead == ""


# ---------------------------------------------------------------- clocks while merged
def test_missed_promise_of_a_member_is_noticed_once():
    story = merged().wait(days=200)
    events = story.do(c.LookAgain, SYSTEM, "2")
    assert [type(one).__name__ for one in events] == ["PromiseMissed"]
    assert story.case("2").breach is not None
    assert story.refused(c.LookAgain, SYSTEM, "2") == "case-nothing-due"


def test_promise_missed_before_the_merging_stays_missed():
    story = three_at_the_well().wait(days=200)
    story.do(c.LookAgain, SYSTEM, "2")
    assert story.case("2").promise_missed
    story.must(gc.MergeCase, "clerk", "2", into="1")
    assert story.case("2").breach is not None
    assert story.refused(c.LookAgain, SYSTEM, "2") == "case-nothing-due"


# ---------------------------------------------------------------- the lead
def test_first_member_takes_the_lead_when_the_main_is_withdrawn():
    story = merged()
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.AcknowledgeCase, "clerk")
    events = story.do(c.WithdrawCase, RESIDENT, means=Means.PORTAL)
    assert isinstance(events[-1], g.MembersAwait)
    story.must(gc.TakeLead, SYSTEM, "2", main="1", others=("3",))
    heir, third = story.case("2"), story.case("3")
    assert heir.status is Status.AWAITING_ACKNOWLEDGEMENT and heir.holder_post == "post-clerk"
    assert heir.lead == "" and [one.case for one in heir.members] == ["3"]
    assert third.lead == "2" and story.case("1").members == ()


def test_lead_is_not_taken_from_a_main_that_stands():
    story = merged()
    assert story.refused(gc.TakeLead, SYSTEM, "2", main="1", others=("3",)) == "case-not-member"


def test_lead_is_not_taken_when_a_member_was_overlooked():
    story = merged()
    story.must(c.WithdrawCase, RESIDENT, means=Means.PORTAL)
    assert story.refused(gc.TakeLead, SYSTEM, "2", main="1") == "case-group-changed"


# ---------------------------------------------------------------- weight
ANONYMOUS, SEALED = Anonymity.ANONYMOUS, Anonymity.SEALED


@pytest.mark.parametrize(
    ("raisers", "weight"),
    [
        ([Member("1", "H1")], Weight(1)),
        ([Member("1", "H1"), Member("2", "H1"), Member("3", "H2")], Weight(2)),
        ([Member("1", "H1"), Member("2")], Weight(2, unplaced=1)),
        ([Member("1", "H1"), Member("2", anonymity=ANONYMOUS)], Weight(1, anonymous=1)),
        ([Member("1", "H1"), Member("2", "H1", SEALED)], Weight(1, sealed=1)),
        ([Member("1", "", ANONYMOUS), Member("2", "", ANONYMOUS)], Weight(0, anonymous=2)),
    ],
)
def test_weight_counts_distinct_households(raisers, weight):
    assert weigh(raisers) == weight


def test_house_of_a_sealed_or_anonymous_raiser_is_not_told_to_the_group():
    story = Story()
    story.tell(
        receive("1", channel=Channel.PORTAL, anonymity=SEALED, raiser=raiser()), staff("cadre")
    )
    assert make_member(story.case("1")) == Member("1", "", SEALED)


def test_weight_of_one_receipt_is_not_shared():
    assert not Weight(1).is_shared and Weight(1, anonymous=1).is_shared
