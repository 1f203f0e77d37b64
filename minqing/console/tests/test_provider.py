"""Signing in at the office's provider: a real one on loopback, and what attackers hand out."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from minqing.console.tests.at_provider import (
    BACK,
    PASSWORD,
    SIGN_IN,
    START,
    TODAY,
    change,
    go,
    link,
    opens,
)
from minqing.console.tests.test_factors import enrol, make_client, text
from minqing.log.registry import LazySnapshots
from minqing.org.models import Account
from minqing.signin.provider import metadata
from minqing.vault.models import VaultItem
from tests.harness.names import SILENT, own_resolver
from tests.harness.provider import CLIENT, Claims, Provider

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


# ------------------------------------------------------------------ the way in
def test_linked_account_is_let_in(linked: Provider) -> None:
    client = make_client()
    answer = client.get(go(client, next_page="/console/account/"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/console/account/")
    assert opens(client)


def test_what_is_asked_is_bound_to_this_browser(linked: Provider) -> None:
    there = make_client().get(START).headers["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert len(asked["state"]) > 40 and len(asked["nonce"]) > 40
    assert asked["redirect_uri"] == f"http://localhost{BACK}" and asked["scope"] == "openid"


def test_unknown_person_is_refused_with_a_sentence(provider: Provider) -> None:
    client = make_client()
    answer = client.get(go(client))
    assert answer.status_code == 403 and "没有绑定本系统的账号" in text(answer)
    assert not opens(client) and Account.objects.filter(login=provider.subject).count() == 0


def test_subject_is_linked_to_one_account_and_shown_to_nobody(
    linked: Provider, place: dict[str, str]
) -> None:
    assert "已绑定另一个账号" in link(place, "village_secretary", linked.subject)
    linked.subject = "sub-of-the-cadre"
    kept = VaultItem.objects.count()
    link(place, "village_cadre", "", undo=True)
    assert VaultItem.objects.count() == kept - 1
    assert linked.subject not in link(place, "village_cadre", linked.subject)


def test_undone_link_ends_sessions_and_opens_nothing(
    linked: Provider, place: dict[str, str]
) -> None:
    client = make_client()
    client.get(go(client))
    assert opens(client)
    link(place, "village_cadre", "", undo=True)
    assert not opens(client)
    assert client.get(go(client)).status_code == 403


def test_locked_account_is_not_opened(linked: Provider, place: dict[str, str]) -> None:
    get_user_model().objects.filter(login=place["village_cadre"]).update(is_active=False)
    client = make_client()
    assert client.get(go(client)).status_code == 403


def test_claim_names_the_login_where_the_settings_say_so(
    provider: Provider, place: dict[str, str]
) -> None:
    provider.claims = {"preferred_username": place["village_cadre"].upper()}
    client = make_client()
    assert client.get(go(client)).status_code == 403
    named = msgspec.structs.replace(settings.SIGN_IN.provider, claim="preferred_username")
    change(provider=named)
    assert client.get(go(client)).status_code == 302
    # a link to somebody else is stronger than a name
    link(place, "village_cadre", "another")
    other = make_client()
    assert other.get(go(other)).status_code == 403


def test_who_has_a_factor_is_asked_for_it_here_too(linked: Provider, place: dict[str, str]) -> None:
    desk = make_client()
    desk.post(SIGN_IN, {"login": place["village_cadre"], "password": PASSWORD})
    telephone, _ = enrol(desk)
    client = make_client()
    assert client.get(go(client)).headers["Location"] == "/console/sign-in/second/"
    assert not opens(client)
    client.post("/console/sign-in/second/", {"code": telephone.show()})
    assert opens(client)
    change(factor="provider")
    trusting = make_client()
    assert trusting.get(go(trusting)).headers["Location"] == TODAY


def test_signing_out_names_the_way_out_of_the_provider(linked: Provider) -> None:
    client = make_client()
    client.get(go(client))
    page = text(client.post(reverse("console:sign-out"), follow=True))
    assert not opens(client)
    out = re.search(r'href="([^"]+/out\?[^"]+)"', page)
    assert out is not None and "post_logout_redirect_uri=http%3A%2F%2Flocalhost" in out[1]


# ------------------------------------------------------------------ hostile
def late(claims: Claims) -> None:
    claims.update(iat=int(time.time()) - 3600, exp=int(time.time()) - 3000)


SPOILED = {
    "another audience": lambda claims: claims.update(aud="another"),
    "one of many audiences": lambda claims: claims.update(aud=[CLIENT, "another"]),
    "another party": lambda claims: claims.update(azp="another"),
    "another issuer": lambda claims: claims.update(iss="https://elsewhere.example"),
    "expired": late,
    "made tomorrow": lambda claims: claims.update(iat=int(time.time()) + 86_400),
    "made long ago": lambda claims: claims.update(iat=int(time.time()) - 86_400),
    "not yet": lambda claims: claims.update(nbf=int(time.time()) + 3600),
    "never ends": lambda claims: claims.pop("exp"),
    "ends at infinity": lambda claims: claims.update(exp=float("inf")),
    "ends at no number": lambda claims: claims.update(exp=float("nan")),
    "ends beyond all numbers": lambda claims: claims.update(exp=10**400),
    "made at no number": lambda claims: claims.update(iat=float("nan")),
    "ends as text": lambda claims: claims.update(exp="never"),
    "another nonce": lambda claims: claims.update(nonce="n"),
    "no nonce": lambda claims: claims.pop("nonce"),
    "no subject": lambda claims: claims.pop("sub"),
    "empty subject": lambda claims: claims.update(sub=""),
    "subject as number": lambda claims: claims.update(sub=7),
    "long subject": lambda claims: claims.update(sub="u" * 256),
    "another access token": lambda claims: claims.update(at_hash="x"),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_spoiled_token_is_not_believed(linked: Provider, spoil: Any) -> None:
    linked.spoil = spoil
    client = make_client()
    answer = client.get(go(client))
    assert (answer.status_code, opens(client)) == (403, False)
    assert "没有完成，或已过期" in text(answer)


@pytest.mark.parametrize("sign", ["sign_not", "sign_with_foreign_key", "sign_with_public_key"])
def test_token_that_the_provider_did_not_sign_is_not_believed(linked: Provider, sign: str) -> None:
    linked.sign = getattr(linked, sign)
    client = make_client()
    assert client.get(go(client)).status_code == 403
    assert not opens(client)


def test_clocks_a_minute_apart_do_no_harm(linked: Provider) -> None:
    linked.spoil = lambda claims: claims.update(
        iat=int(time.time()) + 60, exp=int(time.time()) - 60
    )
    client = make_client()
    assert client.get(go(client)).status_code == 302


def test_renewed_key_is_fetched(linked: Provider) -> None:
    client = make_client()
    client.get(go(client))
    linked.renew_key()
    metadata.KEYS_AGAIN_SECONDS, before = 0.0, metadata.KEYS_AGAIN_SECONDS
    other = make_client()
    try:
        assert other.get(go(other)).status_code == 302
    finally:
        metadata.KEYS_AGAIN_SECONDS = before


def test_answer_is_good_once(linked: Provider) -> None:
    client = make_client()
    back = go(client)
    assert client.get(back).status_code == 302
    client.post(reverse("console:sign-out"))
    assert client.get(back).status_code == 403
    assert not opens(client) and len(linked.codes_used) == 1


def test_used_code_is_refused_by_the_provider_and_here(linked: Provider) -> None:
    client = make_client()
    code = parse_qs(urlsplit(go(client)).query)["code"][0]
    linked.asked.pop(code)
    state = client.session["journey"]["state"]
    assert client.get(f"{BACK}?{urlencode({'code': code, 'state': state})}").status_code == 403


def test_answer_in_another_browser_opens_nothing(linked: Provider) -> None:
    back = go(make_client())
    victim = make_client()
    assert victim.get(back).status_code == 403
    go(victim)  # has a journey of its own, with another state
    assert victim.get(back).status_code == 403
    assert not opens(victim) and linked.codes_used == []


def test_answer_after_ten_minutes_opens_nothing(linked: Provider) -> None:
    client = make_client()
    back = go(client)
    session = client.session
    session["journey"] = session["journey"] | {"begun": int(time.time()) - 601}
    session.save()
    assert client.get(back).status_code == 403


def test_answer_of_another_sender_opens_nothing(linked: Provider) -> None:
    client = make_client()
    back = go(client)
    assert client.get(f"{back}&iss=https%3A%2F%2Felsewhere.example").status_code == 403
    linked.metadata = {"authorization_response_iss_parameter_supported": True}
    metadata.forget()
    client = make_client()
    assert client.get(go(client)).status_code == 403


def test_declined_is_said(linked: Provider) -> None:
    client = make_client()
    go(client)
    state = client.session["journey"]["state"]
    answer = client.get(BACK, {"error": "access_denied", "state": state})
    assert answer.status_code == 403


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "x"])
def test_nobody_is_sent_elsewhere_afterwards(linked: Provider, wanted: str) -> None:
    client = make_client()
    answer = client.get(go(client, next_page=wanted))
    assert urlsplit(answer.headers["Location"]).netloc == ""


WRONG_DOCUMENTS = {
    "another issuer": {"issuer": "https://elsewhere.example"},
    "plain address elsewhere": {"token_endpoint": "http://elsewhere.example/token"},
    "another kind of address": {"jwks_uri": "file:///etc/passwd"},
    "without PKCE": {"code_challenge_methods_supported": ["plain"]},
}


@pytest.mark.parametrize("document", WRONG_DOCUMENTS.values(), ids=WRONG_DOCUMENTS)
def test_provider_that_says_wrong_things_is_not_used(linked: Provider, document: Any) -> None:
    linked.metadata = document
    metadata.forget()
    answer = make_client().get(START)
    assert answer.status_code == 503 and "连不上身份认证平台" in text(answer)


# ------------------------------------------------------------------ the provider is away
def by_password(place: dict[str, str]) -> Any:
    words = {"login": place["village_cadre"], "password": PASSWORD}
    return make_client().post(SIGN_IN, words)


def test_sign_in_does_not_wait_for_a_silent_resolver(
    linked: Provider, place: dict[str, str]
) -> None:
    nowhere = msgspec.structs.replace(settings.SIGN_IN.provider, issuer=f"https://{SILENT}")
    change(provider=nowhere)
    metadata.forget()
    began = time.monotonic()
    with own_resolver():
        assert metadata.is_away()
        assert make_client().get(SIGN_IN).status_code == 200
    assert time.monotonic() - began < 15, "a silent resolver takes thirty seconds"


def test_password_is_taken_always_unless_told(away: Provider, place: dict[str, str]) -> None:
    assert make_client().get(START).status_code == 503
    assert by_password(place).status_code == 302


def test_password_is_taken_while_the_provider_is_away(
    linked: Provider, place: dict[str, str]
) -> None:
    change(passwords="outage")
    assert 'name="password"' not in text(make_client().get(SIGN_IN))
    refused = by_password(place)
    assert refused.status_code == 422 and "不能用口令登录" in text(refused)
    nowhere = msgspec.structs.replace(settings.SIGN_IN.provider, issuer="http://127.0.0.1:9")
    change(provider=nowhere)
    assert "暂时连不上" in text(make_client().get(SIGN_IN))
    assert by_password(place).status_code == 302


def test_password_is_never_taken_where_the_settings_say_so(
    away: Provider, place: dict[str, str]
) -> None:
    change(passwords="never")
    assert by_password(place).status_code == 422
    LazySnapshots.forget()


def test_without_a_provider_there_is_no_such_door(place: dict[str, str]) -> None:
    assert make_client().get(START).status_code == 404
    assert make_client().get(BACK).status_code == 404
    assert "统一身份认证" not in text(make_client().get(SIGN_IN))
