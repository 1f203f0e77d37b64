"""Section `notices` of a pack: when nobody is disturbed."""

from __future__ import annotations

import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]


class QuietSpan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of every local day, half-open; one that ends before it starts spans midnight."""

    start: Clock
    end: Clock


class QuietDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole day kept quiet in a region (a fair, 那达慕)."""

    date: datetime.date
    zh: str
    en: str


class NoticesSection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Quiet hours and days, and whether reminders wait for a working day."""

    quiet: tuple[QuietSpan, ...]
    days: tuple[QuietDay, ...] = ()
    working_days_only: bool = True
    source: Source
