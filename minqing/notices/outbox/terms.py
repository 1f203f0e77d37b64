"""Words of the outbox: wishes, states of a message. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from minqing.notices.channels.terms import gettext_noop as _


class MessageState(StrEnum):
    """How far a message came. `ACCEPTED`: the gateway took it; `DELIVERED`: it reported that it
    arrived. Whether anybody read it is not recorded."""

    WAITING = "waiting"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    DEAD = "dead"
    FOLDED = "folded"
    DROPPED = "dropped"
    LAPSED = "lapsed"
    SHOWN = "shown"


MESSAGE_STATE_ZH: Mapping[MessageState, str] = {
    MessageState.WAITING: _("等待发送"),
    MessageState.SENDING: _("正在发送"),
    MessageState.ACCEPTED: _("网关已接收"),
    MessageState.DELIVERED: _("已送达"),
    MessageState.FAILED: _("网关报告未送达"),
    MessageState.DEAD: _("多次发送失败"),
    MessageState.FOLDED: _("已并入汇总"),
    MessageState.DROPPED: _("未发送"),
    MessageState.LAPSED: _("过时未发"),
    MessageState.SHOWN: _("演示：未外发"),
}

ARRIVED = frozenset({MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.SHOWN})
"""States in which the message left the house (or would have, in a demonstration)."""

CAUSE_ZH: Mapping[str, str] = {
    "unreachable": _("连不上网关"),
    "address-wrong": _("渠道地址不对"),
    "plug-in": _("发送程序出错"),
    "broken": _("消息无法生成"),
    "secret-gone": _("渠道密钥已删除"),
    "no-address": _("没有留联系方式"),
    "no-channel": _("没有可用的通知渠道"),
    "no-words": _("工作机制没有这条消息的用语"),
    "opted-out": _("对方已退订"),
    "erased": _("个人信息已删除"),
    "reported": _("网关报告未送达"),
    "given-up": _("由人工放弃"),
    "late": _("等待太久，已过时"),
}
"""Classes of causes that are ours; a gateway's own codes are shown as they are."""

DIGEST = "notices.digest"
"""Key of a message that is made of others."""


STAFF = ("post:", "person:")
"""How the names of officials begin: a post, or a person where nobody may answer for them."""


def is_staff(to: str) -> bool:
    """Return whether an addressee is an official."""
    return to.startswith(STAFF)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is to be told something. Nothing personal: codes, dates, receipt numbers.

    `key`: which words of the pack. `subject`: the stream it is about. `to`: `"post:<id>"`,
    `"person:<id>"` (an official and nobody in their place), or another kind that a context
    registered (`"raiser:<case>"`). `unit`: whose mechanism speaks.
    `facets`: what the pack may choose by. `urgent`: neither quiet hours nor the budget hold it.
    `owed`: kept in the outbox even where no channel can carry it, so that it is seen.
    """

    key: str
    subject: str
    to: str
    unit: str
    params: Mapping[str, str] = {}
    facets: Mapping[str, str] = {}
    language: str = "zh"
    urgent: bool = False
    owed: bool = False


class Addressee(msgspec.Struct, frozen=True):
    """Whom a message reaches: opened from the vault for the moment of sending.

    `party`: a person, or a keyed number; "" where nobody can be reached.
    """

    party: str = ""
    phone: str = ""
    mail: str = ""
    name: str = ""
