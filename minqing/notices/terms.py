"""Words of notices. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec


class ReminderItem(msgspec.Struct, frozen=True):
    """One thing that falls due soon: `subject` is a stream (`"case:<id>"`), `clock` its name."""

    subject: str
    clock: str
    due_at: datetime


MOST_ITEMS = 50
"""Things named in one reminder; `count` says how many there are."""
