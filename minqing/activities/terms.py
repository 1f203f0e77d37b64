"""Words of what was done. Pure. Kinds and results are words of a pack, not of the program.

There is no position, no time of arrival or leaving, and no note on persons: what a household
asks for becomes a case, in its own form (C-02, C-03, C-12).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Mistake(StrEnum):
    """Why a record is taken back or put right."""

    WRONG_HOUSEHOLD = "wrong_household"
    WRONG_DAY = "wrong_day"
    WRONG_RESULT = "wrong_result"
    RECORDED_TWICE = "recorded_twice"


MISTAKE_ZH: Mapping[Mistake, str] = {
    Mistake.WRONG_HOUSEHOLD: "记错了户",
    Mistake.WRONG_DAY: "记错了日期",
    Mistake.WRONG_RESULT: "记错了结果",
    Mistake.RECORDED_TWICE: "重复记录",
}
