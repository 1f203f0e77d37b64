"""民意测评票: counted, never by person; too few are told as returned alone. No database."""

from __future__ import annotations

from typing import Any

import pytest

from minqing.cases.tests.builders import staff
from minqing.meetings import commands as c
from minqing.meetings import facts
from minqing.meetings.events import BallotsCounted
from minqing.meetings.state import Ballots
from minqing.meetings.tests.builders import MONDAY, VILLAGE, WEEKLY, Book, new, sealed

CADRE = staff("cadre")
ASSESSMENT = "community_assessment"


@pytest.fixture
def book() -> Book:
    book = Book()
    for kind in (WEEKLY, ASSESSMENT):
        book.call(VILLAGE, kind)
    return book


def count(book: Book, meeting: str, given: int, *counts: int, item: int = 1) -> str:
    return book.do(
        new(c.CountBallots, meeting=meeting, item=item, given=given, counts=counts), CADRE
    )


def test_counts_are_kept_by_answer_and_a_later_count_replaces_them(book: Book) -> None:
    meeting = book.hold(VILLAGE, ASSESSMENT, [], CADRE)
    assert count(book, meeting, 40, 20, 10, 4, 2) == ""
    assert count(book, meeting, 40, 21, 10, 4, 1) == ""
    (item,) = book.states[f"meeting:{meeting}"].standing
    assert item.ballots == Ballots(
        40, 36, {"satisfied": 21, "fair": 10, "not_satisfied": 4, "unsure": 1}, told=True
    )


@pytest.mark.parametrize(("counts", "told"), [((4, 0, 0, 0), False), ((4, 1, 0, 0), True)])
def test_answers_of_too_few_never_reach_the_log(
    book: Book, counts: tuple[int, ...], told: bool
) -> None:
    meeting = book.hold(VILLAGE, ASSESSMENT, [], CADRE)
    assert count(book, meeting, 9, *counts) == ""
    ballots = book.states[f"meeting:{meeting}"].standing[0].ballots
    assert (ballots.told, ballots.returned) == (told, sum(counts))
    assert bool(ballots.counts) == told


@pytest.mark.parametrize(
    ("given", "counts"),
    [(3, (4, 0, 0, 0)), (0, (0, 0, 0, 0)), (9, (5, -1, 0, 0)), (9, (5, 0, 0)), (10_001, (1,) * 4)],
)
def test_counts_that_cannot_be_are_refused(book: Book, given: int, counts: tuple[int, ...]) -> None:
    meeting = book.hold(VILLAGE, ASSESSMENT, [], CADRE)
    assert count(book, meeting, given, *counts) == "meeting-ballot-wrong"


def test_item_without_a_ballot_takes_none(book: Book) -> None:
    subject = book.receive("C1")
    weekly = book.hold(VILLAGE, WEEKLY, [c.Topic(subjects=(subject,))], CADRE)
    assert count(book, weekly, 9, 5, 0, 0, 0) == "meeting-ballot-none"
    assert count(book, weekly, 9, 5, 0, 0, 0, item=7) == "meeting-item-unknown"


def test_counts_may_be_put_right_after_the_closing(book: Book) -> None:
    meeting = book.hold(VILLAGE, ASSESSMENT, [], CADRE)
    words = (sealed("当场点票。", f"meeting:{meeting}"),)
    what = c.Resolution.DEALT
    book.ok(new(c.ResolveItem, meeting=meeting, item=1, what=what, words=words), CADRE)
    assert book.close(meeting, CADRE, "记录") == ""
    assert count(book, meeting, 40, 20, 10, 4, 2) == ""


def test_facts_say_one_row_an_answer_and_nothing_of_too_few() -> None:
    told = Ballots(40, 12, {"satisfied": 9, "fair": 0, "not_satisfied": 3, "unsure": 0}, told=True)
    rows = list_rows(BallotsCounted(number=1, ballots=told, at=MONDAY))
    assert [(row.data["answer"], row.value) for row in rows] == [
        ("satisfied", 9), ("not_satisfied", 3),
    ]  # fmt: skip
    few = Ballots(9, 4, {}, told=False)
    rows = list_rows(BallotsCounted(number=1, ballots=few, at=MONDAY))
    assert [(row.data["answer"], row.value) for row in rows] == [("", 4)]


def list_rows(event: BallotsCounted) -> list[Any]:
    return facts.EXTRACTORS[event.TYPE](event)
