"""Words of what is owed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import msgspec

from minqing.kernel.periods import DayPeriod


class Standing(StrEnum):
    """How a duty stands in one window of time."""

    KEPT = "kept"
    DUE = "due"
    OVERDUE = "overdue"
    EXCUSED = "excused"
    MISSED = "missed"


STANDING_ZH: Mapping[Standing, str] = {
    Standing.KEPT: "已走访",
    Standing.DUE: "待走访",
    Standing.OVERDUE: "逾期未走访",
    Standing.EXCUSED: "免走",
    Standing.MISSED: "未走访",
}


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """One duty in one window. `late`: kept only in the days of grace after the window."""

    duty: str
    window: DayPeriod
    standing: Standing
    done: int
    late: bool = False


class Excuse(msgspec.Struct, frozen=True):
    """Days on which a household could not be reached: from `first` to `last`, both inside."""

    reason: str
    first: date
    last: date


class Variation(msgspec.Struct, frozen=True):
    """Which variation holds in a village from a day on; code "" is the rule as printed."""

    code: str = ""
    since: date = date.min
