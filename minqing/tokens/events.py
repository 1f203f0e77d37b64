"""What happened to tokens. Never a secret: the digest is a keyed hash."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from minqing.kernel.messages import Event
from minqing.tokens.terms import ActsAs


class TokenIssued(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "token.issued@1"

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


class TokenRevoked(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "token.revoked@1"

    at: datetime
    by_post: str


EVENTS = (TokenIssued, TokenRevoked)
