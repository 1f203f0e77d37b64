"""Clocks, complaints, emergencies, anonymity, and what intake refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minqing.approvals.public import GiveConsent
from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases.clocks_of_case import derive
from minqing.cases.rules.ground import WorkCalendar
from minqing.cases.terms import (
    Anonymity,
    CallBack,
    Channel,
    Ledger,
    MatterKind,
    Means,
    Outcome,
    Status,
)
from minqing.cases.tests.builders import (
    BANNER,
    MONDAY,
    RESIDENT,
    SYSTEM,
    TOWN,
    VILLAGE,
    Story,
    said,
)
from minqing.cases.tests.stories import (
    TRIED,
    raised_to_department,
    reported_and_told,
)


# ---------------------------------------------------------------- clocks
def test_missed_rung_is_noticed_then_raised_by_the_clock():
    story = Story().received().wait(days=3)
    events = story.do(c.LookAgain, SYSTEM)
    assert [type(event) for event in events] == [e.DeadlineMissed]
    assert story.refused(c.LookAgain, SYSTEM) == "case-nothing-due"
    story.wait(days=7)
    state = story.must(c.LookAgain, SYSTEM)
    assert (state.rung, state.holder_post) == ("town", "post-clerk")


def test_breach_learned_late_has_grace_from_its_noticing():
    story = Story().received().wait(days=30)
    story.must(c.LookAgain, SYSTEM)
    breach = story.case().breach
    assert breach is not None and breach.learned_late
    assert breach.grace is not None and breach.grace.started_at == story.now


def test_nobody_above_leaves_the_breach_marked():
    story = Story(vacant=("office", "chief", "deputy", "leader", "reviewer"))
    story.received("clerk", unit=TOWN).wait(days=5)
    story.must(c.LookAgain, SYSTEM)
    story.wait(days=30).must(c.LookAgain, SYSTEM)
    state = story.case()
    assert (state.rung, state.breach.grace if state.breach else 1) == ("town", None)


def test_pause_is_credited_and_ends_by_itself():
    story = raised_to_department()
    before = derive(story.case(), story.snapshots[WorkCalendar]).due_at
    story.must(c.PauseCase, "handler", reason="season", until=MONDAY + timedelta(days=20))
    assert story.case().status is Status.PAUSED and story.case().clock is not None
    story.wait(days=21).must(c.LookAgain, SYSTEM)
    after = derive(story.case(), story.snapshots[WorkCalendar]).due_at
    assert story.case().status is Status.HANDLING
    assert before is not None and after is not None and after > before


def test_promise_stops_at_the_telling():
    story = reported_and_told()
    assert story.case().promise is not None
    story.wait(days=120)
    events = story.do(c.LookAgain, SYSTEM)
    assert e.PromiseMissed not in [type(event) for event in events]


def test_promise_is_not_missed_while_a_pause_is_open_and_is_credited_after():
    story = raised_to_department()
    before = derive(story.case(), story.snapshots[WorkCalendar]).promise_due_at
    story.must(c.PauseCase, "handler", reason="season", until=MONDAY + timedelta(days=55))
    assert before is not None
    story.wait(days=(before - story.now).days + 1)
    if story.case().status is Status.PAUSED:
        assert e.PromiseMissed not in [type(x) for x in _look(story)]
    story.now = MONDAY + timedelta(days=56)
    events = _look(story)
    after = derive(story.case(), story.snapshots[WorkCalendar]).promise_due_at
    assert after is not None and after > before
    assert e.PromiseMissed not in [type(event) for event in events]


def _look(story: Story) -> list[object]:
    answer = story.tell(c.LookAgain(id=f"look-{story.now}", case="1"), SYSTEM)
    return answer if isinstance(answer, list) else []


def test_pause_refused_beyond_the_longest():
    story = raised_to_department()
    code = story.refused(
        c.PauseCase, "handler", reason="season", until=MONDAY + timedelta(days=200)
    )
    assert code == "case-pause-too-long"


def test_extension_moves_the_deadline_and_is_limited():
    story = raised_to_department()
    before = derive(story.case(), story.snapshots[WorkCalendar]).due_at
    fields = {"amount": 5, "words": said("等配件")}
    for number in ("A1", "A2"):
        story.must(c.AskExtension, "handler", approval=number, **fields)
        story.answer(GiveConsent, "reviewer", request=number)
    after = derive(story.case(), story.snapshots[WorkCalendar]).due_at
    assert before is not None and after is not None and after > before
    third = story.refused(c.AskExtension, "handler", approval="A3", **fields)
    assert third == "case-extensions-used"


def test_vacant_holder_is_answered_for_by_the_post_above():
    story = Story(vacant=("cadre", "secretary")).received(RESIDENT)
    assert story.case().holder_post == "post-cadre"
    story.must(c.RecordResult, "leader", outcome=Outcome.PASSED_ON, reply=said("x"), organ="法院")


# ---------------------------------------------------------------- complaints and emergencies
def complaint() -> Story:
    return Story().received(
        RESIDENT, channel=Channel.PORTAL, kind=MatterKind.COMPLAINT_AGAINST_OFFICIAL
    )


def test_complaint_is_sealed_at_intake_and_held_by_its_recipient():
    state = complaint().case()
    assert state.sealed and state.holder_post == "post-recipient"


@pytest.mark.parametrize("name", ["cadre", "clerk", "leader", "handler", "supervisor"])
def test_complaint_does_not_exist_for_village_town_and_department(name):
    fields = {"kind": MatterKind.HELP, "ledger": Ledger.AGENT, "category": "water-wells"}
    code = complaint().do(c.TriageCase, name, **fields).code
    assert code in {"case-unknown", "not-allowed"}


def test_transferred_complaint_keeps_nothing_but_that():
    story = complaint()
    state = story.must(c.TransferComplaint, "recipient", organ="旗纪委监委")
    assert (state.status, state.place) == (Status.TRANSFERRED, BANNER)
    assert not any((state.matter, state.raiser, state.household, state.category, state.holdings))


def test_triage_seals_what_turns_out_to_be_a_complaint():
    story = Story().received()
    kind = MatterKind.COMPLAINT_AGAINST_OFFICIAL
    state = story.must(
        c.TriageCase, "cadre", kind=kind, ledger=Ledger.AGENT, category="other-unsorted"
    )
    assert state.sealed and state.holder_post == "post-recipient"
    code = story.refused(c.LinkCase, "cadre", relation="x", target="a:b")
    assert code == "case-unknown"


def test_complaint_without_recipient_names_the_phone():
    story = Story(vacant=("recipient",))
    kind = MatterKind.COMPLAINT_AGAINST_OFFICIAL
    from minqing.cases.tests.builders import receive

    answer = story.tell(receive(kind=kind, channel=Channel.PORTAL), RESIDENT)
    assert answer.code == "case-complaint-recipient-missing" and "12388" in str(answer)


def test_emergency_words_shorten_the_first_clock():
    story = Story().received(matter=said("他再逼我我就不活了"))
    state = story.case()
    assert state.emergency and state.clock is not None
    assert state.clock.rule.span.unit == "hours"
    story.must(c.NoteEmergencyShown, "cadre", number="120")
    assert story.case().emergency_shown_at == MONDAY


# ---------------------------------------------------------------- anonymity
def test_anonymous_case_closes_with_its_window_and_owes_no_call():
    story = Story().received(anonymity=Anonymity.ANONYMOUS, raiser=None, household="")
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.AcknowledgeCase, "clerk")
    story.must(c.RecordResult, "clerk", outcome=Outcome.SOLVED, reply=said("已修。"))
    story.must(c.ReviewResult, "leader", approved=True)
    story.must(c.RecordTelling, "clerk", means=Means.BOARD, proof="公开栏3月第2期")
    story.wait(days=40).must(c.LookAgain, SYSTEM)
    assert (story.case().status, story.case().call_back) == (Status.CLOSED, CallBack.NONE)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"raiser": None}, "case-raiser-missing"),
        ({"anonymity": Anonymity.ANONYMOUS}, "case-raiser-forbidden"),
        (
            {
                "anonymity": Anonymity.ANONYMOUS,
                "raiser": None,
                "category": "relief-allowance",
            },
            "case-name-needed",
        ),
        ({"unit": "999"}, "case-unit-unknown"),
        ({"unit": "1506"}, "case-pack-missing"),
        ({"category": "nothing"}, "case-category-unknown"),
        ({"matter": said("  ")}, "case-matter-missing"),
        ({"receipt": ""}, "case-receipt-missing"),
        ({"language": "庚大爷的方言"}, "case-language-unknown"),
    ],
)
def test_receive_refused(changes, code):
    from minqing.cases.tests.builders import receive, staff

    answer = Story().tell(receive(**changes), staff("cadre"))
    assert answer.code == code and "{" not in str(answer)


def test_receive_twice_is_refused():
    story = Story().received()
    from minqing.cases.tests.builders import receive, staff

    assert story.tell(receive(), staff("cadre")).code == "case-already-received"


def test_place_outside_reach_is_taken_in_but_not_worked_on():
    story = Story().received("neighbour", unit=VILLAGE)
    assert story.case().holder_post == "post-neighbour"
    assert story.refused(c.AcknowledgeCase, "handler") == "case-status-forbids"
    assert story.refused(c.RaiseToNextLevel, "handler", tried=TRIED) == "case-not-holder"
