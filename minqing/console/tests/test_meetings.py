"""会议 at the desk: a matter goes from the village to the banner by closing meetings; a plan is
made, units draft, notice is given, the projector and the sheets show nothing personal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from minqing.cases.public import CaseFilter, Status, list_cases
from minqing.console.tests.test_staff_pages import Logins, post, sign_in, text, viewer
from minqing.log.public import get_now, get_snapshot, get_state, run_until_idle
from minqing.mechanisms.public import publish_folder
from minqing.meetings.models import Meeting
from minqing.meetings.public import Resolution, list_waiting
from minqing.meetings.tests.builders import HALF_MONTH, MONTHLY, WEEKLY, meetings_section
from minqing.org.public import Directory, system_actor

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def publish_levels(folder: Path) -> None:
    """Publish the place's own mechanism with the meetings of three levels of the other one."""
    packs = sorted(Path(settings.PACKS_DIR).iterdir())
    own = next(one for one in packs if (one / "duties.yaml").is_file())
    other = next(
        one for one in packs
        if (one / "meetings.yaml").is_file() and WEEKLY in (one / "meetings.yaml").read_text()
    )  # fmt: skip
    copy = Path(copytree(own, folder / own.name))
    words = (other / "meetings.yaml").read_text()
    rule = "SDN-26"
    for number in range(30, 0, -1):
        words = words.replace(f"WDM-{number:02d}", rule)
    (copy / "meetings.yaml").write_text(words)
    main = re.sub(r"(?m)^version: \d+$", "version: 99", (copy / "pack.yaml").read_text())
    (copy / "pack.yaml").write_text(main)
    outcome = publish_folder(copy, by=system_actor("test"), now=get_now())
    assert outcome.ok, outcome


@pytest.fixture
def levels(place: Logins, tmp_path: Path) -> Iterator[Logins]:
    publish_levels(tmp_path)
    run_until_idle(get_now())
    yield place


def meeting_of(unit: str, kind: str) -> Meeting:
    return Meeting.objects.get(unit=unit, kind=kind, is_open=True)


def find_stuck(login: str) -> tuple[str, str]:
    """Return an open case of a cadre's village that the village holds, and the meeting."""
    cadre = viewer(login)
    meeting = meeting_of(cadre.unit, WEEKLY).id
    waiting = list_waiting(cadre, meeting, now=get_now()).lines
    assert waiting, "the village has something on its agenda"
    working = {Status.HANDLING, Status.AWAITING_TRIAGE, Status.AWAITING_ACKNOWLEDGEMENT}
    for line in waiting:
        case = line.subject.removeprefix("case:")
        if get_state(line.subject).status in working:
            return case, meeting
    raise AssertionError("nothing that could go up")


def test_levels_are_those_of_the_pack(levels: Logins) -> None:
    kinds = set(Meeting.objects.values_list("kind", flat=True))
    assert {WEEKLY, HALF_MONTH, MONTHLY} <= kinds
    assert {kind.code for kind in meetings_section().kinds} <= kinds


def test_matter_goes_up_by_closing_meetings_at_the_desk(levels: Logins) -> None:
    case, weekly = find_stuck(levels["village_cadre"])
    cadre = sign_in(levels["village_cadre"])
    assert "社区民情会" in text(cadre, "meetings")
    page = text(cadre, "meeting", weekly)
    assert f"topic.case:{case}" in page
    assert post(cadre, "meeting-act", weekly, "sit", **{f"topic.case:{case}": "1"})[0] == 302
    run_until_idle(get_now())
    typed = {"what": Resolution.CARRIED, "words": "找过三家维修单位，配件停产，村里办不了。"}
    assert post(cadre, "meeting-act", weekly, "resolve-1", **typed)[0] == 302
    screen = text(cadre, "meeting-screen", weekly)
    assert "提交上一级会议" in screen and "找过三家" not in screen
    assert post(cadre, "meeting-act", weekly, "close", minutes="议了一件。")[0] == 302
    run_until_idle(get_now())
    assert get_state(f"case:{case}").rung == "town"
    assert "提交上一级会议" in text(cadre, "case", case)

    clerk, town = sign_in(levels["township_clerk"]), viewer(levels["township_clerk"]).unit
    street = meeting_of(town, HALF_MONTH).id
    page = text(clerk, "meeting", street)
    assert f"topic.case:{case}" in page and "找过三家维修单位" in page
    assert post(clerk, "meeting-act", street, "sit", **{f"topic.case:{case}": "1"})[0] == 302
    assert post(clerk, "meeting-act", street, "close")[0] == 302
    run_until_idle(get_now())
    banner = get_snapshot(Directory).unit(town).parent
    district = meeting_of(banner, MONTHLY).id
    office = sign_in(levels["banner_clerk"])
    assert f"topic.case:{case}" in text(office, "meeting", district)
    assert (
        "缺会议记录"
        in text(clerk, "meetings") + clerk.get("/console/meetings/?tab=held").content.decode()
    )


def test_plan_asks_units_and_the_notice_stands_on_the_board(levels: Logins) -> None:
    office = sign_in(levels["banner_clerk"])
    actor = viewer(levels["banner_clerk"])
    handler = viewer(levels["department_handler"])
    meeting = Meeting.objects.get(kind=MONTHLY, is_open=True)
    now = get_now()
    sits = now + timedelta(days=12)
    local = (sits + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    typed = {
        "sits_at": local, "extra": "沿街供暖", "theme": "供暖", "place": "三楼会议室",
        "size": "wide",
    }  # fmt: skip
    assert post(office, "meeting-act", meeting.id, "plan", **{**typed, "sits_at": ""})[0] == 422
    assert post(office, "meeting-act", meeting.id, "plan", **typed)[0] == 302
    assert post(office, "meeting-act", meeting.id, "announce")[0] == 302
    page = text(office, "meeting", meeting.id)
    assert "沿街供暖" in page and "到会单位" in page
    public = Client(headers={"host": "localhost"}).get(reverse("portal:meetings"))
    assert "供暖" in public.content.decode() and "三楼会议室" in public.content.decode()
    sheet = office.get(reverse("console:meeting-sheet", args=[meeting.id, "notice"]))
    assert sheet.status_code == 200 and "会议预告" in sheet.content.decode()
    day = (sits + timedelta(hours=8)).date()
    assert f"{day.year}年{day.month}月{day.day}日" in sheet.content.decode(), (
        "kept paper, with year"
    )
    record = office.get(reverse("console:meeting-sheet", args=[meeting.id, "record"]))
    assert record.status_code == 200
    assert sign_in(levels["village_cadre"]).get(
        reverse("console:meeting", args=[meeting.id])
    ).status_code in (200, 404)
    assert handler.unit and actor.unit


def test_decisions_are_refused_in_words_and_what_was_typed_stays(levels: Logins) -> None:
    case, weekly = find_stuck(levels["village_cadre"])
    cadre = sign_in(levels["village_cadre"])
    post(cadre, "meeting-act", weekly, "sit", **{f"topic.case:{case}": "1"})
    status, page = post(cadre, "meeting-act", weekly, "resolve-1", what="committed", words="先修。")
    assert status == 422 and "每条承诺要有措施" in page and "先修。" in page
    status, page = post(cadre, "meeting-act", weekly, "attendance", **{"seat.0": "absent"})
    assert status == 422 and "没有写原因" in page
    assert post(cadre, "meeting-act", weekly, "nothing")[0] == 404
    assert list_cases(viewer(levels["village_cadre"]), CaseFilter(), now=get_now()).count


def test_assessment_is_held_and_counted_without_names(levels: Logins) -> None:
    cadre, unit = sign_in(levels["village_cadre"]), viewer(levels["village_cadre"]).unit
    meeting = meeting_of(unit, "community_assessment").id
    assert "开会" in text(cadre, "meeting", meeting)
    assert post(cadre, "meeting-act", meeting, "begin")[0] == 302
    typed = {
        "given": "12", "count-satisfied": "6", "count-fair": "3", "count-not_satisfied": "1",
        "count-unsure": "0",
    }  # fmt: skip
    wrong = post(cadre, "meeting-act", meeting, "ballots-1", **{**typed, "given": "9"})
    assert wrong[0] == 422 and "收回的不能多于发出的" in wrong[1]
    assert post(cadre, "meeting-act", meeting, "ballots-1", **typed)[0] == 302
    assert "发出12张，收回10张" in text(cadre, "meeting", meeting)
    few = {**typed, "count-satisfied": "3", "count-fair": "0"}
    assert post(cadre, "meeting-act", meeting, "ballots-1", **few)[0] == 302
    page = text(cadre, "meeting", meeting)
    assert "收回4张" in page and "不足5张，各项不公布" in page


def test_lines_under_one_title_become_one_item(levels: Logins) -> None:
    cadre = sign_in(levels["village_cadre"])
    unit = viewer(levels["village_cadre"]).unit
    meeting = meeting_of(unit, WEEKLY).id
    lines = list_waiting(viewer(levels["village_cadre"]), meeting, now=get_now()).lines[:2]
    assert len(lines) == 2
    ticked = {f"topic.{line.subject}": "1" for line in lines}
    titles = {f"title.{line.subject}": "院里院外" for line in lines}
    assert post(cadre, "meeting-act", meeting, "sit", **ticked, **titles)[0] == 302
    (item,) = get_state(f"meeting:{meeting}").standing
    assert (len(item.item.subjects), item.item.title) == (2, "院里院外")


def test_refused_plan_keeps_ticks_titles_units_and_size(levels: Logins) -> None:
    case, weekly = find_stuck(levels["village_cadre"])
    cadre = sign_in(levels["village_cadre"])
    post(cadre, "meeting-act", weekly, "sit", **{f"topic.case:{case}": "1"})
    run_until_idle(get_now())
    carried = {"what": Resolution.CARRIED, "words": "找过三家维修单位，村里办不了。"}
    post(cadre, "meeting-act", weekly, "resolve-1", **carried)
    post(cadre, "meeting-act", weekly, "close")
    run_until_idle(get_now())
    clerk = sign_in(levels["township_clerk"])
    street = meeting_of(viewer(levels["township_clerk"]).unit, HALF_MONTH).id
    post(clerk, "meeting-act", street, "sit", **{f"topic.case:{case}": "1"})
    post(clerk, "meeting-act", street, "close")
    run_until_idle(get_now())
    office = sign_in(levels["banner_clerk"])
    banner = Meeting.objects.get(kind=MONTHLY, is_open=True)
    assert f'name="topic.case:{case}" value="1" checked' in text(office, "meeting", banner.id)
    told = viewer(levels["department_handler"]).unit
    typed = {
        f"title.case:{case}": "井台修复", f"unit.case:{case}": told, "sits_at": "明天",
        "theme": "饮水", "size": "wide", "drafts_due": "2026-03-05", "urgent": "缺水",
    }  # fmt: skip
    status, page = post(office, "meeting-act", banner.id, "plan", **typed)
    assert status == 422
    assert f'name="topic.case:{case}" value="1">' in page, "what was not ticked stays so"
    assert 'value="井台修复"' in page and f'<option value="{told}" selected>' in page
    assert 'value="wide" checked' in page and 'value="2026-03-05"' in page


def test_refused_attendance_keeps_what_was_typed_and_names_each_unit(levels: Logins) -> None:
    case, weekly = find_stuck(levels["village_cadre"])
    cadre = sign_in(levels["village_cadre"])
    post(cadre, "meeting-act", weekly, "sit", **{f"topic.case:{case}": "1"})
    state = get_state(f"meeting:{weekly}")
    assert state.seats
    marks = {"seat.0": "absent", "reason.0": ""}
    for number in range(1, len(state.seats)):
        marks |= {f"seat.{number}": "absent", f"reason.{number}": f"外出{number}"}
    status, page = post(cadre, "meeting-act", weekly, "attendance", **marks)
    assert status == 422 and page.count('<option value="absent" selected>') == len(state.seats)
    assert all(f'value="外出{number}"' in page for number in range(1, len(state.seats)))
    assert "到会情况</label>" in page and 'for="seat-0">到会情况<' not in page


def test_promise_without_its_decision_is_not_lost_in_silence(levels: Logins) -> None:
    case, weekly = find_stuck(levels["village_cadre"])
    cadre = sign_in(levels["village_cadre"])
    post(cadre, "meeting-act", weekly, "sit", **{f"topic.case:{case}": "1"})
    typed = {"what": "dealt", "words": "当场说清。", "measure": "月底前换好水泵"}
    status, page = post(cadre, "meeting-act", weekly, "resolve-1", **typed)
    assert status == 422 and "却没有选“作出承诺”" in page and "月底前换好水泵" in page


def test_refusal_names_what_a_promise_lacks_and_fills_no_other_field(levels: Logins) -> None:
    case, weekly = find_stuck(levels["village_cadre"])
    cadre = sign_in(levels["village_cadre"])
    post(cadre, "meeting-act", weekly, "sit", **{f"topic.case:{case}": "1"})
    page = text(cadre, "meeting", weekly)
    assert f'name="topic.case:{case}"' not in page, "on the agenda, though no follower ran"
    typed = {"what": "committed", "measure": "月底前换好水泵"}
    status, page = post(cadre, "meeting-act", weekly, "resolve-1", **typed)
    assert status == 422 and "“兑现日期”没有填" in page and "“责任单位和岗位”没有填" in page
    assert "csrfmiddlewaretoken&#x27;" not in page, "no form's data in the field of the search"
    assert re.search(r'id="q"[^>]*value=""', page)


def test_unknown_receipt_of_findings_is_named(levels: Logins) -> None:
    office = sign_in(levels["banner_clerk"])
    meeting = Meeting.objects.get(kind=MONTHLY, is_open=True).id
    typed = {"receipts": "MQ-0000-0000\n"}
    status, page = post(office, "meeting-act", meeting, "findings", **typed)
    assert status == 422 and "没有回执编号“MQ-0000-0000”" in page


def test_list_says_what_waits_and_turns_its_pages(levels: Logins) -> None:
    _case, weekly = find_stuck(levels["village_cadre"])
    cadre = viewer(levels["village_cadre"])
    count = list_waiting(cadre, weekly, now=get_now()).count
    page = text(sign_in(levels["village_cadre"]), "meetings")
    assert f'<td class="number" data-head="待议">{count}</td>' in page
    client = sign_in(levels["village_cadre"])
    beyond = client.get(reverse("console:meetings") + "?page=9").content.decode()
    assert "page=8" in beyond and "这里没有会议" in beyond


def test_next_step_leads_to_where_it_is_taken(levels: Logins) -> None:
    case, weekly = find_stuck(levels["village_cadre"])
    cadre = sign_in(levels["village_cadre"])
    assert '<a href="#waiting">开会议定</a>' in text(cadre, "meeting", weekly)
    post(cadre, "meeting-act", weekly, "sit", **{f"topic.case:{case}": "1"})
    assert '<a href="#item-1">开会议定</a>' in text(cadre, "meeting", weekly)
    post(cadre, "meeting-act", weekly, "resolve-1", what="dealt", words="当场说清。")
    page = text(cadre, "meeting", weekly)
    assert '<a href="#deed-close">开会议定</a>' in page and 'id="deed-close"' in page
