"""The office's provider signs people out: at once, and whom it names alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from minqing.console.tests.at_provider import PASSWORD, SIGN_IN, TODAY, go, opens
from minqing.console.tests.test_factors import enrol, make_client, text
from minqing.signin.models import ProviderSession, UsedToken
from minqing.signin.provider import sessions
from minqing.signin.public import read_clock
from tests.harness.provider import LOGOUT, Provider

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
LEAVE = "/gateway/oidc/logout"


def send_out(token: str) -> Any:
    """Post a logout token as a provider does: no cookie, no referrer, no word against forgery."""
    return Client(headers={"host": "localhost"}, enforce_csrf_checks=True).post(
        LEAVE, {"logout_token": token}
    )


def come_in(provider: Provider, session: str = "") -> Client:
    provider.claims = {"sid": session} if session else {}
    client = make_client()
    assert client.get(go(client)).status_code == 302 and opens(client)
    return client


def test_provider_ends_all_that_a_person_has_open(linked: Provider, place: dict[str, str]) -> None:
    here, there = come_in(linked, "s1"), come_in(linked, "s2")
    desk = make_client()
    desk.post(SIGN_IN, {"login": place["village_cadre"], "password": PASSWORD})
    other = make_client()
    other.post(SIGN_IN, {"login": place["village_secretary"], "password": PASSWORD})
    answer = send_out(linked.make_logout())
    assert (answer.status_code, answer.headers["Cache-Control"].count("no-store")) == (200, 1)
    assert [opens(one) for one in (here, there, desk, other)] == [False, False, False, True]
    assert come_in(linked), "whom the provider lets in again is let in again"


def test_provider_ends_one_of_its_sessions(linked: Provider, place: dict[str, str]) -> None:
    here, there = come_in(linked, "s1"), come_in(linked, "s2")
    desk = make_client()
    desk.post(SIGN_IN, {"login": place["village_cadre"], "password": PASSWORD})
    assert send_out(linked.make_logout(sub=None, sid="s1")).status_code == 200
    assert [opens(one) for one in (here, there, desk)] == [False, True, True]
    assert send_out(linked.make_logout(sub="somebody-else", sid="s2")).status_code == 200
    assert opens(there), "another person's session of that name is another one"
    assert send_out(linked.make_logout(sid="s2")).status_code == 200
    assert not opens(there)


def test_session_that_the_provider_gave_no_name_ends_with_any_of_the_person(
    linked: Provider,
) -> None:
    client = come_in(linked)
    assert send_out(linked.make_logout(sid="s9")).status_code == 200
    assert not opens(client)


def test_ended_session_is_told_why_and_nothing_of_it_is_kept(linked: Provider) -> None:
    client = come_in(linked, "s1")
    (row,) = ProviderSession.objects.all()
    assert linked.subject not in (row.subject, row.mark) and row.session != "s1"
    send_out(linked.make_logout(sid="s1"))
    assert not ProviderSession.objects.exists()
    page = text(client.get(TODAY, follow=True))
    assert 'name="password"' in page and "统一身份认证平台已让您退出" in page


def test_who_signs_out_leaves_no_session_behind(linked: Provider) -> None:
    client = come_in(linked)
    client.post(reverse("console:sign-out"))
    assert not ProviderSession.objects.exists()


def test_end_reaches_whoever_is_at_the_second_step(linked: Provider, place: dict[str, str]) -> None:
    desk = make_client()
    desk.post(SIGN_IN, {"login": place["village_cadre"], "password": PASSWORD})
    telephone, _ = enrol(desk)
    client = make_client()
    client.get(go(client))
    send_out(linked.make_logout())
    client.post("/console/sign-in/second/", {"code": telephone.show()})
    assert not opens(client)


SPOILED_LOGOUTS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "another audience": {"aud": "another"},
    "no event": {"events": None},
    "another event": {"events": {"http://schemas.openid.net/event/other": {}}},
    "event that is no object": {"events": {LOGOUT: "yes"}},
    "events as a list": {"events": [LOGOUT]},
    "a nonce, as an id token has": {"nonce": "n"},
    "neither person nor session": {"sub": None},
    "empty person": {"sub": ""},
    "person as a number": {"sub": 7},
    "session as a list": {"sid": ["s1"]},
    "no number": {"jti": None},
    "number too long": {"jti": "j" * 256},
    "made long ago": {"iat": 1_600_000_000},
    "made tomorrow": {"iat": 4_000_000_000},
    "expired": {"exp": 1_600_000_000},
    "never ends": {"exp": None},
}


@pytest.mark.parametrize("changes", SPOILED_LOGOUTS.values(), ids=SPOILED_LOGOUTS)
def test_spoiled_logout_ends_nothing(linked: Provider, changes: dict[str, Any]) -> None:
    client = come_in(linked, "s1")
    answer = send_out(linked.make_logout(**changes))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert opens(client) and not UsedToken.objects.exists()


@pytest.mark.parametrize("sign", ["sign_not", "sign_with_foreign_key", "sign_with_public_key"])
def test_logout_that_the_provider_did_not_sign_ends_nothing(linked: Provider, sign: str) -> None:
    client = come_in(linked)
    linked.sign = getattr(linked, sign)
    assert send_out(linked.make_logout()).status_code == 400
    assert opens(client)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "x" * 20_000])
def test_what_is_no_token_is_refused(linked: Provider, token: str) -> None:
    assert send_out(token).status_code == 400


def test_logout_is_good_once(linked: Provider) -> None:
    token = linked.make_logout()
    assert send_out(token).status_code == 200
    client = come_in(linked)
    assert send_out(token).status_code == 400
    assert opens(client)


def test_id_token_is_no_logout(linked: Provider) -> None:
    client = come_in(linked)
    assert send_out(linked.sign(linked.make_claims("n"))).status_code == 400
    assert opens(client)


def test_logout_while_the_keys_are_away_may_come_again(away: Provider) -> None:
    answer = send_out(away.make_logout())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")


def test_sessions_and_used_tokens_go_with_their_time(linked: Provider) -> None:
    come_in(linked)
    send_out(linked.make_logout(sub="nobody"))
    past = read_clock() - timedelta(seconds=1)
    assert ProviderSession.objects.update(until=past) == UsedToken.objects.update(until=past) == 1
    sessions.sweep(past)
    assert not ProviderSession.objects.exists() and not UsedToken.objects.exists()


def test_without_a_provider_nobody_is_sent_out(place: dict[str, str]) -> None:
    assert send_out("a.b.c").status_code == 404
    assert Client(headers={"host": "localhost"}).get(LEAVE).status_code == 405
