"""Reads of meetings: reach, what waits and in which order, today, the public's notices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from minqing.cases.public import RaiseToNextLevel
from minqing.cases.tests.builders import staff
from minqing.kernel.messages import Personal
from minqing.kernel.periods import local_day
from minqing.log.public import get_state, submit
from minqing.meetings import public as m
from minqing.meetings.models import Standing
from minqing.meetings.queries import agenda_rows
from minqing.meetings.tests.builders import (
    BANNER,
    HALF_MONTH,
    MONTHLY,
    OTHER,
    TOWN,
    VILLAGE,
    WATER,
    WEEKLY,
)
from minqing.meetings.tests.conftest import Town

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture
def town_with_case(town: Town) -> Town:
    town.run()
    town.receive("C1")
    town.run()
    return town


def waiting(town: Town, unit: str, kind: str, by: str) -> list[str]:
    meeting = town.meeting(unit, kind).id
    page = m.list_waiting(staff(by), meeting, now=town.now)
    return [line.subject for line in page.lines]


def test_what_waits_is_seen_in_reach_only(town_with_case: Town) -> None:
    town = town_with_case
    assert waiting(town, VILLAGE, WEEKLY, "cadre") == ["case:C1"]
    assert waiting(town, VILLAGE, WEEKLY, "clerk") == ["case:C1"]
    assert waiting(town, VILLAGE, WEEKLY, "neighbour") == []
    units = {line.unit for line in m.list_meetings(staff("clerk"), now=town.now)}
    assert units == {VILLAGE, OTHER, TOWN, BANNER}
    assert {line.unit for line in m.list_meetings(staff("cadre"), now=town.now)} == {
        VILLAGE, BANNER,
    }  # fmt: skip


def test_matter_goes_up_by_closing_meetings_and_each_page_tells_it(town_with_case: Town) -> None:
    town = town_with_case
    for unit, kind, by in ((VILLAGE, WEEKLY, "cadre"), (TOWN, HALF_MONTH, "clerk")):
        assert waiting(town, unit, kind, by) == ["case:C1"]
        meeting = town.meeting(unit, kind).id
        topics = (m.Topic(subjects=("case:C1",)),)
        town.must(m.BeginMeeting, by, meeting=meeting, topics=topics)
        town.run()
        assert waiting(town, unit, kind, by) == []
        state = get_state(f"meeting:{meeting}")
        (answer,) = submit([m.make_closing(state, f"close-{kind}")], by=staff(by), now=town.now)
        assert answer.refusal is None, str(answer.refusal)
        town.run()
    assert waiting(town, BANNER, MONTHLY, "office") == ["case:C1"]
    past = m.list_meetings_of(staff("clerk"), "case:C1", now=town.now)
    assert {one.outcome.what for one in past if one.outcome} == {m.Resolution.CARRIED}
    here = m.find_waiting_meeting(staff("office"), "case:C1", now=town.now)
    assert here is not None and here.kind == MONTHLY


def test_raiser_of_each_matter_of_one_item_sees_what_was_promised(town_with_case: Town) -> None:
    town = town_with_case
    town.receive("C2")
    town.run()
    meeting, cases = town.meeting(VILLAGE, WEEKLY).id, ("case:C1", "case:C2")
    town.must(
        m.BeginMeeting, "cadre", meeting=meeting, topics=(m.Topic(subjects=cases, title="机井"),)
    )
    due = local_day(town.now) + timedelta(days=20)
    promise = m.Promise(due=due, unit=WATER, post="post-handler")
    measure = Personal("更换王小明家门口的水泵", "case:C1")
    resolved = {"item": 1, "what": m.Resolution.COMMITTED, "promises": (promise,)}
    town.must(m.ResolveItem, "cadre", meeting=meeting, measures=(measure,), **resolved)
    state = get_state(f"meeting:{meeting}")
    (answer,) = submit([m.make_closing(state, "close-both")], by=staff("cadre"), now=town.now)
    assert answer.refusal is None, str(answer.refusal)
    town.run()
    (own,) = m.commitments.list_for_raiser("C1", now=town.now)
    (other,) = m.commitments.list_for_raiser("C2", now=town.now)
    assert (own.id, own.due, own.measure) == (other.id, due, "更换王小明家门口的水泵")
    (line,) = m.commitments.list_of_subject(staff("cadre"), "case:C2", now=town.now)
    assert line.id == own.id
    assert other.measure == ""  # written to another: his once a person confirmed it


def test_convenor_is_told_what_to_prepare_and_the_asked_unit_what_to_draft(town: Town) -> None:
    town.run()
    town.receive("C1")
    for by in ("cadre", "clerk"):
        words = Personal("找过三家维修单位，配件停产。", "case:C1")
        if by == "cadre":
            town.must(RaiseToNextLevel, by, case="C1", tried=words)
    town.run()
    meeting = town.meeting(TOWN, HALF_MONTH)
    assert m.list_to_do(staff("clerk"), now=town.now).prepare == ()
    town.now += timedelta(days=5)
    assert [one.id for one in m.list_to_do(staff("clerk"), now=town.now).prepare] == [meeting.id]
    due = town.now.date() + timedelta(days=2)
    topic = m.Topic(subjects=("case:C1",), units=(WATER,))
    sits = town.now + timedelta(days=4)
    town.must(
        m.PlanMeeting, "clerk", meeting=meeting.id, topics=(topic,), sits_at=sits, drafts_due=due
    )
    town.run()
    (asked,) = m.list_to_do(staff("handler"), now=town.now).drafts
    assert (asked.line.id, asked.due) == (meeting.id, due)
    words = Personal("两周内更换水泵。", "case:C1")
    town.must(m.DraftAnswer, "handler", meeting=meeting.id, item=1, words=words)
    town.run()
    assert m.list_to_do(staff("handler"), now=town.now).drafts == ()


def test_notice_is_public_with_structured_fields_only(town: Town) -> None:
    town.run()
    meeting = town.meeting(BANNER, MONTHLY).id
    sits = town.now + timedelta(days=2)
    topics = (m.Topic(title="供水设施维修"),)
    town.must(m.PlanMeeting, "office", meeting=meeting, topics=topics, sits_at=sits, place="三楼")
    assert m.list_notices(now=town.now) == ()
    town.must(m.AnnounceMeeting, "office", meeting=meeting, urgent="管网抢修")
    (notice,) = m.list_notices(now=town.now, unit=VILLAGE)
    assert (notice.line.short, notice.notice_days, notice.urgent) == (True, 3, "管网抢修")
    assert (notice.items, notice.place) == (1, "三楼")


def test_long_agenda_is_read_from_its_index_alone(town: Town) -> None:
    town.run()
    meeting = town.meeting(BANNER, MONTHLY)
    rows = [
        Standing(
            subject=f"case:S{n}", unit=BANNER, kind=MONTHLY, claimed="", rank=n % 40,
            since=town.now, own_unit=BANNER, record="{}",
        )
        for n in range(400)
    ]  # fmt: skip
    Standing.objects.bulk_create(rows)
    seen: list[str] = []
    after = ""
    while True:
        page = m.list_waiting(staff("office"), meeting.id, now=town.now, after=after, size=90)
        seen += [line.subject for line in page.lines]
        after = page.next
        if not after:
            break
    assert len(seen) == len(set(seen)) == page.count == 400
    if connection.vendor == "sqlite":
        plan = agenda_rows(BANNER, MONTHLY, meeting.last)[:51].explain()
        assert "meetings_agenda" in plan and "TEMP B-TREE" not in plan, plan


def test_chair_in_a_coming_meeting_stands_on_the_day_of_who_is_to_sit_there(
    town_with_case: Town,
) -> None:
    town = town_with_case
    meeting = town.meeting(BANNER, MONTHLY).id
    assert m.list_to_do(staff("reviewer"), now=town.now).attend == ()
    sits = town.now + timedelta(days=12)
    topics = (m.Topic(title="饮水", units=(WATER,)),)
    drafts = (town.now + timedelta(days=9)).date()
    town.must(
        m.PlanMeeting, "office", meeting=meeting, topics=topics, sits_at=sits, drafts_due=drafts
    )
    town.run()
    assert m.list_to_do(staff("reviewer"), now=town.now).attend == (), "not within a week"
    soon = sits - timedelta(days=3)
    (line,) = m.list_to_do(staff("reviewer"), now=soon).attend
    assert line.id == meeting
    assert m.list_to_do(staff("office"), now=soon).attend == (), "who convenes prepares it"
    assert m.list_to_do(staff("neighbour"), now=soon).attend == ()
