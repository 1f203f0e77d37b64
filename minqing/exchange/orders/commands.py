"""What may be asked of work orders (来件工单)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.exchange.orders.terms import OrderWords
from minqing.kernel.messages import Command, Personal


class TakeOrder(Command, frozen=True, kw_only=True, omit_defaults=True):
    """Take a work order of a peer into the book; the same number comes in once.

    `order`: derived from peer and number, `case` from the order. `digest`: keyed hash of what
    it says. `words`: under the subject `case:<case>`.
    """

    TYPE: ClassVar[str] = "exchange.take-order"
    PERMISSION: ClassVar[str] = ""

    order: str
    peer: str
    number: str
    case: str
    digest: str
    issued_at: datetime
    words: Personal[OrderWords]
    due_at: datetime | None = None
    raised_at: datetime | None = None


class AcceptOrder(Command, frozen=True, kw_only=True):
    """Say that a work order became a case, which stands under its number already."""

    TYPE: ClassVar[str] = "exchange.accept-order"
    PERMISSION: ClassVar[str] = ""

    order: str
    case: str


class RefuseOrder(Command, frozen=True, kw_only=True):
    """Say that a work order could not become a case; `code` and `sentence` go to the sender."""

    TYPE: ClassVar[str] = "exchange.refuse-order"
    PERMISSION: ClassVar[str] = ""

    order: str
    code: str
    sentence: str


class RouteOrder(Command, frozen=True, kw_only=True):
    """Say of a held work order which place and category it belongs to."""

    TYPE: ClassVar[str] = "exchange.route-order"
    PERMISSION: ClassVar[str] = "CASE_TRIAGE"

    order: str
    unit: str
    category: str


class ReturnOrder(Command, frozen=True, kw_only=True):
    """Send a held work order back to its sender with a reason (退回来件单位)."""

    TYPE: ClassVar[str] = "exchange.return-order"
    PERMISSION: ClassVar[str] = "CASE_TRIAGE"

    order: str
    reason: Personal[str]


COMMANDS = (TakeOrder, AcceptOrder, RefuseOrder, RouteOrder, ReturnOrder)
