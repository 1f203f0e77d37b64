"""Signing in and out at the pages: sessions, waits, one's own account."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from minqing.org.models import SignIn

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
PASSWORD = "minqing-2026"
ADDRESS = "/console/sign-in/"


def enter(client: Client, login: str, password: str = PASSWORD) -> int:
    return client.post(ADDRESS, {"login": login, "password": password}).status_code


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def cadre(small_demo: dict[str, str], client: Client) -> Client:
    assert enter(client, small_demo["village_cadre"]) == 302
    return client


def opens(client: Client) -> bool:
    return client.get(reverse("console:today")).status_code == 200


def shift(client: Client, **seconds: int) -> None:
    """Let moments of a session lie further back."""
    session = client.session
    for name, by in seconds.items():
        session[name] -= by
    session.save()


def test_signing_in_gives_a_new_session_id(small_demo: dict[str, str], client: Client) -> None:
    client.get(ADDRESS)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["minqing_session"] = session.session_key
    enter(client, small_demo["village_cadre"])
    assert client.session.session_key != session.session_key


def test_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(cadre: Client) -> None:
    cookie = cadre.cookies["minqing_session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    device = cadre.cookies["minqing_device"]
    assert (device["httponly"], device["samesite"], device["path"]) == (True, "Strict", ADDRESS)


def test_session_ends_after_an_hour_without_a_request(cadre: Client) -> None:
    shift(cadre, seen=59 * 60)
    assert opens(cadre)
    shift(cadre, seen=61 * 60)
    assert not opens(cadre)
    assert "登录已超时" in cadre.get(ADDRESS).content.decode()


def test_session_ends_after_twelve_hours_in_any_case(cadre: Client) -> None:
    shift(cadre, opened=12 * 3600 + 1)
    assert not opens(cadre)


def test_session_of_the_administrator_is_shorter(
    small_demo: dict[str, str], client: Client
) -> None:
    enter(client, small_demo["administrator"])
    shift(client, seen=16 * 60)
    assert not opens(client)


def test_one_click_signs_out_everywhere(small_demo: dict[str, str], cadre: Client) -> None:
    phone = Client(headers={"host": "localhost"})
    enter(phone, small_demo["village_cadre"])
    assert opens(phone)
    cadre.post(reverse("console:sign-out-everywhere"))
    assert (opens(cadre), opens(phone)) == (False, False)
    assert enter(phone, small_demo["village_cadre"]) == 302


def test_too_many_wrong_passwords_are_told_to_wait(
    small_demo: dict[str, str], client: Client
) -> None:
    login = small_demo["township_leader"]
    assert [enter(client, login, "falsch") for _ in range(6)] == [422] * 5 + [429]
    answer = client.post(ADDRESS, {"login": login, "password": PASSWORD})
    page = answer.content.decode()
    assert "输错的次数太多" in page and "请等一会儿" in page and "sign-in-throttled" in page
    assert int(answer["Retry-After"]) > 0


def test_owner_is_warned_of_wrong_passwords(small_demo: dict[str, str], client: Client) -> None:
    login = small_demo["supervisor"]
    enter(client, login)
    other = Client(headers={"host": "localhost"})
    enter(other, login, "falsch")
    again = client.post(ADDRESS, {"login": login, "password": PASSWORD}, follow=True)
    assert "有1次输错您的口令" in again.content.decode()


def test_changing_the_password_ends_the_other_sessions(
    small_demo: dict[str, str], cadre: Client
) -> None:
    login = small_demo["village_cadre"]
    phone = Client(headers={"host": "localhost"})
    enter(phone, login)
    page = reverse("console:account")
    new = "三匹马过河去看草了吗"
    wrong = cadre.post(page, {"old": "falsch", "new": new, "again": new})
    assert (wrong.status_code, "现在的口令不对" in wrong.content.decode()) == (422, True)
    weak = cadre.post(page, {"old": PASSWORD, "new": "woaini1314520", "again": "woaini1314520"})
    assert weak.status_code == 422
    assert cadre.post(page, {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert (opens(cadre), opens(phone)) == (True, False)
    account = get_user_model().objects.get(login=login)
    account.set_password(PASSWORD)
    account.save()


def test_nobody_else_reads_when_one_signed_in(small_demo: dict[str, str], cadre: Client) -> None:
    stamp = SignIn.objects.get(login=small_demo["village_cadre"]).last_at
    assert stamp is not None
    SignIn.objects.update(last_at=stamp.replace(year=1987), before_at=stamp.replace(year=1986))
    admin = Client(headers={"host": "localhost"})
    enter(admin, small_demo["administrator"])
    for door in ("today", "units", "operations", "account"):
        page = admin.get(reverse(f"console:{door}")).content.decode()
        assert "1987" not in page
        if door != "account":
            assert "1986" not in page
