"""Requests that another site sends with somebody's cookies: no door of the house acts on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.doors.opening import count_kept
from tests.hostile.test_addresses import fill, list_routes

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

EVIL = "https://evil.example"
WAYS: dict[str, dict[str, str]] = {
    "no token": {},
    "another site's origin": {"origin": EVIL},
    "no origin": {"origin": "null"},
    "another site's page": {"referer": f"{EVIL}/localhost/"},
}
BODIES = (
    ("application/x-www-form-urlencoded", "command=1&id=1&next=/&days=7&text=x"),
    ("text/plain", '{"type":"case.receive","id":"1"}'),
)
"""What a form of another site can send without asking first."""


def list_doors() -> Iterator[str]:
    """Yield one address for each door, with a 1 in each of its places."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for pattern in patterns:
            route = f"{before}{pattern.pattern}"
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif "<" not in route:
                yield route

    yield from walk(get_resolver().url_patterns, "/")
    yield from (fill(route, places, "1") for route, places in list_routes())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("role", ["administrator", "township_clerk"])
def test_no_door_acts_on_what_another_site_sends(
    role: str, way: str, small_demo: dict[str, str]
) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost", **WAYS[way]})
    client.force_login(get_user_model().objects.get(login=small_demo[role]))
    before, wrong, refused = count_kept(), [], 0
    for url in list_doors():
        for media, body in BODIES:
            answer = client.post(url, body, content_type=media)
            refused += answer.status_code == 403
            if not 400 <= answer.status_code < 500:
                wrong.append(f"{url}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert refused > 100
    assert count_kept() == before
    assert client.get("/console/").status_code == 200  # the session did not end either
