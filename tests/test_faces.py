"""What pages of people carry and answers to programs do not, and what both carry."""

from __future__ import annotations

import pytest
from csp.utils import build_policy
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ADDRESSES = ("/", "/console/", "/api/v1/docs", "/api/v1/receipts/none", "/nowhere", "/healthz")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_policy_of_the_settings(address: str) -> None:
    answer = Client().get(address)
    assert answer.headers["Content-Security-Policy"] == build_policy()
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_session_cookie_opens_nothing_and_harms_nothing_where_programs_ask() -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "whatever"
    answer = client.get("/api/v1/cases")
    assert (answer.status_code, answer.json()["code"]) == (401, "token-missing")
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_docs_page_of_programs_is_drawn_without_a_session() -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "whatever"
    assert client.get("/api/v1/docs").status_code == 200
