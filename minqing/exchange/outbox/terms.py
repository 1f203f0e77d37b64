"""Words of what goes out: states, causes, waits. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from minqing.exchange.peers.terms import gettext_noop as _


class SendState(StrEnum):
    """How far a message to another system came. `TAKEN`: it answered that it has it."""

    WAITING = "waiting"
    SENDING = "sending"
    TAKEN = "taken"
    DEAD = "dead"
    DROPPED = "dropped"
    SHOWN = "shown"


SEND_STATE_ZH: Mapping[SendState, str] = {
    SendState.WAITING: _("等待发送"),
    SendState.SENDING: _("正在发送"),
    SendState.TAKEN: _("对方已接收"),
    SendState.DEAD: _("多次发送失败"),
    SendState.DROPPED: _("未发送"),
    SendState.SHOWN: _("演示：未外发"),
}

CAUSE_ZH: Mapping[str, str] = {
    "unreachable": _("连不上对方"),
    "certificate": _("对方证书不对"),
    "address-wrong": _("地址不对"),
    "address-plain": _("地址没有加密"),
    "address-inside": _("地址在内网，管理员没有允许"),
    "answer-too-large": _("对方的回答太长"),
    "answer-wrong": _("对方的回答看不懂"),
    "closed": _("对接已停用"),
    "broken": _("消息无法生成"),
    "given-up": _("由人工放弃"),
    "silent": _("内容不再外传"),
}
"""Classes of causes; `http-<status>` is what the other side answered."""

RETRY = (1, 5, 15, 60, 240, 720, 1440)
"""Minutes between tries; then a person decides. Source: ours."""

RECONCILE = "reconcile"
"""Kind of the daily message with our book."""


def find_retry(now: datetime, attempts: int) -> datetime | None:
    """Return when to try again after so many attempts, None when it is given up."""
    if attempts > len(RETRY):
        return None
    return now + timedelta(minutes=RETRY[attempts - 1])


def is_worth_trying(status: int) -> bool:
    """Return whether a refused message may be taken later: the other side is busy or broken.

    Others are final: the same message would be refused again. 404 and 410 too may be a
    deployment that is being changed, so they are tried.
    """
    return status == 0 or status >= 500 or status in (404, 408, 409, 410, 425, 429)
