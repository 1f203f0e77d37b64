"""Random histories: no date is ever edited, one line at a time, overdue as the days say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from minqing.meetings.commitments import commands as c
from minqing.meetings.commitments.events import DateMoved, FulfilmentAnswered, FulfilmentRecorded
from minqing.meetings.commitments.state import compute_line
from minqing.meetings.commitments.terms import Answer, Line
from minqing.meetings.commitments.tests.builders import (
    FRIDAY,
    SYSTEM,
    Book,
    raiser,
    send,
    staff,
    words,
)

ACTS = st.sampled_from(("look", "report", "move", "keep", "part", "end", "kept", "denied", "hide"))
STEPS = st.lists(st.tuples(ACTS, st.integers(0, 4), st.integers(-3, 20)), max_size=25)


def play(book: Book, act: str, off: int) -> None:
    """Try one act; whether the rules take it is theirs to say."""
    later, today = book.day + timedelta(days=off), book.day
    done: dict[str, tuple[Any, Any]] = {
        "look": (send(c.LookAtCommitment), SYSTEM),
        "report": (send(c.ReportProgress, words=words("在办")), staff("handler")),
        "move": (send(c.MoveDate, due=later, reason=words("缺货")), staff("handler")),
        "keep": (_keep(today, whole=True), staff("handler")),
        "part": (_keep(today, whole=False, next_due=later), staff("handler")),
        "end": (_keep(today, whole=False), staff("handler")),
        "kept": (send(c.AnswerFulfilment, answer=Answer.KEPT), raiser()),
        "denied": (send(c.AnswerFulfilment, answer=Answer.NOT_KEPT), raiser()),
        "hide": (send(c.WithholdCommitment, legal_class="internal"), staff("leader")),
    }
    book.code(*done[act])


def _keep(on: date, **fields: Any) -> c.RecordFulfilment:
    return send(c.RecordFulfilment, on=on, evidence=("case:done",), words=words("说明"), **fields)


def tell_line(book: Book) -> Line:
    """Say the line by reading the log alone: an oracle that shares no code with the fold."""
    due, kept, partly, moved = FRIDAY, False, False, False
    living = True
    for event in book.log:
        if isinstance(event, DateMoved):
            due, moved = event.due, True
        elif isinstance(event, FulfilmentRecorded):
            kept, partly = event.whole, partly or not event.whole
            living = not event.whole and event.next_due is not None
            if event.next_due is not None and event.next_due != due:
                due, moved = event.next_due, True
        elif isinstance(event, FulfilmentAnswered) and event.answer is Answer.NOT_KEPT:
            kept, living = False, True
    if kept:
        return Line.KEPT
    if living and book.day > due:
        return Line.OVERDUE
    if partly:
        return Line.PARTLY
    return Line.RESCHEDULED if moved else Line.RUNNING


@given(STEPS)
def test_first_date_stands_in_every_later_state(steps: list[tuple[str, int, int]]) -> None:
    book, seen = Book().made(), [FRIDAY]
    for act, days, off in steps:
        book.day += timedelta(days=days)
        play(book, act, off)
        dates = [one.due for one in book.promise.dates]
        assert book.promise.first_due == FRIDAY
        assert dates[: len(seen)] == seen, "a promised day was edited or taken out"
        seen = dates


@given(STEPS)
def test_present_line_is_what_the_log_tells(steps: list[tuple[str, int, int]]) -> None:
    book = Book().made()
    for act, days, off in steps:
        book.day += timedelta(days=days)
        play(book, act, off)
        assert compute_line(book.promise, book.day) is tell_line(book)


@given(STEPS)
def test_missed_days_are_marked_once_and_for_ever(steps: list[tuple[str, int, int]]) -> None:
    book, before = Book().made(), ()
    for act, days, off in steps:
        book.day += timedelta(days=days)
        play(book, act, off)
        missed = book.promise.missed
        assert missed[: len(before)] == before and len(set(missed)) == len(missed)
        before = missed
    book.code(send(c.LookAtCommitment), SYSTEM)
    state = book.promise
    assert (compute_line(state, book.day) is not Line.OVERDUE) or state.due in state.missed


@given(STEPS)
def test_a_date_is_never_moved_on_its_own_day(steps: list[tuple[str, int, int]]) -> None:
    book = Book().made()
    for act, days, off in steps:
        book.day += timedelta(days=days)
        due, count = book.promise.due, len(book.promise.dates)
        play(book, "move" if act == "look" else act, off)
        if due == book.day and act in ("look", "move"):
            assert len(book.promise.dates) == count
