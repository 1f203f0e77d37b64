"""Tokens at the door: unknown, ended, revoked, orphaned, too narrow."""

from __future__ import annotations

from datetime import timedelta

import pytest

from minqing.gateway.api.tests.house import Program, build, issue, revoke
from minqing.org.models import Account
from minqing.tokens import bearer
from minqing.tokens.models import LastUse, Token

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture
def people():
    return build()


def ask(token: str) -> tuple[int, str]:
    answer = Program(token).get("/units", limit=1)
    return answer.status_code, answer.json().get("code", "")


def test_token_opens_the_door_and_leaves_only_the_day(people) -> None:
    text = issue(people["clerk"])
    assert ask(text) == (200, "")
    token = text.split("_")[1]
    assert LastUse.objects.get(token=token).day is not None
    assert text.split("_", 2)[2] not in str(Token.objects.filter(pk=token).values())


def test_request_without_a_token_is_told_so() -> None:
    answer = Program().get("/units")
    assert (answer.status_code, answer.json()["code"]) == (401, "token-missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t + "x",
        lambda t: t[:-2],
        lambda t: "mq_",
        lambda t: "x" * 5000,
        lambda t: t.replace("mq", "mp"),
    ],
)
def test_token_that_is_not_the_right_one_is_refused(people, change) -> None:
    assert ask(change(issue(people["clerk"]))) == (401, "token-not-known")


def test_revoked_token_is_refused_at_once(people) -> None:
    text = issue(people["clerk"])
    assert ask(text)[0] == 200
    revoke(people["admin"], text)
    assert ask(text) == (401, "token-revoked")


def test_token_past_its_last_day_is_refused(people, monkeypatch) -> None:
    text = issue(people["clerk"], days=1)
    real = bearer.local_day
    monkeypatch.setattr(bearer, "local_day", lambda now: real(now) + timedelta(days=2))
    assert ask(text) == (401, "token-expired")


def test_token_of_a_locked_account_is_refused(people) -> None:
    text = issue(people["clerk"])
    Account.objects.filter(login="clerk").update(is_active=False)
    assert ask(text) == (401, "token-owner-gone")


def test_token_never_does_more_than_its_post_may_today(people) -> None:
    text = issue(people["clerk"], "CASE_VIEW")
    assert Program(text).get("/cases").status_code == 200
    answer = Program(text).get("/households")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
