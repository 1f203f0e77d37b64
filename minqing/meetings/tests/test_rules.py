"""Rules before and in the sitting: tables of refusals, seats, turns of the chair. No database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from minqing.cases.tests.builders import UNITS, staff
from minqing.mechanisms.public import PackUnknown
from minqing.meetings import commands as c
from minqing.meetings.seats import find_chair, list_pool, list_seats
from minqing.meetings.terms import MeetingStatus, Presence, Seated, Size, Voice
from minqing.meetings.tests.builders import (
    BANNER,
    MONDAY,
    MONTHLY,
    OTHER,
    TOWN,
    VILLAGE,
    WATER,
    WEEKLY,
    Book,
    meetings_section,
    new,
    sealed,
)
from minqing.org.public import Directory, PostView

CADRE, CLERK, OFFICE, HANDLER = (staff(one) for one in ("cadre", "clerk", "office", "handler"))
DAY = date(2026, 3, 2)
SITS = MONDAY + timedelta(days=14)


@pytest.fixture
def book() -> Book:
    return Book()


def open_weekly(book: Book, **changed: Any) -> str:
    fields = {
        "meeting": "M1", "pack": "siding-sandao-nongshi-huban", "kind": WEEKLY, "unit": VILLAGE,
        "first": DAY,
    }  # fmt: skip
    return book.do(new(c.OpenMeeting, **{**fields, **changed}))


# ---------------------------------------------------------------- called by itself
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"pack": "nothing"}, "meeting-kind-unknown"),
        ({"kind": "nothing"}, "meeting-kind-unknown"),
        ({"unit": TOWN}, "meeting-kind-unknown"),
        ({"unit": "nowhere"}, "meeting-kind-unknown"),
        ({"first": DAY + timedelta(days=1)}, "meeting-window-wrong"),
        ({"before": "M0"}, "meeting-window-wrong"),
    ],
)
def test_call_is_refused_with_its_reason(book: Book, changed: dict[str, Any], code: str) -> None:
    if "pack" in changed:
        book.packs.current = lambda key: _raise(key)  # type: ignore[method-assign]
    assert open_weekly(book, **changed) == code


def _raise(key: str) -> Any:
    raise PackUnknown(key)


def test_only_the_clock_calls_and_the_one_before_has_ended(book: Book) -> None:
    by_hand = new(c.OpenMeeting, meeting="M1", pack="p", kind=WEEKLY, unit=VILLAGE, first=DAY)
    assert book.do(by_hand, CADRE) == "meeting-by-clock"
    assert open_weekly(book) == ""
    assert open_weekly(book) == "meeting-exists"
    following = {"meeting": "M2", "first": DAY + timedelta(days=7), "before": "M1"}
    assert open_weekly(book, **following) == "meeting-before-open"
    book.now += timedelta(days=8)
    assert book.look("M1") == ""
    assert open_weekly(book, **{**following, "first": DAY}) == "meeting-window-wrong"
    assert open_weekly(book, **following) == ""


def test_meeting_sits_on_its_usual_day_or_the_working_day_before(book: Book) -> None:
    open_weekly(book)
    assert book.states["meeting:M1"].due_on == DAY + timedelta(days=4)
    # the 1st to 8th of October 2026 are days off: the week keeps a working day of its own
    open_weekly(book, meeting="M2", first=date(2026, 9, 28))
    assert book.states["meeting:M2"].due_on == date(2026, 9, 30)


def test_empty_agenda_is_kept_by_itself_after_its_day(book: Book) -> None:
    open_weekly(book)
    book.now = MONDAY + timedelta(days=4)
    assert book.look("M1") == "meeting-nothing-due"
    book.now += timedelta(days=1)
    assert book.look("M1") == ""
    assert book.states["meeting:M1"].status is MeetingStatus.KEPT_EMPTY
    assert book.look("M1") == "meeting-nothing-due"


def test_meeting_with_an_agenda_that_never_sat_is_missed_when_its_window_ends(book: Book) -> None:
    open_weekly(book)
    subject = book.receive("C1")
    book.now = MONDAY + timedelta(days=5)
    assert book.look("M1", subject) == "meeting-nothing-due"
    book.now = MONDAY + timedelta(days=7)
    assert book.look("M1", subject, "case:unknown") == ""
    state = book.states["meeting:M1"]
    assert (state.status, state.waiting) == (MeetingStatus.MISSED, 1)


def test_standing_item_is_never_an_empty_agenda(book: Book) -> None:
    first = date(2026, 1, 1)
    assert open_weekly(book, kind="community_assessment", first=first) == ""
    book.now = MONDAY + timedelta(days=100)
    assert book.look("M1") == "meeting-nothing-due"
    book.now = MONDAY + timedelta(days=130)
    assert book.look("M1") == ""
    assert book.states["meeting:M1"].status is MeetingStatus.MISSED


# ---------------------------------------------------------------- the plan
@pytest.fixture
def district(book: Book) -> str:
    book.receive("C1")
    book.receive("C2")
    book.call(VILLAGE, WEEKLY)
    return book.call(BANNER, MONTHLY)


def topic(*subjects: str, **fields: Any) -> c.Topic:
    return c.Topic(subjects=subjects or ("case:C1",), **fields)


def plan(book: Book, meeting: str, by: Any = OFFICE, **changed: Any) -> str:
    fields = {"topics": (topic(),), "sits_at": SITS}
    return book.do(new(c.PlanMeeting, meeting=meeting, **{**fields, **changed}), by)


TOLD = (topic(units=(WATER,)),)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"topics": ()}, "meeting-topics-missing"),
        ({"topics": (c.Topic(),)}, "meeting-topics-missing"),
        ({"topics": (c.Topic(title="供暖"),)}, ""),
        ({"topics": (topic("case:nothing"),)}, "meeting-subject-not-here"),
        ({"topics": (topic("household:H1"),)}, "meeting-subject-not-here"),
        ({"topics": (topic(), topic())}, "meeting-topic-twice"),
        ({"topics": (topic("case:C1", "case:C1"),)}, "meeting-topic-twice"),
        ({"topics": (topic("case:C1", "case:C2"),)}, ""),
        (
            {"topics": (topic(units=("nowhere",)),), "drafts_due": DAY + timedelta(days=10)},
            "meeting-unit-unknown",
        ),
        ({"also": ("nowhere",)}, "meeting-unit-unknown"),
        ({"topics": tuple(c.Topic(title="供暖") for _ in range(61))}, "meeting-topics-many"),
        ({"theme": "某某 13800000000"}, "meeting-words-number"),
        ({"topics": (c.Topic(title="甲" * 61),)}, "meeting-words-long"),
        ({"sits_at": MONDAY - timedelta(hours=1)}, "meeting-time-wrong"),
        ({"sits_at": MONDAY + timedelta(days=40)}, "meeting-time-wrong"),
        ({"topics": TOLD}, "meeting-drafts-wrong"),
        ({"topics": TOLD, "drafts_due": SITS.date()}, "meeting-drafts-wrong"),
        ({"topics": TOLD, "drafts_due": DAY}, "meeting-drafts-wrong"),
        ({"topics": TOLD, "drafts_due": DAY + timedelta(days=10)}, ""),
        (
            {
                "topics": TOLD,
                "drafts_due": DAY + timedelta(days=1),
                "sits_at": MONDAY + timedelta(days=3),
            },
            "meeting-drafts-short",
        ),
        (
            {
                "topics": TOLD,
                "drafts_due": DAY + timedelta(days=1),
                "sits_at": MONDAY + timedelta(days=3),
                "urgent": "管网抢修",
            },
            "",
        ),
    ],
)
def test_plan_is_refused_with_its_reason(
    book: Book, district: str, changed: dict[str, Any], code: str
) -> None:
    assert plan(book, district, **changed) == code


def test_plan_is_made_by_who_convenes(book: Book, district: str) -> None:
    assert plan(book, "M9") == "meeting-unknown"
    assert plan(book, district, by=CADRE) == "meeting-out-of-reach"
    assert plan(book, district) == ""
    assert plan(book, district, theme="供水") == ""  # until the notice a plan replaces another
    assert book.states[f"meeting:{district}"].theme == "供水"


def test_units_that_were_told_draft_an_answer(book: Book, district: str) -> None:
    plan(book, district, topics=TOLD, drafts_due=DAY + timedelta(days=7))
    draft = new(c.DraftAnswer, meeting=district, item=1, words=sealed("两周内更换水泵。"))
    assert book.do(draft, CLERK) == "meeting-not-asked"
    assert book.do(draft, HANDLER) == ""
    again = new(c.DraftAnswer, meeting=district, item=1, words=sealed("一周内更换水泵。"))
    assert book.do(again, HANDLER) == ""
    (item,) = book.states[f"meeting:{district}"].items
    assert [one.words for one in item.drafts] == [again.words.ref]
    assert book.do(replace(draft, id="D9", item=9), HANDLER) == "meeting-item-unknown"
    empty = new(c.DraftAnswer, meeting=district, item=1, words=sealed(" "))
    assert book.do(empty, HANDLER) == "meeting-words-missing"


def test_items_are_added_removed_and_ordered(book: Book, district: str) -> None:
    plan(book, district)
    add = new(c.AddItem, meeting=district, topic=topic("case:C2"))
    assert book.do(add, OFFICE) == ""
    assert book.do(replace(add, id="A2"), OFFICE) == "meeting-topic-twice"
    order = new(c.OrderItems, meeting=district, order=(2, 1))
    assert book.do(order, OFFICE) == ""
    assert book.do(replace(order, id="O2"), OFFICE) == "meeting-order-wrong"
    assert book.do(replace(order, id="O3", order=(2, 3)), OFFICE) == "meeting-order-wrong"
    remove = new(c.RemoveItem, meeting=district, item=2, reason=" ")
    assert book.do(remove, OFFICE) == "meeting-reason-missing"
    assert book.do(replace(remove, reason="材料不全"), OFFICE) == ""
    state = book.states[f"meeting:{district}"]
    assert [one.item.number for one in state.standing] == [1]
    assert book.records["case:C2"].claimed == ""


# ---------------------------------------------------------------- the notice
@pytest.mark.parametrize(
    ("days", "urgent", "code", "short"),
    [
        (3, "", "", False),
        (2, "", "meeting-notice-short", False),
        (2, "管网抢修", "", True),
        (0, "管网抢修", "", True),
        (10, "管网抢修", "", False),
    ],
)
def test_notice_is_given_three_days_ahead_or_marked_for_ever(
    book: Book, district: str, days: int, urgent: str, code: str, short: bool
) -> None:
    plan(book, district, sits_at=MONDAY + timedelta(days=days, hours=1))
    assert book.do(new(c.AnnounceMeeting, meeting=district, urgent=urgent), OFFICE) == code
    state = book.states[f"meeting:{district}"]
    assert (state.short, state.urgent) == (short, urgent if short else "")


def test_notice_needs_a_plan_and_a_kind_that_wants_one(book: Book, district: str) -> None:
    announce = new(c.AnnounceMeeting, meeting=district)
    assert book.do(announce, OFFICE) == "meeting-plan-first"
    weekly = book.meeting(VILLAGE, WEEKLY).id
    assert book.do(new(c.AnnounceMeeting, meeting=weekly), CADRE) == "meeting-notice-none"


def test_item_after_the_notice_has_a_reason_and_is_marked(book: Book, district: str) -> None:
    plan(book, district)
    book.ok(new(c.AnnounceMeeting, meeting=district), OFFICE)
    assert plan(book, district) == "meeting-status-wrong"
    add = new(c.AddItem, meeting=district, topic=topic("case:C2"))
    assert book.do(add, OFFICE) == "meeting-late-reason"
    assert book.do(replace(add, why="昨夜爆管"), OFFICE) == ""
    assert book.states[f"meeting:{district}"].find_item(2).item.late


def test_meeting_is_put_off_after_its_notice_with_a_reason_and_both_times_stay(
    book: Book, district: str
) -> None:
    def put_off(hours: float, why: str = "大雪封路", by: Any = OFFICE) -> str:
        moment = SITS + timedelta(hours=hours)
        command = new(c.PostponeMeeting, meeting=district, sits_at=moment, why=why)
        return book.do(command, by)

    plan(book, district)
    assert put_off(24) == "meeting-status-wrong"  # before the notice another plan does
    book.ok(new(c.AnnounceMeeting, meeting=district), OFFICE)
    assert put_off(24, by=CADRE) == "meeting-out-of-reach"
    assert put_off(0) == put_off(-24) == put_off(31 * 24) == "meeting-postponed-wrong"
    assert put_off(24, why=" ") == "meeting-reason-missing"
    assert put_off(24, why="找13800138000") == "meeting-words-number"
    assert put_off(24) == ""
    state = book.states[f"meeting:{district}"]
    assert state.sits_at == SITS + timedelta(hours=24) and not state.short
    assert [(one.was, one.why) for one in state.postponed] == [(SITS, "大雪封路")]
    book.now = SITS
    assert book.do(new(c.BeginMeeting, meeting=district), OFFICE) == "meeting-too-early"
    assert put_off(48, why="场地占用") == ""
    state = book.states[f"meeting:{district}"]
    assert state.short and state.urgent == "场地占用"  # two days ahead: marked


def test_sitting_waits_for_plan_notice_and_day(book: Book, district: str) -> None:
    begin = new(c.BeginMeeting, meeting=district)
    assert book.do(begin, OFFICE) == "meeting-plan-first"
    plan(book, district)
    assert book.do(begin, OFFICE) == "meeting-notice-first"
    book.ok(new(c.AnnounceMeeting, meeting=district), OFFICE)
    assert book.do(begin, OFFICE) == "meeting-too-early"
    book.now = SITS
    assert book.do(begin, OFFICE) == ""
    assert book.do(begin, OFFICE) == "meeting-status-wrong"


# ---------------------------------------------------------------- findings
def test_findings_are_visits_and_matters_below(book: Book, district: str) -> None:
    def link(*names: str) -> str:
        return book.do(new(c.LinkFindings, meeting=district, findings=names), OFFICE)

    assert link() == "meeting-findings-wrong"
    assert link("case:nothing") == "meeting-findings-wrong"
    assert link(f"meeting:{district}") == "meeting-findings-wrong"
    assert link("case:C1") == ""
    assert link("case:C1") == "meeting-findings-wrong"
    assert link("case:C1", "case:C2") == ""
    assert book.states[f"meeting:{district}"].findings == ("case:C1", "case:C2")


# ---------------------------------------------------------------- seats and chair
def test_seats_follow_the_agenda_and_the_size(book: Book) -> None:
    kind = meetings_section().find_kind(MONTHLY)
    assert kind is not None

    def seats(size: Size) -> dict[str, Seated]:
        found = list_seats(
            book.directory, kind, BANNER, chair=("post-leader", TOWN), convenor="post-office",
            concerned=[WATER, TOWN], size=size, also=[OTHER],
        )  # fmt: skip
        return {one.unit or one.label: one.why for one in found}

    small = seats(Size.SMALL)
    assert small[TOWN] is Seated.CHAIR
    assert (small[BANNER], small[WATER]) == (Seated.CONVENOR, Seated.AGENDA)
    assert [why for why in small.values() if why is Seated.REQUIRED] == [Seated.REQUIRED] * 2
    assert small[OTHER] is Seated.INVITED
    assert Seated.LEVEL not in seats(Size.WIDE).values()  # the only town presides


def test_office_without_a_unit_attends_by_the_post_that_bears_its_name(book: Book) -> None:
    kind = meetings_section().find_kind(MONTHLY)
    assert kind is not None
    first = next(iter(kind.seats.required))
    named = PostView(
        id="post-named", unit=BANNER, role="supervisor", title=f"{first.zh}督查员", person=None,
        person_name="",
    )  # fmt: skip
    known = book.directory
    posts = [known.post(post) for unit in UNITS for post in known.posts_at(unit.code)]
    directory = Directory(UNITS, [*posts, named])
    found = list_seats(
        directory, kind, BANNER, chair=("", TOWN), convenor="", concerned=(), size=Size.SMALL
    )
    required = {one.label: one.post for one in found if one.why is Seated.REQUIRED}
    assert required[first.zh] == "post-named"
    assert [post for label, post in required.items() if label != first.zh] == [""]


def test_chair_goes_round_in_the_order_of_codes(book: Book) -> None:
    kind = meetings_section().find_kind(MONTHLY)
    assert kind is not None
    rotating = replace(kind, chair=replace(kind.chair, pool=("village", "gacha")))
    pool = list_pool(book.directory, rotating.chair, BANNER)
    assert pool == (VILLAGE, OTHER)
    turns = [find_chair(book.directory, rotating, BANNER, turn)[1] for turn in range(4)]
    assert turns == [VILLAGE, OTHER, VILLAGE, OTHER]


def test_only_chair_in_the_pool_cannot_pass(book: Book, district: str) -> None:
    plan(book, district)
    note = new(c.PassChair, meeting=district, note=" ")
    assert book.do(note, OFFICE) == "meeting-reason-missing"
    assert book.do(replace(note, note="外出学习"), OFFICE) == "meeting-no-other-chair"


# ---------------------------------------------------------------- the sitting
@pytest.fixture
def sitting(book: Book) -> str:
    book.call(VILLAGE, WEEKLY)
    book.receive("C1")
    return book.hold(VILLAGE, WEEKLY, [topic()], CADRE)


def test_attendance_is_marked_seat_by_seat_with_a_reason_for_absence(
    book: Book, sitting: str
) -> None:
    seat = book.states[f"meeting:{sitting}"].seats[0]

    def mark(**fields: Any) -> str:
        marks = (c.Mark(**{"seat": seat.key, "presence": Presence.ABSENT, **fields}),)
        return book.do(new(c.MarkAttendance, meeting=sitting, marks=marks), CADRE)

    assert mark(seat="nobody") == "meeting-seat-unknown"
    assert mark() == "meeting-absence-reason"
    assert mark(reason="下乡" * 101) == "meeting-words-long"
    assert mark(reason="下乡") == ""
    assert mark(presence=Presence.ARRIVED, reason="晚到") == ""
    marked = book.states[f"meeting:{sitting}"].seats[0]
    assert (marked.presence, marked.reason) == (Presence.ARRIVED, "")


def test_voices_are_kept_in_order(book: Book, sitting: str) -> None:
    for voice in Voice:
        words = sealed("水泵何时能修？")
        command = new(
            c.SpeakToItem, meeting=sitting, item=1, voice=voice, unit=VILLAGE, words=words
        )
        assert book.do(command, CADRE) == ""
    spoken = book.states[f"meeting:{sitting}"].items[0].spoken
    assert [one.voice for one in spoken] == list(Voice)
    nowhere = new(
        c.SpeakToItem, meeting=sitting, item=1, voice=Voice.HOST, unit="nowhere",
        words=sealed("问"),
    )  # fmt: skip
    assert book.do(nowhere, CADRE) == "meeting-unit-unknown"


def test_sitting_takes_only_what_stands_there(book: Book) -> None:
    weekly = book.call(OTHER, WEEKLY)
    book.receive("C1")
    by = staff("neighbour")
    begin = new(c.BeginMeeting, meeting=weekly, topics=(topic(),))
    assert book.do(begin, by) == "meeting-subject-not-here"
    assert book.do(replace(begin, topics=()), by) == "meeting-topics-missing"


def test_alike_matters_are_merged_into_one_item_and_decided_together(book: Book) -> None:
    """The street sorts, merges and classifies what was found (WDM-12)."""
    book.call(VILLAGE, WEEKLY)
    subjects = (book.receive("C1"), book.receive("C2"))
    meeting = book.hold(VILLAGE, WEEKLY, [c.Topic(subjects=subjects, title="供暖")], CADRE)
    (item,) = book.states[f"meeting:{meeting}"].standing
    assert (item.item.subjects, item.item.title) == (subjects, "供暖")
    given = {"meeting": meeting, "item": 1, "what": c.Resolution.DEALT}
    once = (sealed("统一检修。"),)
    assert book.do(new(c.ResolveItem, words=once, **given), CADRE) == "meeting-words-missing"
    each = tuple(sealed("统一检修。", subject) for subject in subjects)
    assert book.do(new(c.ResolveItem, words=each, **given), CADRE) == ""
    assert book.close(meeting, CADRE) == ""
