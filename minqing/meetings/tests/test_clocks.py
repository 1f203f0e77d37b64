"""Meetings are called, kept and missed by the worker alone, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minqing.cases.commands import WithdrawCase
from minqing.cases.terms import Means
from minqing.cases.tests.builders import RESIDENT
from minqing.kernel.messages import Personal
from minqing.log.worker import run_once, run_until_idle
from minqing.meetings import followers
from minqing.meetings.models import Meeting, Standing
from minqing.meetings.terms import MeetingStatus
from minqing.meetings.tests.builders import BANNER, HALF_MONTH, MONTHLY, TOWN, VILLAGE, WEEKLY
from minqing.meetings.tests.conftest import Town

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def test_every_unit_has_one_open_meeting_of_each_kind(town: Town) -> None:
    town.run()
    held = {(one.unit, one.kind) for one in Meeting.objects.filter(is_open=True)}
    assert {(VILLAGE, WEEKLY), (TOWN, HALF_MONTH), (BANNER, MONTHLY)} <= held
    many = Meeting.objects.count()
    town.run()
    run_until_idle(town.now + timedelta(hours=1))
    assert Meeting.objects.count() == many == len(held)


def test_empty_weeks_are_kept_and_the_next_is_called(town: Town) -> None:
    town.run()
    first = town.meeting(VILLAGE, WEEKLY)
    town.now += timedelta(days=5)
    town.run()
    first.refresh_from_db()
    assert first.status == MeetingStatus.KEPT_EMPTY
    assert town.meeting(VILLAGE, WEEKLY).first == first.last + timedelta(days=1)


def test_week_with_something_stuck_is_missed_and_its_matter_waits_for_the_next(town: Town) -> None:
    town.run()
    first = town.meeting(VILLAGE, WEEKLY)
    subject = town.receive("C1")
    town.run()
    town.now += timedelta(days=7)
    town.run()
    first.refresh_from_db()
    assert (first.status, first.waiting) == (MeetingStatus.MISSED, 1)
    row = Standing.objects.get(subject=subject)
    following = town.meeting(VILLAGE, WEEKLY)
    assert (row.unit, row.kind, row.claimed) == (following.unit, following.kind, "")


def look(town: Town, days: int) -> None:
    """Let the clocks alone look, days later: no table follows the log."""
    town.now += timedelta(days=days)
    run_once(town.now, followers=())


def test_agenda_is_not_told_empty_while_its_table_lags(town: Town) -> None:
    town.run()
    first = town.meeting(VILLAGE, WEEKLY)
    town.receive("C1")
    look(town, days=5)
    assert not Standing.objects.exists()
    first.refresh_from_db()
    assert first.is_open and first.waiting == 0
    look(town, days=2)
    first.refresh_from_db()
    assert (first.status, first.waiting) == (MeetingStatus.MISSED, 1)


def test_agenda_is_told_empty_once_the_log_is_read_though_the_table_lags(town: Town) -> None:
    town.run()
    subject = town.receive("C1").removeprefix("case:")
    words = Personal("孙子给换好了，不用来了。", f"case:{subject}")
    town.must(WithdrawCase, RESIDENT, case=subject, means=Means.PHONE, words=words)
    first = town.meeting(VILLAGE, WEEKLY)
    look(town, days=5)
    first.refresh_from_db()
    assert first.status == MeetingStatus.KEPT_EMPTY


def test_nothing_is_said_of_agendas_far_behind_the_log(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "UNREAD", 0)
    town.run()
    first = town.meeting(VILLAGE, WEEKLY)
    town.receive("C1")
    look(town, days=9)
    first.refresh_from_db()
    assert first.is_open
    town.run()
    first.refresh_from_db()
    assert (first.status, first.waiting) == (MeetingStatus.MISSED, 1)


def test_worker_that_stood_still_leaves_no_week_out(town: Town) -> None:
    town.run()
    town.now += timedelta(days=30)
    for _ in range(8):
        town.run()
    weeks = list(
        Meeting.objects.filter(unit=VILLAGE, kind=WEEKLY)
        .order_by("first")
        .values_list("first", flat=True)
    )
    assert len(weeks) == 5
    assert all(b - a == timedelta(days=7) for a, b in zip(weeks, weeks[1:], strict=False))


def test_years_in_which_nobody_looked_are_not_told_as_kept(town: Town) -> None:
    town.run()
    town.now += timedelta(days=700)
    for _ in range(20):
        town.run()
    weeks = Meeting.objects.filter(unit=VILLAGE, kind=WEEKLY)
    assert weeks.count() < 14
    assert town.meeting(VILLAGE, WEEKLY).last >= town.now.date()
