"""走访: from the first page to a record in two taps, a need heard, excuses, a village's cadence."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from minqing.activities.public import list_of_household
from minqing.cases.public import find_case
from minqing.console.tests.test_staff_pages import Logins, post, sign_in, text, viewer
from minqing.duties.public import find_own, find_variation, see_rounds
from minqing.kernel.ids import new_id
from minqing.kernel.periods import local_day
from minqing.log.public import get_now, get_state
from tests.harness.small_demo import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def today() -> date:
    return local_day(get_now())


def waits(login: str) -> int:
    own = find_own(viewer(login), today=today())
    assert own is not None
    return own.due + own.overdue


def pick(login: str, presence: str = "resident") -> str:
    """Return a household of the cadre that waits for a visit."""
    rounds = see_rounds(viewer(login), post=viewer(login).post, today=today())
    return next(
        row.household.id
        for row in rounds.rows
        if row.household.presence == presence and row.standing in ("due", "overdue")
    )


def test_first_page_leads_to_the_rounds_of_the_own_caseload(place: Logins) -> None:
    client = sign_in(place["village_cadre"])
    assert reverse("console:visits") in text(client, "today")
    page = text(client, "visits")
    assert "我的走访" in page and page.count('class="log"') >= 60


def test_visit_is_recorded_in_two_taps_and_counts_at_once(place: Logins) -> None:
    login = place["village_cadre"]
    household, before = pick(login), waits(login)
    client = sign_in(login)
    status, _ = post(client, "visit-record", household=household, did="visit:met")
    assert status == 302
    assert waits(login) == before - 1
    page = text(client, "household", household)
    assert "入户走访 · 已见面" in page and "今天联系过" in page


def test_nobody_at_home_is_recorded_and_still_waits(place: Logins) -> None:
    login = place["village_cadre"]
    household, before = pick(login), waits(login)
    post(sign_in(login), "visit-record", household=household, did="visit:not-met")
    assert waits(login) == before
    assert [one.contact for one in list_of_household(viewer(login), household)][0] is False


def test_the_same_tap_twice_is_one_record(place: Logins) -> None:
    login = place["village_cadre"]
    household, command = pick(login), new_id()
    records = len(list_of_household(viewer(login), household))
    for _ in range(2):
        data = {"household": household, "did": "visit:met", "command": command}
        assert post(sign_in(login), "visit-record", **data)[0] == 302
    assert len(list_of_household(viewer(login), household)) == records + 1


def test_household_of_others_is_as_if_it_did_not_exist(place: Logins) -> None:
    client = sign_in(place["village_cadre"])
    assert post(client, "visit-record", household="nobody", did="visit:met")[0] == 404


def test_need_heard_on_a_visit_becomes_a_case_that_points_at_it(place: Logins) -> None:
    login = place["village_cadre"]
    household, client = pick(login), sign_in(login)
    data = {"command": new_id(), "household": household, "did": "visit:met"}
    answer = client.post(reverse("console:visit-record"), data)
    page = client.get(answer["Location"]).content.decode()
    link = re.search(r'href="([^"]*intake/[^"]+)"', page)
    assert link is not None
    form = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert f'<option value="{household}" selected' in form
    activity = re.search(r'name="activity" value="([^"]+)"', form)
    assert activity is not None
    case = new_id()
    sent = {
        "command": new_id(), "case": case, "activity": activity[1], "household": household,
        "channel": "visit", "unit": viewer(login).unit, "kind": "help", "anonymity": "named",
        "name": "甲一", "matter": "棚圈漏风，想问怎么申请修补。",
    }  # fmt: skip
    assert client.post(reverse("console:intake"), sent).status_code == 302
    state = get_state(f"case:{case}")
    assert [(one.relation, one.target) for one in state.links] == [
        ("heard_on", f"activity:{activity[1]}")
    ]
    assert find_case(viewer(login), case, now=get_now()) is not None


def test_household_page_excuses_and_takes_back(place: Logins) -> None:
    login = place["village_cadre"]
    household, before, client = pick(login), waits(login), sign_in(login)
    # the road was closed in the half month before as well, which could still be made good
    first, last = today() - timedelta(days=17), today() + timedelta(days=12)
    data = {"excuse": "snow", "first": first.isoformat(), "last": last.isoformat()}
    assert post(client, "household-deed", household, "excuse", **data)[0] == 302
    assert waits(login) == before - 1
    page = text(client, "household", household)
    running = re.search(r'name="running"[^>]*>\s*<option value="([^"]+)"', page)
    assert running is not None and "雪阻、路不通" in page
    assert post(client, "household-deed", household, "end-excuse", running=running[1])[0] == 302
    assert 'name="running"' not in text(client, "household", household)


def test_record_is_put_right_by_the_post_that_made_it(place: Logins) -> None:
    login = place["village_cadre"]
    household, client = pick(login), sign_in(place["village_cadre"])
    post(client, "visit-record", household=household, did="visit:met")
    (made, *_) = list_of_household(viewer(login), household)
    data = {"activity": made.id, "did": "visit:not-met", "mistake": "wrong_result"}
    assert post(client, "household-deed", household, "correct-visit", **data)[0] == 302
    assert "更正过" in text(client, "household", household)
    other = sign_in(place["village_secretary"])
    withdrawn = {"activity": made.id, "mistake": "recorded_twice"}
    assert post(other, "household-deed", household, "withdraw-visit", **withdrawn)[0] == 422


def test_place_is_shown_in_numbers_without_posts_or_names(place: Logins) -> None:
    page = text(sign_in(place["township_leader"]), "visits")
    assert "按地方看" in page and "户主" not in page
    assert not re.search(r"包户干部\d", page.split('id="room"')[-1])


def test_leader_lets_herding_cadence_hold_and_a_cadre_may_not(place: Logins) -> None:
    village = viewer(place["village_cadre"]).unit
    data = {"variation": "herding", "reason": "来回四十公里"}
    assert post(sign_in(place["village_cadre"]), "vary", village, **data)[0] == 403
    leader = sign_in(place["township_leader"])
    assert post(leader, "vary", village, **data)[0] == 302
    assert find_variation(village).code == "herding"
    assert "牧区办法" in text(leader, "visits", unit=village)
    assert post(leader, "vary", village, **data)[0] == 422


def test_clock_of_the_demonstration_is_what_visits_go_by(place: Logins) -> None:
    assert today() == local_day(NOW)


def test_five_roles_of_a_cadre_lead_to_the_pages_they_work_on(place: Logins) -> None:
    login = place["village_cadre"]
    page = text(sign_in(login), "post", viewer(login).post)
    for role, door in (("联络员", "visits"), ("代办员", "ledgers"), ("帮扶员", "projects")):
        part = page.split(f"<dt>{role}</dt>")[1].split("</dd>")[0]
        assert f'href="{reverse(f"console:{door}")}"' in part
