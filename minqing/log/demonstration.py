"""What an installation with made-up data knows of itself: that it is one, and its own clock.

Kept beside the log, so that whoever copies the database copies the mark; no setting of the
program can take it away. The clock of a demonstration may stand ahead of the real one, since
its people can be let run on; `get_now` is the one place where the product asks for the time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import ceil
from time import monotonic

import msgspec

from minqing.log.models import Setting

NAME = "demonstration"


class Advanced(msgspec.Struct, frozen=True):
    """What happened while a demonstration ran on: until when, and how many of each event.

    `events`: by event type without its version, as `"case.received"`.
    """

    until: datetime
    events: dict[str, int]


Advance = Callable[[int], Advanced]
"""Lets made-up people run on for so many days."""


class Demonstration(msgspec.Struct, frozen=True):
    """The mark of made-up data. `ahead`: seconds by which its clock is ahead of the real one."""

    ahead: int = 0

    @property
    def days_ahead(self) -> int:
        """Whole days ahead, rounded; negative when the clock stands behind."""
        return round(self.ahead / 86_400)


LOOK_AGAIN_AFTER = 1.0
"""Seconds for which a process trusts what it read: a list asks for the time at every row."""

_read: list[tuple[float, Demonstration | None]] = []


def find_demonstration() -> Demonstration | None:
    """Return the mark, None where the data is real; what another process set, a second late."""
    if not _read or monotonic() - _read[0][0] > LOOK_AGAIN_AFTER:
        value = Setting.objects.filter(name=NAME).values_list("value", flat=True).first()
        mark = None if value is None else msgspec.json.decode(value, type=Demonstration)
        _read[:] = [(monotonic(), mark)]
    return _read[0][1]


def forget_demonstration() -> None:
    """Drop what this process read (the mark was set, tests)."""
    _read.clear()


def is_demonstration() -> bool:
    """Return whether everything here is made up."""
    return find_demonstration() is not None


def mark_demonstration(ahead: timedelta = timedelta(0)) -> None:
    """Mark the data as made up, its clock ahead by so much."""
    mark = Demonstration(ceil(ahead.total_seconds()))
    value = msgspec.json.encode(mark).decode()
    Setting.objects.update_or_create(name=NAME, defaults={"value": value})
    forget_demonstration()


def get_now() -> datetime:
    """Return the moment it is here: the real one, or what a demonstration's clock shows."""
    mark = find_demonstration()
    return datetime.now(UTC) + timedelta(seconds=mark.ahead if mark else 0)


class CannotAdvance(Exception):
    """A demonstration cannot be let run on: a whole sentence, for faces to translate."""

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__(sentence.format(**params))
        self.sentence = sentence
        self.params = params


_advance: list[Advance] = []


def register_advance(advance: Advance) -> None:
    """Register what lets a demonstration run on; faces call it without knowing who does it."""
    _advance[:] = [advance]


def advance_demonstration(days: int) -> Advanced | None:
    """Let the demonstration run on; None where the data is real or nothing can do it.

    Raises CannotAdvance.
    """
    if not _advance or not is_demonstration():
        return None
    return _advance[0](days)
