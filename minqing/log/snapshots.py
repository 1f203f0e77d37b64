"""Snapshots for reads outside `submit` (pages, queries, clocks)."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from minqing.kernel.messages import Actor, Frame
from minqing.log.append import load_marks
from minqing.log.one_reading import read_once
from minqing.log.registry import LazySnapshots

S = TypeVar("S")


def get_snapshot(kind: type[S]) -> S:
    """Return the current snapshot of a registered type (Directory, Packs, WorkCalendar)."""
    found: S = _load()[kind]
    return found


def make_frame(by: Actor, now: datetime) -> Frame:
    """Return a frame for pure checks of a face (which acts may be offered)."""
    return Frame(now=now, by=by, snapshots=_load())


def _load() -> LazySnapshots:
    return read_once("snapshots", lambda: LazySnapshots(load_marks()))
