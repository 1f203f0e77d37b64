"""The words of a clock: spans, rules, pauses, extensions, deadlines."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

Unit = Literal["minutes", "hours", "working_hours", "calendar_days", "working_days", "months"]
DAY_UNITS = frozenset({"calendar_days", "working_days", "months"})
SPAN_LIMITS = {
    "minutes": 525_600,
    "hours": 8_760,
    "working_hours": 4_000,
    "calendar_days": 3_660,
    "working_days": 2_500,
    "months": 120,
}
"""No deadline of the field is longer; a typing error is."""


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A length of time in one unit, at least 1."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        limit = SPAN_LIMITS[self.unit]
        if not 1 <= self.amount <= limit:
            raise ValueError(f"a span in {self.unit} is 1 to {limit}, not {self.amount}")


class ClockRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one deadline is counted; data of a pack.

    `starts`: "next_day" leaves the starting day out (default of days and months); "instant"
    runs from the moment (default of minutes and hours), and with days counts the starting day
    as the first, unless that day is already over by `ends`. `rolls`: the last day on a day off moves to the next working day (calendar
    days and months). `ends`: when the last day ends (days and months). `soon`: how long before
    the end the clock warns. `source`: rule id of the mechanism, or "ours".
    """

    span: Span
    starts: Literal["instant", "next_day"] | None = None
    rolls: bool = True
    ends: Literal["midnight", "close_of_business"] = "close_of_business"
    soon: Span | None = None
    source: str

    def __post_init__(self) -> None:
        if self.starts is None:
            by_unit = "next_day" if self.span.unit in DAY_UNITS else "instant"
            msgspec.structs.force_setattr(self, "starts", by_unit)


class Pause(msgspec.Struct, frozen=True):
    """A time that does not count: from `start` to `end`, at most to `cap`.

    `end` None: still paused; the deadline is computed as if the pause ran to its cap.
    """

    start: datetime
    end: datetime | None
    cap: datetime

    @property
    def until(self) -> datetime:
        """Return the moment from which the clock runs again."""
        return self.cap if self.end is None or self.end > self.cap else self.end


class Extension(msgspec.Struct, frozen=True):
    """More time, approved at a moment; who approved and why stands on the case."""

    span: Span
    granted_at: datetime


class Due(msgspec.Struct, frozen=True):
    """A computed deadline: `at` (aware UTC), and the sentence that explains it.

    `sentence`: Simplified Chinese template, a gettext msgid; `params` fill it
    (`sentence.format_map(params)`, or `due_sentences.explain` with a translator).
    `calendar`: fingerprint of the calendar it was computed with.
    """

    at: datetime
    sentence: str
    params: dict[str, Any]
    calendar: str

    def __str__(self) -> str:
        return self.sentence.format_map(self.params)


class Remaining(msgspec.Struct, frozen=True):
    """How a clock stands: `amount` of `unit` left, or overdue when `state` is "late"."""

    state: Literal["on_time", "soon", "today", "late", "paused"]
    amount: int
    unit: str
