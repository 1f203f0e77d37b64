"""Joint handling: one main, dated pieces of others, a result that waits or says why not."""

from __future__ import annotations

import pytest

from minqing.cases import commands as c
from minqing.cases import dispatch_commands as d
from minqing.cases import dispatch_events as de
from minqing.cases import events as e
from minqing.cases.clocks_of_case import derive
from minqing.cases.dispatch_terms import LeftOpen
from minqing.cases.rules.ground import WorkCalendar
from minqing.cases.rules.parties import list_open_pieces
from minqing.cases.terms import Ledger, MatterKind, Means, Outcome, Status
from minqing.cases.tests.builders import (
    SYSTEM,
    TOWN,
    VILLAGE,
    WATER,
    Story,
    photo,
    said,
)
from minqing.cases.tests.stories import TRIED
from minqing.cases.tests.stories_dispatch import (
    SORTED,
    asked,
    convened,
    in_department,
    with_catalogue,
)

DONE = said("已现场丈量，附图。")
RESULT = {"outcome": Outcome.SOLVED, "reply": said("已更换水泵。")}


def test_convening_makes_it_joint_and_leaves_the_holder_alone():
    before = in_department().case()
    state = convened(TOWN, VILLAGE).case()
    assert (state.status, state.holder_post) == (Status.JOINT_HANDLING, before.holder_post)
    assert [(one.number, one.unit) for one in state.pieces] == [(1, TOWN), (2, VILLAGE)]
    assert state.clock == before.clock and len(state.holdings) == len(before.holdings)


def test_co_handler_acknowledges_and_answers_its_own_piece_with_files():
    story = convened(TOWN, VILLAGE)
    story.must(d.AcknowledgePiece, "clerk", number=1)
    assert story.refused(d.AcknowledgePiece, "clerk", number=1) == "case-piece-unknown"
    assert story.refused(d.AnswerPiece, "clerk", number=2, words=DONE) == "case-piece-not-yours"
    state = story.must(d.AnswerPiece, "leader", number=1, words=DONE, files=(photo(1), photo(2)))
    piece = state.pieces[0]
    assert (piece.acknowledged_by, piece.answered_by) == ("post-clerk", "post-leader")
    assert piece.files == (0, 1) and len(state.files) == 2
    assert {"post-clerk", "post-leader"} <= set(state.hands)
    assert story.refused(d.AnswerPiece, "clerk", number=1, words=DONE) == "case-piece-not-yours"


def test_result_waits_for_the_pieces_or_says_why_of_each():
    story = convened(TOWN, VILLAGE)
    refusal = story.do(c.RecordResult, "handler", **RESULT)
    assert refusal.code == "case-pieces-open" and "2项" in str(refusal)
    one = (LeftOpen(1, "已由水利局代为丈量。"),)
    assert story.refused(c.RecordResult, "handler", left_open=one, **RESULT) == "case-pieces-open"
    blank = (*one, LeftOpen(2, "  "))
    assert story.refused(c.RecordResult, "handler", left_open=blank, **RESULT) == "case-pieces-open"
    story.must(d.AnswerPiece, "secretary", number=2, words=DONE)
    state = story.must(c.RecordResult, "handler", left_open=one, **RESULT)
    assert state.status is Status.AWAITING_REVIEW
    assert state.pieces[0].left == "已由水利局代为丈量。" and not list_open_pieces(state)


def test_draft_that_is_sent_back_is_joint_again():
    story = convened(TOWN)
    story.must(d.AnswerPiece, "clerk", number=1, words=DONE)
    story.must(c.RecordResult, "handler", **RESULT)
    state = story.must(c.ReviewResult, "reviewer", approved=False, remarks=said("补日期。"))
    assert state.status is Status.JOINT_HANDLING
    story.must(d.ConveneUnits, "reviewer", **asked(story, VILLAGE))
    assert [one.number for one in story.case().pieces] == [1, 2]


def test_late_piece_is_marked_once_and_looked_for_on_its_day():
    story = convened(TOWN, days=3)
    piece = story.case().pieces[0]
    looks = derive(story.case(), story.snapshots[WorkCalendar]).look_again_at
    assert looks == piece.due_at
    (event,) = story.wait(days=3, hours=1).do(c.LookAgain, SYSTEM)
    assert isinstance(event, de.PieceMissed) and event.unit == TOWN
    assert story.case().pieces[0].missed
    assert story.do(c.LookAgain, SYSTEM).code == "case-nothing-due"
    state = story.must(d.AnswerPiece, "clerk", number=1, words=DONE)
    assert state.pieces[0].was_late


def test_main_chases_and_takes_back():
    story = convened(TOWN, VILLAGE)
    story.must(d.ChasePiece, "handler", number=1, words=said("请今天提交。"))
    state = story.must(d.ChasePiece, "handler", number=1, words=said("请今天提交。"))
    assert state.pieces[0].chased == 2
    assert story.must(d.DropPiece, "handler", number=1, words=said("不需要了。")).status is (
        Status.JOINT_HANDLING
    )
    assert story.must(d.DropPiece, "handler", number=2, words=said("不需要了。")).status is (
        Status.HANDLING
    )
    assert story.refused(d.AnswerPiece, "clerk", number=1, words=DONE) == "case-status-forbids"


def test_nothing_goes_up_or_into_another_while_pieces_are_owed():
    story = convened(TOWN)
    assert story.refused(c.RaiseToNextLevel, "handler", tried=TRIED) == "case-pieces-open"
    story.must(d.AnswerPiece, "clerk", number=1, words=DONE)
    state = story.must(c.RaiseToNextLevel, "handler", tried=TRIED)
    assert (state.rung, state.status) == ("joint_meeting", Status.AWAITING_ACKNOWLEDGEMENT)


def test_pieces_of_a_lower_rung_ask_for_nothing_above_it():
    story = with_catalogue(Story()).received("clerk", unit=VILLAGE)
    story.must(c.TriageCase, "clerk", **SORTED)
    story.must(d.ConveneUnits, "leader", **asked(story, WATER))
    story.must(d.AnswerPiece, "handler", number=1, words=DONE)
    story.must(c.RaiseToNextLevel, "clerk", tried=TRIED)
    assert story.must(c.AcknowledgeCase, "handler").status is Status.HANDLING


def test_pieces_of_before_stay_when_it_is_handled_again():
    story = convened(TOWN)
    story.must(d.AnswerPiece, "clerk", number=1, words=DONE)
    story.must(c.RecordResult, "handler", **RESULT)
    story.must(c.ReviewResult, "reviewer", approved=True)
    story.must(c.RecordTelling, "cadre", means=Means.FACE_TO_FACE)
    told = {"answered": True, "solved": False, "given_on": c.GivenOn.CALL}
    story.must(c.RecordConfirmation, "caller", **told)
    state = story.case()
    assert state.status is Status.REOPENED and len(state.pieces) == 1
    assert story.must(c.AcknowledgeCase, "handler").status is Status.HANDLING


@pytest.mark.parametrize(
    ("units", "days", "code"),
    [
        ((WATER,), 5, "case-pieces-wrong"),
        (("nobody",), 5, "case-pieces-wrong"),
        ((), 5, "case-pieces-wrong"),
        ((TOWN,) * 13, 5, "case-pieces-wrong"),
        ((TOWN,), -1, "case-piece-due"),
        ((TOWN,), 80, "case-piece-due"),
    ],
)
def test_piece_needs_another_unit_and_a_day_ahead(units, days, code):
    story = in_department()
    fields = asked(story, *units, days=days)
    assert story.refused(d.ConveneUnits, "reviewer", **fields) == code


def test_piece_without_words_is_refused():
    story = in_department()
    fields = {**asked(story, TOWN), "whats": (said("  "),)}
    assert story.refused(d.ConveneUnits, "reviewer", **fields) == "case-pieces-wrong"


def test_only_convening_posts_convene_or_a_meeting_does():
    story = in_department()
    fields = asked(story, TOWN)
    assert story.refused(d.ConveneUnits, "handler", **fields) == "case-not-convenor"
    state = story.must(d.ConveneUnits, SYSTEM, decision="meeting:1", **fields)
    assert state.pieces[0].decision == "meeting:1"


def test_ledger_or_rung_without_joint_handling_refuses_it():
    story = with_catalogue(Story()).received()
    agent = {"kind": MatterKind.HELP, "ledger": Ledger.AGENT, "category": "roads"}
    story.must(c.TriageCase, "cadre", **agent)
    fields = asked(story, TOWN)
    assert story.refused(d.ConveneUnits, "leader", **fields) == "case-joint-not-here"


def test_sweep_never_raises_what_is_handled_jointly():
    story = convened(TOWN)
    for _ in range(80):
        story.wait(days=2).do(c.LookAgain, SYSTEM)
    state = story.case()
    assert state.breach is not None and state.holder_unit == WATER
    assert not any(
        isinstance(one, e.CaseRaised)
        for _, _, events, _ in story.history[4:]
        for one in events
        if isinstance(one, e.CaseRaised) and one.by_clock
    )
