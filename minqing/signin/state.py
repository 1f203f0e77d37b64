"""The fold of `signin:<person>`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from minqing.kernel.messages import VaultRef
from minqing.signin.terms import FactorKind


class Factor(msgspec.Struct, frozen=True):
    """One second factor. `title`: what its owner calls it."""

    id: str
    kind: FactorKind
    title: str
    added_at: datetime
    secret: VaultRef


class Cleared(msgspec.Struct, frozen=True):
    """The last time an administrator took all factors away; the owner is told."""

    at: datetime
    reason: str
    by_post: str


class SigninState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a person proves who they are, besides the password. `link`: digest, "" for none."""

    factors: tuple[Factor, ...] = ()
    link: str = ""
    subject: VaultRef = VaultRef("")
    cleared: Cleared | None = None


class Links:
    """Whose account a provider's subject opens, by digest; a snapshot."""

    def __init__(self, owners: Mapping[str, str]) -> None:
        self._owners = dict(owners)

    def find(self, digest: str) -> str:
        """Return the person whose account is linked, "" when nobody's is."""
        return self._owners.get(digest, "")


class FactorPolicy(msgspec.Struct, frozen=True):
    """Which roles must have a second factor; a snapshot made of settings."""

    roles: frozenset[str] = frozenset()
