"""What may be asked of notices."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Command
from minqing.notices.terms import ReminderItem


class RemindPost(Command, frozen=True, kw_only=True):
    """Remind a post of what falls due soon: once a local day, never in quiet hours.

    `unit`: of the post; the mechanism that serves it says when it is quiet. `count`: how many
    there are, `items` the first of them.
    """

    TYPE: ClassVar[str] = "notices.remind-post"
    PERMISSION: ClassVar[str] = "CASE_SUPERVISE"

    post: str
    unit: str
    day: date
    count: int
    items: tuple[ReminderItem, ...]
