"""Where a list goes on: signed, so that nobody walks by a place of his own making.

A cursor belongs to one list with one filter; elsewhere it is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from django.core.signing import BadSignature, Signer

from minqing.gateway.api.errors import CURSOR_WRONG

SALT = "minqing.api.cursor"


def write_cursor(lists: str, place: str) -> str:
    """Return the opaque form of a place in a list; "" for the end."""
    if not place:
        return ""
    signed = Signer(salt=_salt(lists)).sign(place)
    return base64.urlsafe_b64encode(signed.encode()).decode().rstrip("=")


def read_cursor(lists: str, text: str) -> str:
    """Return the place that was written for this very list; raises Refused for any other."""
    if not text:
        return ""
    try:
        signed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        return Signer(salt=_salt(lists)).unsign(signed)
    except (BadSignature, ValueError, binascii.Error):
        raise CURSOR_WRONG("cursor") from None


def _salt(lists: str) -> str:
    return f"{SALT}.{hashlib.blake2b(lists.encode(), digest_size=12).hexdigest()}"
