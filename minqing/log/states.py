"""Folds of streams for reads, without locks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minqing.log.append import decode_state
from minqing.log.models import Head


def get_states(streams: Iterable[str]) -> dict[str, Any]:
    """Return the states of the streams that exist."""
    wanted = list(streams)
    found: dict[str, Any] = {}
    for start in range(0, len(wanted), 900):
        rows = Head.objects.filter(stream__in=wanted[start : start + 900])
        for stream, body in rows.values_list("stream", "state"):
            found[stream] = decode_state(stream, bytes(body))
    return found


def get_state(stream: str) -> Any | None:
    """Return the state of one stream, None when it does not exist."""
    return get_states([stream]).get(stream)


def get_version(stream: str) -> int:
    """Return the version of a stream, 0 when it does not exist."""
    return Head.objects.filter(stream=stream).values_list("version", flat=True).first() or 0
