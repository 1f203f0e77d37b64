"""A provider that the settings name, and a browser's way there and back; for tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
import requests
from django.conf import settings
from django.test import Client
from django.urls import reverse

from minqing.console.tests.test_factors import make_client, text
from minqing.org.models import Account
from minqing.signin.provider import metadata
from tests.harness.provider import Provider, make_settings, running_provider

START, BACK = "/console/sign-in/provider/", "/console/sign-in/provider/back/"
SIGN_IN, TODAY = "/console/sign-in/", "/console/"
PASSWORD = "minqing-2026"


@pytest.fixture
def provider(place: dict[str, str]) -> Iterator[Provider]:
    """A running provider that the settings name; its person is linked to nobody yet."""
    before = settings.SIGN_IN
    metadata.forget()
    with running_provider() as one:
        settings.SIGN_IN = msgspec.structs.replace(before, provider=make_settings(one.url))
        yield one
    settings.SIGN_IN = before
    metadata.forget()


def change(**fields: Any) -> None:
    settings.SIGN_IN = msgspec.structs.replace(settings.SIGN_IN, **fields)


@pytest.fixture
def linked(provider: Provider, place: dict[str, str]) -> Provider:
    """The provider's person is linked to the village cadre, by the administrator's act."""
    link(place, "village_cadre", provider.subject)
    return provider


def link(place: dict[str, str], role: str, subject: str, *, undo: bool = False) -> str:
    admin = make_client()
    admin.post(SIGN_IN, {"login": place["administrator"], "password": PASSWORD})
    person = Account.objects.get(login=place[role]).person
    key = "unlink-account" if undo else "link-account"
    deed = reverse("console:person-deed", args=[person, key])
    typed = {"reason": "离岗"} if undo else {"subject": subject}
    return text(admin.post(deed, typed, follow=True))


def go(client: Client, *, next_page: str = "") -> str:
    """Go to the provider as a browser does; returns the address that it sends back to."""
    asked = {"next": next_page} if next_page else {}
    there = client.get(START, asked).headers["Location"]
    answer = requests.get(there, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def opens(client: Client) -> bool:
    return client.get(TODAY).status_code == 200


@pytest.fixture
def away(linked: Provider) -> Provider:
    nowhere = msgspec.structs.replace(settings.SIGN_IN.provider, issuer="http://127.0.0.1:9")
    change(provider=nowhere)
    metadata.forget()
    return linked
