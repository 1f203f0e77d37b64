"""Coverage of a town: nobody left out, over and under the measure, a division accepted."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from minqing.households.public import (
    AssignCaseload,
    CloseHousehold,
    DivideVillage,
    Ending,
    HouseholdHead,
    Presence,
    RegisterHousehold,
    Share,
    Support,
    find_households,
    foresee_caseload,
    list_caseload_posts,
    propose_division,
    see_coverage,
)
from minqing.kernel.messages import Actor, Personal
from minqing.log.public import submit
from minqing.mechanisms.public import publish_folder
from minqing.org.public import (
    AppointPerson,
    CreatePost,
    RegisterPerson,
    adopt_divisions,
    load_divisions,
    system_actor,
)
from minqing.org.tests.builders import NOW, named, new_command

BANNER, TOWN = "150627", "150627101"
SYSTEM = system_actor("test")
pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


def _ok(*commands: object) -> None:
    for answer in submit(commands, by=SYSTEM, now=NOW):
        assert answer.refusal is None, str(answer.refusal)


def _settle(unit: str, count: int, *, first: int = 1) -> None:
    _ok(
        *(
            new_command(
                RegisterHousehold,
                household=f"{unit}-{number:03d}",
                unit=unit,
                presence=Presence.RESIDENT,
                head=Personal(HouseholdHead(f"户主{number}"), f"household:{unit}-{number:03d}"),
                support=Support.MINIMUM_INCOME if number % 20 == 0 else Support.ORDINARY,
                group=f"{number % 4 + 1}社",
            )
            for number in range(first, first + count)
        )
    )


def _station(unit: str, *names: str, filled: bool = True) -> None:
    for name in names:
        _ok(new_command(CreatePost, post=name, unit=unit, role="village_cadre", title="包户干部"))
        if filled:
            _ok(
                new_command(RegisterPerson, person=f"{name}-p", name=named(f"{name}-p")),
                new_command(AppointPerson, post=name, person=f"{name}-p", since=date(2026, 1, 1)),
            )


@pytest.fixture
def villages() -> tuple[str, str]:
    adopt_divisions(BANNER, by=SYSTEM, now=NOW)
    for folder in sorted(settings.PACKS_DIR.iterdir()):
        if (folder / "caseloads.yaml").exists():
            assert publish_folder(folder, by=SYSTEM, now=NOW).ok
    found = [row.code for row in load_divisions().below(TOWN) if row.kind == "village"]
    return found[0], found[1]


def _viewer(*units: str) -> Actor:
    return Actor(scope="account:1", units=units, permissions=frozenset({"HOUSEHOLD_VIEW"}))


def test_coverage_names_households_without_a_post(villages) -> None:
    unit, _ = villages
    _settle(unit, 5)
    _station(unit, "C1")
    _ok(new_command(AssignCaseload, post="C1", households=(f"{unit}-001", f"{unit}-003")))
    seen = see_coverage(_viewer(TOWN), TOWN)
    assert seen is not None
    assert (seen.households, seen.without, seen.outside) == (5, 3, 1)
    line = seen.villages[0].caseloads[0]
    assert (line.post, line.here, line.verdict, line.by) == ("C1", 2, "under", 58)
    assert [h.id[-3:] for h in find_households(_viewer(unit), unit=unit, post="")] == [
        "002", "004", "005",
    ]  # fmt: skip


def test_coverage_counts_a_caseload_over_two_villages_once(villages) -> None:
    one, other = villages
    _settle(one, 40)
    _settle(other, 40)
    _ok(new_command(CreatePost, post="C2", unit=one, role="village_cadre", title="包户干部",
                    reach=(other,)))  # fmt: skip
    for unit in villages:
        ids = tuple(f"{unit}-{number:03d}" for number in range(1, 41))
        _ok(new_command(AssignCaseload, post="C2", households=ids))
    seen = see_coverage(_viewer(one), one)
    assert seen is not None
    (line,) = seen.villages[0].caseloads
    assert (line.count, line.here, line.verdict, line.by) == (80, 40, "over", 10)
    assert line.vacant and seen.vacant == 40


def test_coverage_is_shown_in_reach_only(villages) -> None:
    _settle(villages[0], 1)
    assert see_coverage(_viewer("150627103"), villages[0]) is None
    assert see_coverage(Actor(scope="account:1", units=(TOWN,)), TOWN) is None


def test_accepted_division_covers_the_village_within_the_measure(villages) -> None:
    unit, _ = villages
    _settle(unit, 200)
    _station(unit, "C1", "C2", "C3")
    _station(unit, "C4", filled=False)
    assert list_caseload_posts(unit) == ("C1", "C2", "C3")
    proposal = propose_division(_viewer(TOWN), unit, list_caseload_posts(unit))
    assert proposal is not None and proposal.households == 200
    _ok(new_command(DivideVillage, unit=unit, shares=proposal.shares))
    seen = see_coverage(_viewer(TOWN), TOWN)
    assert seen is not None and seen.without == 0
    verdicts = {line.post: line.verdict for line in seen.villages[0].caseloads}
    assert verdicts == {"C1": "fits", "C2": "fits", "C3": "fits", "C4": "under"}
    again = propose_division(_viewer(TOWN), unit, ("C1", "C2", "C3"))
    assert again is not None
    assert set(again.moved.values()) == {0}


@pytest.mark.parametrize(
    ("households", "verdict", "by"),
    [(59, "under", 1), (60, "fits", 0), (70, "fits", 0), (71, "over", 1), (80, "over", 10)],
)
def test_proposal_foresees_each_caseload_against_the_measure(
    villages, households: int, verdict: str, by: int
) -> None:
    unit, _ = villages
    _settle(unit, households)
    _station(unit, "C1")
    proposal = propose_division(_viewer(TOWN), unit, ("C1",))
    assert proposal is not None and proposal.measure is not None
    (line,) = proposal.after
    assert (line.count, line.here, line.verdict, line.by) == (households, households, verdict, by)


def test_proposal_counts_what_a_post_has_in_other_villages(villages) -> None:
    one, other = villages
    _settle(one, 40)
    _settle(other, 40)
    _station(one, "C1")
    _ok(new_command(CreatePost, post="C2", unit=other, role="village_cadre", title="包户干部",
                    reach=(one,)))  # fmt: skip
    ids = tuple(f"{other}-{number:03d}" for number in range(1, 41))
    _ok(new_command(AssignCaseload, post="C2", households=ids))
    proposal = propose_division(_viewer(TOWN), one, ("C2",))
    assert proposal is not None
    (line,) = proposal.after
    assert (line.count, line.here, line.verdict, line.by) == (80, 40, "over", 10)


@pytest.mark.parametrize(
    ("more", "verdict"), [(-1, "fits"), (0, "fits"), (1, "over"), (10, "over")]
)
def test_caseload_is_foreseen_with_more_households(villages, more: int, verdict: str) -> None:
    unit, _ = villages
    _settle(unit, 70)
    _station(unit, "C1")
    names = tuple(f"{unit}-{number:03d}" for number in range(1, 71))
    _ok(new_command(AssignCaseload, post="C1", households=names))
    found = foresee_caseload("C1", more=more)
    assert found is not None and (found[0].count, found[0].verdict) == (70 + more, verdict)


def test_division_of_a_village_to_other_posts_leaves_nobody_out(villages) -> None:
    unit, _ = villages
    _settle(unit, 130)
    _station(unit, "C1", "C2", "D1", "D2")
    for posts in (("C1", "C2"), ("D1", "D2")):
        proposal = propose_division(_viewer(TOWN), unit, posts)
        assert proposal is not None
        _ok(new_command(DivideVillage, unit=unit, shares=proposal.shares))
    seen = see_coverage(_viewer(TOWN), unit)
    assert seen is not None and seen.without == 0
    assert {line.post: line.here for line in seen.villages[0].caseloads} == {
        "C1": 0, "C2": 0, "D1": 65, "D2": 65,
    }  # fmt: skip


def test_closed_household_needs_no_post(villages) -> None:
    unit, _ = villages
    _settle(unit, 2)
    _ok(new_command(CloseHousehold, household=f"{unit}-001", reason=Ending.MOVED_AWAY))
    seen = see_coverage(_viewer(TOWN), TOWN)
    assert seen is not None and (seen.households, seen.without) == (1, 1)


def test_supported_households_are_listed_by_village_only(villages) -> None:
    unit, _ = villages
    _settle(unit, 40)
    asked = {"support": Support.MINIMUM_INCOME.value}
    assert len(find_households(_viewer(TOWN), unit=unit, **asked)) == 2
    assert find_households(_viewer(TOWN), unit=TOWN, **asked) == []
    assert find_households(_viewer(TOWN), **asked) == []


def test_division_refused_when_a_household_is_named_twice(villages) -> None:
    unit, _ = villages
    _settle(unit, 2)
    _station(unit, "C1", "C2")
    shares = (Share("C1", (f"{unit}-001",)), Share("C2", (f"{unit}-001",)))
    (answer,) = submit([new_command(DivideVillage, unit=unit, shares=shares)], by=SYSTEM, now=NOW)
    assert answer.refusal is not None and answer.refusal.code == "caseload-shares-wrong"
