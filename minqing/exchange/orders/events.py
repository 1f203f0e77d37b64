"""What happened to work orders; stored for ever, without a word of what they say."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.exchange.orders.terms import Open
from minqing.kernel.messages import Event, VaultRef


class OrderTaken(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A work order was taken into the book. `open`: what a person has to say first; `mapping`:
    the version of the peer's words that was asked."""

    TYPE: ClassVar[str] = "exchange.order-taken@1"

    at: datetime
    peer: str
    home: str
    root: str
    number: str
    case: str
    digest: str
    issued_at: datetime
    words: VaultRef
    due_at: datetime | None = None
    raised_at: datetime | None = None
    unit: str = ""
    category: str = ""
    open: tuple[Open, ...] = ()
    mapping: int = 0


class OrderAccepted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A work order is a case; its words under `words` are deleted, the case has its own."""

    TYPE: ClassVar[str] = "exchange.order-accepted@1"

    at: datetime
    case: str
    receipt: str
    words: VaultRef


class OrderRefused(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A work order could not become a case; its words are deleted, the sender has them."""

    TYPE: ClassVar[str] = "exchange.order-refused@1"

    at: datetime
    code: str
    sentence: str
    words: VaultRef


class OrderRouted(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A person said where a held work order belongs."""

    TYPE: ClassVar[str] = "exchange.order-routed@1"

    at: datetime
    unit: str
    category: str
    by_post: str


class OrderReturned(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A person sent a held work order back; its words are deleted, `reason` goes to the sender."""

    TYPE: ClassVar[str] = "exchange.order-returned@1"

    at: datetime
    reason: VaultRef
    by_post: str
    words: VaultRef


ORDER_EVENTS = (OrderTaken, OrderAccepted, OrderRefused, OrderRouted, OrderReturned)
