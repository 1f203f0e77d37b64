"""The fold of a post's reminders: the newest one."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from minqing.notices.terms import ReminderItem


class ReminderState(msgspec.Struct, frozen=True, kw_only=True):
    """The newest reminder of a post."""

    post: str
    day: date
    at: datetime
    count: int
    items: tuple[ReminderItem, ...]
