"""A client of the Open311 door, in both formats, against the small banner of the API's tests."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from django.core.cache import caches
from django.test import Client

from minqing.cases import public as c
from minqing.gateway.api.tests.house import build, find_village
from minqing.imports.tests.house import BY, NOW
from minqing.kernel.messages import Personal
from minqing.log.public import get_now, get_snapshot, submit
from minqing.org.public import (
    AppointPerson,
    CreatePost,
    Directory,
    RegisterPerson,
    adopt_divisions,
)

ROOT = "/open311/v2"
FORM = "application/x-www-form-urlencoded"


def open_house() -> dict[str, Any]:
    """Build the banner; counts of other tests are forgotten."""
    for cache in caches.all():
        cache.clear()
    return build()


class Foreigner:
    """Asks in one format; `language` is what it accepts."""

    def __init__(self, shape: str = "json", language: str = "") -> None:
        more = {"accept-language": language} if language else {}
        self.client = Client(headers={"host": "localhost", **more})
        self.shape = shape

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{ROOT}/{path}.{self.shape}", query)

    def post(self, data: str | bytes = b"", media: str = FORM, **headers: str) -> Any:
        url = f"{ROOT}/requests.{self.shape}"
        return self.client.post(url, data, content_type=media, headers=headers)

    def raise_matter(self, **changes: str) -> Any:
        return self.post(encode(new(**changes)))


def new(**changes: str) -> dict[str, str]:
    fields = {
        "service_code": "water",
        "attribute[village]": find_village(),
        "description": "三社机井坏了",
        "first_name": "三",
        "last_name": "张",
        "phone": "13800000012",
        **changes,
    }
    return {name: value for name, value in fields.items() if value}


def encode(fields: dict[str, str]) -> str:
    return urlencode(fields)


def read(answer: Any) -> Any:
    """Return what an answer says, whatever its format: lists, mappings, texts, None."""
    if answer.headers["Content-Type"] == "application/json; charset=utf-8":
        return answer.json()
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8", answer.content[:200]
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return _read(ElementTree.fromstring(answer.content))


LISTS = {
    "services", "service_requests", "errors", "attributes", "values", "endpoints", "formats",
    "updates", "clocks", "jurisdictions", "emergency_numbers", "answers",
}  # fmt: skip


def _read(element: ElementTree.Element) -> Any:
    if element.tag.rpartition("}")[2] in LISTS:
        return [_read(inner) for inner in element]
    if len(element):
        return {inner.tag.rpartition("}")[2]: _read(inner) for inner in element}
    return element.text


WUDA = "150304"


def open_wuda() -> str:
    """Serve a second place beside the banner; returns one of its communities."""
    adopt_divisions(WUDA, by=BY, now=NOW)
    street = get_snapshot(Directory).children(WUDA)[0]
    wishes = [
        CreatePost(id="w1", post="w", unit=street, role="township_clerk", title="分办员"),
        RegisterPerson(id="w2", person="pw", name=Personal("分办员2", "person:pw")),
        AppointPerson(id="w3", post="w", person="pw", since=date(2026, 1, 1)),
    ]
    for answer in submit(wishes, by=BY, now=NOW):
        assert answer.ok, answer.refusal
    return get_snapshot(Directory).children(street)[0]


def find_details(receipt: str) -> Any:
    """Return what is kept of who raised a matter, as whoever has proven to be the raiser sees."""
    return c.open_own_details(receipt)


def find_matter(receipt: str) -> str:
    page = c.find_case(BY, receipt, now=get_now())
    assert page is not None
    return page.matter
