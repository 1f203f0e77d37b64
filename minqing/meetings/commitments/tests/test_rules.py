"""Rules of promises: who may promise what, dates that move, the raiser's word. No database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from minqing.meetings.commitments import commands as c
from minqing.meetings.commitments import rules
from minqing.meetings.commitments.events import DueMissed, ReportAsked
from minqing.meetings.commitments.rules.making import CommitmentDraft
from minqing.meetings.commitments.state import compute_line, owes_report
from minqing.meetings.commitments.terms import Answer, Finding, FollowUpMode, Line, Stage
from minqing.meetings.commitments.tests.builders import (
    FRIDAY,
    MONDAY,
    OTHER,
    SYSTEM,
    VILLAGE,
    WATER,
    Book,
    at,
    join_water_to,
    make,
    public_words,
    raiser,
    send,
    staff,
    words,
)

NEXT = date(2026, 3, 27)


@pytest.fixture
def book() -> Book:
    return Book()


# ---------------------------------------------------------------- making
def test_promise_carries_one_measure_date_unit_and_post(book: Book) -> None:
    state = book.made().promise
    assert (state.first_due, state.unit, state.post) == (FRIDAY, WATER, "handler")
    assert (state.place, state.category, state.made_by) == (VILLAGE, "water", "chief")


@pytest.mark.parametrize(
    ("changed", "by", "code"),
    [
        ({"due": MONDAY}, "chief", "commitment-due-wrong"),
        ({"due": MONDAY + timedelta(days=731)}, "chief", "commitment-due-wrong"),
        ({"unit": "nowhere"}, "chief", "commitment-unit-wrong"),
        ({"post": "leader"}, "chief", "commitment-post-wrong"),
        ({"post": "nobody"}, "chief", "commitment-post-wrong"),
        ({"person_told": True}, "chief", "commitment-name-not-public"),
        ({"subject": "case:sealed"}, "chief", "commitment-subject-wrong"),
        ({"subject": "case:gone"}, "chief", "commitment-subject-wrong"),
        ({"subject": "well"}, "chief", "commitment-subject-wrong"),
        ({}, "leader", "commitment-out-of-reach"),
        ({"unit": OTHER, "post": "elsewhere"}, "elsewhere", "commitment-subject-wrong"),
        ({"measure": words("  ")}, "chief", "commitment-words-wrong"),
        ({"measure": words("字" * 501)}, "chief", "commitment-words-wrong"),
        ({"measure": words("修井", "case:K2")}, "chief", "commitment-subject-differs"),
    ],
)
def test_promise_is_refused_when(book: Book, changed: Any, by: str, code: str) -> None:
    assert book.code(make(**changed), staff(by)) == code


def test_unit_promises_for_itself(book: Book) -> None:
    assert book.code(make(), staff("reviewer")) == ""
    assert book.code(make(), staff("reviewer")) == "commitment-exists"


def test_promise_is_refused_where_the_mechanism_has_none(book: Book) -> None:
    book.states["case:K1"].place = "15"
    command = make(unit="15", post="region")
    assert book.code(command, SYSTEM) == "commitment-post-wrong"


def test_make_takes_the_name_of_words_and_never_the_words() -> None:
    draft = CommitmentDraft("张三家门口修井", FRIDAY, WATER, "handler")
    with pytest.raises(ValueError, match="vault"):
        rules.make(
            draft, id="P1", meeting="M1", item="1", subject="case:K1", now=at(MONDAY), by=SYSTEM
        )


@pytest.mark.parametrize("name", ["M9.measures.0", "M9.0a1b2c3d.measures.0", "M9.measure"])
def test_make_from_a_meeting_opens_the_stream(name: str) -> None:
    draft = CommitmentDraft(name, FRIDAY, WATER, "handler")
    event = rules.make(
        draft, id="P1", meeting="M1", item="I1", subject="case:K1", now=at(MONDAY), by=SYSTEM
    )
    state = rules.evolve(None, event)
    assert (state.meeting, state.item, state.place_or_unit) == ("M1", "I1", WATER)


# ---------------------------------------------------------------- reporting and moving
def test_unit_is_asked_two_working_days_before(book: Book) -> None:
    book.made()
    book.day = date(2026, 3, 10)  # Tuesday; the promised day is a Friday
    assert book.code(send(c.LookAtCommitment), SYSTEM) == "commitment-nothing-due"
    book.day = date(2026, 3, 11)
    book.ok(send(c.LookAtCommitment), SYSTEM)
    assert isinstance(book.log[-1], ReportAsked) and owes_report(book.promise)
    assert book.code(send(c.LookAtCommitment), SYSTEM) == "commitment-nothing-due"


def test_report_ends_what_was_asked(book: Book) -> None:
    book.made()
    book.day = date(2026, 3, 11)
    book.ok(send(c.LookAtCommitment), SYSTEM)
    book.ok(send(c.ReportProgress, words=words("水泵已到货")), staff("handler"))
    assert not owes_report(book.promise)


def test_another_date_needs_a_reason_and_ends_what_was_asked(book: Book) -> None:
    book.made()
    book.day = date(2026, 3, 11)
    book.ok(send(c.LookAtCommitment), SYSTEM)
    empty = send(c.MoveDate, due=NEXT, reason=words(""))
    assert book.code(empty, staff("handler")) == "commitment-words-wrong"
    state = book.ok(send(c.MoveDate, due=NEXT, reason=words("厂家缺货")), staff("handler"))
    assert not owes_report(state) and compute_line(state, book.day) is Line.RESCHEDULED
    assert (state.first_due, state.due, state.dates[1].late) == (FRIDAY, NEXT, False)


def test_date_cannot_move_on_the_day_itself(book: Book) -> None:
    book.made()
    book.day = FRIDAY
    moved = send(c.MoveDate, due=NEXT, reason=words("来不及"))
    assert book.code(moved, staff("handler")) == "commitment-on-the-day"


@pytest.mark.parametrize(
    ("due", "code"),
    [(FRIDAY, "commitment-due-same"), (MONDAY, "commitment-due-wrong")],
)
def test_new_date_is_refused_when(book: Book, due: date, code: str) -> None:
    book.made()
    assert book.code(send(c.MoveDate, due=due, reason=words("缺货")), staff("handler")) == code


def test_others_cannot_speak_for_the_unit(book: Book) -> None:
    book.made()
    for command in (
        send(c.ReportProgress, words=words("好了")),
        send(c.MoveDate, due=NEXT, reason=words("缺货")),
        send(c.RecordFulfilment, whole=True, on=MONDAY, evidence=("case:done",)),
    ):
        assert book.code(command, staff("leader")) == "commitment-not-owner"


def test_colleague_of_the_unit_may_report(book: Book) -> None:
    book.made()
    assert book.code(send(c.ReportProgress, words=words("已到货")), staff("reviewer")) == ""


# ---------------------------------------------------------------- overdue
def test_line_turns_overdue_by_itself_and_the_clock_marks_the_log(book: Book) -> None:
    state = book.made().promise
    assert compute_line(state, FRIDAY) is Line.RUNNING
    assert compute_line(state, FRIDAY + timedelta(days=1)) is Line.OVERDUE
    book.day = FRIDAY + timedelta(days=1)
    book.ok(send(c.LookAtCommitment), SYSTEM)
    assert isinstance(book.log[-1], DueMissed) and book.promise.missed == (FRIDAY,)
    assert book.code(send(c.LookAtCommitment), SYSTEM) == "commitment-nothing-due"


def test_new_date_after_the_day_keeps_the_miss(book: Book) -> None:
    book.made()
    book.day = FRIDAY + timedelta(days=3)
    state = book.ok(send(c.MoveDate, due=NEXT, reason=words("冻土未化")), staff("handler"))
    assert state.missed == (FRIDAY,) and state.dates[1].late
    assert compute_line(state, book.day) is Line.RESCHEDULED


# ---------------------------------------------------------------- fulfilment
def keep(**changed: Any) -> c.RecordFulfilment:
    fields = {"whole": True, "on": MONDAY, "evidence": ("case:done",)}
    return send(c.RecordFulfilment, **{**fields, **changed})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"evidence": ()}, "commitment-evidence-missing"),
        ({"evidence": ("case:K1",)}, "commitment-evidence-wrong"),
        ({"evidence": ("case:gone",)}, "commitment-evidence-wrong"),
        ({"evidence": ("case:withdrawn",)}, "commitment-evidence-withdrawn"),
        ({"evidence": ("case:done", "case:withdrawn")}, "commitment-evidence-withdrawn"),
        ({"evidence": ("percent:80",)}, "commitment-evidence-wrong"),
        ({"on": MONDAY + timedelta(days=1)}, "commitment-day-wrong"),
        ({"on": MONDAY - timedelta(days=1)}, "commitment-day-wrong"),
        ({"whole": False}, "commitment-rest-unexplained"),
        (
            {"whole": False, "words": words("还差管子"), "next_due": MONDAY},
            "commitment-due-wrong",
        ),
    ],
)
def test_fulfilment_is_refused_when(book: Book, changed: Any, code: str) -> None:
    book.made()
    assert book.code(keep(**changed), staff("handler")) == code


def test_fulfilment_ends_the_promise(book: Book) -> None:
    state = book.made().ok(keep(), staff("handler"))
    assert compute_line(state, FRIDAY + timedelta(days=30)) is Line.KEPT
    assert book.code(keep(), staff("handler")) == "commitment-ended"


def test_part_with_a_day_for_the_rest_stays_owed(book: Book) -> None:
    book.made()
    part = keep(whole=False, words=words("水泵换了，管道未接"), next_due=NEXT)
    state = book.ok(part, staff("handler"))
    assert state.is_living and state.due == NEXT and state.first_due == FRIDAY
    assert compute_line(state, NEXT) is Line.PARTLY
    assert compute_line(state, NEXT + timedelta(days=1)) is Line.OVERDUE


def test_part_without_a_day_is_the_end_and_says_why(book: Book) -> None:
    state = book.made().ok(keep(whole=False, words=words("另一半已列入明年计划")), staff("handler"))
    assert state.stage is Stage.ENDED_PARTLY
    assert compute_line(state, NEXT) is Line.PARTLY


def test_promise_whose_matters_were_taken_back_ends_without_being_called_kept(book: Book) -> None:
    book.made()
    book.states["commitment:P1"] = msgspec.structs.replace(book.promise, others=("case:K2",))
    book.states["case:K1"] = taken_back = book.states["case:withdrawn"]
    why = words("反映人撤回，不再办理")

    def drop(*evidence: str, **changed: Any) -> str:
        fields = {"whole": False, "evidence": evidence, "words": why, **changed}
        return book.code(keep(**fields), staff("handler"))

    refused = "commitment-evidence-withdrawn"
    assert drop("case:K1") == refused  # the other one still waits
    book.states["case:K2"] = taken_back
    assert drop("case:withdrawn") == refused  # not about its own matters
    assert drop("case:K1", "case:K2", next_due=NEXT) == refused
    assert drop("case:K1", "case:K2", whole=True) == refused
    assert drop("case:K1", "case:K2") == ""
    state = book.promise
    assert (state.stage, compute_line(state, NEXT)) == (Stage.DROPPED, Line.DROPPED)
    assert not state.is_living and state.ended_on == MONDAY
    assert drop("case:K1", "case:K2") == "commitment-ended"


def test_raiser_alone_says_whether_it_was_kept(book: Book) -> None:
    book.made()
    answer = send(c.AnswerFulfilment, answer=Answer.KEPT)
    assert book.code(answer, raiser()) == "commitment-nothing-to-answer"
    book.ok(keep(), staff("handler"))
    assert book.code(answer, raiser("K2")) == "commitment-not-the-raiser"
    assert book.code(answer, staff("handler")) == "commitment-not-the-raiser"
    state = book.ok(answer, raiser())
    assert state.keepings[-1].answer is Answer.KEPT and not state.waits_for("K1")
    assert book.code(answer, raiser()) == "commitment-nothing-to-answer"


def test_promise_lives_again_when_the_raiser_denies_it(book: Book) -> None:
    book.made().ok(keep(), staff("handler"))
    state = book.ok(send(c.AnswerFulfilment, answer=Answer.NOT_KEPT), raiser())
    assert compute_line(state, FRIDAY) is Line.RUNNING
    assert compute_line(state, FRIDAY + timedelta(days=1)) is Line.OVERDUE


def test_each_raiser_of_one_item_says_whether_it_was_kept(book: Book) -> None:
    book.made()
    both = msgspec.structs.replace(book.promise, others=("case:K2",))
    book.states["commitment:P1"] = both
    book.ok(keep(), staff("handler"))
    ours = send(c.AnswerFulfilment, answer=Answer.KEPT)
    assert book.code(ours, raiser("K2")) == "commitment-not-the-raiser"
    assert book.ok(ours, raiser("K1")).stage is Stage.KEPT
    assert book.promise.waits_for("K2")
    theirs = send(c.AnswerFulfilment, answer=Answer.NOT_KEPT, case="K2")
    assert book.code(theirs, raiser("K1")) == "commitment-not-the-raiser"
    state = book.ok(theirs, raiser("K2"))
    assert state.is_living and state.keepings[-1].answers == {
        "K1": Answer.KEPT,
        "K2": Answer.NOT_KEPT,
    }
    assert book.code(theirs, raiser("K2")) == "commitment-nothing-to-answer"


def test_promise_of_a_unit_that_was_joined_is_kept_by_the_one_it_became_part_of(
    book: Book,
) -> None:
    book.made()
    book.directory = join_water_to("150627-D02")
    of_new = msgspec.structs.replace(
        staff("handler"), post="new-handler", unit="150627-D02", units=("150627-D02",)
    )
    own_visit = send(
        c.FollowUpCommitment, mode=FollowUpMode.TALK, on=MONDAY, finding=Finding.HELPED
    )
    assert book.code(own_visit, of_new) == "commitment-own-follow-up"
    moved = send(c.MoveDate, due=NEXT, reason=words("两局合并，人员交接"))
    assert book.ok(moved, of_new).due == NEXT
    assert book.ok(keep(), of_new).stage is Stage.KEPT


# ---------------------------------------------------------------- publishing
def test_words_are_public_once_a_person_confirmed_them(book: Book) -> None:
    state = book.made().promise
    assert not state.measure.public and state.waiting_words == 1
    clear = send(c.ClearWords, key="measure", words=public_words("更换机井水泵"))
    state = book.ok(clear, staff("clerk"))
    assert state.measure.public and state.waiting_words == 0


@pytest.mark.parametrize(
    ("changed", "by", "code"),
    [
        ({"words": public_words("找13800138000")}, "clerk", "commitment-words-personal"),
        ({"words": public_words("")}, "clerk", "commitment-words-wrong"),
        ({"words": words("修井")}, "clerk", "commitment-subject-differs"),
        ({"key": "reason-9"}, "clerk", "commitment-words-unknown"),
        ({}, "elsewhere", "commitment-out-of-reach"),
    ],
)
def test_confirming_is_refused_when(book: Book, changed: Any, by: str, code: str) -> None:
    book.made()
    fields = {"key": "measure", "words": public_words("修井"), **changed}
    assert book.code(send(c.ClearWords, **fields), staff(by)) == code


def test_withholding_needs_a_leader_and_a_class_of_the_law(book: Book) -> None:
    book.made()
    hide = send(c.WithholdCommitment, legal_class="third-party")
    assert book.code(hide, staff("clerk")) == "commitment-may-not-withhold"
    assert book.code(hide, SYSTEM) == "commitment-may-not-withhold"  # never a program
    strange = send(c.WithholdCommitment, legal_class="inconvenient")
    assert book.code(strange, staff("leader")) == "commitment-legal-class-unknown"
    state = book.ok(hide, staff("leader"))
    assert state.withheld is not None and state.withheld.post == "leader"
    assert book.code(hide, staff("leader")) == "commitment-already-withheld"
    assert book.ok(send(c.DiscloseCommitment), staff("leader")).withheld is None
    assert book.code(send(c.DiscloseCommitment), staff("leader")) == "commitment-not-withheld"


# ---------------------------------------------------------------- follow-up and comments
def visit(**changed: Any) -> c.FollowUpCommitment:
    fields = {"mode": FollowUpMode.HOUSEHOLD_VISIT, "on": MONDAY, "finding": Finding.HELPED}
    return send(c.FollowUpCommitment, **{**fields, **changed})


def test_follow_up_is_made_by_somebody_else(book: Book) -> None:
    book.made()
    assert book.code(visit(), staff("reviewer")) == "commitment-own-follow-up"
    assert book.code(visit(), staff("elsewhere")) == "commitment-out-of-reach"
    beside = msgspec.structs.replace(staff("reviewer"), post="P-watch", roles=("supervisor",))
    assert book.code(visit(), beside) == "", "who supervises in the same house did not promise"
    late = visit(on=MONDAY + timedelta(days=1))
    assert book.code(late, staff("clerk")) == "commitment-day-wrong"
    state = book.ok(visit(words=words("井水清了")), staff("clerk"))
    assert state.follow_ups[-1].mode is FollowUpMode.HOUSEHOLD_VISIT


def comment(text: str = "水还是浑的") -> Any:
    made = send(c.MakeComment, words=words(text))
    return c.MakeComment(
        id=made.id, commitment="P1", words=words(text, f"comment:{made.id}", f"{made.id}.words")
    )


def test_comment_waits_for_a_person_and_gets_a_reply(book: Book) -> None:
    book.made()
    made = comment()
    state = book.ok(made, raiser())
    assert state.waiting_comments == 1 and not state.comments[0].public
    early = send(c.ReplyToComment, comment=made.id, words=public_words("已派人清洗"))
    assert book.code(early, staff("reviewer")) == "commitment-comment-unknown"
    own = words("水还是浑的", f"comment:{made.id}")
    book.ok(send(c.PublishComment, comment=made.id, words=own), staff("clerk"))
    state = book.ok(early, staff("reviewer"))
    assert state.comments[0].public and state.comments[0].reply
    again = send(c.RefuseComment, comment=made.id, why="off_topic")
    assert book.code(again, staff("clerk")) == "commitment-comment-unknown"


def test_comment_is_refused_for_a_listed_reason_only(book: Book) -> None:
    book.made()
    made = comment()
    book.ok(made, raiser())
    wrong = send(c.RefuseComment, comment=made.id, why="unpleasant")
    assert book.code(wrong, staff("clerk")) == "commitment-comment-reason"
    state = book.ok(send(c.RefuseComment, comment=made.id, why="personal"), staff("clerk"))
    assert state.waiting_comments == 0 and not state.comments[0].public


def test_comments_end_with_their_period(book: Book) -> None:
    book.made().ok(keep(), staff("handler"))
    book.day = MONDAY + timedelta(days=15)
    assert book.code(comment(), raiser()) == ""
    book.day = MONDAY + timedelta(days=16)
    assert book.code(comment(), raiser()) == "commitment-comments-over"


def test_unknown_promise_is_refused_for_every_act(book: Book) -> None:
    assert book.code(send(c.LookAtCommitment), SYSTEM) == "commitment-unknown"
