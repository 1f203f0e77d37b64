"""What may be asked of the book of a day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.exchange.days.terms import Counts, Difference
from minqing.kernel.messages import Command


class RecordDay(Command, frozen=True, kw_only=True, omit_defaults=True):
    """Record what both sides counted of a day and what differs; the same again is nothing new."""

    TYPE: ClassVar[str] = "exchange.record-day"
    PERMISSION: ClassVar[str] = ""

    peer: str
    day: date
    ours: Counts
    theirs: Counts
    differences: tuple[Difference, ...] = ()
    more: int = 0
