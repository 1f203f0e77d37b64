"""Every page of a demonstration says that it is one; no page of real data does."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from minqing.log.demonstration import forget_demonstration, mark_demonstration
from minqing.log.models import Setting
from tests.doors.opening import SIMULATED, open_door
from tests.doors.test_pages import ELSEWHERE, GET, address, own, pick_case, sign_in

NO_PAGES = {
    "gateway:api-document",
    "gateway:api-board-list",
    "healthz",
    "javascript-catalog",
    "console:beside",
}
"""Doors that answer with data or with a part of a page."""

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_every_page_says_that_its_data_is_made_up(small_demo: dict[str, str]) -> None:
    silent = []
    for door, roles in GET.items():
        if door in NO_PAGES | ELSEWHERE:
            continue
        role = next((role for role in sorted(roles) if role in small_demo), "nobody")
        if door in ("console:case", "console:print"):
            role = "village_cadre"
        case, _ = pick_case(role, small_demo)
        url = address(door, case, own(role, small_demo))
        opened = open_door(sign_in(role, small_demo), role, url)
        if opened.is_page and not opened.says_simulated:
            silent.append(f"{door} ({opened.status})")
    assert silent == []


@pytest.mark.parametrize("path", ["/no-such-page/", "/console/cases/none/"])
def test_pages_that_are_not_there_say_it_too(path, small_demo: dict[str, str]) -> None:
    answer = sign_in("administrator", small_demo).get(path)
    assert answer.status_code in (403, 404)
    assert SIMULATED in answer.content.decode()


def test_real_data_is_not_called_made_up() -> None:
    Setting.objects.filter(name="demonstration").delete()
    forget_demonstration()
    page = Client(headers={"host": "localhost"}).get(reverse("portal:home")).content.decode()
    assert SIMULATED not in page


def test_mark_lies_in_the_database_and_not_beside_it(settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path  # no file of accounts here
    mark_demonstration()
    page = Client(headers={"host": "localhost"}).get(reverse("portal:home")).content.decode()
    assert SIMULATED in page and "演示数据（模拟）" in page


@pytest.mark.parametrize("role", ["administrator", "village_cadre"])
def test_only_an_administrator_may_let_it_run_on(role, small_demo: dict[str, str]) -> None:
    answer = sign_in(role, small_demo).post(reverse("console:demonstration"), {"days": "5"})
    assert answer.status_code == (302 if role == "administrator" else 403)


def test_nothing_runs_on_where_the_data_is_real(small_demo: dict[str, str]) -> None:
    client = sign_in("administrator", small_demo)
    Setting.objects.filter(name="demonstration").delete()
    forget_demonstration()
    assert client.get(reverse("console:demonstration")).status_code == 404
    assert client.post(reverse("console:demonstration"), {"days": "7"}).status_code == 404
