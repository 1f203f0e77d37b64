"""Beside the main line, through the one door: reminders, sources, planned, returns, papers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from minqing.cases import commands as c
from minqing.cases import commands_beside as b
from minqing.cases.models import Case
from minqing.cases.papers import PaperTaken
from minqing.cases.public import (
    count_returns,
    find_by_number,
    find_case,
    get_today,
    list_external,
    list_planned,
    remark_reply,
)
from minqing.cases.reading_beside import show_split
from minqing.cases.reminding import remind_holders
from minqing.cases.terms import Channel, GivenOn, Means, Outcome
from minqing.cases.tests.builders import PACK_KEY, WATER, staff
from minqing.cases.tests.stories_beside import HOTLINE, NUMBER, REGISTER
from minqing.log.public import get_state, make_frame, read_stream
from minqing.log.verify import verify
from minqing.log.worker import run_until_idle
from minqing.notices.models import Reminder
from minqing.notices.rules import LOCAL

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def near(house, case: str) -> None:
    """Receive a case and take papers, so that the handling clock runs; it becomes near later."""
    house.received(case, receipt=f"R{case}")
    house.must(c.TakeOnErrand, "cadre", case, taken=(REGISTER,))


def test_holder_is_reminded_once_a_day_of_all_that_is_near(house):
    for case in ("A1", "A2", "A3"):
        near(house, case)
    urge_at = Case.objects.get(id="A1").urge_at
    assert remind_holders(urge_at - timedelta(minutes=1), 10) == []
    day = urge_at.astimezone(LOCAL).replace(hour=9, minute=0)
    for hours in (0, 1, 6):
        run_until_idle(day + timedelta(hours=hours))
    assert len(read_stream("reminder:post-cadre")) == 1
    found = get_state("reminder:post-cadre")
    assert (found.count, {item.clock for item in found.items}) == (3, {"handle"})
    run_until_idle(day + timedelta(days=1))
    assert len(read_stream("reminder:post-cadre")) == 2
    today = get_today(staff("cadre"), now=day + timedelta(days=1, hours=1))
    assert today.reminder is not None and len(today.reminder.lines) == 3


def test_nobody_is_reminded_in_quiet_hours(house):
    near(house, "A1")
    day = Case.objects.get(id="A1").urge_at.astimezone(LOCAL)
    assert remind_holders(day.replace(hour=13), 10) == []
    assert remind_holders(day.replace(hour=21), 10) == []
    assert len(remind_holders(day.replace(hour=15), 10)) == 1


def test_reminders_need_the_system_and_its_own_day(house):
    from minqing.kernel.ids import new_id
    from minqing.notices.public import ReminderItem, RemindPost

    item = ReminderItem("case:A1", "handle", house.now)
    command = RemindPost(
        id=new_id(),
        post="post-cadre",
        unit="150627100201",
        day=date(2026, 3, 2),
        count=1,
        items=(item,),
    )
    answer = house.send(command, "supervisor")
    assert answer.refusal.code == "notices-system-only"
    assert not Reminder.objects.exists()


def from_hotline(house, case: str, **changes: object) -> str:
    facts = {
        "channel": Channel.HOTLINE,
        "external_source": HOTLINE,
        "external_number": NUMBER,
        "external_due_at": house.now + timedelta(days=5),
    }
    return house.received(case, "clerk", receipt=f"R{case}", **{**facts, **changes})


def test_replayed_work_order_is_answered_with_the_first_receipt_in_one_batch(house):
    from minqing.cases.tests.builders import receive
    from minqing.kernel.messages import Personal
    from minqing.log.public import submit

    facts = {"channel": Channel.HOTLINE, "external_source": HOTLINE, "external_number": NUMBER}
    batch = [
        receive(case, receipt=f"R{case}", matter=Personal("井坏了", f"case:{case}"), **facts)
        for case in ("A1", "A2")
    ]
    first, second = submit(batch, by=staff("clerk"), now=house.now)
    assert first.status == "accepted"
    assert second.refusal.code == "case-already-arrived"
    assert second.refusal.params["receipt"] == "RA1"
    assert not Case.objects.filter(id="A2").exists()


def test_source_is_listed_by_its_own_deadline_and_found_by_its_number(house):
    from_hotline(house, "A1")
    from_hotline(house, "A2", external_number="X2", external_due_at=house.now + timedelta(days=2))
    lines, following = list_external(staff("clerk"), now=house.now, size=1)
    assert [one.line.id for one in lines] == ["A2"] and following
    more, _end = list_external(staff("clerk"), now=house.now, size=1, after=following)
    assert [one.line.id for one in more] == ["A1"]
    clock = more[0].external.clock
    assert clock is not None and "12345" in str(clock.due) and clock.name == "external"
    assert [line.id for line in find_by_number(staff("clerk"), NUMBER, now=house.now)] == ["A1"]
    assert find_by_number(staff("neighbour"), NUMBER, now=house.now) == ()
    groups = {group.code for group in get_today(staff("clerk"), now=house.now).groups}
    assert "external" in groups


def test_source_that_got_its_answer_stands_on_no_list(house, words):
    from_hotline(house, "A1")
    house.must(c.SettleOnSpot, "clerk", "A1", outcome=Outcome.SOLVED, reply=words("A1", "已接通"))
    house.must(b.SendAnswerBack, "clerk", "A1", answer_number="HF-1")
    assert list_external(staff("clerk"), now=house.now) == ((), "")


def planned(house, words, case: str) -> None:
    house.received(case, receipt=f"R{case}")
    house.must(c.RaiseToNextLevel, "cadre", case, tried=words(case, "村里没有资金，水管员看过了。"))
    house.must(c.AcknowledgeCase, "clerk", case)
    pointing = c.Pointing(target="project:well-2027", words="人饮巩固提升工程", year=2027)
    plan = c.Plan(
        unit=WATER, date=house.now + timedelta(days=300), reason="需投资", pointing=pointing
    )
    house.must(
        c.RecordResult,
        "clerk",
        case,
        outcome=Outcome.PLANNED,
        reply=words(case, "已列2027年计划，责任单位旗水利局。"),
        plan=plan,
    )
    house.must(c.ReviewResult, "leader", case, approved=True)
    house.must(c.RecordTelling, "clerk", case, means=Means.PHONE)


def test_planned_matter_is_listed_with_what_will_solve_it_and_its_missed_look(house, words):
    planned(house, words, "A1")
    page = list_planned(staff("clerk"), now=house.now)
    (line,) = page.lines
    assert (line.pointing.target, line.pointing.year, page.overdue) == (
        "project:well-2027",
        2027,
        0,
    )
    later = list_planned(staff("clerk"), now=house.now + timedelta(days=60))
    assert later.overdue == 1


def test_returns_are_counted_by_category_and_cause(house, words):
    for case in ("A1", "A2"):
        house.received(case, receipt=f"R{case}", category="water-wells")
        tried = words(case, "村里没有资金，水管员看过了。")
        house.must(c.RaiseToNextLevel, "cadre", case, tried=tried)
        text = words(case, "请先由村里办。")
        house.must(c.ReturnCase, "clerk", case, reason="not_our_duty", words=text)
    (count,) = count_returns(staff("supervisor"), now=house.now)
    assert (count.category_zh, count.reason_zh, count.count) == (
        "机井与灌溉",
        "不属于本单位职责",
        2,
    )
    assert count_returns(staff("neighbour"), now=house.now) == ()


def test_time_is_cut_by_holder_without_what_was_paused(house, words):
    near(house, "A1")
    house.now += timedelta(days=1)
    until = house.now + timedelta(days=10)
    house.must(c.PauseCase, "cadre", "A1", reason="weather", until=until)
    house.now += timedelta(days=3)
    house.must(c.ResumeCase, "cadre", "A1")
    house.now += timedelta(days=1)
    state = get_state("case:A1")
    (share,) = show_split(state, make_frame(staff("cadre"), house.now))
    assert (share.ran, share.paused) == (timedelta(days=2), timedelta(days=3))


def test_urging_awaits_the_holder_until_it_is_answered(house, words):
    house.received("A1")
    house.must(b.UrgeCase, "supervisor", "A1", words=words("A1", "请本周办结。"))
    groups = {group.code for group in get_today(staff("cadre"), now=house.now).groups}
    assert "urged" in groups
    house.must(b.AnswerUrging, "cadre", "A1", words=words("A1", "周四到场。"))
    groups = {group.code for group in get_today(staff("cadre"), now=house.now).groups}
    assert "urged" not in groups
    page = find_case(staff("supervisor"), "A1", now=house.now)
    assert "请本周办结。" in [item.words for item in page.timeline]


def test_answer_of_another_matter_is_remarked_without_showing_it(house, words):
    text = "经旗水利局现场核实，泵轴断裂，已安排3月12日前更换，请您到时查看。"
    house.received("A1", receipt="RA1", category="water-wells")
    house.must(c.SettleOnSpot, "cadre", "A1", outcome=Outcome.SOLVED, reply=words("A1", text))
    house.received("A2", receipt="RA2", category="roads", text="泵站前的路塌了一半，旗里几时修？")
    state = get_state("case:A2")
    remarks = remark_reply(staff("cadre"), state, text, Outcome.SOLVED, now=house.now)
    assert "reply-of-another" in [one.code for one in remarks]
    same = remark_reply(staff("cadre"), get_state("case:A1"), text, Outcome.SOLVED, now=house.now)
    assert "reply-of-another" not in [one.code for one in same]


def test_name_of_the_raiser_is_remarked(house):
    from minqing.cases.terms import RaiserDetails
    from minqing.kernel.messages import Personal

    raiser = Personal(RaiserDetails(name="额尔德尼"), "case:A1")
    house.received("A1", raiser=raiser)
    state = get_state("case:A1")
    text = "额尔德尼家的机井3月5日由水利局修好。"
    remarks = remark_reply(staff("cadre"), state, text, Outcome.SOLVED, now=house.now)
    assert "reply-name" in [one.code for one in remarks]


def test_errand_ends_through_the_door_and_the_log_still_verifies(house, words):
    house.received("A1", category="relief-allowance")
    taken = (PaperTaken("户口本"), PaperTaken("低保申请书"))
    house.must(c.TakeOnErrand, "cadre", "A1", taken=taken)
    house.must(b.HandInPapers, "cadre", "A1", office="民政窗口", office_number="收118")
    reply = words("A1", "材料已送民政窗口，3月20日出结果。")
    house.must(c.RecordResult, "cadre", "A1", outcome=Outcome.SOLVED, reply=reply)
    house.must(c.RecordTelling, "cadre", "A1", means=Means.FACE_TO_FACE)
    house.must(
        c.RecordConfirmation,
        "cadre",
        "A1",
        answered=True,
        solved=True,
        given_on=GivenOn.SCREEN,
        in_resident_mode=True,
    )
    row = Case.objects.get(id="A1")
    assert (row.living, row.papers_out) == (True, True)
    house.must(c.HandBackPapers, "cadre", "A1", papers=(1,), kept=(2,))
    row = Case.objects.get(id="A1")
    assert (row.living, row.papers_out) == (False, False)
    assert verify().difference is None
    assert PACK_KEY == row.pack
