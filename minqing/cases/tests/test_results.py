"""办理情况: parts add up, denominators are honest, every number opens its rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minqing.cases import commands as c
from minqing.cases.models import Case
from minqing.cases.results import (
    APART,
    MODES,
    find_year_before,
    list_results,
    see_results,
    tally,
)
from minqing.cases.terms import (
    Anonymity,
    CloseReason,
    GivenOn,
    Ledger,
    Means,
    Outcome,
    Rating,
    Status,
)
from minqing.cases.tests.builders import (
    BANNER,
    MONDAY,
    OTHER_VILLAGE,
    RESIDENT,
    TOWN,
    VILLAGE,
    staff,
)
from minqing.kernel.periods import DayPeriod, local_day, local_midnight

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
DAY = local_day(MONDAY)
YEAR = DayPeriod(date(DAY.year, 1, 1), date(DAY.year + 1, 1, 1))

ENDED = st.tuples(
    st.just("V"),
    st.just(False),
    st.just(str(Status.CLOSED)),
    st.sampled_from([str(one) for one in Ledger]),
    st.sampled_from([str(one) for one in Anonymity]),
    st.sampled_from([str(one) for one in Outcome]),
    st.sampled_from([str(one) for one in CloseReason]),
    st.integers(1, 9),
)
OPEN = st.tuples(
    st.just("V"),
    st.just(True),
    st.sampled_from([str(Status.HANDLING), str(Status.PLANNED)]),
    st.sampled_from(["", *(str(one) for one in Ledger)]),
    st.sampled_from([str(one) for one in Anonymity]),
    st.just(""),
    st.just(""),
    st.integers(1, 9),
)


@given(st.lists(st.one_of(ENDED, OPEN), max_size=20))
def test_every_case_stands_in_one_line_and_only_one(groups) -> None:
    total = sum(group[-1] for group in groups)
    apart = sum(
        group[-1]
        for group in groups
        if group[4] == "anonymous"
        or (
            not group[1]
            and (
                group[6] in ("withdrawn", "history")
                or group[5] in ("not_accepted", "passed_on", "withdrawn")
            )
        )
    )
    found = tally("V", groups, total - apart)
    assert sum(found.apart.values()) == apart
    assert found.difference == 0
    assert found.found == found.in_progress + sum(found.count(mode) for mode in MODES)


def test_case_that_ended_in_no_ledger_shows_as_a_difference() -> None:
    lost = ("V", False, "closed", "", "named", "solved", "told", 3)
    assert tally("V", [lost], 3).difference == 3


@pytest.fixture
def settled(house, words):
    """S1, S2 solved on the spot, E1 explained, O1 open, A1 anonymous, W1 withdrawn; X1 elsewhere."""
    for case in ("S1", "S2", "E1", "O1", "W1"):
        house.received(case)
    house.received("A1", anonymity=Anonymity.ANONYMOUS, raiser=None, household="")
    house.received("X1", "neighbour", unit=OTHER_VILLAGE)
    for case, outcome in (("S1", "solved"), ("S2", "solved"), ("E1", "explained")):
        reply = words(case, "已经接通电源，水泵今天上午修好，由本村负责。")
        house.must(c.SettleOnSpot, "cadre", case, outcome=Outcome(outcome), reply=reply)
        house.must(
            c.RecordConfirmation, RESIDENT, case, answered=True, solved=True,
            given_on=GivenOn.PORTAL, rating=Rating.SATISFIED,
        )  # fmt: skip
    house.must(c.WithdrawCase, RESIDENT, "W1", means=Means.PORTAL, words=words("W1", "不用了"))
    return house


def test_year_before_with_matters_is_found_in_reach_only(settled) -> None:
    following, same = date(DAY.year + 3, 6, 1), date(DAY.year, 12, 31)
    assert find_year_before(staff("cadre"), VILLAGE, following) == DAY.year
    assert find_year_before(staff("cadre"), VILLAGE, same) is None
    assert find_year_before(staff("cadre"), OTHER_VILLAGE, following) is None


def test_results_of_a_village_add_up(settled) -> None:
    found = see_results(staff("cadre"), VILLAGE, YEAR).whole
    assert (found.found, found.count("on_the_spot"), found.in_progress) == (4, 3, 1)
    assert (found.solved, found.difference) == (2, 0)
    assert found.apart == {
        "anonymous": 1,
        "not_accepted": 0,
        "passed_on": 0,
        "withdrawn": 1,
        "history": 0,
    }


def test_town_is_the_sum_of_its_villages(settled) -> None:
    place = see_results(staff("clerk"), TOWN, YEAR)
    assert {one.unit: one.found for one in place.below} == {VILLAGE: 4, OTHER_VILLAGE: 1}
    assert place.whole.found == 5
    banner = see_results(staff("office"), BANNER, YEAR)
    assert [(one.unit, one.found) for one in banner.below] == [(TOWN, 5)]


def test_levels_of_a_place_open_as_many_rows_as_they_say(settled) -> None:
    place = see_results(staff("clerk"), TOWN, YEAR)
    counts = {one.level.code: (one.settled, one.solved) for one in place.levels}
    assert counts == {"village": (3, 2), "town": (0, 0), "department": (0, 0), "banner": (0, 0)}
    for cell, number in (
        ("level.village", 3), ("level.village.solved", 2), ("level.village.explained", 1),
        ("level.town", 0), ("level.nowhere", 0),
    ):  # fmt: skip
        rows = list_results(staff("clerk"), TOWN, YEAR, cell, now=settled.now)
        assert rows is not None and (len(rows.lines), rows.count) == (number, number), cell


CELLS = (
    "found", "in_progress", "planned", *MODES, *APART,
    *(f"{mode}.{outcome}" for mode in MODES for outcome in Outcome),
)  # fmt: skip


def test_every_number_opens_as_many_rows_as_it_says(settled) -> None:
    place = see_results(staff("clerk"), TOWN, YEAR).whole
    numbers = {
        "found": place.found,
        "in_progress": place.in_progress,
        "planned": place.planned,
        **{mode: place.count(mode) for mode in MODES},
        **place.apart,
        **{f"{mode}.{o}": place.by.get((mode, str(o)), 0) for mode in MODES for o in Outcome},
    }
    for cell in CELLS:
        rows = list_results(staff("clerk"), TOWN, YEAR, cell, now=settled.now)
        assert rows is not None
        assert (len(rows.lines), rows.count) == (numbers[cell], numbers[cell]), cell
    assert list_results(staff("clerk"), TOWN, YEAR, "best", now=settled.now).count == 0


def test_period_is_half_open(settled) -> None:
    Case.objects.filter(id="S1").update(raised_at=local_midnight(DAY + timedelta(days=1)))
    ended = see_results(staff("cadre"), VILLAGE, DayPeriod(DAY, DAY + timedelta(days=1)))
    begun = see_results(
        staff("cadre"), VILLAGE, DayPeriod(DAY + timedelta(days=1), DAY + timedelta(days=2))
    )
    assert (ended.whole.found, begun.whole.found) == (3, 1)


def test_place_out_of_reach_has_no_results(settled) -> None:
    assert see_results(staff("cadre"), OTHER_VILLAGE, YEAR) is None
    assert list_results(staff("cadre"), OTHER_VILLAGE, YEAR, "found", now=settled.now) is None


def test_levels_of_each_place_below_are_those_it_shows_itself(
    settled, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(4):
        found = see_results(staff("clerk"), TOWN, YEAR)
    for one in found.below:
        own = see_results(staff("clerk"), one.unit, YEAR)
        assert own is not None
        assert found.levels_below[one.unit] == own.levels
    assert sum(one.settled for one in found.levels_below[VILLAGE]) == 3
