"""Beside the main line: papers of errands, cases from elsewhere, urging, newer versions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.cases import commands as c
from minqing.cases import commands_beside as b
from minqing.cases import events as e
from minqing.cases import events_beside as eb
from minqing.cases.arrivals import Arrived, stream_of
from minqing.cases.arrivals import evolve as evolve_arrival
from minqing.cases.clocks_of_case import derive, due_moment
from minqing.cases.papers import PaperForm, PaperTaken, ReturnedTo, list_missing, list_out
from minqing.cases.projection import find_call
from minqing.cases.rules import evolve
from minqing.cases.rules.ground import WorkCalendar
from minqing.cases.rules.version import plan_move
from minqing.cases.terms import Channel, CloseReason, GivenOn, Ledger, Means, Outcome, Status
from minqing.cases.tests.builders import (
    MONDAY,
    RESIDENT,
    SYSTEM,
    WATER,
    Story,
    receive,
    said,
    staff,
)
from minqing.cases.tests.stories import TRIED, raised_to_department
from minqing.cases.tests.stories_beside import (
    COPY,
    HOTLINE,
    NUMBER,
    REGISTER,
    from_hotline,
    on_errand,
    told_on_errand,
    with_newer,
)
from minqing.kernel.messages import Refusal

CARD = "身份证150627196503121234"


def received() -> Story:
    return Story().received()


def answered_back() -> Story:
    story = from_hotline()
    story.must(
        c.RecordResult,
        "clerk",
        outcome=Outcome.NOT_ACCEPTED,
        reply=said("法院已受理。"),
        reason="in_court",
        legal_channel="litigation",
    )
    story.must(b.SendAnswerBack, "clerk", answer_number="HF-1")
    return story


LATER = MONDAY + timedelta(days=30)
DUE = {"source": HOTLINE, "number": NUMBER, "due_at": LATER}
TABLE: list[tuple[Any, type[c.CaseCommand], Any, dict[str, Any], str]] = [
    (received, b.TakeMorePapers, "cadre", {"taken": (REGISTER,)}, "case-errand-none"),
    (on_errand, b.TakeMorePapers, "cadre", {"taken": ()}, "case-papers-missing"),
    (
        on_errand,
        b.TakeMorePapers,
        "cadre",
        {"taken": (PaperTaken(CARD),)},
        "case-paper-number",
    ),
    (
        on_errand,
        b.TakeMorePapers,
        "cadre",
        {"taken": (PaperTaken("户口本", pages=0),)},
        "case-pages-wrong",
    ),
    (on_errand, b.TakeMorePapers, "neighbour", {"taken": (REGISTER,)}, "case-not-holder"),
    (on_errand, b.ListNeededPapers, "cadre", {"needed": (CARD,)}, "case-paper-number"),
    (
        on_errand,
        b.ListNeededPapers,
        "cadre",
        {"needed": tuple(map(str, range(90)))},
        "case-papers-too-many",
    ),
    (on_errand, b.HandInPapers, "cadre", {"office": " "}, "case-office-missing"),
    (
        on_errand,
        b.HandInPapers,
        "cadre",
        {"office": "民政窗口", "papers": (7,)},
        "case-paper-unknown",
    ),
    (
        on_errand,
        b.HandInPapers,
        "cadre",
        {"office": "民政窗口", "office_number": "150627196503121234"},
        "case-paper-number",
    ),
    (on_errand, c.HandBackPapers, "cadre", {"papers": (7,)}, "case-paper-unknown"),
    (on_errand, c.HandBackPapers, "cadre", {"papers": (1,), "kept": (1,)}, "case-paper-unknown"),
    (on_errand, c.HandBackPapers, "cadre", {"kept": (2,)}, "case-kept-nowhere"),
    (received, b.NoteExternal, "cadre", DUE | {"source": "nobody"}, "case-source-unknown"),
    (received, b.NoteExternal, "cadre", DUE | {"number": " "}, "case-external-incomplete"),
    (
        received,
        b.NoteExternal,
        "cadre",
        DUE | {"number": "13812345678"},
        "case-external-number-wrong",
    ),
    (from_hotline, b.NoteExternal, "clerk", DUE | {"number": "X1"}, "case-external-differs"),
    (from_hotline, b.NoteExternal, "clerk", DUE, "case-external-reason"),
    (answered_back, b.NoteExternal, "clerk", DUE, "case-external-none"),
    (received, b.SendAnswerBack, "cadre", {}, "case-external-none"),
    (from_hotline, b.SendAnswerBack, "clerk", {}, "case-answer-none"),
    (received, b.UrgeCase, "supervisor", {"words": said(" ")}, "case-words-missing"),
    (received, b.AnswerUrging, "cadre", {"words": said("好")}, "case-urging-none"),
    (received, b.MoveToVersion, "office", {"version": 2, "reason": "x"}, "case-version-newest"),
    (
        lambda: with_newer(received()),
        b.MoveToVersion,
        "office",
        {"version": 3, "reason": "x"},
        "case-version-not-newer",
    ),
    (
        lambda: with_newer(received()),
        b.MoveToVersion,
        "office",
        {"version": 2, "reason": " "},
        "case-move-reason",
    ),
    (
        received,
        c.SettleOnSpot,
        "cadre",
        {"outcome": Outcome.SOLVED, "reply": said("请打13812345678")},
        "case-reply-personal",
    ),
    (
        raised_to_department,
        c.RecordResult,
        "handler",
        {"outcome": Outcome.SOLVED, "reply": said("已付至6222021001116245702。")},
        "case-reply-personal",
    ),
]


@pytest.mark.parametrize(
    ("begin", "kind", "by", "fields", "code"),
    TABLE,
    ids=[f"{kind.__name__}-{code}" for _, kind, _, _, code in TABLE],
)
def test_command_refused(begin, kind, by, fields, code):
    assert begin().refused(kind, by, **fields) == code


def test_every_command_beside_has_a_refusal_test():
    assert {kind for _, kind, _, _, _ in TABLE} >= set(b.COMMANDS_BESIDE)


# ---------------------------------------------------------------- papers of an errand
def test_errand_needs_what_the_mechanism_lists_and_says_what_is_missing():
    errand = on_errand(PaperTaken("低保申请书"), REGISTER).case().errand
    assert list_missing(errand) == ("身份证复印件", "家庭收入证明")
    paper = errand.items[1]
    assert (paper.number, paper.form, paper.taken_by) == (2, PaperForm.ORIGINAL, "post-cadre")


def test_papers_taken_later_are_numbered_on_and_no_longer_missing():
    story = on_errand(REGISTER, needed=("户口本", "照片"))
    story.must(b.TakeMorePapers, "cadre", taken=(PaperTaken(" 照片 "),))
    errand = story.case().errand
    assert ([paper.number for paper in errand.items], list_missing(errand)) == ([1, 2], ())


def test_paper_left_with_the_office_is_settled_and_the_other_still_out():
    story = on_errand(REGISTER, COPY)
    story.must(b.HandInPapers, "cadre", office="民政窗口", office_number="收118")
    story.must(c.HandBackPapers, "cadre", kept=(2,))
    state = story.case()
    assert [paper.name for paper in list_out(state.errand)] == ["户口本"]
    assert state.errand.items[1].kept and state.errand.items[1].office_number == "收118"


def test_paper_says_into_whose_hands_it_went():
    story = on_errand(REGISTER, COPY)
    story.must(c.HandBackPapers, "cadre", papers=(1,), returned_to=ReturnedTo.FAMILY)
    assert story.case().errand.items[0].returned_to is ReturnedTo.FAMILY
    assert story.case().errand.handed_back_at is None


def confirmed(story: Story) -> Story:
    way = {"answered": True, "solved": True, "given_on": GivenOn.SCREEN, "in_resident_mode": True}
    story.must(c.RecordConfirmation, "cadre", **way)
    return story


def test_confirmed_case_ends_only_when_the_papers_went_back():
    story = confirmed(told_on_errand())
    assert story.case().status is Status.AWAITING_CONFIRMATION
    assert story.refused(c.StrikeOff, "clerk") == "case-papers-out"
    story.must(c.HandBackPapers, "cadre", papers=(1,))
    assert story.case().status is Status.AWAITING_CONFIRMATION
    story.must(c.HandBackPapers, "cadre")
    assert story.case().close_reason is CloseReason.CONFIRMED


def test_window_that_ends_with_papers_out_is_marked_and_not_closed():
    story = told_on_errand().wait(days=40)
    story.must(c.LookAgain, SYSTEM)
    state = story.case()
    assert (state.status, state.breach is not None) == (Status.AWAITING_CONFIRMATION, True)
    assert story.refused(c.LookAgain, SYSTEM) == "case-nothing-due"
    story.must(c.HandBackPapers, "cadre")
    assert story.case().close_reason is CloseReason.WINDOW_CLOSED


def test_outcome_without_confirmation_waits_for_the_papers_too():
    story = told_on_errand(outcome="passed_on", organ="法院")
    assert story.case().status is Status.AWAITING_CONFIRMATION
    story.must(c.HandBackPapers, "cadre")
    assert story.case().close_reason is CloseReason.TOLD


def test_unreached_raiser_is_not_called_again_while_papers_are_out():
    story = told_on_errand()
    for _ in range(3):
        story.wait(days=1, hours=1).must(c.RecordCallAttempt, "caller")
    state = story.case()
    assert (state.status, find_call(state)) == (Status.AWAITING_CONFIRMATION, "")
    story.must(c.HandBackPapers, "cadre")
    assert story.case().close_reason is CloseReason.NOT_REACHED


def test_old_errand_of_names_alone_has_its_papers():
    story = Story().received()
    state = story.case()
    clock = state.clock
    assert clock is not None
    from minqing.cases.papers import Errand

    old = e.ErrandTaken(
        at=MONDAY,
        errand=Errand(papers=("户口本", "收据"), taken_at=MONDAY),
        clock=clock,
        post="post-cadre",
    )
    state = evolve(state, old)
    assert [paper.name for paper in list_out(state.errand)] == ["户口本", "收据"]
    state = evolve(state, e.PapersHandedBack(at=MONDAY))
    assert state.errand.handed_back_at == MONDAY and list_out(state.errand) == ()


Taken = st.lists(st.sampled_from(["户口本", "残疾人证", "收据"]), min_size=1, max_size=5)


@given(Taken, st.lists(st.lists(st.integers(1, 6), max_size=3), max_size=8))
def test_no_paper_is_lost_whatever_goes_back_in_which_order(names, givings):
    story = on_errand(*(PaperTaken(name) for name in names))
    for giving in givings:
        before = len(list_out(story.case().errand))
        answer = story.do(c.HandBackPapers, "cadre", papers=tuple(giving))
        errand = story.case().errand
        assert len(errand.items) == len(names)
        settled = [paper for paper in errand.items if paper.settled_at is not None]
        assert len(settled) + len(list_out(errand)) == len(names)
        assert isinstance(answer, Refusal) or len(list_out(errand)) < before
        assert (errand.handed_back_at is not None) == (len(settled) == len(names))


# ---------------------------------------------------------------- cases from elsewhere
def test_number_of_a_source_is_one_case_however_often_it_is_sent():
    story = from_hotline()
    facts = {
        "channel": Channel.HOTLINE,
        "external_source": HOTLINE,
        "external_number": f" {NUMBER}",
    }
    again = story.tell(receive("2", receipt="R2", **facts), staff("clerk"))
    assert (again.code, again.params["receipt"]) == ("case-already-arrived", "R1")


def test_same_number_of_another_source_is_another_case():
    story = from_hotline()
    facts = {"channel": Channel.SUPERIOR, "external_number": NUMBER}
    answer = story.tell(receive("2", **facts, external_source="petition_office"), staff("clerk"))
    assert not isinstance(answer, Refusal)


def test_same_number_of_the_hotline_of_another_county_is_another_case():
    story = from_hotline()
    facts = {"channel": Channel.HOTLINE, "external_source": HOTLINE, "external_number": NUMBER}
    elsewhere = {**facts, "home_banner": "150699"}
    assert not isinstance(
        story.tell(receive("2", receipt="R2", **elsewhere), staff("clerk")), Refusal
    )
    for case, place, first in (("3", facts, "R1"), ("4", elsewhere, "R2")):
        again = story.tell(receive(case, **place), staff("clerk"))
        assert (again.code, again.params["receipt"]) == ("case-already-arrived", first)


def test_number_that_came_before_places_were_told_apart_stays_taken():
    story = from_hotline()
    stream = stream_of(HOTLINE, NUMBER)
    event = Arrived(source=HOTLINE, number=NUMBER, case="1", receipt="R1")
    story.states[stream] = evolve_arrival(None, event)
    facts = {"channel": Channel.HOTLINE, "external_source": HOTLINE, "external_number": NUMBER}
    again = story.tell(receive("2", **facts, home_banner="150699"), staff("clerk"))
    assert again.code == "case-already-arrived"


def test_number_noted_later_cannot_be_that_of_another_case():
    story = from_hotline()
    story.tell(receive("2", receipt="R2"), staff("cadre"))
    assert story.refused(b.NoteExternal, "clerk", case="2", **DUE) == "case-already-arrived"


def test_source_sets_another_deadline_and_the_old_one_stays_visible():
    story = from_hotline(days=5)
    first = story.case().external.due_at
    external = story.must(b.NoteExternal, "clerk", **DUE, reason="来件单位同意延期").external
    assert (external.due_at, external.changes[0].was) == (LATER, first)


def test_clock_of_the_source_never_moves_ours():
    story = from_hotline()
    before = story.case()
    after = story.must(b.NoteExternal, "clerk", **DUE, reason="来件单位同意延期")
    assert (after.clock, after.promise) == (before.clock, before.promise)


def test_deadline_of_the_source_is_noticed_once_also_after_the_end():
    story = from_hotline(days=60)
    story.must(c.SettleOnSpot, "clerk", outcome=Outcome.SOLVED, reply=said("已接通。"))
    confirmed_by_resident(story)
    assert story.case().status is Status.CLOSED
    calendar = story.snapshots[WorkCalendar]
    while not isinstance(story.do(c.LookAgain, SYSTEM), Refusal):
        pass
    assert derive(story.case(), calendar).external_due_at is not None
    story.wait(days=61)
    kinds = {type(event) for event in story.do(c.LookAgain, SYSTEM)}
    assert eb.ExternalMissed in kinds
    assert story.refused(c.LookAgain, SYSTEM) == "case-nothing-due"
    story.must(b.SendAnswerBack, "clerk", answer_number="HF-1")
    assert derive(story.case(), calendar).external_due_at is None


def confirmed_by_resident(story: Story) -> None:
    way = {"answered": True, "solved": True, "given_on": GivenOn.PORTAL}
    story.must(c.RecordConfirmation, RESIDENT, **way)


# ---------------------------------------------------------------- urging
def test_urging_is_answered_by_the_holder_in_words():
    story = Story().received()
    story.must(b.UrgeCase, "supervisor", words=said("请本周办结。"))
    assert story.refused(b.AnswerUrging, "neighbour", words=said("好")) == "case-not-holder"
    state = story.must(b.AnswerUrging, "cadre", words=said("周四到场。"))
    assert state.urgings[0].answered_at == story.now


def test_holder_is_reminded_when_the_rule_says_soon_and_not_after_the_breach():
    story = Story().received()
    story.must(c.TakeOnErrand, "cadre", taken=(REGISTER,))
    calendar = story.snapshots[WorkCalendar]
    derived = derive(story.case(), calendar)
    assert MONDAY < derived.urge_at < derived.due_at
    story.wait(days=30).must(c.LookAgain, SYSTEM)
    assert derive(story.case(), calendar).urge_at is None


# ---------------------------------------------------------------- planned, wandering
def test_new_date_leaves_every_date_before_visible():
    plan = c.Plan(unit=WATER, date=MONDAY + timedelta(days=100), reason="需投资")
    story = raised_to_department()
    story.must(
        c.RecordResult, "handler", outcome=Outcome.PLANNED, reply=said("列入计划。"), plan=plan
    )
    story.must(c.ReviewResult, "reviewer", approved=True)
    story.must(c.RecordTelling, "cadre", means=Means.FACE_TO_FACE)
    for days in (200, 300):
        date = MONDAY + timedelta(days=days)
        story.must(
            c.LookAtPlanned,
            "handler",
            note=said("招标未成。"),
            new_date=date,
            reason="顺延",
            raiser_told=Means.PHONE,
        )
    state = story.case()
    assert [(one.date - MONDAY).days for one in state.planned_dates] == [100, 200, 300]
    assert state.result.plan.date == MONDAY + timedelta(days=300)


def test_case_tells_from_which_unit_to_which_it_went():
    story = Story().received()
    story.must(c.RaiseToNextLevel, "cadre", tried=TRIED)
    story.must(c.ReturnCase, "clerk", reason="not_our_duty", words=said("请村里先办。"))
    state = story.case()
    assert [(one.how, one.reason) for one in state.passings] == [
        ("raised", ""),
        ("returned", "not_our_duty"),
    ]
    assert state.passings[0].start == state.passings[1].end


# ---------------------------------------------------------------- newer version
def test_move_counts_the_running_clock_by_the_new_rule_from_its_own_beginning():
    story = on_errand()
    before = story.case()
    with_newer(story.wait(days=1), handle=3)
    after = story.must(b.MoveToVersion, "office", version=2, reason="新版缩短时限")
    assert after.pack_version == 2
    assert after.clock.started_at == before.clock.started_at
    assert after.clock.rule.span.amount == 3


def test_move_makes_nobody_late():
    story = with_newer(on_errand().wait(days=8), handle=1)
    state = story.must(b.MoveToVersion, "office", version=2, reason="新版缩短时限")
    assert due_moment(state.clock, story.snapshots[WorkCalendar]) > story.now


def test_promise_to_the_resident_is_never_put_off_by_a_move():
    story = with_newer(on_errand(), promise=60)
    before = story.case().promise
    assert story.must(b.MoveToVersion, "office", version=2, reason="x").promise == before


def test_missed_deadline_stays_missed_after_a_move():
    story = on_errand().wait(days=30)
    story.must(c.LookAgain, SYSTEM)
    before = story.case()
    with_newer(story, handle=90)
    after = story.must(b.MoveToVersion, "office", version=2, reason="x")
    assert (after.breach, after.clock) == (before.breach, before.clock)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 12))
def test_preview_says_what_the_move_does(handle, promise, days):
    story = with_newer(on_errand().wait(days=days), handle=handle, promise=promise)
    before = story.case()
    plan = plan_move(before, 2, story.frame(staff("office")))
    assert not isinstance(plan, Refusal)
    after = story.must(b.MoveToVersion, "office", version=2, reason="x")
    calendar = story.snapshots[WorkCalendar]
    for move in plan.clocks:
        clock = after.promise if move.name == "promise" else after.clock
        assert due_moment(clock, calendar) == move.becomes > story.now
    was = due_moment(before.promise, calendar)
    assert due_moment(after.promise, calendar) <= was
    assert after.ledger is Ledger.AGENT
