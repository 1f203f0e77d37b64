"""Rules of records: tables of refusals, corrections, random histories. No database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.activities import rules
from minqing.activities.commands import CorrectActivity, RecordActivity, WithdrawActivity
from minqing.activities.terms import Mistake
from minqing.activities.tests.builders import CADRE, DIRECTORY, ELSEWHERE, KINDS, Book
from minqing.kernel.messages import Actor, Frame, Refusal
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory
from minqing.org.tests.builders import DAY, NOW, SYSTEM, new_command


def make_book(**sections: Any) -> Book:
    return Book(rules, {"activity": rules.evolve}, **(sections or {"activities": KINDS}))


def record(**changed: Any) -> RecordActivity:
    fields = {"activity": "A1", "household": "H1", "kind": "visit", "result": "met"}
    return new_command(RecordActivity, **{**fields, **changed})


@pytest.fixture
def book() -> Book:
    return make_book()


def test_record_says_who_where_when_and_whether_somebody_was_met(book: Book) -> None:
    assert book.code(record()) == ""
    state = book.states["activity:A1"]
    assert (state.post, state.on, state.contact) == ("P-cadre", DAY, True)
    assert book.code(record(activity="A2", result="not-met")) == ""
    assert book.states["activity:A2"].contact is False


def test_record_keeps_the_unit_of_the_post_that_was_there(book: Book) -> None:
    frame = Frame(now=NOW, by=CADRE, snapshots={Directory: DIRECTORY, Packs: book.packs})
    states = {**book.states, "activity:A1": None}
    decided = rules.decide(record(), states, frame)
    assert not isinstance(decided, Refusal)
    assert decided[0].event.post_unit == DIRECTORY.post("P-cadre").unit


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"activity": "A 1"}, "activity-id-wrong"),
        ({"household": "H9"}, "activity-household-unknown"),
        ({"household": "gone"}, "activity-household-unknown"),
        ({"kind": "drone"}, "activity-kind-unknown"),
        ({"result": "reached"}, "activity-kind-unknown"),
        ({"on": DAY + timedelta(days=1)}, "activity-day-wrong"),
        ({"on": DAY - timedelta(days=32)}, "activity-day-wrong"),
        ({"on": DAY - timedelta(days=31)}, ""),
        ({"again_on": DAY}, "activity-again-wrong"),
        ({"again_on": DAY + timedelta(days=61)}, "activity-again-wrong"),
        ({"again_on": DAY + timedelta(days=60)}, ""),
    ],
)
def test_record_is_refused_with_its_reason(book: Book, changed: dict[str, Any], code: str) -> None:
    assert book.code(record(**changed)) == code


def test_record_refused_twice_out_of_reach_and_without_mechanism(book: Book) -> None:
    assert book.code(record(), ELSEWHERE) == "activity-out-of-reach"
    assert make_book(other=None).code(record()) == "activity-pack-missing"
    assert book.code(record()) == ""
    assert book.code(record()) == "activity-exists"


def correct(**changed: Any) -> CorrectActivity:
    fields = {"activity": "A1", "reason": Mistake.WRONG_RESULT}
    return new_command(CorrectActivity, **{**fields, **changed})


def test_correction_changes_result_and_day_and_is_seen(book: Book) -> None:
    book.do(record())
    assert book.code(correct(result="not-met")) == ""
    assert book.code(correct(on=DAY - timedelta(days=1))) == ""
    state = book.states["activity:A1"]
    assert (state.result, state.contact, state.corrected) == ("not-met", False, True)
    assert state.on == DAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("command", "by", "code"),
    [
        (correct(activity="A9"), CADRE, "activity-unknown"),
        (correct(), CADRE, "activity-unchanged"),
        (correct(kind="phone"), CADRE, "activity-kind-unknown"),
        (correct(result="not-met"), Actor(scope="a", post="P-2"), "activity-not-yours"),
        (correct(result="not-met"), Actor(scope="a", post="P-cadre"), "activity-out-of-reach"),
        (correct(on=DAY + timedelta(days=9)), CADRE, "activity-day-wrong"),
        (correct(kind="phone", result="reached"), SYSTEM, ""),
    ],
)
def test_correction_is_refused_with_its_reason(
    book: Book, command: Any, by: Actor, code: str
) -> None:
    book.do(record())
    assert book.code(command, by) == code


def test_withdrawn_record_takes_no_more_changes(book: Book) -> None:
    book.do(record())
    back = new_command(WithdrawActivity, activity="A1", reason=Mistake.RECORDED_TWICE)
    assert book.code(back, Actor(scope="a", post="P-2")) == "activity-not-yours"
    assert book.code(back) == ""
    assert book.states["activity:A1"].withdrawn
    assert book.code(back) == "activity-withdrawn"
    assert book.code(correct(result="not-met")) == "activity-withdrawn"


ACTS = st.one_of(
    st.builds(record, result=st.sampled_from(["met", "not-met", "reached"])),
    st.builds(
        correct,
        result=st.sampled_from([None, "met", "not-met"]),
        on=st.sampled_from([None, DAY, DAY - timedelta(days=3)]),
    ),
    st.builds(lambda: new_command(WithdrawActivity, activity="A1", reason=Mistake.WRONG_HOUSEHOLD)),
)


@given(st.lists(ACTS, max_size=8))
def test_contact_always_follows_the_words_of_the_pack(acts: list[Any]) -> None:
    book = make_book()
    for act in acts:
        book.do(act)
        state = book.states.get("activity:A1")
        if state is not None:
            result = KINDS.find_kind(state.kind).find_result(state.result)  # type: ignore[union-attr]
            assert result is not None and state.contact is result.contact
