"""Time-ordered identifiers: 48 bits of milliseconds, 80 bits of chance, 26 signs, sortable."""

from __future__ import annotations

import hashlib
import os
import time

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [a + b for a in _SIGNS for b in _SIGNS]


def encode_id(value: int) -> str:
    """Write a 128-bit number as 26 signs of Crockford's base 32; order is kept."""
    pairs = _PAIRS
    return (
        pairs[value >> 120]
        + pairs[(value >> 110) & 1023]
        + pairs[(value >> 100) & 1023]
        + pairs[(value >> 90) & 1023]
        + pairs[(value >> 80) & 1023]
        + pairs[(value >> 70) & 1023]
        + pairs[(value >> 60) & 1023]
        + pairs[(value >> 50) & 1023]
        + pairs[(value >> 40) & 1023]
        + pairs[(value >> 30) & 1023]
        + pairs[(value >> 20) & 1023]
        + pairs[(value >> 10) & 1023]
        + pairs[value & 1023]
    )


def new_id(at_ms: int | None = None) -> str:
    """Return a fresh identifier; `at_ms` (Unix milliseconds) places it in time."""
    ms = time.time_ns() // 1_000_000 if at_ms is None else at_ms
    return encode_id((ms << 80) | int.from_bytes(os.urandom(10), "big"))


def derived_id(*cause: object) -> str:
    """Return the identifier that always follows from this cause (reactions, imports)."""
    text = "\x1f".join(map(str, cause)).encode()
    return encode_id(int.from_bytes(hashlib.blake2b(text, digest_size=16).digest(), "big"))
