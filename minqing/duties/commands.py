"""Wishes about duties: nobody ticks one off; one may say why it cannot be done, or vary it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Command


class ExcuseVisits(Command, frozen=True, kw_only=True):
    """Say why a household cannot be visited or reached for some days (免走：雪阻、外出、住院).

    `reason`: code of the pack's section `duties`; first and last day are both inside.
    """

    TYPE: ClassVar[str] = "excuse.record"
    PERMISSION: ClassVar[str] = "ACTIVITY_RECORD"

    excuse: str
    household: str
    reason: str
    first: date
    last: date


class EndExcuse(Command, frozen=True, kw_only=True):
    """End an excuse from today on: the road is open again. What lay before stays excused."""

    TYPE: ClassVar[str] = "excuse.end"
    PERMISSION: ClassVar[str] = "ACTIVITY_RECORD"

    excuse: str


class VaryCadence(Command, frozen=True, kw_only=True):
    """Let a variation of the pack hold in a village, or return to the rule (`variation` "").

    A leader's decision (domain.md §3, herding cadence); from the day it is made. `reason`:
    words without names.
    """

    TYPE: ClassVar[str] = "cadence.vary"
    PERMISSION: ClassVar[str] = "DUTY_VARY"

    unit: str
    variation: str
    reason: str


EXCUSE_COMMANDS = (ExcuseVisits, EndExcuse)
CADENCE_COMMANDS = (VaryCadence,)
