"""回访: the number at hand for whoever is to call, and what was tried."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from minqing.cases.models import Case
from minqing.console.tests.test_staff_pages import sign_in
from minqing.console.tests.test_views import act, take_in
from minqing.kernel.ids import new_id
from minqing.log.public import read_stream

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
Logins = dict[str, str]


def read(client: Client, name: str, *args: str) -> str:
    answer = client.get(reverse(f"console:{name}", args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def find_waiting(client: Client) -> str:
    """Return the first case of the list of calls whose raiser gave a name."""
    found = re.search(r'form="numbers" name="case" value="([^"]+)"', read(client, "callbacks"))
    assert found, "the small demonstration has a call to make"
    return found[1]


def count_looks(case: str) -> int:
    return sum("raiser-unmasked" in entry.event.TYPE for entry in read_stream(f"case:{case}"))


def reveal(client: Client, case: str) -> int:
    return client.post(reverse("console:call-number"), {"case": case}).status_code


def test_number_is_one_tap_from_the_list_and_leaves_one_trace(place: Logins) -> None:
    client = sign_in(place["independent_caller"])
    case = find_waiting(client)
    assert 'href="tel:' not in read(client, "case", case)
    before = count_looks(case)
    assert [reveal(client, case) for _ in "12"] == [302, 302]
    page = read(client, "case", case)
    assert re.search(r'href="tel:\d+"', page) and "只显示十分钟" in page
    assert count_looks(case) == before + 1  # again within ten minutes: the same look
    assert "回访" in page


@pytest.mark.parametrize("role", ["village_cadre", "township_clerk", "department_handler"])
def test_number_is_for_callers_only(place: Logins, role: str) -> None:
    case = find_waiting(sign_in(place["independent_caller"]))
    before = count_looks(case)
    assert reveal(sign_in(place[role]), case) == 403
    assert count_looks(case) == before


def test_number_of_a_case_that_waits_for_no_call_is_not_shown(place: Logins) -> None:
    client = sign_in(place["independent_caller"])
    other = Case.objects.filter(wants_call=False, sealed=False, living=True).first()
    assert other is not None
    assert reveal(client, other.id) == 404
    assert reveal(client, "no-such-case") == 404
    assert reveal(client, "<script>\0'") == 404


def test_attempt_is_recorded_beside_the_number_and_the_next_one_is_told(place: Logins) -> None:
    client = sign_in(place["independent_caller"])
    case = find_waiting(client)
    page = read(client, "case", case)
    assert "还没有打过" in page or "打过" in page
    version = re.search(r'id="act-attempt".*?name="version" value="(\d+)"', page, re.S)
    assert version is not None
    address = reverse("console:act", args=[case, "attempt"])
    sent = client.post(address, {"command": new_id(), "version": version[1]})
    assert sent.status_code == 302
    assert "避开" in read(client, "case", case)
    assert "避开" in read(client, "callbacks")


def test_matter_taken_back_before_a_cadre_is_asked_about_by_a_caller(place: Logins) -> None:
    cadre = sign_in(place["village_cadre"])
    case = take_in(cadre, "自家大门口的灯不亮。")
    assert (
        act(cadre, case, "withdraw", means="face_to_face", words="自己换了灯泡，不用办了。")[0]
        == 302
    )
    page = read(cadre, "case", case)
    assert "反映人撤回" in page and "自己换了灯泡，不用办了。" in page
    caller = sign_in(place["independent_caller"])
    assert "自家大门口的灯不亮。" in read(caller, "case", case)
    assert Case.objects.get(pk=case).wants_call
