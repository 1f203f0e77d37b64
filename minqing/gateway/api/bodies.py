"""What comes in: bounded in size, depth and form before anything looks at it."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec
from django.http import HttpRequest, RawPostDataException
from django.http.request import UnreadablePostError

from minqing.gateway.api.errors import (
    ENCODING_WRONG,
    FIELD_WRONG,
    MEDIA_WRONG,
    NOT_JSON,
    TEXT_WRONG,
    TOO_DEEP,
    TOO_LARGE,
    Refused,
)

T = TypeVar("T")

JSON = "application/json"
NDJSON = "application/x-ndjson"
LARGEST = 2 * 1024 * 1024
"""Bytes of one body; the bulk endpoint reads without end, a line at a time."""
DEEPEST = 32
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)
_PATH = re.compile(r" - at `\$?\.?(.*)`$")


def check_media(request: HttpRequest, *wanted: str) -> str:
    """Return the media type of a body; raises Refused for another one and for compressed ones.

    A compressed body is refused unread: it cannot blow up.
    """
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise ENCODING_WRONG()
    media = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media not in wanted:
        raise MEDIA_WRONG(wanted=" / ".join(wanted))
    return media


def read_body(request: HttpRequest) -> bytes:
    """Return the JSON body of a request; raises Refused when it is too large or too deep."""
    check_media(request, JSON)
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > LARGEST:
        raise TOO_LARGE(most=LARGEST)
    try:
        body = request.read(LARGEST + 1)
    except (UnreadablePostError, RawPostDataException):
        raise NOT_JSON(detail="incomplete") from None
    if len(body) > LARGEST:
        raise TOO_LARGE(most=LARGEST)
    check_bytes(body)
    return body


def check_bytes(body: bytes) -> None:
    """Refuse what no store keeps the same, and what is nested too deep."""
    if b"\\u0000" in body or b"\x00" in body:
        raise TEXT_WRONG()
    if body.count(b"[") + body.count(b"{") > DEEPEST and measure_depth(body) > DEEPEST:
        raise TOO_DEEP(most=DEEPEST)


def measure_depth(body: bytes) -> int:
    """Return how deep the brackets outside of texts are nested."""
    depth = deepest = 0
    for found in _BRACKETS.finditer(body):
        sign = found.group()
        if sign in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif sign in (b"]", b"}"):
            depth -= 1
    return deepest


def decode(body: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """Return what a body says; raises Refused with the path of what was wrong."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise refuse_field(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NOT_JSON(detail=str(error)[:120]) from None
    except RecursionError:
        raise TOO_DEEP(most=DEEPEST) from None


def refuse_field(error: msgspec.ValidationError, above: str = "") -> Refused:
    """Return the trouble of a value that does not fit, with its path."""
    text = str(error)
    found = _PATH.search(text)
    path = found.group(1) if found else ""
    detail = _PATH.sub("", text)
    missing = re.search(r"required field `(\w+)`|unknown field `(\w+)`", detail)
    if missing:
        path = ".".join(part for part in (path, missing.group(1) or missing.group(2)) if part)
    return FIELD_WRONG(".".join(part for part in (above, path) if part), detail=detail[:200])


def read_query(request: HttpRequest, wanted: type[T]) -> T:
    """Return the parameters of an address as a struct; raises Refused for unknown ones."""
    given: dict[str, Any] = {}
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise FIELD_WRONG(name[:100], detail="given more than once")
        if "\x00" in values[0]:
            raise TEXT_WRONG(name[:100])
        given[name] = values[0]
    try:
        return msgspec.convert(given, wanted, strict=False)
    except msgspec.ValidationError as error:
        raise refuse_field(error) from None
