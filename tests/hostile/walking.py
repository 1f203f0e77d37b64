"""Walking through every page that a role can reach, by its links."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from tests.hostile.answers import read_body

ID = re.compile(r"[0-9A-Za-z_:-]*\d[0-9A-Za-z_:-]*")
OFTEN = frozenset({"nobody", "township_clerk", "banner_clerk", "administrator"})
"""Roles that walk at every run of the tests: between them they reach nearly every page."""
OF_A_KIND = 1
"""Pages of one kind (an address without its ids) that are opened, but for where one begins."""


def share_out(roles: Iterable[str]) -> list[Any]:
    """Return roles to walk; those that are not OFTEN walk with the long histories."""
    return [role if role in OFTEN else pytest.param(role, marks=pytest.mark.soak) for role in roles]


def walk(
    client: Client,
    begin: Iterable[str],
    kinds: Counter[str],
    passes_over: Callable[[str], bool] = lambda url: False,
) -> Iterator[tuple[str, HttpResponse, bytes]]:
    """Open pages from the given addresses on; yields address, answer and body.

    `kinds`: how many of each kind were opened so far, by whomever: what others have opened is
    opened again where a role begins only.
    """
    doors = list(begin)
    waiting, met = deque(doors), set[str]()
    while waiting:
        url = waiting.popleft()
        kind = find_kind(url)
        if url in met or (kinds[kind] >= OF_A_KIND and url not in doors):
            continue
        met.add(url)
        kinds[kind] += 1
        answer = client.get(url)
        body = read_body(answer)
        yield url, answer, body
        if answer.status_code == 200 and "html" in answer.headers.get("Content-Type", ""):
            waiting.extend(link for link in list_links(body, url) if not passes_over(link))


def find_kind(url: str) -> str:
    """Return what an address is, whoever's page it leads to.

    A sheet as PDF is one kind on whatever paper: what stands on it is the same, and drawing it
    takes longer than all pages around it.
    """
    parts = urlsplit(url)
    path = ID.sub("…", parts.path)
    if "as=pdf" in parts.query:
        return f"{path} as=pdf"
    names = sorted({one.partition("=")[0] for one in parts.query.split("&")})
    return f"{path}?{'&'.join(names)}"


def list_links(body: bytes, base: str) -> Iterator[str]:
    """Yield the links of a page that stay in the house, without their fragments."""
    for one in html.document_fromstring(body.decode(), ensure_head_body=True).iter("a", "img"):
        link = urljoin(base, one.get("href") or one.get("src") or "").partition("#")[0]
        parts = urlsplit(link)
        if not parts.scheme and not parts.netloc and not link.startswith("/static/"):
            yield link
