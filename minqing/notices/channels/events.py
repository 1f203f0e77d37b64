"""What happened to channels and contacts; stored for ever."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.kernel.messages import Event, VaultRef
from minqing.notices.channels.terms import ChannelKind


class ChannelOpened(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Messages of a unit may leave by a channel."""

    TYPE: ClassVar[str] = "notices.channel-opened@1"

    at: datetime
    channel: str
    unit: str
    banner: str
    kind: ChannelKind
    title: str
    secret: VaultRef = VaultRef("")
    gateway: str = ""
    duty_post: str = ""


class ChannelRenewed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A channel has another address or other keys; those under `replaces` are deleted."""

    TYPE: ClassVar[str] = "notices.channel-renewed@1"

    at: datetime
    secret: VaultRef
    replaces: VaultRef = VaultRef("")


class ChannelClosed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A channel sends nothing more; what stood under `secret` is deleted."""

    TYPE: ClassVar[str] = "notices.channel-closed@1"

    at: datetime
    reason: str
    secret: VaultRef = VaultRef("")


class ContactKept(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Where an official wants to be told was kept; without `contact`: nowhere."""

    TYPE: ClassVar[str] = "notices.contact-kept@1"

    at: datetime
    contact: VaultRef = VaultRef("")
    replaces: VaultRef = VaultRef("")
    phone: bool = False
    mail: bool = False


CHANNEL_EVENTS = (ChannelOpened, ChannelRenewed, ChannelClosed)
