"""The fold of one project."""

from __future__ import annotations

from datetime import date

import msgspec

from minqing.kernel.money import Money
from minqing.partnerships.terms import Stage


class ProjectState(msgspec.Struct, frozen=True, kw_only=True):
    """A project as it now is. `money`: planned; `spent`: what it cost in the end."""

    name: str
    place: str
    unit: str
    home: str
    year: int
    decided_on: date
    money: Money | None = None
    spent: Money | None = None
    cases: tuple[str, ...] = ()
    stage: Stage = Stage.DECIDED
    begun_on: date | None = None
    ended_on: date | None = None
    reason: str = ""
