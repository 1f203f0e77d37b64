"""Addresses made by hand: paths that climb, lines that break heads, questions of any kind.

Every address of the product with hostile words in each of its places, and every page with
hostile values under each name that its forms and links ask with: never a fault of ours, no
head written by a stranger, nothing that runs, no way out of the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from lxml import html

from tests.doors.test_pages import ELSEWHERE, GET, WHERE_IT_FITS, address, own, pick_case, sign_in
from tests.hostile.answers import find_faults, read_body
from tests.hostile.planting import TAG
from tests.hostile.walking import OFTEN, share_out

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

CLIMBING = (
    "../../../../etc/passwd",
    "..\\..\\config\\settings.py",
    "/etc/passwd",
    "....//....//key",
)
BREAKING = ("x\r\nX-Planted: 1\r\n\r\n<script>planted()</script>", "x\x00.pdf", "%0d%0aX-Planted:1")
SPEAKING = (
    f"\"'><{TAG} onclick=planted()>",
    "javascript:planted()",
    "\u202egpj.exe",
    "٣" * 9,
    "9" * 400,
)
SHAPED = (
    "-1",
    "NaN",
    "1e999",
    "2026-02-30",
    "99999999999999999999",
    "0001-01-01",
    "9999-12-31",
    "[]",
    "{}",
)
HOSTILE = (*CLIMBING, *BREAKING, *SPEAKING, *SHAPED)
ROLES = ("nobody", "village_cadre", "township_clerk", "department_handler", "administrator")


def list_routes() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every address with places in it: its route and the names of its places."""

    def walk(
        patterns: Iterable[URLPattern | URLResolver], before: str
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        for pattern in patterns:
            route = f"{before}{pattern.pattern}"
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif "<" in route:
                yield route, tuple(part.partition(">")[0] for part in route.split("<")[1:])

    yield from walk(get_resolver().url_patterns, "/")


def fill(route: str, places: tuple[str, ...], word: str) -> str:
    for place in places:
        route = route.replace(f"<{place}>", quote(word, safe=""), 1)
    return route


def _deal(words: tuple[str, ...], role: str, number: int, parts: int = 3) -> tuple[str, ...]:
    """Return a part of the words: another one for each role and each page."""
    return words[(ROLES.index(role) + number) % parts :: parts]


def ask(client: Client, url: str) -> list[str]:
    """Return what is wrong with the answer of an address."""
    client.raise_request_exception = False
    answer = client.get(url)
    body = read_body(answer)
    found = [*find_faults(answer, body)]
    if b"root:" in body or b"SECRET_KEY" in body:
        found.append("gives a file of the machine away")
    return [f"{url[:120]}: {fault}" for fault in found]


@pytest.mark.parametrize("role", share_out(ROLES))
def test_words_in_the_path_are_a_page_or_nothing(role: str, small_demo: dict[str, str]) -> None:
    client, wrong = sign_in(role, small_demo), []
    routes = list(list_routes())
    for number, (route, places) in enumerate(routes):
        for word in _deal((*CLIMBING, *BREAKING, *SPEAKING), role, number):
            wrong += ask(client, fill(route, places, word))
    assert len(routes) > 40
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def asked_before() -> dict[str, int]:
    """How often each door was asked so far, by whichever role came first: a page reads a question
    the same way whoever asks it."""
    return {}


@pytest.mark.parametrize("role", share_out(ROLES))
def test_words_in_the_question_are_a_page_or_nothing(
    role: str, small_demo: dict[str, str], asked_before: dict[str, int]
) -> None:
    client, wrong = sign_in(role, small_demo), []
    case, _ = pick_case(role, small_demo)
    more = own(role, small_demo)
    for turn, (door, allowed) in enumerate(GET.items()):
        if role not in allowed or door in ELSEWHERE | WHERE_IT_FITS | asked_before.keys():
            continue
        asked_before[door] = 0
        url = address(door, case, more)
        names = list_names(client, url)
        # every word meets a dozen pages at every run, each page more words in the long histories
        for word in _deal(HOSTILE, role, turn, 6 if role in OFTEN else 3) if names else ():
            asked_before[door] += 1
            # all names at once: whatever reads first meets it, and then one after another
            wrong += ask(client, f"{url}?{urlencode(dict.fromkeys(names, word))}")
        for number, name in enumerate(names):
            word = HOSTILE[number % len(HOSTILE)]
            wrong += ask(client, f"{url}?{urlencode({name: word})}")
    # the first of the roles asks most doors, the last may find none left
    assert sum(asked_before.values()) > 15
    assert not wrong, "\n".join(wrong)


def list_names(client: Client, url: str) -> list[str]:
    """Return the names that a page asks itself with: in its forms that ask and in its links."""
    answer = client.get(url)
    if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
        return ["cursor", "place", "size", "lang", "as"]
    page = html.document_fromstring(read_body(answer).decode(), ensure_head_body=True)
    names = {"next", "lang"}
    for form in page.iter("form"):
        if (form.get("method") or "get").lower() == "get":
            names |= {one.get("name") for one in form.iter("input", "select", "button")}
    for link in page.iter("a"):
        parts = urlsplit(urljoin(url, link.get("href") or ""))
        if parts.path == urlsplit(url).path:
            names |= {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    return sorted(name for name in names if name)


AWAY = (
    "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "https:evil.example",
    "javascript:planted()", "/console/\r\nX-Planted: 1", " //evil.example", "///evil.example", "http:///evil.example",
)  # fmt: skip


@pytest.mark.parametrize("where", AWAY)
def test_signing_in_and_choosing_a_language_never_lead_away(
    where: str, small_demo: dict[str, str]
) -> None:
    accounts = {"login": small_demo["village_cadre"], "password": "minqing-2026"}
    client = Client(headers={"host": "localhost"})
    told = [
        client.post(reverse("set_language"), {"language": "en", "next": where}),
        client.post(
            reverse("set_language"), {"language": "en"}, headers={"referer": where.strip()}
        ),
        client.post(reverse("console:sign-in"), {**accounts, "next": where}),
    ]
    for answer in told:
        assert answer.status_code in (204, 302)
        assert list(find_faults(answer, b"")) == []
        assert "evil" not in answer.headers.get("Location", "").split("?")[0].split("/")[1:2]
        assert "X-Planted" not in answer.headers
