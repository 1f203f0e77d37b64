"""What happened in notices; stored for ever."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from minqing.kernel.messages import Event
from minqing.notices.terms import ReminderItem


class Reminded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A post was reminded of what falls due soon; stands on its first page that day."""

    TYPE: ClassVar[str] = "notices.reminded@1"

    at: datetime
    post: str
    day: date
    count: int
    items: tuple[ReminderItem, ...]
