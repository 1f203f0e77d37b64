"""Folds of `excuse:<id>` and `cadence:<unit>`."""

from __future__ import annotations

from datetime import date

import msgspec


class ExcuseState(msgspec.Struct, frozen=True, kw_only=True):
    """Days on which a household could not be reached; empty when `last` is before `first`."""

    household: str
    unit: str
    home: str
    post: str
    reason: str
    first: date
    last: date


class CadenceState(msgspec.Struct, frozen=True, kw_only=True):
    """Which variation holds in a village now, since when, who decided it and why."""

    home: str
    variation: str
    since: date
    post: str
    reason: str
