"""The closing: commitments, what goes up, what waits, all in one command. No database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from minqing.cases.public import Means, RaiseToNextLevel, WithdrawCase
from minqing.cases.tests.builders import staff
from minqing.meetings import commands as c
from minqing.meetings import rules
from minqing.meetings.rules.closing import list_commitments, make_closing
from minqing.meetings.terms import MeetingStatus, Resolution
from minqing.meetings.tests.builders import (
    BANNER,
    HALF_MONTH,
    MONTHLY,
    TOWN,
    VILLAGE,
    WATER,
    WEEKLY,
    Book,
    new,
    sealed,
)

CADRE, CLERK, OFFICE = staff("cadre"), staff("clerk"), staff("office")
DAY = date(2026, 3, 2)


@pytest.fixture
def book() -> Book:
    book = Book()
    for unit, kind in ((VILLAGE, WEEKLY), (TOWN, HALF_MONTH), (BANNER, MONTHLY)):
        book.call(unit, kind)
    return book


def topic(*subjects: str, **fields: Any) -> c.Topic:
    return c.Topic(subjects=subjects, **fields)


def resolve(book: Book, meeting: str, what: Resolution, by: Any, **fields: Any) -> str:
    given: dict[str, Any] = {"item": 1, "words": (sealed("会上议过，本级解决不了。"),)}
    return book.do(new(c.ResolveItem, meeting=meeting, what=what, **{**given, **fields}), by)


def promise(due: date = DAY + timedelta(days=20), **changed: Any) -> dict[str, Any]:
    fields = {"due": due, "unit": WATER, "post": "post-handler", **changed}
    measure = (sealed("更换水泵，恢复供水。"),)
    return {"measures": measure, "promises": (c.Promise(**fields),), "words": ()}


def test_case_goes_from_village_to_street_to_district_by_closing_meetings_only(
    book: Book,
) -> None:
    subject = book.receive("C1")
    weekly = book.meeting(VILLAGE, WEEKLY).id
    assert book.list_agendas(subject) == [weekly]
    book.hold(VILLAGE, WEEKLY, [topic(subject)], CADRE)
    assert resolve(book, weekly, Resolution.CARRIED, CADRE) == ""
    assert book.close(weekly, CADRE) == ""
    street = book.meeting(TOWN, HALF_MONTH).id
    assert (book.case("C1").rung, book.case("C1").holder_unit) == ("town", TOWN)
    assert book.list_agendas(subject) == [street]

    book.hold(TOWN, HALF_MONTH, [topic(subject)], CLERK)
    assert book.close(street, CLERK) == ""  # nobody decided: it goes up by itself
    outcome = book.states[f"meeting:{street}"].outcomes[0]
    assert (outcome.what, outcome.by_itself) == (Resolution.CARRIED, True)
    assert outcome.raised == (subject,)
    district = book.meeting(BANNER, MONTHLY).id
    assert book.case("C1").rung == "department"
    assert book.list_agendas(subject) == [district]


def test_closing_raises_with_the_words_of_the_decision_and_names_the_meeting(book: Book) -> None:
    subject = book.receive("C1")
    weekly = book.hold(VILLAGE, WEEKLY, [topic(subject)], CADRE)
    words = sealed("找过三家维修单位，配件停产。")
    resolve(book, weekly, Resolution.CARRIED, CADRE, words=(words,))
    closing = make_closing(book.states[f"meeting:{weekly}"], "C-close")
    streams = rules.needs(closing)
    states = {stream: book.states.get(stream) for stream in streams}
    decided = rules.decide(closing, states, book.frame(CADRE))
    raised: Any = next(one.event for one in decided if one.stream == subject)  # type: ignore[union-attr]
    assert (raised.tried, raised.meeting, raised.by_clock) == (words.ref, weekly, False)


def test_commitment_is_made_with_the_closing_and_the_matter_rests_until_it_is_due(
    book: Book,
) -> None:
    subject = book.receive("C1")
    weekly = book.hold(VILLAGE, WEEKLY, [topic(subject)], CADRE)
    due = DAY + timedelta(days=20)
    assert resolve(book, weekly, Resolution.COMMITTED, CADRE, **promise(due)) == ""
    (name,) = list_commitments(book.states[f"meeting:{weekly}"])
    assert f"commitment:{name}" not in book.states
    assert book.close(weekly, CADRE, "会议记录") == ""
    made = book.states[f"commitment:{name}"]
    assert (made.subject, made.due, made.meeting) == (subject, due, weekly)
    assert book.records[subject].until == due
    assert book.states[f"meeting:{weekly}"].minutes != ""


def test_promise_about_one_item_is_made_for_each_matter_that_still_stands_there(
    book: Book,
) -> None:
    first, second, third = (book.receive(key) for key in ("C1", "C2", "C3"))
    weekly = book.hold(VILLAGE, WEEKLY, [topic(first, second, third, title="机井")], CADRE)
    assert resolve(book, weekly, Resolution.COMMITTED, CADRE, **promise()) == ""
    book.ok(new(WithdrawCase, case="C1", means=Means.PHONE), CADRE)
    (name,) = list_commitments(book.states[f"meeting:{weekly}"])
    assert book.close(weekly, CADRE) == ""
    made = book.states[f"commitment:{name}"]
    assert (made.subject, made.others) == (second, (third,))


def test_closing_is_refused_when_the_agenda_changed_meanwhile(book: Book) -> None:
    first, second = book.receive("C1"), book.receive("C2")
    weekly = book.hold(VILLAGE, WEEKLY, [topic(first)], CADRE)
    before = make_closing(book.states[f"meeting:{weekly}"], "C-before")
    book.ok(new(c.AddItem, meeting=weekly, topic=topic(second)), CADRE)
    assert book.do(before, CADRE) == "meeting-agenda-changed"
    resolve(book, weekly, Resolution.COMMITTED, CADRE, item=2, **promise())
    one_less = make_closing(book.states[f"meeting:{weekly}"], "C-less")
    book.ok(new(c.RemoveItem, meeting=weekly, item=2, reason="材料不全"), CADRE)
    assert book.do(one_less, CADRE) == "meeting-agenda-changed"
    assert book.close(weekly, CADRE) == ""
    assert book.close(weekly, CADRE) == "meeting-status-wrong"


def test_matter_that_left_before_the_meeting_is_marked_so_and_not_raised(book: Book) -> None:
    subject = book.receive("C1")
    weekly = book.hold(VILLAGE, WEEKLY, [topic(subject)], CADRE)
    tried = sealed("找过三家维修单位，配件停产。")
    book.ok(new(RaiseToNextLevel, case="C1", tried=tried), CADRE)
    street = book.meeting(TOWN, HALF_MONTH).id
    assert book.list_agendas(subject) == [street]
    assert book.close(weekly, CADRE) == ""
    assert book.states[f"meeting:{weekly}"].outcomes[0].what is Resolution.LEFT
    assert book.case("C1").rung == "town"


def test_top_level_cannot_carry_further_and_keeps_what_is_unsolved(book: Book) -> None:
    book.receive("C1")
    subject = "case:C1"
    for unit, kind, by in ((VILLAGE, WEEKLY, CADRE), (TOWN, HALF_MONTH, CLERK)):
        meeting = book.hold(unit, kind, [topic(subject)], by)
        book.ok(make_closing(book.states[f"meeting:{meeting}"], f"C-{kind}"), by)
    district = book.meeting(BANNER, MONTHLY).id
    sits = book.now + timedelta(days=10)
    book.ok(new(c.PlanMeeting, meeting=district, topics=(topic(subject),), sits_at=sits), OFFICE)
    book.ok(new(c.AnnounceMeeting, meeting=district), OFFICE)
    book.now = sits
    book.ok(new(c.BeginMeeting, meeting=district), OFFICE)
    assert resolve(book, district, Resolution.CARRIED, OFFICE) == "meeting-no-level-above"
    assert book.close(district, OFFICE) == ""
    assert book.states[f"meeting:{district}"].outcomes[0].what is Resolution.PUT_OFF
    book.now += timedelta(days=25)
    assert book.list_agendas(subject) == []
    following = book.call(BANNER, MONTHLY)
    assert book.list_agendas(subject) == [following]


def test_record_is_asked_for_until_it_is_there(book: Book) -> None:
    subject = book.receive("C1")
    weekly = book.hold(VILLAGE, WEEKLY, [topic(subject)], CADRE)
    assert book.close(weekly, CADRE) == ""
    assert book.look(weekly) == "meeting-nothing-due"
    book.now += timedelta(days=4)
    assert book.look(weekly) == ""
    assert book.look(weekly) == "meeting-nothing-due"
    assert book.states[f"meeting:{weekly}"].minutes_missed
    minutes = sealed("会议记录", f"meeting:{weekly}")
    assert book.do(new(c.RecordMinutes, meeting=weekly, minutes=minutes), CADRE) == ""
    state = book.states[f"meeting:{weekly}"]
    assert (state.minutes, state.status) == (minutes.ref, MeetingStatus.CLOSED)


@pytest.mark.parametrize(
    ("what", "changed", "code"),
    [
        (Resolution.LEFT, {}, "meeting-resolution-wrong"),
        (Resolution.DEALT, {}, ""),
        (Resolution.DEALT, {"words": ()}, "meeting-words-missing"),
        (Resolution.DEALT, {"words": (sealed(" "),)}, "meeting-words-missing"),
        (Resolution.DEALT, {"item": 9}, "meeting-item-unknown"),
        (Resolution.PUT_OFF, {}, "meeting-until-wrong"),
        (Resolution.PUT_OFF, {"until": DAY}, "meeting-until-wrong"),
        (Resolution.PUT_OFF, {"until": DAY + timedelta(days=400)}, "meeting-until-wrong"),
        (Resolution.PUT_OFF, {"until": DAY + timedelta(days=10)}, ""),
        (Resolution.COMMITTED, {}, "meeting-promise-missing"),
        (Resolution.COMMITTED, promise(DAY), "meeting-promise-day"),
        (Resolution.COMMITTED, promise(unit="nowhere"), "meeting-unit-unknown"),
        (Resolution.COMMITTED, promise(post="nobody"), "meeting-post-wrong"),
        (Resolution.COMMITTED, promise(unit=TOWN), "meeting-post-wrong"),
        (Resolution.COMMITTED, {**promise(), "measures": ()}, "meeting-promise-missing"),
        (Resolution.COMMITTED, promise(), ""),
    ],
)
def test_decision_is_refused_with_its_reason(
    book: Book, what: Resolution, changed: dict[str, Any], code: str
) -> None:
    subject = book.receive("C1")
    weekly = book.hold(VILLAGE, WEEKLY, [topic(subject)], CADRE)
    assert resolve(book, weekly, what, CADRE, **changed) == code


def test_put_off_matter_waits_for_the_meeting_of_its_day(book: Book) -> None:
    subject = book.receive("C1")
    weekly = book.hold(VILLAGE, WEEKLY, [topic(subject)], CADRE)
    until = DAY + timedelta(days=16)
    resolve(book, weekly, Resolution.PUT_OFF, CADRE, until=until)
    assert book.close(weekly, CADRE) == ""
    assert book.records[subject].until == until
    assert book.case("C1").rung == "village"
