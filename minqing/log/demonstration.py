"""What an installation with made-up data knows of itself: that it is one, and its own clock.

Kept beside the log, so that whoever copies the database copies the mark; no setting of the
program can take it away. The clock of a demonstration may stand ahead of the real one, since
its people can be let run on; `get_now` is the one place where the product asks for the time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from minqing.log.models import Setting

NAME = "demonstration"

Advance = Callable[[int], datetime]
"""Lets made-up people run on for so many days; returns what the clock then shows."""


class Demonstration(msgspec.Struct, frozen=True):
    """The mark of made-up data. `ahead`: seconds by which its clock is ahead of the real one."""

    ahead: int = 0

    @property
    def days_ahead(self) -> int:
        """Whole days ahead, rounded; negative when the clock stands behind."""
        return round(self.ahead / 86_400)


def find_demonstration() -> Demonstration | None:
    """Return the mark, None where the data is real."""
    value = Setting.objects.filter(name=NAME).values_list("value", flat=True).first()
    return None if value is None else msgspec.json.decode(value, type=Demonstration)


def is_demonstration() -> bool:
    """Return whether everything here is made up."""
    return find_demonstration() is not None


def mark_demonstration(ahead: timedelta = timedelta(0)) -> None:
    """Mark the data as made up, its clock ahead by so much."""
    mark = Demonstration(round(ahead.total_seconds()))
    value = msgspec.json.encode(mark).decode()
    Setting.objects.update_or_create(name=NAME, defaults={"value": value})


def get_now() -> datetime:
    """Return the moment it is here: the real one, or what a demonstration's clock shows."""
    mark = find_demonstration()
    return datetime.now(UTC) + timedelta(seconds=mark.ahead if mark else 0)


class CannotAdvance(Exception):
    """A demonstration cannot be let run on; the text is a whole sentence."""


_advance: list[Advance] = []


def register_advance(advance: Advance) -> None:
    """Register what lets a demonstration run on; faces call it without knowing who does it."""
    _advance[:] = [advance]


def advance_demonstration(days: int) -> datetime | None:
    """Let the demonstration run on; None where the data is real or nothing can do it.

    Raises CannotAdvance.
    """
    if not _advance or not is_demonstration():
        return None
    return _advance[0](days)
