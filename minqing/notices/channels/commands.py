"""What may be asked of channels and of contacts."""

from __future__ import annotations

from typing import ClassVar

from minqing.kernel.messages import Command, Personal
from minqing.notices.channels.terms import ChannelKind, ChannelSecret, ContactDetails


class OpenChannel(Command, frozen=True, kw_only=True):
    """Let the messages of a unit and all below it leave by this channel from now on.

    `secret`: under the subject `channel:<id>`. `gateway`: the format of an SMS gateway
    (`data/gateways.yaml`). `duty_post`: who reads texts that nothing answers by itself.
    """

    TYPE: ClassVar[str] = "notices.open-channel"
    PERMISSION: ClassVar[str] = "CHANNEL_ADMIN"

    channel: str
    unit: str
    kind: ChannelKind
    title: str
    secret: Personal[ChannelSecret] | None = None
    gateway: str = ""
    duty_post: str = ""


class RenewChannel(Command, frozen=True, kw_only=True):
    """Give a channel another address or other keys; the old ones are deleted."""

    TYPE: ClassVar[str] = "notices.renew-channel"
    PERMISSION: ClassVar[str] = "CHANNEL_ADMIN"

    channel: str
    secret: Personal[ChannelSecret]


class CloseChannel(Command, frozen=True, kw_only=True):
    """Send nothing more by this channel; its keys are deleted."""

    TYPE: ClassVar[str] = "notices.close-channel"
    PERMISSION: ClassVar[str] = "CHANNEL_ADMIN"

    channel: str
    reason: str


class KeepContact(Command, frozen=True, kw_only=True):
    """Keep where an official wants to be told; None: nowhere. Their own act, or of whoever
    appoints them. `contact`: under the subject `person:<id>`, erased with it."""

    TYPE: ClassVar[str] = "notices.keep-contact"
    PERMISSION: ClassVar[str] = ""

    person: str
    contact: Personal[ContactDetails] | None = None
