"""Extension and sealed identities by the approval act, and what the raiser is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from minqing.approvals.public import (
    AskAgain,
    GiveConsent,
    LapseRequest,
    SendBackRequest,
    WithdrawRequest,
)
from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases import rules
from minqing.cases.clocks_of_case import derive
from minqing.cases.consent_terms import NoticeAbout
from minqing.cases.facts import extract
from minqing.cases.identity import is_unsealed_for
from minqing.cases.moved_dates import preview_extension
from minqing.cases.rules.ground import WorkCalendar
from minqing.cases.terms import Anonymity, GivenOn, Means, Outcome, Status
from minqing.cases.tests.builders import RESIDENT, SYSTEM, WATER, Story, receive, said, staff
from minqing.cases.tests.stories import TRIED, raised_to_department
from minqing.kernel.clocks import Span

WHY = said("要约定上门查看的时间。")


def due(story: Story) -> Any:
    return derive(story.case(), story.snapshots[WorkCalendar]).due_at


def asked(amount: int = 5, request: str = "A1") -> Story:
    story = raised_to_department()
    story.must(c.AskExtension, "handler", approval=request, amount=amount, words=said("等配件到货"))
    return story


# ---------------------------------------------------------------- extension
def test_asking_for_more_time_stops_no_clock():
    story = raised_to_department()
    before = due(story)
    story.must(c.AskExtension, "handler", approval="A1", amount=5, words=said("等配件"))
    assert (due(story), story.case().extended) == (before, 0)
    assert [one.approval for one in story.case().consents] == ["A1"]


def test_extension_counts_when_somebody_else_agreed_and_owes_the_raiser_a_notice():
    story = asked()
    before = due(story)
    story.answer(GiveConsent, "reviewer")
    state = story.case()
    assert due(story) > before and state.extended == 1
    assert (state.consents, state.notices) == ((), (NoticeAbout.EXTENSION,))
    state = story.must(c.TellOfChange, "cadre", means=Means.PHONE)
    assert state.notices == ()


def test_preview_of_an_extension_is_what_granting_it_brings():
    story = asked()
    clock, calendar = story.case().clock, story.snapshots[WorkCalendar]
    assert clock is not None
    span = Span(5, "working_days")
    old, new = preview_extension(clock, span, now=story.now, calendar=calendar)
    assert old == due(story)
    story.answer(GiveConsent, "reviewer")
    assert new == due(story)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("handler", "approval-not-allowed"),
        ("clerk", "approval-not-allowed"),
        ("recipient", "approval-unknown"),
        ("neighbour", "approval-unknown"),
    ],
)
def test_extension_refused_to_who_may_not_grant_it(name, code):
    assert asked().answer(GiveConsent, name).code == code


def test_holder_with_the_right_to_approve_does_not_grant_his_own_unit_more_time():
    story = raised_to_department()
    reviewer = staff("reviewer")
    story.must(c.AssignHandler, "handler", post="post-reviewer")
    story.must(c.AskExtension, "handler", approval="A1", amount=5, words=said("等配件"))
    assert story.answer(GiveConsent, reviewer).code == "case-own-work"
    assert isinstance(story.answer(GiveConsent, "chief"), list)


def test_extension_sent_back_is_asked_for_again_with_less():
    story = asked(15)
    story.answer(SendBackRequest, "reviewer", remarks=said("时间过长，说明到货日期。"))
    assert story.case().consents != ()
    terms = {"amount": 99}
    again = {"words": said("厂家承诺三日到货。")}
    assert story.answer(AskAgain, "handler", terms=terms, **again).code == (
        "case-extension-too-long"
    )
    story.answer(AskAgain, "handler", terms={"amount": 3}, **again)
    story.answer(GiveConsent, "reviewer")
    assert story.case().clock.extensions[0].span.amount == 3


def test_second_request_waits_for_the_first():
    story = asked()
    fields = {"amount": 3, "words": said("等")}
    assert story.refused(c.AskExtension, "handler", approval="A2", **fields) == "case-consent-open"
    story.answer(WithdrawRequest, "handler")
    story.must(c.AskExtension, "handler", approval="A2", **fields)


def test_number_of_a_request_is_used_once():
    story = asked()
    story.answer(WithdrawRequest, "handler")
    fields = {"amount": 3, "words": said("等")}
    assert story.refused(c.AskExtension, "handler", approval="A1", **fields) == "approval-exists"


def test_request_whose_case_went_on_is_refused_and_lapses():
    story = asked()
    assert story.answer(LapseRequest, SYSTEM).code == "approval-still-stands"
    story.must(c.RecordResult, "handler", outcome=Outcome.SOLVED, reply=said("已修好。"))
    assert story.answer(GiveConsent, "chief").code == "case-status-forbids"
    story.answer(LapseRequest, SYSTEM)
    assert story.case().consents == ()


def test_old_direct_extension_is_read_as_told():
    story = raised_to_department()
    state = story.case()
    old = msgspec.json.decode(
        b'{"at":"2026-03-02T02:00:00Z","extension":{"span":{"amount":5,"unit":"working_days"},'
        b'"granted_at":"2026-03-02T02:00:00Z"},"reason":"x","raiser_told":"phone",'
        b'"approved_by":"post-chief"}',
        type=e.DeadlineExtended,
    )
    after = rules.evolve(state, old)
    assert (after.extended, after.notices) == (1, ())


# ---------------------------------------------------------------- pauses
def test_pause_owes_a_notice_and_its_whole_length_is_limited():
    story = raised_to_department()
    for _ in range(2):
        until = story.now + timedelta(days=40)
        state = story.must(c.PauseCase, "handler", reason="season", until=until)
        assert NoticeAbout.PAUSE in state.notices
        story.wait(days=40).must(c.ResumeCase, "handler")
    until = story.now + timedelta(days=40)
    fields = {"reason": "season", "until": until}
    assert story.refused(c.PauseCase, "handler", **fields) == "case-pauses-used"
    story.must(c.PauseCase, "handler", reason="season", until=story.now + timedelta(days=9))


def test_anonymous_raiser_is_owed_no_notice_but_the_receipt():
    story = Story().received("clerk", anonymity=Anonymity.ANONYMOUS, raiser=None)
    story.must(c.RaiseToNextLevel, "clerk", tried=TRIED, unit="")
    story.must(c.AcknowledgeCase, "office")
    until = story.now + timedelta(days=9)
    assert story.must(c.PauseCase, "office", reason="season", until=until).notices == ()


# ---------------------------------------------------------------- identity
def sealed(**changes: Any) -> Story:
    story = Story().received(anonymity=Anonymity.SEALED, **changes)
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.AcknowledgeCase, "clerk")
    story.must(c.RaiseToNextLevel, "clerk", tried=TRIED, unit=WATER)
    story.must(c.AcknowledgeCase, "handler")
    return story


def opened() -> Story:
    story = sealed()
    story.must(c.AskUnsealing, "handler", approval="A1", words=WHY)
    story.answer(GiveConsent, "reviewer")
    assert story.case().unsealings == ()
    story.answer(GiveConsent, "leader")
    return story


def test_sealed_identity_opens_for_the_asker_alone_and_for_a_time():
    story = opened()
    state = story.case()
    assert is_unsealed_for(state, story.frame(staff("handler")))
    for other in ("reviewer", "leader", "chief", "clerk", "cadre"):
        assert not is_unsealed_for(state, story.frame(staff(other)))
    story.wait(hours=25)
    assert not is_unsealed_for(state, story.frame(staff("handler")))


def test_opening_stands_on_the_case_with_reason_and_hands():
    event = next(
        one
        for _, _, events, _ in opened().history
        for one in events
        if isinstance(one, e.IdentityUnsealed)
    )
    assert event.words and event.for_post == "post-handler"
    assert event.consented == ("post-reviewer", "post-leader")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("handler", "approval-not-allowed"),
        ("clerk", "approval-not-allowed"),
        ("caller", "approval-not-allowed"),
    ],
)
def test_opening_refused_to_who_has_no_right_to_agree(name, code):
    story = sealed()
    story.must(c.AskUnsealing, "handler", approval="A1", words=WHY)
    assert story.answer(GiveConsent, name).code == code


def test_who_once_held_the_case_does_not_agree_to_opening_it():
    story = sealed()
    story.must(c.AssignHandler, "handler", post="post-reviewer")
    story.must(c.AssignHandler, "handler", post="post-handler")
    story.must(c.AskUnsealing, "handler", approval="A1", words=WHY)
    assert story.answer(GiveConsent, "reviewer").code == "case-own-work"


def test_opening_is_asked_for_by_the_caller_of_a_closed_case_too():
    story = sealed()
    story.must(c.RecordResult, "handler", outcome=Outcome.PASSED_ON, reply=said("x"), organ="法院")
    story.must(c.ReviewResult, "reviewer", approved=True)
    story.must(c.RecordTelling, "cadre", means=Means.FACE_TO_FACE)
    assert story.case().status is Status.CLOSED
    story.must(c.AskUnsealing, "caller", approval="A1", words=WHY)


def test_house_is_kept_of_a_named_raiser_only():
    assert Story().received().case().household == "H1"
    assert sealed().case().household == ""
    anonymous = Story().received("clerk", anonymity=Anonymity.ANONYMOUS, raiser=None)
    assert anonymous.case().household == ""


def test_early_event_that_names_the_house_of_a_sealed_raiser_is_read_without_it():
    story = Story()
    events = story.tell(receive(anonymity=Anonymity.SEALED), staff("cadre"))
    early = msgspec.structs.replace(events[0], household="H1")
    assert rules.evolve(None, early).household == ""


def test_confirmation_of_an_anonymous_case_says_so_in_figures():
    event = next(one for one in _anonymous_confirmation() if isinstance(one, e.ConfirmationGiven))
    row = extract(_Entry(e.ConfirmationGiven.TYPE, event))[0]
    assert row.data["anonymous"] is True


class _Entry(msgspec.Struct):
    type: str
    event: Any


def _anonymous_confirmation() -> list[Any]:
    story = Story().received("cadre", anonymity=Anonymity.ANONYMOUS, raiser=None)
    story.must(c.SettleOnSpot, "cadre", outcome=Outcome.SOLVED, reply=said("已接通。"))
    return story.do(
        c.RecordConfirmation, RESIDENT, answered=True, solved=True, given_on=GivenOn.PORTAL
    )
