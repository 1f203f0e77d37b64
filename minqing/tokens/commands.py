"""What may be done with tokens (接口令牌)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Command
from minqing.tokens.terms import ActsAs


class IssueToken(Command, frozen=True, kw_only=True):
    """Issue a token for oneself, or as an administrator for a program.

    `token`: its id. `scopes`: permissions out of one's own, and `BY_POST`. `units`: whose
    subtrees it reaches, inside one's own reach; empty: all of one's own. `until`: the last day
    it works, local. `digest`: keyed hash of the secret, 64 hexadecimal digits; the secret itself
    is shown once and kept nowhere.
    """

    TYPE: ClassVar[str] = "token.issue"
    PERMISSION: ClassVar[str] = ""

    token: str
    name: str
    scopes: tuple[str, ...]
    until: date
    digest: str
    units: tuple[str, ...] = ()
    acts_as: ActsAs = ActsAs.POST


class RevokeToken(Command, frozen=True, kw_only=True):
    """Revoke a token, one's own or as an administrator; it stops working at once."""

    TYPE: ClassVar[str] = "token.revoke"
    PERMISSION: ClassVar[str] = ""

    token: str


COMMANDS = (IssueToken, RevokeToken)
