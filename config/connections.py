"""A connection that served a moment ago is not asked again whether it lives.

Django asks each connection at each request, which costs a way to the server and back. One that
broke meanwhile fails its request with 503 and is opened anew, as one that breaks in the middle.
"""

from __future__ import annotations

import time
from threading import local
from typing import Any

from django.db import connections

PROVEN = 2.0
"""Seconds. Source: ours."""
_kept = local()


def trust_recent(**_signal: Any) -> None:
    """Take this thread's connections as proven when it served a request just now."""
    now = time.monotonic()
    if now - getattr(_kept, "served", -PROVEN) < PROVEN:
        opened: Any = connections.all(initialized_only=True)
        for connection in opened:
            connection.health_check_done = True
    _kept.served = now
