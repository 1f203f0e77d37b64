"""Slows down those who write again and again: comments are counted by the promise.

Counted by what is commented on, not by address: residents of one village share an address, and
nobody's address is kept. All processes count together (cache "shared"). Source of the numbers: ours.
"""

from __future__ import annotations

from django.core.cache import caches

PERIOD = 15 * 60
"""Seconds."""

MOST_COMMENTS = 30
"""Comments on one promise in a period, whoever sends them. Source: ours."""


def take_comment(promise: str) -> bool:
    """Count one comment on a promise; False when there were too many of them just now."""
    shared, key = caches["shared"], f"minqing.portal.comments.{promise[:40]}"
    if shared.add(key, 1, PERIOD):
        return True
    try:
        return int(shared.incr(key)) <= MOST_COMMENTS
    except ValueError:  # ran out between the two calls
        shared.set(key, 1, PERIOD)
        return True
