"""The fold of one request."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.approvals.terms import OPEN, ApprovalStatus, Consent, Hand, Terms
from minqing.kernel.messages import VaultRef


class ApprovalState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request as it stands: who asks for what, how many must agree, who did in this round."""

    id: str
    kind: str
    subject: str
    asker: Hand
    asked_at: datetime
    words: VaultRef
    persons: int
    terms: Terms = {}
    roles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    home: str = ""
    status: ApprovalStatus = ApprovalStatus.ASKED
    round: int = 1
    round_began_at: datetime | None = None
    consents: tuple[Consent, ...] = ()
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN

    @property
    def missing(self) -> int:
        """How many persons have still to agree in this round."""
        return max(0, self.persons - len(self.consents))
