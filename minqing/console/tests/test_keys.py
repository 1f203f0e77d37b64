"""Security keys at the pages, with a key in software: what it signs, and what is refused."""

from __future__ import annotations

import html
import json
import re
import time
from typing import Any

import pytest
from django.test import Client

from minqing.console.tests.test_factors import enrol, enter, make_client, opens, text
from minqing.signin.models import FactorUse
from tests.harness.authenticator import SecurityKey

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("place"),
]
KEY, SECOND = "/console/account/factors/key/", "/console/sign-in/second/"
PROVE = "/console/account/prove/"


def read_question(page: Any) -> str:
    found = re.search(r'data-options="([^"]+)"', text(page))
    assert found is not None
    return html.unescape(found[1])


def add(client: Client, key: SecurityKey, title: str = "抽屉里的钥匙") -> Any:
    question = read_question(client.get(KEY))
    return client.post(KEY, {"answer": key.create(question), "title": title})


@pytest.fixture
def cadre(place: dict[str, str]) -> Client:
    client = make_client()
    enter(client, place["village_cadre"])
    return client


@pytest.fixture
def key(cadre: Client) -> SecurityKey:
    one = SecurityKey()
    assert "备用码" in text(add(cadre, one))
    return one


@pytest.fixture
def door(key: SecurityKey, place: dict[str, str]) -> Client:
    """A browser in which the password was right."""
    client = make_client()
    assert enter(client, place["village_cadre"]).headers["Location"] == SECOND
    return client


def test_key_lets_its_owner_in(door: Client, key: SecurityKey) -> None:
    question = read_question(door.get(SECOND))
    assert json.loads(question)["rpId"] == "localhost"
    assert door.post(SECOND, {"answer": key.get(question)}).status_code == 302
    assert opens(door)


def test_same_key_is_not_added_twice(cadre: Client, key: SecurityKey) -> None:
    assert add(cadre, key).status_code == 422
    assert FactorUse.objects.count() == 1


def test_second_key_is_added_and_either_opens(
    cadre: Client, key: SecurityKey, door: Client
) -> None:
    other = SecurityKey()
    assert add(cadre, other, "备用").status_code == 302
    named = {one["id"] for one in json.loads(read_question(door.get(SECOND)))["allowCredentials"]}
    assert len(named) == 2
    door.post(SECOND, {"answer": other.get(read_question(door.get(SECOND)))})
    assert opens(door)


def test_answer_for_another_page_is_refused(door: Client, key: SecurityKey) -> None:
    key.origin = "https://localhost.elsewhere.example"
    answer = door.post(SECOND, {"answer": key.get(read_question(door.get(SECOND)))})
    assert (answer.status_code, opens(door)) == (422, False)


def test_question_is_good_once(door: Client, key: SecurityKey) -> None:
    question = read_question(door.get(SECOND))
    door.post(SECOND, {"answer": "{}"})
    assert door.post(SECOND, {"answer": key.get(question)}).status_code == 422


def test_question_stands_for_five_minutes(door: Client, key: SecurityKey) -> None:
    question = read_question(door.get(SECOND))
    session = door.session
    session["asked"] = [*session["asked"][:2], int(time.time()) - 1]
    session.save()
    assert door.post(SECOND, {"answer": key.get(question)}).status_code == 422


def test_question_for_adding_is_no_question_for_proving(cadre: Client, key: SecurityKey) -> None:
    cadre.get(KEY)
    challenge = cadre.session["asked"][1]
    answer = key.get(json.dumps({"challenge": challenge, "rpId": "localhost"}))
    assert cadre.post(PROVE, {"answer": answer}).status_code == 422


def test_answer_of_a_copied_key_is_refused(door: Client, key: SecurityKey) -> None:
    key.count = 5
    assert (
        door.post(SECOND, {"answer": key.get(read_question(door.get(SECOND)))}).status_code == 302
    )
    key.count = 3  # a copy that was made before
    session = door.session
    session["proved"] = 0
    session.save()
    question = read_question(door.get(PROVE))
    assert door.post(PROVE, {"answer": key.get(question)}).status_code == 422


def test_key_of_somebody_else_opens_nothing(
    door: Client, key: SecurityKey, place: dict[str, str]
) -> None:
    other = SecurityKey()
    secretary = make_client()
    enter(secretary, place["village_secretary"])
    add(secretary, other)
    assert (
        door.post(SECOND, {"answer": other.get(read_question(door.get(SECOND)))}).status_code == 422
    )


@pytest.mark.parametrize(
    "answer",
    ["x", "[]", "{}", "null", '{"id": 7}', '{"id": "a", "response": {}}', "[" * 5000, "9" * 30_000],
)
def test_nonsense_is_refused_with_a_sentence(door: Client, answer: str) -> None:
    door.get(SECOND)
    said = door.post(SECOND, {"answer": answer})
    assert (said.status_code, "不能通过验证" in text(said)) == (422, True)


def test_page_says_what_can_be_used(cadre: Client, key: SecurityKey, door: Client) -> None:
    only_key = text(door.get(SECOND))
    assert "用安全密钥验证" in only_key and "备用码" in only_key and "六位数字" not in only_key
    enrol(cadre)
    assert "六位数字" in text(door.get(SECOND))
