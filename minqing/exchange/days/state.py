"""The fold of one day of one peer: the newest comparison."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from minqing.exchange.days.terms import Counts, Difference


class DayState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How both sides' books of a day stood when they were compared last."""

    at: datetime
    peer: str
    home: str
    day: date
    ours: Counts
    theirs: Counts
    differences: tuple[Difference, ...] = ()
    more: int = 0

    @property
    def agrees(self) -> bool:
        """Whether nothing differed."""
        return not self.differences
