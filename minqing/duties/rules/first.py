"""Who first: an order of households that explains itself. Pure.

By a promise that has come due, by what is overdue, by how long nobody has spoken with them,
by how few days are left. Nothing about the people counts: no score, no label (C-01).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from minqing.duties.terms import Owed, Standing

LONG_AGO = 10_000
"""Days that stand for "never on record"."""


class Reason(msgspec.Struct, frozen=True):
    """Why a household stands where it stands. `code`: promised, overdue, neglected, due, rest.

    `days`: days since the promised day, or since the last contact, or left in the window.
    """

    code: str
    days: int = 0


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one household when the order is made."""

    household: str
    owed: tuple[Owed, ...]
    last: date | None = None
    promised: date | None = None


def explain(call: Call, today: date) -> Reason:
    """Return the first reason that holds."""
    if call.promised is not None and call.promised <= today:
        return Reason("promised", (today - call.promised).days)
    if any(one.standing is Standing.OVERDUE for one in call.owed):
        return Reason("overdue")
    due = [one for one in call.owed if one.standing is Standing.DUE]
    if not due:
        return Reason("rest")
    if call.last is None:
        return Reason("never")
    waited = (today - call.last).days
    longest = max(one.window.count_days() for one in due)
    if waited > longest:
        return Reason("neglected", waited)
    return Reason("due", min((one.window.last - today).days for one in due))


_RANK = {"promised": 0, "overdue": 1, "never": 2, "neglected": 2, "due": 3, "rest": 4}


def order_calls(calls: Iterable[Call], today: date) -> list[tuple[Call, Reason]]:
    """Return the households in order with their reasons; the same facts give the same order."""
    explained = [(call, explain(call, today)) for call in calls]
    return sorted(explained, key=lambda pair: _key(pair[0], pair[1], today))


def _key(call: Call, reason: Reason, today: date) -> tuple[int, int, int, str]:
    waited = LONG_AGO if call.last is None else (today - call.last).days
    broken = -reason.days if reason.code == "promised" else 0
    return _RANK[reason.code], broken, -waited, call.household
