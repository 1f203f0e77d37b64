"""Reads for a viewer: reach by both axes, sealed ones, paging, the page, tracking."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.db import connection

from minqing.cases import commands as c
from minqing.cases import listing, today_unit
from minqing.cases.public import (
    CaseFilter,
    count_board,
    count_ledgers,
    find_case,
    find_open_matters,
    get_today,
    list_cases,
    open_raiser,
    open_tracked,
    track,
)
from minqing.cases.reach import list_axes, visible
from minqing.cases.terms import (
    Anonymity,
    Channel,
    GivenOn,
    MatterKind,
    Means,
    Outcome,
    RaiserDetails,
    Status,
)
from minqing.cases.tests.builders import (
    BANNER,
    DISCIPLINE,
    OTHER_VILLAGE,
    RESIDENT,
    TOWN,
    VILLAGE,
    WATER,
    directory,
    staff,
)
from minqing.kernel.messages import Personal
from minqing.log.registry import LazySnapshots, Snapshot, registry
from minqing.org.public import Directory

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]
PHONE = "100-0001-2345"


def ids(page) -> list[str]:
    return [line.id for line in page.lines]


def seen_by(name: str, house, **wanted) -> list[str]:
    return ids(list_cases(staff(name), CaseFilter(**wanted), now=house.now))


@pytest.fixture
def several(house, words):
    """A1 in the village, A2 in the other one, A3 raised to the water department, A4 sealed."""
    house.received("A1")
    house.received("A2", "neighbour", unit=OTHER_VILLAGE, category="roads-village-road")
    house.received("A3")
    tried = words("A3", "村里请水管员看过，没有资金更换。")
    house.must(c.RaiseToNextLevel, "cadre", "A3", tried=tried)
    house.must(c.AcknowledgeCase, "clerk", "A3")
    house.must(c.RaiseToNextLevel, "clerk", "A3", tried=tried, unit=WATER)
    complaint = MatterKind.COMPLAINT_AGAINST_OFFICIAL
    house.received("A4", RESIDENT, kind=complaint, channel=Channel.PORTAL)
    return house


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cadre", {"A1", "A3"}),
        ("neighbour", {"A2"}),
        ("clerk", {"A1", "A2", "A3"}),
        ("handler", {"A3"}),
        ("office", {"A1", "A2", "A3"}),
        ("caller", {"A1", "A2", "A3"}),
        ("recipient", {"A4"}),
        ("region", {"A1", "A2", "A3"}),
    ],
)
def test_list_shows_reach_by_both_axes_and_sealed_to_its_recipient(several, name, expected):
    region = msgspec.structs.replace(staff("clerk"), units=("15",))
    viewer = region if name == "region" else staff(name)
    page = list_cases(viewer, CaseFilter(), now=several.now)
    assert set(ids(page)) == expected and page.count == len(expected)


def test_list_is_empty_without_the_permission_to_view(several):
    viewer = msgspec.structs.replace(staff("clerk"), permissions=frozenset({"CASE_HANDLE"}))
    assert list_cases(viewer, CaseFilter(), now=several.now).lines == ()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"ledger": "report_up"}, ["A3"]),
        ({"ledger": "none"}, ["A1", "A2"]),
        ({"status": "awaiting_triage"}, ["A1", "A2"]),
        ({"category": "roads"}, ["A2"]),
        ({"place": OTHER_VILLAGE}, ["A2"]),
        ({"clock": "late"}, []),
        ({"ended": True}, []),
    ],
)
def test_list_narrowed_by_filters(several, wanted, expected):
    assert sorted(seen_by("clerk", several, **wanted)) == expected


def test_holder_away_from_the_place_sees_it_too(house):
    """A neighbour village takes in a matter of ours: both villages and the town see it."""
    house.received("B1", "neighbour", unit=VILLAGE)
    house.received("B2", "office", unit=VILLAGE)
    assert seen_by("neighbour", house) == ["B1"]
    assert seen_by("cadre", house) == ["B1", "B2"]
    assert seen_by("clerk", house) == ["B1", "B2"]


def test_mine_lists_what_my_post_holds(several):
    assert seen_by("cadre", several, mine=True) == ["A1"]


def test_late_ones_are_found_by_the_clock_filter(several):
    several.now += timedelta(days=5)
    assert "A1" in seen_by("clerk", several, clock="late")


def test_pages_follow_each_other_without_gap_or_double(house):
    for number in range(7):
        house.now += timedelta(minutes=1)
        house.received(f"B{number}")
    viewer, found, after = staff("clerk"), [], ""
    while True:
        page = list_cases(viewer, CaseFilter(), now=house.now, after=after, size=3)
        found += ids(page)
        after = page.next
        if not after:
            break
    assert sorted(found) == [f"B{n}" for n in range(7)] and len(set(found)) == 7


def test_ended_pages_are_newest_first(house, words):
    for number in range(4):
        house.now += timedelta(minutes=1)
        case = house.received(f"B{number}")
        house.must(c.WithdrawCase, RESIDENT, case, means=Means.PORTAL, words=words(case, "不用了"))
    first = list_cases(staff("clerk"), CaseFilter(ended=True), now=house.now, size=3)
    rest = list_cases(
        staff("clerk"), CaseFilter(ended=True), now=house.now, size=3, after=first.next
    )
    assert ids(first) + ids(rest) == ["B3", "B2", "B1", "B0"]


def test_count_stops_at_the_cap(several):
    parts = listing.select(staff("clerk"), CaseFilter(), now=several.now, directory=directory())
    assert listing.count(parts, cap=2) == (2, True)


def test_ledgers_are_counted_in_reach(several):
    counted = {one.ledger: one.count for one in count_ledgers(staff("clerk"), now=several.now)}
    assert counted == {"none": 2, "immediate": 0, "agent": 0, "report_up": 1}


def test_lists_walk_an_index_of_their_level(several):
    parts = listing.select(
        staff("clerk"), CaseFilter(ledger="report_up"), now=several.now, directory=directory()
    )
    plan = parts[0].order_by("sort_at", "id")[:51].explain()
    if connection.vendor == "sqlite":
        assert "cases_live_town" in plan and "TEMP B-TREE" not in plan
    else:
        assert "cases_case" in plan  # a planner with four rows may scan


def test_region_sees_its_leagues_and_department_its_own():
    place = directory()
    region = msgspec.structs.replace(staff("chief"), units=("15",))
    assert list_axes(region, place) == [{"place_league": ""}, {"place_league": "1506"}]
    assert list_axes(staff("handler"), place) == [{"holder_unit": WATER}]


# ---------------------------------------------------------------- one case
def test_page_tells_the_story_with_its_clocks_and_acts(several):
    page = find_case(staff("handler"), "A3", now=several.now)
    assert page is not None
    assert [item.zh for item in page.timeline] == ["登记", "提级办理", "签收", "提级办理"]
    assert page.timeline[1].words.startswith("村里请水管员")
    assert {clock.name for clock in page.clocks} == {"acknowledge", "promise"}
    assert "case.acknowledge" in {act.type for act in page.acts}
    assert page.version == 4 and [h.unit_name for h in page.holdings][-1] == WATER


def test_page_offers_no_acts_of_others(several):
    page = find_case(staff("supervisor"), "A3", now=several.now)
    assert page is not None
    assert not {"case.acknowledge", "case.raise"} & {act.type for act in page.acts}


def test_page_is_found_by_receipt_and_hidden_out_of_reach(several):
    assert find_case(staff("cadre"), "RA1", now=several.now) is not None
    assert find_case(staff("neighbour"), "A1", now=several.now) is None
    assert find_case(staff("chief"), "A4", now=several.now) is None


def details(case: str) -> Personal[RaiserDetails]:
    return Personal(RaiserDetails("张某某", PHONE, "村东头"), f"case:{case}")


def test_raiser_is_masked_until_an_act_with_a_reason(house):
    house.received("A1", raiser=details("A1"))
    viewer = staff("cadre")
    page = find_case(viewer, "A1", now=house.now)
    assert page is not None and page.raiser == RaiserDetails("张**", "100****2345", "")
    assert open_raiser(viewer, "A1", now=house.now) is None
    house.must(c.UnmaskRaiser, "cadre", "A1", reason="约定上门时间")
    opened = open_raiser(viewer, "A1", now=house.now)
    assert opened is not None and opened.phone == PHONE
    assert open_raiser(staff("clerk"), "A1", now=house.now) is None
    assert open_raiser(viewer, "A1", now=house.now + timedelta(hours=1)) is None


def test_sealed_identity_is_not_shown_and_not_opened(house):
    house.received("A1", raiser=details("A1"), anonymity=Anonymity.SEALED)
    page = find_case(staff("cadre"), "A1", now=house.now)
    assert page is not None and page.raiser is None
    command = c.UnmaskRaiser(id="u1", case="A1", reason="想知道")
    assert house.send(command, "cadre").refusal.code == "case-identity-sealed"


def test_open_matters_beside_an_intake(several):
    found = find_open_matters(
        staff("cadre"),
        now=several.now,
        household="H1",
        place=VILLAGE,
        category="water-wells",
    )
    assert {line.id for line in found.household} == {"A1", "A3"}
    assert found.alike == () and found.place == ()


def test_open_matters_stay_in_reach_and_hide_complaints(several):
    found = find_open_matters(staff("neighbour"), now=several.now, place=VILLAGE)
    assert found.place == ()
    found = find_open_matters(staff("clerk"), now=several.now, place=VILLAGE)
    assert {line.id for line in found.place} == {"A1", "A3"}


# ---------------------------------------------------------------- today
def groups(name: str, house) -> dict[str, list[str]]:
    today = get_today(staff(name), now=house.now)
    return {group.code: [line.id for line in group.lines] for group in today.groups}


def test_today_holds_what_is_asked_of_each(several):
    assert groups("cadre", several) == {"triage": ["A1"]}
    assert groups("handler", several) == {"acknowledge": ["A3"]}
    assert groups("recipient", several) == {"transfer": ["A4"]}
    assert groups("caller", several) == {}


def test_today_of_reviewer_teller_and_caller_in_turn(several, words):
    several.must(c.AcknowledgeCase, "handler", "A3")
    reply = words("A3", "已更换水泵，责任单位水利局，3月9日完成。")
    several.must(c.RecordResult, "handler", "A3", outcome=Outcome.SOLVED, reply=reply)
    assert groups("reviewer", several)["review"] == ["A3"]
    several.must(c.ReviewResult, "reviewer", "A3", approved=True)
    assert groups("cadre", several)["tell"] == ["A3"]
    several.must(c.RecordTelling, "cadre", "A3", means=Means.FACE_TO_FACE)
    assert groups("caller", several)["call"] == ["A3"]
    several.must(
        c.RecordConfirmation, "caller", "A3", answered=True, solved=True, given_on=GivenOn.CALL
    )
    assert groups("caller", several) == {}


def test_today_of_supervisor_shows_the_late_ones(several):
    several.now += timedelta(days=5)
    assert set(groups("supervisor", several)["late"]) == {"A1", "A2", "A3"}


def test_today_of_the_post_above_shows_what_an_abolished_post_holds(several, monkeypatch):
    at = several.now
    monkeypatch.setitem(
        registry.snapshots, Directory, Snapshot(lambda: directory(abolished=["cadre"]), ())
    )
    LazySnapshots.forget()
    today = get_today(staff("secretary"), now=at)
    assert [line.id for group in today.groups for line in group.lines] == ["A1"]


# ---------------------------------------------------------------- the unit as a whole
def of_unit(name: str, house) -> dict[str, list[str]]:
    today = get_today(staff(name), now=house.now)
    return {group.code: [line.id for line in group.lines] for group in today.of_unit}


def test_today_of_the_secretary_shows_what_others_of_the_village_hold(several):
    assert of_unit("secretary", several) == {"unit-open": ["A1"]}
    several.now += timedelta(days=5)
    assert of_unit("secretary", several) == {"unit-late": ["A1"]}
    assert get_today(staff("secretary"), now=several.now).count == 0  # it awaits another


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reviewer", {"unit-open": ["A3"]}),
        ("leader", {}),
        ("cadre", {}),
        ("clerk", {}),
        ("handler", {}),
        ("supervisor", {}),
        ("caller", {}),
        ("recipient", {}),
    ],
)
def test_today_of_the_unit_is_for_whoever_answers_for_it(several, name, expected):
    assert of_unit(name, several) == expected


def test_today_of_the_unit_never_shows_what_is_sealed(several):
    recipient = msgspec.structs.replace(
        staff("reviewer"), unit=DISCIPLINE, units=(DISCIPLINE,), post="none"
    )
    today = get_today(recipient, now=several.now)
    assert today.of_unit == ()


def test_today_of_the_unit_is_counted_to_a_cap_and_reads_in_order(several, monkeypatch):
    several.received("A5")
    monkeypatch.setattr(today_unit, "MOST", 1)
    (group,) = get_today(staff("secretary"), now=several.now).of_unit
    assert (group.count, group.capped) == (1, True)
    rows = visible(staff("secretary")).filter(living=True, holder_unit=VILLAGE, ledger="")
    plan = rows.exclude(holder_post="post-secretary").order_by("sort_at", "id")[:2].explain()
    if connection.vendor == "sqlite":
        assert "INDEX cases_live_h_unit" in plan and "TEMP B-TREE" not in plan


# ---------------------------------------------------------------- the public
def test_tracking_shows_status_and_dates_only(several):
    tracked = track("RA3", now=several.now)
    assert tracked is not None and tracked.status is Status.AWAITING_ACKNOWLEDGEMENT
    assert [step.zh for step in tracked.steps] == ["登记", "提级办理", "签收", "提级办理"]
    assert not {"matter", "raiser", "holder"} & set(tracked.__struct_fields__)
    assert track("NO-SUCH", now=several.now) is None


def test_tracking_a_complaint_tells_only_that_it_was_taken_or_transferred(several):
    several.must(c.TransferComplaint, "recipient", "A4", organ="旗纪委监委")
    tracked = track("RA4", now=several.now)
    assert tracked is not None and [s.zh for s in tracked.steps] == ["登记", "已转送纪检监察机关"]
    assert open_tracked(RESIDENT, "RA4", "2345", now=several.now) is None


@pytest.mark.parametrize(("sign", "opens"), [("2345", True), ("2346", False), ("", False)])
def test_text_of_a_receipt_needs_the_second_sign(house, sign, opens):
    house.received("A1", raiser=details("A1"))
    found = open_tracked(RESIDENT, "RA1", sign, now=house.now)
    assert (found is not None) is opens


def test_raiser_is_offered_what_he_may_say(house, words):
    house.received("A1", raiser=details("A1"))
    house.must(c.SettleOnSpot, "cadre", "A1", outcome=Outcome.SOLVED, reply=words("A1", "已接通"))
    found = open_tracked(RESIDENT, "RA1", "2345", now=house.now)
    assert found is not None and found.reply == "已接通"
    assert set(found.may) == {"case.record-confirmation", "case.withdraw"}


def test_places_are_named_for_banner_viewers(several):
    line = list_cases(staff("office"), CaseFilter(place=TOWN), now=several.now).lines[0]
    assert line.place_name and line.holder and BANNER not in line.summary


# ---------------------------------------------------------------- the board
def test_board_counts_each_stage_of_each_place(several):
    found = count_board(staff("clerk"), [VILLAGE, OTHER_VILLAGE, TOWN], now=several.now)
    assert found[VILLAGE]["awaiting_triage"] == found[OTHER_VILLAGE]["awaiting_triage"] == 1
    assert found[TOWN] == {"awaiting_triage": 2, "awaiting_acknowledgement": 1, "late": 0}


def test_board_counts_the_late_ones_as_the_list_does(several):
    several.now += timedelta(days=9)
    late = len(seen_by("clerk", several, clock="late", place=VILLAGE))
    assert late == count_board(staff("clerk"), [VILLAGE], now=several.now)[VILLAGE]["late"] > 0


def test_board_leaves_out_places_beyond_reach_and_sealed_ones(several):
    assert count_board(staff("cadre"), [OTHER_VILLAGE], now=several.now) == {}
    total = sum(count_board(staff("chief"), [TOWN], now=several.now)[TOWN].values())
    assert total == 3  # the complaint A4 is not among them


def test_board_asks_one_statement_a_level(several, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):  # watermarks, and one count for each level
        count_board(staff("clerk"), [VILLAGE, OTHER_VILLAGE, TOWN], now=several.now)
