"""Slows down guessing: failed look-ups are counted by the place part of the number.

Counted by prefix, not by address: residents of one village share an address, and nobody's
address is kept. All processes count together (cache "shared"). Source of the numbers: ours.
"""

from __future__ import annotations

from django.core.cache import caches

from minqing.kernel.receipts import PLACE_LENGTH

MOST = 20
PERIOD = 15 * 60
"""Seconds."""


def _key(receipt: str) -> str:
    return f"minqing.receipts.failed.{receipt[:PLACE_LENGTH]}"


def is_allowed(receipt: str) -> bool:
    """Return whether numbers of this place may be looked up now."""
    return int(caches["shared"].get(_key(receipt), 0)) < MOST


def note_failure(receipt: str) -> None:
    """Count one failed look-up; the count ends a quarter of an hour after the first."""
    shared, key = caches["shared"], _key(receipt)
    if not shared.add(key, 1, PERIOD):
        try:
            shared.incr(key)
        except ValueError:  # ran out between the two calls
            shared.set(key, 1, PERIOD)
