"""Reads of promises for staff: reach, views, what waits, the clock that follows the days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from minqing.kernel.messages import Personal
from minqing.log.public import get_snapshot, get_state, run_until_idle
from minqing.meetings.commitments.commands import (
    MoveDate,
    RecordFulfilment,
    ReportProgress,
    WithholdCommitment,
)
from minqing.meetings.commitments.models import Commitment
from minqing.meetings.commitments.public import (
    CommitmentFilter,
    Line,
    count_views,
    find_commitment,
    list_commitments,
    list_waiting,
)
from minqing.meetings.commitments.tests.builders import FRIDAY, MONDAY
from minqing.meetings.commitments.tests.scene import (
    BANNER,
    SECRET,
    at,
    clear,
    do,
    make_village,
    promise,
    viewer,
)
from minqing.org.commands import CloseUnit
from minqing.org.public import Directory
from minqing.org.tests.builders import new_command

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
LATER = FRIDAY + timedelta(days=14)


@pytest.fixture
def village() -> str:
    village = make_village(1)
    promise(village)
    return village


def test_promise_is_listed_in_reach_only(village: str) -> None:
    (line,) = list_commitments(viewer(village, "village_cadre"), CommitmentFilter(), now=at(MONDAY))
    assert (line.id, line.line, line.due, line.measure) == ("P1", Line.RUNNING, FRIDAY, SECRET)
    elsewhere = viewer("150627103", "township_clerk")
    assert list_commitments(elsewhere, CommitmentFilter(), now=at(MONDAY)) == []
    assert find_commitment(elsewhere, "P1", now=at(MONDAY)) is None


def test_promise_of_a_closed_unit_is_its_successors(village: str) -> None:
    successor = next(
        unit.code for unit in get_snapshot(Directory).units()
        if unit.kind == "village" and unit.code != village
    )  # fmt: skip
    close = new_command(CloseUnit, unit=village, successor=successor, posts=("P-cadre",))
    assert do(close) == ""
    cadre = viewer(successor, "village_cadre")
    assert count_views(cadre, now=at(MONDAY))["mine"] == 1
    page = find_commitment(cadre, "P1", now=at(MONDAY))
    assert page is not None and RecordFulfilment.TYPE in page.acts


def test_views_follow_the_days(village: str) -> None:
    clerk = viewer(BANNER, "banner_clerk")
    early, soon, late = at(MONDAY), at(date(2026, 3, 12)), at(FRIDAY + timedelta(days=1))
    assert (count_views(clerk, now=early)["soon"], count_views(clerk, now=soon)["soon"]) == (0, 1)
    assert count_views(clerk, now=at(FRIDAY))["overdue"] == 0
    counts = count_views(clerk, now=late)
    assert (counts["overdue"], counts["soon"], counts[""]) == (1, 0, 1)


def test_clock_asks_marks_and_leaves_off(village: str) -> None:
    run_until_idle(at(date(2026, 3, 11)))
    state = get_state("commitment:P1")
    assert state.asked == FRIDAY and state.missed == ()
    run_until_idle(at(FRIDAY))
    assert get_state("commitment:P1").missed == ()
    run_until_idle(at(FRIDAY + timedelta(days=1), hour=0))
    assert get_state("commitment:P1").missed == (FRIDAY,)


def test_unit_finds_on_its_day_what_it_owes(village: str) -> None:
    cadre = viewer(village, "village_cadre", post="P-cadre")
    assert list_waiting(cadre, now=at(MONDAY)).owed == ()
    run_until_idle(at(date(2026, 3, 11)))
    assert [one.id for one in list_waiting(cadre, now=at(date(2026, 3, 11))).owed] == ["P1"]
    report = new_command(
        ReportProgress, commitment="P1", words=Personal("水泵到货", "commitment:P1")
    )
    assert do(report, day=date(2026, 3, 11)) == ""
    assert list_waiting(cadre, now=at(date(2026, 3, 11))).owed == ()
    overdue = list_waiting(cadre, now=at(FRIDAY + timedelta(days=1))).owed
    assert [one.line for one in overdue] == [Line.OVERDUE]


def test_words_wait_for_who_may_publish_with_a_proposal(village: str) -> None:
    clerk, cadre = viewer(BANNER, "banner_clerk"), viewer(village, "village_cadre")
    assert [one.id for one in list_waiting(clerk, now=at(MONDAY)).to_clear] == ["P1"]
    assert list_waiting(cadre, now=at(MONDAY)).to_clear == ()
    page = find_commitment(clerk, "P1", now=at(MONDAY))
    assert page is not None
    (text,) = page.words
    assert text.is_changed and "13800138000" not in text.proposed and text.public == ""
    clear("P1", "换三社机井水泵")
    assert list_waiting(clerk, now=at(MONDAY)).to_clear == ()


def test_story_keeps_every_date_and_its_reason(village: str) -> None:
    moved = new_command(
        MoveDate, commitment="P1", due=LATER, reason=Personal("厂家缺货", "commitment:P1")
    )
    assert do(moved) == ""
    page = find_commitment(viewer(BANNER, "banner_clerk"), "P1", now=at(MONDAY))
    assert page is not None
    assert [(one.due, one.reason) for one in page.dates] == [(FRIDAY, ""), (LATER, "厂家缺货")]
    assert {step.zh for step in page.steps} == {"作出承诺", "说明并改期"}


def test_only_named_leaders_withhold(village: str) -> None:
    def hide() -> WithholdCommitment:
        return new_command(WithholdCommitment, commitment="P1", legal_class="third-party")

    assert do(hide(), by=viewer(BANNER, "banner_clerk")) == "not-allowed"
    assert do(hide(), by=viewer(BANNER, "banner_leader", post="P-chief")) == ""
    counts = count_views(viewer(BANNER, "banner_clerk"), now=at(MONDAY))
    assert counts["withheld"] == 1


def test_ledger_begins_with_what_is_owed_and_goes_on_page_by_page(village: str) -> None:
    for key, due in (("P0", FRIDAY), ("P2", LATER), ("P3", FRIDAY)):
        promise(village, key, due)
    ended = {"P0": MONDAY, "P3": FRIDAY}
    for key, day in ended.items():
        Commitment.objects.filter(id=key).update(living=False, ended_on=day)
    clerk, now = viewer(BANNER, "banner_clerk"), at(MONDAY)
    found = [one.id for one in list_commitments(clerk, CommitmentFilter(), now=now)]
    assert found == ["P1", "P2", "P3", "P0"]
    second = list_commitments(clerk, CommitmentFilter(), now=now, most=2, skip=2)
    assert [one.id for one in second] == ["P3", "P0"]
