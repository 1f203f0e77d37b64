"""How many matters one place may send through the API in a minute.

Counted by the place of the matter, not by address: residents of one village share an address, and
nobody's address is kept. In memory, a process each: a limit against floods, not a tariff.
"""

from __future__ import annotations

import time
from threading import Lock

from django.conf import settings

from minqing.gateway.api.errors import TOO_OFTEN

WINDOW = 60
"""Seconds."""
_lock = Lock()
_counts: dict[str, int] = {}
_begun = [0.0]


def take_place(place: str) -> None:
    """Count one matter of a place; raises Refused when the minute's number is used up."""
    most: int = settings.INTAKE_PER_MINUTE
    if not most:
        return
    now = time.monotonic()
    with _lock:
        if now - _begun[0] >= WINDOW:
            _begun[0] = now
            _counts.clear()
        _counts[place] = _counts.get(place, 0) + 1
        if _counts[place] > most:
            raise TOO_OFTEN(seconds=max(1, round(WINDOW - (now - _begun[0]))))


def forget() -> None:
    """Begin a new minute (tests)."""
    with _lock:
        _counts.clear()
        _begun[0] = 0.0
