"""Words of work orders: what came in, how far it is, what is told of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from minqing.exchange.peers.terms import gettext_noop as _


class OrderStatus(StrEnum):
    """How far a work order is. `TAKEN`: kept, and about to become a case."""

    TAKEN = "taken"
    HELD = "held"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETURNED = "returned"


ORDER_STATUS_ZH: Mapping[OrderStatus, str] = {
    OrderStatus.TAKEN: _("正在登记"),
    OrderStatus.HELD: _("待人工处理"),
    OrderStatus.ACCEPTED: _("已接收"),
    OrderStatus.REFUSED: _("未接收"),
    OrderStatus.RETURNED: _("已退回来件单位"),
}


class Standing(StrEnum):
    """What both sides count: every order sent is one of these."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    PENDING = "pending"


STANDING_ZH: Mapping[Standing, str] = {
    Standing.ACCEPTED: _("已接收"),
    Standing.REFUSED: _("未接收"),
    Standing.PENDING: _("待定"),
}

STANDING_OF: Mapping[OrderStatus, Standing] = {
    OrderStatus.TAKEN: Standing.PENDING,
    OrderStatus.HELD: Standing.PENDING,
    OrderStatus.ACCEPTED: Standing.ACCEPTED,
    OrderStatus.REFUSED: Standing.REFUSED,
    OrderStatus.RETURNED: Standing.REFUSED,
}


class Open(StrEnum):
    """What a person has to say of a held order."""

    PLACE = "place"
    CATEGORY = "category"


OPEN_ZH: Mapping[Open, str] = {Open.PLACE: _("地点"), Open.CATEGORY: _("诉求分类")}


class Told(StrEnum):
    """What we tell the sender of an order."""

    ACCEPTED = "accepted"
    IN_HAND = "in-hand"
    ANSWERED = "answered"
    STRUCK_OFF = "struck-off"
    REOPENED = "reopened"
    RETURNED = "returned"


TOLD_ZH: Mapping[Told, str] = {
    Told.ACCEPTED: _("已接收"),
    Told.IN_HAND: _("正在办理"),
    Told.ANSWERED: _("已答复"),
    Told.STRUCK_OFF: _("已销号"),
    Told.REOPENED: _("重新办理"),
    Told.RETURNED: _("退回来件单位"),
}


class OrderWords(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a work order says, as the sender wrote it. Personal: lives in the vault only, and is
    deleted when the case has its own."""

    matter: str
    place: str = ""
    category: str = ""
    kind: str = ""
    name: str = ""
    phone: str = ""
    spot: str = ""
    confidential: bool = False


class WireOrder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A work order on the wire. `number`: theirs. `issued_at`: when they sent it out; it says to
    which day it belongs. `due_at`: the date they set. `raised_at`: when they were told."""

    number: str
    issued_at: datetime
    matter: str
    due_at: datetime | None = None
    raised_at: datetime | None = None
    place: str = ""
    category: str = ""
    kind: str = ""
    name: str = ""
    phone: str = ""
    spot: str = ""
    confidential: bool = False


class DateChange(msgspec.Struct, frozen=True, kw_only=True):
    """Another date that the sender set for an order, and why."""

    number: str
    due_at: datetime
    reason: str


class OrderAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one row: accepted with its receipt, refused with code and sentence, or
    pending until a person has looked at it."""

    number: str
    standing: Standing
    receipt: str = ""
    code: str = ""
    sentence: str = ""


FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Between these a moment of a work order lies; others are a fault of the sender's program, and
stand for no day here. Source: ours."""


def is_of_our_days(moment: datetime) -> bool:
    """Return whether a moment carries its offset and stands for a day that can be reckoned."""
    return moment.utcoffset() is not None and FIRST <= moment < LAST


LONGEST_MATTER = 20_000
LONGEST_SHORT = 200
"""Signs of a place, a category, a name. Source: ours."""
