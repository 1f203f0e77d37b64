"""What is owed, read from the register and the records: rounds, places in numbers, excuses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from minqing.activities.public import RecordActivity
from minqing.activities.tests.village import BANNER, BY, TOWN, make_village
from minqing.duties.public import (
    EndExcuse,
    ExcuseVisits,
    Standing,
    VaryCadence,
    find_own,
    see_household,
    see_places,
    see_rounds,
)
from minqing.kernel.messages import Actor
from minqing.log.public import submit
from minqing.org.tests.builders import NOW, new_command

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
LATE_MARCH = datetime(2026, 3, 24, 1, tzinfo=NOW.tzinfo)
TODAY = date(2026, 3, 24)


@pytest.fixture
def village() -> str:
    return make_village(5, away=2)


def viewer(unit: str) -> Actor:
    return Actor(
        scope="account:1", post="P-cadre", units=(unit,),
        permissions=frozenset({"HOUSEHOLD_VIEW"}),
    )  # fmt: skip


def do(kind: type, /, **fields: Any) -> None:
    (answer,) = submit([new_command(kind, **fields)], by=BY, now=LATE_MARCH)
    assert answer.refusal is None, str(answer.refusal)


def record(household: str, day: int, kind: str = "visit", result: str = "met") -> None:
    fields = {"kind": kind, "result": result, "on": date(2026, 3, day)}
    do(RecordActivity, activity=f"A-{household}-{day}", household=household, **fields)


def standings(village: str, today: date = TODAY) -> dict[str, Standing | None]:
    rounds = see_rounds(viewer(village), unit=village, today=today)
    return {row.household.id: row.standing for row in rounds.rows}


def test_residents_are_visited_by_half_month_and_the_away_called_by_month(village: str) -> None:
    record("H1", 5)  # the first half: does not count for the second
    record("H2", 17)
    record("H3", 18, "phone", "reached")  # a call is no visit to a resident household
    record("H4", 5, "phone", "reached")  # away: once a month does
    assert standings(village) == {
        "H1": Standing.DUE,
        "H2": Standing.KEPT,
        "H3": Standing.DUE,
        "H4": Standing.KEPT,
        "H5": Standing.DUE,
    }


def test_places_count_what_the_rounds_of_their_villages_show(village: str) -> None:
    record("H2", 17)
    record("H4", 5, "phone", "reached")
    (town,) = see_places(viewer(BANNER), BANNER, today=TODAY)
    (below,) = see_places(viewer(TOWN), TOWN, today=TODAY)
    rounds = see_rounds(viewer(village), unit=village, today=TODAY)
    assert (town.unit, below.unit) == (TOWN, village)
    assert town.counts == below.counts == rounds.counts
    assert (town.households, town.owed, town.missed) == (5, 5, rounds.missed)
    assert see_places(viewer("150627103"), BANNER, today=TODAY) == []


def test_own_caseload_stands_in_numbers_on_the_first_page(village: str) -> None:
    record("H2", 17)
    own = find_own(viewer(village), today=TODAY)
    assert own is not None
    assert (own.households, own.due, own.overdue, own.excused) == (5, 4, 0, 0)
    assert find_own(Actor(scope="a", post="P-none", units=(village,)), today=TODAY) is None


def test_excuse_takes_a_household_off_until_it_is_ended(village: str) -> None:
    fields = {"household": "H1", "reason": "snow"}
    do(ExcuseVisits, excuse="E1", first=date(2026, 3, 16), last=date(2026, 3, 31), **fields)
    row = see_household(viewer(village), "H1", today=TODAY)
    assert row is not None and row.standing is Standing.EXCUSED
    assert (row.excuse, row.excuse_id, row.excused_until) == ("snow", "E1", date(2026, 3, 31))
    do(EndExcuse, excuse="E1")
    assert standings(village)["H1"] is Standing.EXCUSED  # 16 to 23: half of the window
    assert standings(village, date(2026, 4, 1))["H1"] is Standing.DUE


def test_variation_of_a_village_changes_what_is_owed_there(village: str) -> None:
    do(VaryCadence, unit=village, variation="herding", reason="路远")
    record("H1", 18, "phone", "reached")
    row = see_household(viewer(village), "H1", today=TODAY)
    assert row is not None
    assert {one.duty: one.standing for one in row.owed if TODAY in one.window} == {
        "herding-visit": Standing.DUE,
        "herding-call": Standing.KEPT,
    }
    (place,) = see_places(viewer(TOWN), TOWN, today=TODAY)
    assert place.variation == "herding"


def test_last_half_month_can_still_be_made_good(village: str) -> None:
    day = date(2026, 4, 2)
    found = see_rounds(viewer(village), unit=village, today=day)
    assert {row.standing for row in found.rows} == {Standing.OVERDUE}
    later = see_rounds(viewer(village), unit=village, today=day + timedelta(days=5))
    assert {row.standing for row in later.rows} == {Standing.DUE}
    assert later.missed == 5


def test_household_out_of_reach_shows_nothing(village: str) -> None:
    assert see_household(viewer("150627103201"), "H1", today=TODAY) is None
    assert see_rounds(viewer("150627103201"), unit=village, today=TODAY).rows == ()
