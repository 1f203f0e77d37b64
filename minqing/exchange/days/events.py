"""What happened to the books of days; stored for ever."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from minqing.exchange.days.terms import Counts, Difference
from minqing.kernel.messages import Event


class DayReconciled(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Both sides' books of a day were compared. `more`: differences beyond those listed."""

    TYPE: ClassVar[str] = "exchange.day-reconciled@1"

    at: datetime
    peer: str
    home: str
    day: date
    ours: Counts
    theirs: Counts
    differences: tuple[Difference, ...] = ()
    more: int = 0


DAY_EVENTS = (DayReconciled,)
