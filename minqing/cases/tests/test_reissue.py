"""A calendar about to be loaded says which deadlines it would move, by day, never by case."""

from __future__ import annotations

from datetime import date

import pytest

from minqing.cases.models import Case
from minqing.cases.reissue import Moving, list_moving
from minqing.cases.tests.builders import staff
from minqing.kernel.calendar import RegionalDay, WorkCalendar, list_differences
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
OFFICE = Actor(scope="account:admin", permissions=frozenset({"CALENDAR_LOAD"}))
DAYS_OFF = tuple(RegionalDay(date(2026, 3, day), "holiday", "雪灾") for day in (3, 4, 5))


def reissue() -> tuple[WorkCalendar, WorkCalendar]:
    old = get_snapshot(WorkCalendar)
    return old, old.with_region(old.key, DAYS_OFF)


def look(viewer: Actor = OFFICE) -> Moving:
    old, new = reissue()
    return list_moving(viewer, old, new, first=list_differences(old, new)[0].day)


def test_moving_deadlines_are_counted_by_the_day_they_leave_and_reach(house):
    for case in ("A1", "A2"):
        house.received(case)
    found = look()
    assert found.count == sum(one.count for one in found.days) and not found.capped
    assert all(one.was and one.now and one.now > one.was for one in found.days)
    triage = [one for one in found.days if one.was == local_day(Case.objects.get(pk="A1").due_at)]
    assert [one.count for one in triage] == [2]


def test_deadlines_before_the_first_other_day_stay(house):
    house.received("A1")
    old, new = reissue()
    assert list_moving(OFFICE, old, new, first=date(2026, 12, 1)) == Moving()


def test_nobody_else_learns_how_many_deadlines_there_are(house):
    house.received("A1")
    assert look(staff("clerk")) == Moving()
