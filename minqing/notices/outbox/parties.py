"""Whom a number belongs to, without the number: a keyed hash under a key of the key store.

Without that key the hash says nothing; with it two messages to one number are known as such,
which the budget, the opt-out and an answer by text message need.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime

from minqing.vault.public import get_index_key

INDEX = "notices-parties"


def read_phone(text: str) -> str:
    """Return the digits of a number as it is compared: without +86, spaces, full width."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    for before in ("0086", "86"):
        if digits.startswith(before) and len(digits) == len(before) + 11:
            return digits.removeprefix(before)
    return digits


def make_party(phone: str, now: datetime) -> str:
    """Return the keyed name of whoever has this number, "" for none."""
    digits = read_phone(phone)
    if not digits:
        return ""
    key = get_index_key(INDEX, now)
    return "phone:" + hashlib.blake2b(digits.encode(), key=key, digest_size=20).hexdigest()
