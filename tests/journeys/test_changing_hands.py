"""Posts, villages and units change hands in a living place; nothing open is lost on the way.

A small demonstration with its cases: what is open before is open after, held by the same posts,
on the same clocks; who had it sees it no more, who has it now sees it at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from minqing.cases.models import Case
from minqing.cases.public import (
    Anonymity,
    CaseFilter,
    Channel,
    MatterKind,
    ReceiveCase,
    TakeOnErrand,
    count_open,
    list_cases,
    list_held,
    make_receipt,
)
from minqing.households.models import Household
from minqing.households.public import (
    DivideVillage,
    find_households,
    propose_division,
    see_coverage,
)
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.log.public import get_snapshot, get_state, run_until_idle, submit
from minqing.org.public import (
    AppointPerson,
    CreatePost,
    Directory,
    Hand,
    HandOver,
    HandOverVillage,
    MergeUnits,
    MoveUnit,
    RegisterPerson,
    RenameUnit,
    actor_for,
    create_account,
    system_actor,
)
from tests.harness.small_demo import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SYSTEM = system_actor("changing-hands")
TODAY = date(2026, 2, 2)


@pytest.fixture
def place(small_demo: dict[str, str]) -> Iterator[dict[str, str]]:
    """The small demonstration; what a test does to it is taken back."""
    with transaction.atomic(), transaction.atomic(using="keys"):
        yield small_demo
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="keys")


def do(command: type[Command], /, **fields: Any) -> None:
    (answer,) = submit([command(id=new_id(), **fields)], by=SYSTEM, now=NOW)
    assert answer.refusal is None, str(answer.refusal)


def viewer_of(login: str) -> Actor:
    return actor_for(get_user_model().objects.get(login=login))


def open_clocks() -> dict[str, tuple[str, datetime | None]]:
    """Return the post and the deadline of every open case."""
    rows = Case.objects.filter(living=True).values_list("id", "holder_post", "due_at")
    return {case: (post, due) for case, post, due in rows}


def count_seen(viewer: Actor) -> int:
    return len(list_cases(viewer, CaseFilter(), now=NOW, size=100).lines)


def register(name: str) -> None:
    do(RegisterPerson, person=name, name=Personal(name, f"person:{name}"))


def test_handed_over_post_keeps_every_open_thing_and_its_clock(place: dict[str, str]) -> None:
    old = viewer_of(place["village_cadre"])
    sheet = list_held(old, (old.post,), now=NOW)
    before, households = open_clocks(), find_households(old, post=old.post, limit=500)
    assert sheet.cases and households
    register("new-cadre")
    account = create_account(login="newcadre", password="cao-yuan-150627", person="new-cadre")
    do(HandOver, posts=(old.post,), giver=old.person, taker="new-cadre", on=TODAY)
    new = actor_for(account)
    assert open_clocks() == before
    again = list_held(new, (old.post,), now=NOW)
    assert [one.line.id for one in again.cases] == [one.line.id for one in sheet.cases]
    assert [h.id for h in find_households(new, post=old.post, limit=500)] == [
        h.id for h in households
    ]
    gone = viewer_of(place["village_cadre"])
    assert (gone.units, gone.permissions) == ((), frozenset())
    assert (count_seen(gone), count_seen(new) > 0) == (0, True)
    assert list_held(gone, (old.post,), now=NOW).cases == ()


def test_sheet_for_who_appoints_has_numbers_and_no_words(place: dict[str, str]) -> None:
    cadre, admin = viewer_of(place["village_cadre"]), viewer_of(place["administrator"])
    own, seen = (list_held(one, (cadre.post,), now=NOW) for one in (cadre, admin))
    assert [one.line.receipt for one in seen.cases] == [one.line.receipt for one in own.cases]
    assert not seen.words and {one.line.summary for one in seen.cases} == {""}
    assert own.words and all(one.line.summary for one in own.cases)


def test_village_goes_to_other_posts_whole(place: dict[str, str]) -> None:
    cadre, clerk = viewer_of(place["village_cadre"]), viewer_of(place["township_clerk"])
    for name in ("N1", "N2"):
        register(name)
        do(CreatePost, post=name, unit=cadre.unit, role="village_cadre", title="包户干部")
        do(AppointPerson, post=name, person=name, since=TODAY)
    before = open_clocks()
    proposal = propose_division(clerk, cadre.unit, ("N1", "N2"))
    assert proposal is not None
    do(DivideVillage, unit=cadre.unit, shares=proposal.shares)
    seen = see_coverage(clerk, cadre.unit)
    assert seen is not None and seen.without == 0
    here = {line.post: line.here for line in seen.villages[0].caseloads}
    assert here[cadre.post] == 0
    assert here["N1"] + here["N2"] == seen.households == proposal.households
    assert open_clocks() == before  # what the old post had open, it still answers for


def station(unit: str, post: str, person: str) -> None:
    do(CreatePost, post=post, unit=unit, role="village_cadre", title="包户干部")
    register(person)
    do(AppointPerson, post=post, person=person, since=TODAY)


def take_errand(viewer: Actor) -> str:
    """Receive a matter of the viewer's own and take a paper for it; returns the case."""
    case = new_id()
    received = ReceiveCase(
        id=new_id(), case=case, receipt=make_receipt(viewer.unit, case), unit=viewer.unit,
        channel=Channel.VISITOR, kind=MatterKind.APPEAL, anonymity=Anonymity.ANONYMOUS,
        matter=Personal("办残疾证。", f"case:{case}"),
    )  # fmt: skip
    taken = TakeOnErrand(id=new_id(), case=case, papers=("病历复印件",))
    for answer in submit([received, taken], by=viewer, now=NOW):
        assert answer.refusal is None, str(answer.refusal)
    return case


def sheet_of(post: str) -> tuple[set[str], set[str], set[str], set[str]]:
    """Return what a post holds: open matters, papers out, planned matters, households."""
    holder = get_snapshot(Directory).actor(post, scope="test")
    held = list_held(holder, (post,), now=NOW)
    return (
        {one.line.id for one in held.cases},
        {one.line.id for one in held.papers},
        {one.line.id for one in held.planned},
        set(Household.objects.filter(post=post, closed="").values_list("id", flat=True)),
    )


def test_village_goes_to_other_people_with_everything_in_one_act(place: dict[str, str]) -> None:
    cadre, admin = viewer_of(place["village_cadre"]), viewer_of(place["administrator"])
    station(cadre.unit, "second", "old-2")
    proposal = propose_division(system_actor("x"), cadre.unit, (cadre.post, "second"))
    assert proposal is not None
    do(DivideVillage, unit=cadre.unit, shares=proposal.shares)
    errand = take_errand(cadre)
    before, clocks = {p: sheet_of(p) for p in (cadre.post, "second")}, open_clocks()
    assert errand in before[cadre.post][1] and before["second"][3]
    for name in ("new-1", "new-2"):
        register(name)
    hands = [Hand((cadre.post,), cadre.person, "new-1", "R-1"), Hand(("second",), "old-2", "gone")]
    refused = HandOverVillage(id=new_id(), unit=cadre.unit, hands=tuple(hands), on=TODAY)
    (answer,) = submit([refused], by=admin, now=NOW)
    assert answer.refusal is not None and answer.refusal.code == "person-unknown"
    directory = get_snapshot(Directory)
    assert [directory.post(p).person for p in before] == [cadre.person, "old-2"]
    assert get_state("handover:R-1") is None
    hands[1] = Hand(("second",), "old-2", "new-2", "R-2")
    wish = HandOverVillage(id=new_id(), unit=cadre.unit, hands=tuple(hands), on=TODAY)
    (answer,) = submit([wish], by=admin, now=NOW)
    assert answer.refusal is None, str(answer.refusal)
    directory = get_snapshot(Directory)
    assert [directory.post(p).person for p in before] == ["new-1", "new-2"]
    assert {p: sheet_of(p) for p in before} == before and open_clocks() == clocks
    assert [get_state(f"handover:{r}").village for r in ("R-1", "R-2")] == [cadre.unit] * 2


def merge(unit: str, into: str) -> None:
    directory = get_snapshot(Directory)
    posts, units = directory.posts_at(unit), directory.children(unit)
    do(MergeUnits, unit=unit, into=into, posts=posts, units=units, on=TODAY)
    run_until_idle(NOW)


def find_villages() -> tuple[str, str]:
    """Return the two villages of the slice, each with open cases."""
    busy = Case.objects.filter(living=True).order_by("place").values_list("place", flat=True)
    one, other = [place for place in dict.fromkeys(busy) if len(place) == 12][:2]
    return one, other


def cases_of(viewer: Actor) -> set[str]:
    found: set[str] = set()
    for ended in (False, True):
        after = ""
        while True:
            wanted = CaseFilter(ended=ended)
            page = list_cases(viewer, wanted, now=NOW, size=100, after=after)
            found.update(line.id for line in page.lines)
            if not page.next:
                break
            after = page.next
    return found


def cadre_of(unit: str) -> Actor:
    directory = get_snapshot(Directory)
    post = next(p for p in directory.posts_at(unit, "village_cadre") if directory.post(p).person)
    return directory.actor(post, scope="test")


def test_merged_villages_see_the_open_and_ended_cases_of_both(place: dict[str, str]) -> None:
    one, other = find_villages()
    cadres = {unit: cadre_of(unit) for unit in (one, other)}
    mine = {unit: cases_of(cadre) for unit, cadre in cadres.items()}
    assert mine[one] and mine[other] and count_open((one,))["ended"]
    before = open_clocks()
    merge(one, other)
    for cadre in cadres.values():
        now = get_snapshot(Directory).actor(cadre.post, scope="test")
        assert cases_of(now) >= mine[one] | mine[other]
        assert len(find_households(now, unit=other, limit=500)) == (
            Household.objects.filter(unit__in=(one, other), closed="").count()
        )
    assert open_clocks() == before
    assert set(Case.objects.filter(id__in=mine[one]).values_list("place", flat=True)) >= {one}


def test_matter_told_at_the_old_code_is_held_where_the_village_is_now(
    place: dict[str, str],
) -> None:
    """A phone that has not heard of the merger still sends the old code."""
    one, other = find_villages()
    cadre = cadre_of(one)
    merge(one, other)
    case = "told-after-the-merger"
    do(
        ReceiveCase,
        case=case,
        receipt=make_receipt(one, case),
        unit=one,
        channel=Channel.VISIT,
        kind=MatterKind.HELP,
        anonymity=Anonymity.ANONYMOUS,
        matter=Personal("村口的路灯坏了两盏。", f"case:{case}"),
    )
    row = Case.objects.get(id=case)
    directory = get_snapshot(Directory)
    assert directory.post(row.holder_post).unit == other
    assert case in cases_of(directory.actor(cadre.post, scope="t"))


def test_moved_village_is_found_by_its_new_town_and_lost_by_nobody_below(
    place: dict[str, str],
) -> None:
    one, _ = find_villages()
    directory = get_snapshot(Directory)
    town = directory.parent(one)
    target = next(
        code
        for code in directory.children(directory.banner_of(one))
        if directory.unit(code).kind == "town" and code != town
    )
    cadre, mine = cadre_of(one), cases_of(cadre_of(one))
    leader = next(p for p in directory.posts_at(target, "township_leader"))
    do(MoveUnit, unit=one, parent=target)
    run_until_idle(NOW)
    directory = get_snapshot(Directory)
    assert cases_of(directory.actor(cadre.post, scope="t")) == mine
    assert mine <= cases_of(directory.actor(leader, scope="t"))
    assert set(Household.objects.filter(unit=one).values_list("town", flat=True)) == {target}


def test_renamed_village_is_found_by_both_names(place: dict[str, str]) -> None:
    one, _ = find_villages()
    old = get_snapshot(Directory).unit(one).short_name
    do(RenameUnit, unit=one, name="和顺村", on=TODAY)
    directory = get_snapshot(Directory)
    banner = directory.banner_of(one)
    assert one in directory.find_by_name(old, banner)
    assert directory.find_by_name("和顺村", banner) == (one,)
    assert directory.unit(one).names[0].until == TODAY
