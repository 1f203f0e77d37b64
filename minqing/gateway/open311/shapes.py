"""One answer in both formats of GeoReport v2: XML and JSON from the same plain values.

Lists are named in the plural and hold elements named in the singular; in JSON a whole answer is
the list itself. Nothing is ever read as XML here, only written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import msgspec
from django.http import HttpResponse

JSON, XML = "json", "xml"
MEDIA = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}
NAMESPACE = "urn:minqing:open311:1"
"""Of the extension; its elements are unknown to clients that do not ask for them."""
EXTENSION = "minqing"
SINGULAR = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "clocks": "clock",
    "updates": "update",
    "answers": "answer",
    "emergency_numbers": "number",
    "jurisdictions": "jurisdiction",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ElementTree.register_namespace("mq", NAMESPACE)


def draw(root: str, value: Any, shape: str, *, status: int = 200) -> HttpResponse:
    """Return an answer; `value` is made of mappings, lists, texts, numbers, truths and None."""
    body = msgspec.json.encode(value) if shape == JSON else write_xml(root, value)
    return HttpResponse(body, status=status, content_type=MEDIA[shape])


def write_xml(root: str, value: Any) -> bytes:
    """Return a document without a schema and without a name space of its own."""
    written: bytes = ElementTree.tostring(_make(root, value), encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written


def _make(name: str, value: Any, space: str = "") -> ElementTree.Element:
    space = NAMESPACE if name == EXTENSION else space
    element = ElementTree.Element(f"{{{space}}}{name}" if space else name)
    if isinstance(value, Mapping):
        element.extend(_make(key, inner, space) for key, inner in value.items())
    elif isinstance(value, (list, tuple)):
        element.extend(_make(SINGULAR[name], inner, space) for inner in value)
    else:
        element.text = _write(value)
    return element


def _write(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return _NOT_XML.sub("\ufffd", str(value))
