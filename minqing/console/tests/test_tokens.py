"""接口令牌: issued at the desk, shown once, revoked at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from minqing.kernel.periods import local_day
from minqing.log.public import get_now
from minqing.tokens.models import LastUse, Token

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SECRET = re.compile(r"mq_[0-9A-Z]{26}_[\w-]{43}")


def sign_in(place: dict[str, str], role: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(login=place[role]))
    return client


def issue(client: Client, **more: object):
    until = local_day(get_now()) + timedelta(days=30)
    asked = {"name": "热线", "scope": ["CASE_VIEW"], "unit": "", "until": until, **more}
    return client.post(reverse("console:tokens"), asked)


def ask(text: str) -> int:
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {text}"})
    return client.get("/api/v1/cases").status_code


def test_token_is_shown_once_and_works(place) -> None:
    client = sign_in(place, "village_cadre")
    page = issue(client).content.decode()
    (text,) = set(SECRET.findall(page))
    assert ask(text) == 200
    again = client.get(reverse("console:tokens")).content.decode()
    assert SECRET.search(again) is None and "热线" in again
    assert not Token.objects.filter(digest__in=text.split("_")).exists()


def test_revoked_token_stops_at_once(place) -> None:
    client = sign_in(place, "village_cadre")
    text = SECRET.findall(issue(client).content.decode())[0]
    client.post(reverse("console:token-revoke", args=[text.split("_")[1]]))
    assert ask(text) == 401


@pytest.mark.parametrize(
    "more",
    [
        {"name": ""},
        {"scope": ["CASE_UNMASK"]},
        {"scope": ["UNIT_ADMIN"]},
        {"until": "soon"},
        {"unit": "15"},
    ],
)
def test_what_cannot_be_issued_is_said_and_what_was_typed_stays(place, more) -> None:
    before = Token.objects.count()
    answer = issue(sign_in(place, "village_cadre"), **more)
    assert answer.status_code == 422
    assert "不能制发令牌" in answer.content.decode()
    assert Token.objects.count() == before
    if "name" not in more:
        assert 'value="热线"' in answer.content.decode()


def test_others_tokens_are_seen_and_revoked_by_their_administrator_alone(place) -> None:
    text = SECRET.findall(issue(sign_in(place, "village_cadre")).content.decode())[0]
    stranger = sign_in(place, "banner_clerk")
    assert "热线" not in stranger.get(reverse("console:tokens")).content.decode()
    stranger.post(reverse("console:token-revoke", args=[text.split("_")[1]]))
    assert ask(text) == 200
    administrator = sign_in(place, "administrator")
    assert "热线" in administrator.get(reverse("console:tokens")).content.decode()
    administrator.post(reverse("console:token-revoke", args=[text.split("_")[1]]))
    assert ask(text) == 401


def test_demonstration_shows_programs_in_use_and_one_that_was_stopped(place) -> None:
    page = sign_in(place, "administrator").get(reverse("console:tokens")).content.decode()
    assert "随手拍小程序" in page and "旧报表程序" in page and "已停用" in page
    assert SECRET.search(page) is None
    assert LastUse.objects.count() == Token.objects.filter(revoked_at=None).count() == 3
