"""The demonstration in two places: one log, two mechanisms, the numbers of both."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse

from minqing.activities.public import find_last_contacts, list_of_household
from minqing.cases.public import BoardFilter, CaseFilter, list_board, list_cases, see_results
from minqing.households.public import find_households
from minqing.kernel.periods import DayPeriod
from minqing.log.public import fold_as_recorded, get_snapshot, read_entries
from minqing.mechanisms.public import Packs
from minqing.meetings import public as m
from minqing.org.public import Directory, actor_for, system_actor
from minqing.partnerships.public import pairs
from minqing.simulation import demo, tally
from minqing.simulation.advance import advance
from minqing.simulation.district import DISTRICT, choose_district
from tests.harness.small_demo import copy_back, keep

BOTH = demo.Measure(
    towns=1, villages=1, per_month=20, recent=10, first=date(2026, 3, 2), past=0,
    district=60, district_households=6,
)  # fmt: skip
NOW = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
HALF_YEAR = DayPeriod(date(2014, 1, 1), date(2014, 7, 1))
pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def accounts(tmp_path_factory: pytest.TempPathFactory, capsys) -> list[dict[str, str]]:
    """Load both places once a process, without a refusal; returns the accounts to try."""
    kept = tmp_path_factory.getbasetemp() / "two-places"
    copied = copy_back(kept)
    assert demo.load(json=True, measure=BOTH, now=NOW) == 0
    written = capsys.readouterr()
    assert written.err == ""
    if not copied:
        keep(kept)
    found: list[dict[str, str]] = json.loads(written.out)["accounts"]
    return found


def actor_of(login: str):
    user = authenticate(username=login, password="minqing-2026")
    assert user is not None, login
    return actor_for(user)


def test_numbers_of_the_district_come_out_of_the_real_rules(accounts) -> None:
    lines = tally.check_counts(demo.choose_part(BOTH), BOTH, NOW)
    assert [line for line in lines if not line.ok] == []
    found = {line.name: line.found for line in lines}
    assert found["opinions of the district"] == 82
    assert [found[f"solved by {level}"] for level in ("community", "street", "district")] == [
        43, 29, 10,
    ]  # fmt: skip


def test_six_analysis_meetings_were_held_and_their_promises_kept_missed_and_moved(accounts) -> None:
    found = {
        line.name: line.found for line in tally.check_counts(demo.choose_part(BOTH), BOTH, NOW)
    }
    assert found["analysis meetings of the district"] == 6
    ends = [found[f"a promise of the district {end}"] for end in ("kept", "missed", "moved")]
    assert ends == [1, 1, 1]
    sat = [one for one in read_meetings() if one.unit == DISTRICT and one.outcomes]
    assert all(one.announced_at is not None and not one.short for one in sat)
    assert all(any(seat.why is m.Seated.REQUIRED for seat in one.seats) for one in sat)


def test_assessments_are_held_with_counted_ballots_and_no_year_between_is_told(accounts) -> None:
    held = [one for one in read_meetings() if one.kind == "community_assessment"]
    half_year = [one for one in held if one.first == date(2014, 1, 1)]
    assert len(half_year) == 22 and all(one.standing[0].ballots for one in half_year)
    assert {one.first.year for one in read_meetings()} == {2014, 2026}


def read_meetings() -> list[m.MeetingState]:
    return list(fold_as_recorded("meeting", before=NOW).values())


def test_each_member_of_the_standing_committee_is_linked_with_one_community(accounts) -> None:
    linked = [one for one in pairs.list_pairs(system_actor("test")) if one.post]
    assert (
        len(linked) == len({one.post for one in linked}) == len({one.unit for one in linked}) == 9
    )
    (own,) = [one for one in pairs.list_pairs(actor_of("wuda-member")) if one.post.endswith("-1")]
    assert own.since == date(2014, 1, 2)


def test_convenor_registers_and_ends_a_pair_by_the_page(accounts) -> None:
    client, part = Client(), choose_district(get_snapshot(Directory), BOTH)
    signed = {"login": "wuda-convenor", "password": "minqing-2026"}
    client.post(reverse("console:sign-in"), signed)
    made = {"kind": "co_building", "unit": part.towns[0], "partner": "驻区学校（模拟）",
            "since": "2026-03-01"}  # fmt: skip
    assert client.post(reverse("console:pair-deed", args=["make"]), made).status_code == 302
    page = client.get(reverse("console:pairs")).content.decode()
    assert "驻区学校（模拟）" in page and page.count("区委常委") >= 9
    assert client.post(reverse("console:pair-deed", args=["make"]), made).status_code == 422
    unit = client.get(reverse("console:units"), {"unit": part.towns[0]}).content.decode()
    assert "驻区学校（模拟）" in unit
    pair = pairs.name_pair("co_building", partner=made["partner"], unit=part.towns[0])
    ended = {"pair": pair, "on": "2026-03-20", "reason": "学校搬迁"}
    assert client.post(reverse("console:pair-deed", args=["end"]), ended).status_code == 302
    assert "已经结束的" in client.get(reverse("console:pairs")).content.decode()


def test_numbers_of_a_month_by_level_go_out_as_a_table(accounts) -> None:
    client = Client()
    signed = {"login": "wuda-convenor", "password": "minqing-2026"}
    client.post(reverse("console:sign-in"), signed)
    asked = {"unit": DISTRICT, "from": "2014-01-01", "until": "2014-07-01"}
    sent = client.get(reverse("console:results-file"), asked)
    assert sent["Content-Type"].startswith("text/csv")
    head, whole, *below = list(csv.reader(sent.content.decode("utf-8-sig").splitlines()))
    assert head[1] == "梳理" and whole[1] == "82" and whole[-3:] == ["43", "29", "10"]
    assert sum(int(row[1]) for row in below if len(row) == len(head)) == 82


def test_convenor_reads_the_results_by_level(accounts) -> None:
    place = see_results(actor_of("wuda-convenor"), DISTRICT, HALF_YEAR)
    assert place is not None and place.whole.found == 82
    assert [(one.level.code, one.solved) for one in place.levels] == [
        ("community", 43), ("street", 29), ("district", 10),
    ]  # fmt: skip


def test_every_role_of_the_district_has_an_account_of_its_own(accounts) -> None:
    beside = [one for one in accounts if one["place"] == "乌达区"]
    logins = {one["name"] for one in beside}
    assert logins >= {
        "wuda-cadre", "wuda-secretary", "wuda-street", "wuda-chair", "wuda-dept", "wuda-head",
        "wuda-convenor", "wuda-member", "wuda-discipline", "wuda-organization", "wuda-caller",
    }  # fmt: skip
    assert len({one["name"] for one in accounts}) == len(accounts)
    for one in beside:
        assert actor_of(one["name"]).roles == (one["role"],)
    assert {one["place"] for one in accounts} == {"伊金霍洛旗", "乌达区"}


def test_sign_in_page_groups_the_accounts_by_place(accounts) -> None:
    page = Client().get(reverse("console:sign-in")).content.decode()
    banner, district = page.index("<h3>伊金霍洛旗</h3>"), page.index("<h3>乌达区</h3>")
    assert banner < district < page.index("wuda-cadre")
    assert page.index(">clerk<") < district and "社区干部" in page[district:]


def test_both_places_live_in_one_order_of_time(accounts) -> None:
    recorded = [entry.recorded_at for entry in read_entries(0, 100_000)]
    assert recorded == sorted(recorded) and recorded[-1] <= NOW
    for login, key in (("clerk", "siding-sandao-nongshi-huban"), ("wuda-street", PACK)):
        lines = list_cases(actor_of(login), CaseFilter(), now=NOW).lines
        assert lines
        pack = get_snapshot(Packs).current(key)
        codes = {top.code for top in pack.section("categories").tree}
        codes |= {one.code for top in pack.section("categories").tree for one in top.children}
        assert {line.category for line in lines} <= codes | {""}


PACK = "minqing-fenxihui-wuda"


def test_staff_of_one_place_see_nothing_of_the_other(accounts) -> None:
    for login, other in (("clerk", DISTRICT), ("wuda-street", demo.BANNER)):
        viewer = actor_of(login)
        lines = list_cases(viewer, CaseFilter(), now=NOW).lines
        assert not any(line.place.startswith(other) for line in lines)
        assert see_results(viewer, other, HALF_YEAR) is None


def test_board_names_matters_of_both_places_in_their_own_words(accounts) -> None:
    lines = list_board([DISTRICT, demo.BANNER], BoardFilter(), now=NOW, size=300).lines
    assert all(line.category_zh for line in lines)
    assert {line.place_name[:3] for line in lines} >= {"乌达区", "伊金霍"}


def test_households_of_the_district_were_seen_before_the_load(accounts) -> None:
    part = choose_district(get_snapshot(Directory), BOTH)
    assert (len(part.towns), len(part.villages)) == (8, 22)
    viewer = system_actor("test")
    houses = [one.id for one in find_households(viewer, unit=part.villages[0], limit=50)]
    assert len(houses) == 6
    contacts = find_last_contacts(viewer, houses, today=NOW.date())
    assert any(one.on is not None for one in contacts.values())


def test_community_records_who_went_to_learn_the_wishes(accounts) -> None:
    """Nothing is owed to a household by the district's papers; what is learnt is recorded."""
    client, viewer = Client(), actor_of("wuda-cadre")
    client.post(
        reverse("console:sign-in"),
        {"login": "wuda-cadre", "password": "minqing-2026"},
    )
    page = client.get(reverse("console:visits")).content.decode()
    assert page.count('class="log"') == 6 and "党员入户" in page and "免走" not in page
    (house, *_) = find_households(viewer, unit=viewer.unit, limit=1)
    sent = {"household": house.id, "did": "member-visit:met", "command": "by-hand-1"}
    assert client.post(reverse("console:visit-record"), sent).status_code == 302
    shown = client.get(reverse("console:household", args=[house.id])).content.decode()
    assert "党员入户 · 已见面" in shown and "登记免走事由" not in shown
    (last, *_) = list_of_household(viewer, house.id)
    assert (last.kind, last.own) == ("member-visit", True)


def test_street_sees_its_communities_without_what_is_owed(accounts) -> None:
    client = Client()
    client.post(
        reverse("console:sign-in"),
        {"login": "wuda-street", "password": "minqing-2026"},
    )
    page = client.get(reverse("console:visits")).content.decode()
    assert "富强社区" in page and "上期未走访" not in page


def test_portal_says_for_each_place_how_long_an_answer_takes(accounts) -> None:
    page = Client().get(reverse("portal:help")).content.decode()
    assert page.count("内答复") >= 3


def test_both_places_run_on(accounts) -> None:
    before = [entry.position for entry in read_entries(0, 100_000)][-1]
    advance(3)
    entries = list(read_entries(before, 100_000))
    places = {entry.event.place for entry in entries if entry.type == "case.received@1"}
    assert any(place.startswith(DISTRICT) for place in places)
