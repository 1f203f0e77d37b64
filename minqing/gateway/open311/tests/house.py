"""A client of the Open311 door, in both formats, against the small banner of the API's tests."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from django.core.cache import caches
from django.test import Client

from minqing.gateway.api.tests.house import build, find_village

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
    "updates", "clocks", "jurisdictions", "emergency_numbers",
}  # fmt: skip


def _read(element: ElementTree.Element) -> Any:
    if element.tag.rpartition("}")[2] in LISTS:
        return [_read(inner) for inner in element]
    if len(element):
        return {inner.tag.rpartition("}")[2]: _read(inner) for inner in element}
    return element.text
