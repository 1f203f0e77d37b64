"""The form of a new request: bounded, read strictly as UTF-8, its fields checked one by one.

Only application/x-www-form-urlencoded is read: no XML, no JSON, no files, so there is nothing that
could unfold. `device_id` and `account_id` are dropped at once: they would follow a resident around.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from django.http import HttpRequest, RawPostDataException
from django.http.request import UnreadablePostError

from minqing.gateway.api.intake import read_degrees
from minqing.gateway.open311.troubles import (
    FORM_WRONG,
    POINT_WRONG,
    TOO_LARGE,
    TOO_LONG,
    TWICE,
    VALUE_WRONG,
)

LARGEST = 128 * 1024
"""Bytes: 4,000 Chinese signs are 36,000 once they are encoded."""
MOST_FIELDS = 200
LONGEST = {
    "description": 4000,
    "address_string": 300,
    "media_url": 500,
    "first_name": 50,
    "last_name": 50,
    "phone": 40,
    "email": 200,
}
"""Signs of each text; of the description as GeoReport v2 says, the others ours."""
FOLLOWING = frozenset({"device_id", "account_id"})
FORM = "application/x-www-form-urlencoded"
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]+)\](?:\[\])?")


def read_form(request: HttpRequest) -> dict[str, str]:
    """Return the fields that have a value; attributes as `attribute[code]`.

    Raises Refused for another media type, too much of it, or text that is not UTF-8.
    """
    found: dict[str, str] = {}
    for name, value in _read_pairs(request):
        attribute = _ATTRIBUTE.fullmatch(name)
        name = f"attribute[{attribute.group(1)}]" if attribute else name
        if name in FOLLOWING or not value.strip():
            continue
        if found.get(name, value) != value:
            raise TWICE(name=name[:60])
        found[name] = value
    for name, most in LONGEST.items():
        if len(found.get(name, "")) > most:
            raise TOO_LONG(name=name, most=most)
    return found


def _read_pairs(request: HttpRequest) -> list[tuple[str, str]]:
    media = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    packed = request.headers.get("Content-Encoding", "identity").strip().lower() != "identity"
    if media != FORM or packed:
        raise FORM_WRONG()
    body = _read_body(request)
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:  # not UTF-8, or more fields than any form has
        raise FORM_WRONG() from None
    if any("\x00" in name or "\x00" in value for name, value in pairs):
        raise FORM_WRONG()
    return pairs


def _read_body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > LARGEST:
        raise TOO_LARGE(most=LARGEST)
    try:
        body: bytes = request.read(LARGEST + 1)
    except (UnreadablePostError, RawPostDataException):
        raise FORM_WRONG() from None
    if len(body) > LARGEST:
        raise TOO_LARGE(most=LARGEST)
    return body


def read_choice(form: Mapping[str, str], field: str, allowed: frozenset[str]) -> str:
    """Return the value of an attribute, "" where it was not given; raises Refused."""
    name = f"attribute[{field}]"
    value = form.get(name, "").strip()
    if value and value not in allowed:
        raise VALUE_WRONG(name=name)
    return value


def read_point(form: Mapping[str, str]) -> tuple[str, str]:
    """Return latitude and longitude in decimal degrees, both "" where none was given."""
    if not form.get("lat") and not form.get("long"):
        return "", ""
    return _read_degrees(form.get("lat", ""), 90), _read_degrees(form.get("long", ""), 180)


def _read_degrees(text: str, most: int) -> str:
    degrees = read_degrees(text, most)
    if degrees is None:
        raise POINT_WRONG()
    return f"{degrees:.6f}"


def read_line(form: Mapping[str, str], field: str) -> str:
    """Return a text as one line without control signs."""
    return " ".join("".join(s if s.isprintable() else " " for s in form.get(field, "")).split())
