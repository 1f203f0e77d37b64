"""What may be done to the ways in which a person proves at the door who they are."""

from __future__ import annotations

from typing import ClassVar

from minqing.kernel.messages import Command, Personal
from minqing.signin.terms import FactorKind, FactorSecret


class AddFactor(Command, frozen=True, kw_only=True):
    """Add a second factor of one's own; it was tried before this is sent.

    `secret`: under the subject `person:<id>`.
    """

    TYPE: ClassVar[str] = "signin.add-factor"
    PERMISSION: ClassVar[str] = ""

    person: str
    factor: str
    kind: FactorKind
    title: str
    secret: Personal[FactorSecret]


class RemoveFactor(Command, frozen=True, kw_only=True):
    """Take one of one's own second factors away; its secret is deleted."""

    TYPE: ClassVar[str] = "signin.remove-factor"
    PERMISSION: ClassVar[str] = ""

    person: str
    factor: str


class MakeRecoveryCodes(Command, frozen=True, kw_only=True):
    """Have new recovery codes made for oneself; the old ones no longer work."""

    TYPE: ClassVar[str] = "signin.make-recovery-codes"
    PERMISSION: ClassVar[str] = ""

    person: str


class ClearFactors(Command, frozen=True, kw_only=True):
    """Take all second factors of somebody else away, so that they can sign in again (找回)."""

    TYPE: ClassVar[str] = "signin.clear-factors"
    PERMISSION: ClassVar[str] = "ACCOUNT_ADMIN"

    person: str
    reason: str


class LinkAccount(Command, frozen=True, kw_only=True):
    """Let whom the office's provider knows as `subject` sign in to somebody's account.

    `subject`: under `person:<id>`. `digest`: keyed hash of provider and subject, 64
    hexadecimal digits, by which the account is found again.
    """

    TYPE: ClassVar[str] = "signin.link-account"
    PERMISSION: ClassVar[str] = "ACCOUNT_ADMIN"

    person: str
    subject: Personal[str]
    digest: str


class UnlinkAccount(Command, frozen=True, kw_only=True):
    """Undo a link: the provider no longer opens that account."""

    TYPE: ClassVar[str] = "signin.unlink-account"
    PERMISSION: ClassVar[str] = "ACCOUNT_ADMIN"

    person: str
    reason: str


COMMANDS = (
    AddFactor,
    RemoveFactor,
    MakeRecoveryCodes,
    ClearFactors,
    LinkAccount,
    UnlinkAccount,
)
