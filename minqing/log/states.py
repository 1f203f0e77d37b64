"""Folds of streams for reads, without locks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max

from minqing.log.append import load_heads
from minqing.log.models import Entry, Head
from minqing.log.one_reading import read_once
from minqing.log.reading import iterate_entries
from minqing.log.registry import registry


def get_states(streams: Iterable[str]) -> dict[str, Any]:
    """Return the states of the streams that exist, in the order in which they are asked for."""
    wanted = dict.fromkeys(streams)
    heads = load_heads(wanted)
    return {stream: heads[stream][1] for stream in wanted if stream in heads}


def get_state(stream: str) -> Any | None:
    """Return the state of one stream, None when it does not exist."""
    return read_once(f"state {stream}", lambda: get_states([stream]).get(stream))


def get_versions(streams: Iterable[str]) -> dict[str, int]:
    """Return the versions of the streams that exist: what a form passes as the version seen."""
    wanted = list(streams)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), 900):
        rows = Head.objects.filter(stream__in=wanted[start : start + 900])
        found.update(rows.values_list("stream", "version"))
    return found


def get_version(stream: str) -> int:
    """Return the version of a stream, 0 when it does not exist."""
    return Head.objects.filter(stream=stream).values_list("version", flat=True).first() or 0


def fold_as_recorded(kind: str, *, before: datetime) -> dict[str, Any]:
    """Return the states of all streams of a kind as they stood at a past moment, by stream.

    An as-of filters `recorded_at`: what was claimed to have happened earlier but was written
    down later was not known then. Reads the log up to that moment, in constant memory but for
    the states.
    """
    evolve = registry.kinds[kind].evolve
    last = Entry.objects.filter(recorded_at__lt=before).aggregate(last=Max("position"))["last"]
    states: dict[str, Any] = {}
    for entry in iterate_entries(until=last or 0):
        if entry.stream.startswith(f"{kind}:"):
            states[entry.stream] = evolve(states.get(entry.stream), entry.event)
    return states
