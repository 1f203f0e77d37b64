"""What happened to duties: excuses and variations. Whether one is kept is never written."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Event


class VisitsExcused(Event, frozen=True, kw_only=True):
    """A household cannot be reached from `first` to `last`, both inside."""

    TYPE: ClassVar[str] = "excuse.recorded@1"

    household: str
    unit: str
    home: str
    post: str
    reason: str
    first: date
    last: date


class ExcuseEnded(Event, frozen=True, kw_only=True):
    """It can be reached again: `last` is the last day that was excused."""

    TYPE: ClassVar[str] = "excuse.ended@1"

    last: date


class CadenceVaried(Event, frozen=True, kw_only=True):
    """From `since` on the variation holds in the village; "" is the rule as printed."""

    TYPE: ClassVar[str] = "cadence.varied@1"

    home: str
    variation: str
    since: date
    post: str
    reason: str


EXCUSE_EVENTS = (VisitsExcused, ExcuseEnded)
CADENCE_EVENTS = (CadenceVaried,)
