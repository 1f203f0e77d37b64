"""The load of visits: how many days a month each cadre of a village needs."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from django.conf import settings

from minqing.households.pack import CaseloadsSection
from minqing.households.terms import Presence
from minqing.households.workload import (
    TravelRule,
    Village,
    VisitRule,
    WorkloadSection,
    check_workload,
    compute_days,
    read_times,
)
from minqing.mechanisms.loader import load_all
from minqing.mechanisms.pack import Pack


def find_pack() -> Pack:
    """The mechanism of the folder that measures both caseloads and visits."""
    packs = [one.pack for one in load_all(Path(settings.PACKS_DIR)) if one.pack is not None]
    return next(pack for pack in packs if isinstance(pack.section("workload"), WorkloadSection))


PACK = find_pack()
SECTION = WorkloadSection(
    visits=(
        VisitRule(
            rule="SDN-11", presence=Presence.RESIDENT, minutes=30, travels=True, source="ours"
        ),
        VisitRule(rule="SDN-12", presence=Presence.AWAY, minutes=10, travels=False, source="ours"),
    ),
    travel=(TravelRule(kinds=("gacha",), km=30, kmh=40, together=4, source="ours"),),
    hours_a_day=8,
    most_share=0.5,
    source="ours",
)


@pytest.mark.parametrize(
    ("kind", "resident", "away", "days"),
    [
        # 60 households twice a month for half an hour: 60 hours; the ways 30 × 0.75 h: 22.5
        ("gacha", 60, 0, (60 + 22.5) / 8),
        ("community", 60, 0, 60 / 8),
        # away ones are called once a month, ten minutes each
        ("gacha", 0, 48, 8 / 8),
        ("gacha", 0, 0, 0),
    ],
)
def test_days_follow_from_households_ways_and_cadence(
    kind: str, resident: int, away: int, days: float
) -> None:
    households = {Presence.RESIDENT: resident, Presence.AWAY: away}
    found = compute_days(PACK.identity, SECTION, Village(kind, households, 1))
    assert found == pytest.approx(days)


def test_cadence_is_read_from_the_rule_itself() -> None:
    assert read_times(PACK.identity, "SDN-11") == 2
    assert read_times(PACK.identity, "SDN-12") == 1


def test_visit_of_a_rule_without_cadence_is_a_problem() -> None:
    visit = msgspec.structs.replace(SECTION.visits[0], rule="SDN-09")
    wrong = msgspec.structs.replace(SECTION, visits=(visit,))
    (problem,) = check_workload(wrong, PACK.identity)
    assert (problem.code, problem.path) == ("pack-workload-cadence", "$.workload.visits[0].rule")


def test_pack_of_the_folder_counts_cadres_by_its_own_roles() -> None:
    assert isinstance(PACK.section("caseloads"), CaseloadsSection)
