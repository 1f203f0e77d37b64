"""Wishes about records of what was done. `activity` is the id after `activity:`."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.activities.terms import Mistake
from minqing.kernel.messages import Command


class RecordActivity(Command, frozen=True, kw_only=True):
    """Record a visit or a contact at one household (走访、联系; SDN-11, SDN-12).

    `kind`, `result`: codes of the pack's section `activities`. `on`: the day it was done, in
    Asia/Shanghai; empty means today. `again_on`: the day on which one promised to come or to
    call again. What was asked for there is raised as a case, not written here.
    """

    TYPE: ClassVar[str] = "activity.record"
    PERMISSION: ClassVar[str] = "ACTIVITY_RECORD"

    activity: str
    household: str
    kind: str
    result: str
    on: date | None = None
    again_on: date | None = None


class CorrectActivity(Command, frozen=True, kw_only=True):
    """Put a record right: another result or another day; what is None stays."""

    TYPE: ClassVar[str] = "activity.correct"
    PERMISSION: ClassVar[str] = "ACTIVITY_RECORD"

    activity: str
    reason: Mistake
    kind: str | None = None
    result: str | None = None
    on: date | None = None


class WithdrawActivity(Command, frozen=True, kw_only=True):
    """Take back a record that should not be there; it stays on the log and counts no more."""

    TYPE: ClassVar[str] = "activity.withdraw"
    PERMISSION: ClassVar[str] = "ACTIVITY_RECORD"

    activity: str
    reason: Mistake


COMMANDS = (RecordActivity, CorrectActivity, WithdrawActivity)
