"""The fold of one record."""

from __future__ import annotations

from datetime import date

import msgspec


class ActivityState(msgspec.Struct, frozen=True, kw_only=True):
    """One visit or contact as it now stands."""

    household: str
    unit: str
    home: str
    post: str
    kind: str
    result: str
    contact: bool
    on: date
    again_on: date | None = None
    corrected: bool = False
    withdrawn: bool = False
