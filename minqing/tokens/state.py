"""The fold of `token:<id>`."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from minqing.tokens.terms import ActsAs


class TokenState(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it now is. `person`, `post`, `unit`: of whoever issued it."""

    name: str
    acts_as: ActsAs
    person: str
    post: str
    unit: str
    scopes: tuple[str, ...]
    units: tuple[str, ...]
    issued_at: datetime
    until: date
    digest: str
    home: str
    revoked_at: datetime | None = None
