"""Reads of what was done: reach, last contacts, promises, taking back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minqing.activities.public import (
    CorrectActivity,
    LastContact,
    Mistake,
    RecordActivity,
    WithdrawActivity,
    find_last_contacts,
    list_done,
    list_done_at,
    list_of_household,
)
from minqing.activities.tests.village import BANNER, TOWN, make_village
from minqing.kernel.messages import Actor
from minqing.kernel.periods import DayPeriod
from minqing.log.public import submit
from minqing.org.public import system_actor
from minqing.org.tests.builders import DAY, NOW, new_command

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
MONTH = DayPeriod(DAY - timedelta(days=30), DAY + timedelta(days=1))


@pytest.fixture
def village() -> str:
    return make_village(4)


def viewer(*units: str, sees: bool = True) -> Actor:
    permissions = frozenset({"HOUSEHOLD_VIEW"} if sees else ())
    return Actor(scope="account:1", post="P-cadre", units=units, permissions=permissions)


def do(kind: type, /, **fields: Any) -> None:
    (answer,) = submit([new_command(kind, **fields)], by=system_actor("test"), now=NOW)
    assert answer.refusal is None, str(answer.refusal)


def visit(activity: str, household: str, days_ago: int, result: str = "met", **more: Any) -> None:
    on = DAY - timedelta(days=days_ago)
    fields = {"kind": "visit", "result": result, "on": on, **more}
    do(RecordActivity, activity=activity, household=household, **fields)


def test_records_of_a_household_come_newest_first_in_reach_only(village: str) -> None:
    visit("A1", "H1", 9)
    visit("A2", "H1", 2, "not-met")
    visit("A3", "H2", 1)
    found = list_of_household(viewer(village), "H1")
    assert [(one.id, one.contact) for one in found] == [("A2", False), ("A1", True)]
    assert list_of_household(viewer("150627103201"), "H1") == []
    assert list_of_household(viewer(village, sees=False), "H1") == []


def test_done_of_a_place_is_done_of_its_households(village: str) -> None:
    visit("A1", "H1", 9)
    visit("A2", "H3", 2)
    visit("A3", "H2", 31)
    for unit in (village, TOWN, BANNER):
        found = list_done_at(viewer(unit), unit, MONTH)
        assert [(one.household, one.on) for one in found] == [
            ("H1", DAY - timedelta(days=9)),
            ("H3", DAY - timedelta(days=2)),
        ]
    assert list_done(viewer(village), ["H1", "H2", "H3"], MONTH) == found
    assert list_done_at(viewer(village), "150627103201", MONTH) == []


def test_last_contact_passes_over_who_was_not_met(village: str) -> None:
    visit("A1", "H1", 9)
    visit("A2", "H1", 2, "not-met")
    found = find_last_contacts(viewer(village), ["H1", "H2"], today=DAY)
    assert found["H1"].on == DAY - timedelta(days=9)
    assert found["H2"] == LastContact()


def promised(day: date, village: str) -> date | None:
    return find_last_contacts(viewer(village), ["H1"], today=day)["H1"].promised


def test_promise_stands_until_somebody_was_spoken_with_on_its_day(village: str) -> None:
    again = DAY + timedelta(days=5)
    visit("A1", "H1", 3, again_on=again)
    assert promised(DAY, village) == again
    submit(
        [
            new_command(
                RecordActivity, activity="A2", household="H1", kind="visit", result="met", on=again
            )
        ],
        by=system_actor("test"),
        now=NOW + timedelta(days=5),
    )
    assert promised(again, village) is None


def test_corrected_and_withdrawn_records_are_read_as_they_stand(village: str) -> None:
    visit("A1", "H1", 3)
    visit("A2", "H1", 1)
    do(CorrectActivity, activity="A1", result="not-met", reason=Mistake.WRONG_RESULT)
    do(WithdrawActivity, activity="A2", reason=Mistake.WRONG_HOUSEHOLD)
    (left,) = list_of_household(viewer(village), "H1")
    assert (left.id, left.corrected, left.contact) == ("A1", True, False)
    assert find_last_contacts(viewer(village), ["H1"], today=DAY)["H1"].on is None


def test_last_contacts_of_a_caseload_are_one_question(village: str) -> None:
    wanted = [f"H{number}" for number in range(1, 71)]
    find_last_contacts(viewer(village), wanted, today=DAY)  # snapshots are loaded
    with CaptureQueriesContext(
        connection,
    ) as asked:
        find_last_contacts(viewer(village), wanted, today=DAY)
    # a statement that was sent together with others is noted without its text
    texts = [one["sql"] or "" for one in asked.captured_queries]
    assert sum("activities_activity" in text for text in texts) == 1
