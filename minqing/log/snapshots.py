"""Snapshots for reads outside `submit` (pages, queries, clocks)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from minqing.kernel.messages import Actor, Frame
from minqing.log.append import load_marks
from minqing.log.one_reading import one_reading, read_once
from minqing.log.registry import LazySnapshots

S = TypeVar("S")


def get_snapshot(kind: type[S]) -> S:
    """Return the current snapshot of a registered type (Directory, Packs, WorkCalendar)."""
    found: S = _load()[kind]
    return found


def make_frame(by: Actor, now: datetime) -> Frame:
    """Return a frame for pure checks of a face (which acts may be offered)."""
    return Frame(now=now, by=by, snapshots=_load())


RECENT = 0.25
"""Seconds for which `recent_reading` trusts what this process saw last. Source: ours."""


@contextmanager
def recent_reading() -> Iterator[None]:
    """Open a reading whose snapshots may be RECENT seconds old, and cost no question.

    For courtesies of a face before `submit`, which looks for itself in its transaction.
    """
    now, seen = time.monotonic(), LazySnapshots.recent
    if seen is None or now - seen[0] > RECENT:
        seen = LazySnapshots.recent = (now, LazySnapshots(load_marks()))
    marks = seen[1]
    with one_reading():
        read_once("snapshots", lambda: marks)
        yield


def _load() -> LazySnapshots:
    return read_once("snapshots", lambda: LazySnapshots(load_marks()))
