"""What happened to second factors and links. Never a secret; no event says when one signs in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.kernel.messages import Event, VaultRef
from minqing.signin.terms import FactorKind


class FactorAdded(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "signin.factor-added@1"

    at: datetime
    factor: str
    kind: FactorKind
    title: str
    secret: VaultRef


class FactorRemoved(Event, frozen=True, kw_only=True):
    """What stood under `secret` is deleted."""

    TYPE: ClassVar[str] = "signin.factor-removed@1"

    at: datetime
    factor: str
    kind: FactorKind
    title: str
    secret: VaultRef


class RecoveryCodesMade(Event, frozen=True, kw_only=True):
    """New recovery codes are owed to the person; the codes stand in no event."""

    TYPE: ClassVar[str] = "signin.recovery-codes-made@1"

    at: datetime


class FactorsCleared(Event, frozen=True, kw_only=True):
    """An administrator took all second factors away; `secrets` are deleted."""

    TYPE: ClassVar[str] = "signin.factors-cleared@1"

    at: datetime
    reason: str
    by_post: str
    secrets: tuple[VaultRef, ...]


class AccountLinked(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The provider's `subject` opens the account; `replaces` is deleted."""

    TYPE: ClassVar[str] = "signin.account-linked@1"

    at: datetime
    subject: VaultRef
    digest: str
    by_post: str
    replaces: VaultRef = VaultRef("")


class AccountUnlinked(Event, frozen=True, kw_only=True):
    """The provider no longer opens the account; `subject` is deleted."""

    TYPE: ClassVar[str] = "signin.account-unlinked@1"

    at: datetime
    reason: str
    by_post: str
    subject: VaultRef


EVENTS = (
    FactorAdded,
    FactorRemoved,
    RecoveryCodesMade,
    FactorsCleared,
    AccountLinked,
    AccountUnlinked,
)
