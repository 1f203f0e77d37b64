"""Words of channels: how a message leaves the house. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


def gettext_noop(text: str) -> str:
    """Mark a label for the message catalogue; faces translate it when they show it."""
    return text


_ = gettext_noop


class ChannelKind(StrEnum):
    """How a message leaves. A robot speaks into the group of a unit; `SHOWN` sends nothing."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    MAIL = "mail"
    SMS = "sms"
    SHOWN = "shown"


CHANNEL_KIND_ZH: Mapping[ChannelKind, str] = {
    ChannelKind.WECOM: _("企业微信群机器人"),
    ChannelKind.DINGTALK: _("钉钉群机器人"),
    ChannelKind.FEISHU: _("飞书群机器人"),
    ChannelKind.MAIL: _("电子邮件"),
    ChannelKind.SMS: _("短信网关"),
    ChannelKind.SHOWN: _("演示：不外发"),
}

ROBOTS = frozenset({ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU})
TO_RAISERS = frozenset({ChannelKind.SMS, ChannelKind.SHOWN})
"""Channels that reach a resident: what they gave is a telephone number."""


class ChannelSecret(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a channel is reached, and its keys. Lives in the vault only, never shown again.

    `address`: the web-hook of a robot, `smtp(s)://user:password@host:port?from=` of a mail
    server, the address of an SMS gateway. `key`: what a robot signs with, or the gateway asks
    for. `inbound`: with what the gateway signs what it sends to us.
    """

    address: str = ""
    key: str = ""
    inbound: str = ""


class ContactDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an official in a post wants to be told. Personal: lives in the vault only."""

    phone: str = ""
    mail: str = ""


LEAST_KEY = 16
"""Signs of a key with which a gateway signs. Source: ours."""
