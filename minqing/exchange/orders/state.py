"""The fold of a work order."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.exchange.orders.terms import STANDING_OF, Open, OrderStatus, Standing
from minqing.kernel.messages import VaultRef


class OrderState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A work order as it stands. `root`: the peer's unit. `words`: "" once deleted."""

    peer: str
    home: str
    root: str
    number: str
    case: str
    digest: str
    issued_at: datetime
    taken_at: datetime
    status: OrderStatus
    words: VaultRef = VaultRef("")
    due_at: datetime | None = None
    raised_at: datetime | None = None
    unit: str = ""
    category: str = ""
    open: tuple[Open, ...] = ()
    mapping: int = 0
    receipt: str = ""
    code: str = ""
    sentence: str = ""
    reason: VaultRef = VaultRef("")
    by_post: str = ""
    settled_at: datetime | None = None

    @property
    def standing(self) -> Standing:
        """What both sides count it as."""
        return STANDING_OF[self.status]
