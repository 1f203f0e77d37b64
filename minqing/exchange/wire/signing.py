"""Signatures of messages between programs, after Standard Webhooks (version 1, symmetric). Pure.

Three headers: `webhook-id`, `webhook-timestamp` (seconds), `webhook-signature`: one or more
`v1,<base64>` separated by spaces, each HMAC-SHA256 over `id.timestamp.body` with a key that is
written `whsec_<base64 of 24 to 64 bytes>`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime

PREFIX = "whsec_"
FRESH_SECONDS = 300
"""How old or how far ahead a signed moment may be. Source: Standard Webhooks, ours."""

KEY_BYTES = 32
_ID = re.compile(r"[0-9A-Za-z_-]{1,80}")


def make_key() -> str:
    """Return a new key with 256 bits of chance."""
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def is_key(text: str) -> bool:
    """Return whether a text is a key of this form."""
    return bool(_read_key(text))


def _read_key(text: str) -> bytes:
    if not text.startswith(PREFIX):
        return b""
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return key if 24 <= len(key) <= 64 else b""


def sign(key: str, message: str, seconds: int, body: bytes) -> dict[str, str]:
    """Return the three headers of a message (its id, the moment in Unix seconds)."""
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": _make(_read_key(key), message, str(seconds), body),
    }


def _make(key: bytes, message: str, seconds: str, body: bytes) -> str:
    signed = b".".join((message.encode(), seconds.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def is_signed(key: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> bool:
    """Return whether a body was signed with this key a moment ago."""
    secret = _read_key(key)
    message = headers.get("webhook-id", "")
    seconds = headers.get("webhook-timestamp", "")
    if not secret or not _ID.fullmatch(message) or not _is_fresh(seconds, now):
        return False
    expected = _make(secret, message, seconds, body).encode()
    given = headers.get("webhook-signature", "")[:1_000].split()
    return any(hmac.compare_digest(expected, one.encode()) for one in given)


def _is_fresh(seconds: str, now: datetime) -> bool:
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 12):
        return False
    return abs(now.timestamp() - int(seconds)) <= FRESH_SECONDS
