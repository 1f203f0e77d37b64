"""Whose time it was: the life of a case cut by holder, with what was paused in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from minqing.cases import events as e
from minqing.cases.base import CaseEvent
from minqing.cases.terms import Holding

Span = tuple[datetime, datetime]


class Share(msgspec.Struct, frozen=True):
    """One stretch of holding: `ran` is what it is charged with, `paused` what is not counted."""

    holding: Holding
    ran: timedelta
    paused: timedelta


def split_time(
    holdings: Sequence[Holding], events: Iterable[CaseEvent], now: datetime
) -> tuple[Share, ...]:
    """Cut a case's time by holder. What ran and what was paused add up to every stretch."""
    pauses = list_pauses(events, now)
    shares = []
    for holding in holdings:
        end = max(holding.since, holding.until or now)
        paused = sum((_overlap((holding.since, end), one) for one in pauses), timedelta())
        shares.append(Share(holding, end - holding.since - paused, paused))
    return tuple(shares)


def list_pauses(events: Iterable[CaseEvent], now: datetime) -> list[Span]:
    """Return when the case stood still, from its events; an open pause runs to now, at most
    to its cap."""
    found: list[Span] = []
    open_since: datetime | None = None
    cap = now
    for event in events:
        if isinstance(event, e.CasePaused):
            open_since, cap = event.at, event.cap
        elif open_since is not None and _ends_pause(event):
            found.append((open_since, min(event.at, cap)))
            open_since = None
    if open_since is not None:
        found.append((open_since, max(open_since, min(now, cap))))
    return found


def _ends_pause(event: CaseEvent) -> bool:
    return isinstance(event, e.CaseResumed | e.CaseWithdrawn | e.CaseStruckOff)


def _overlap(one: Span, other: Span) -> timedelta:
    return max(timedelta(), min(one[1], other[1]) - max(one[0], other[0]))
