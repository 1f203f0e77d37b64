"""What happened to text messages that came in; stored for ever."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.kernel.messages import Event, VaultRef
from minqing.notices.inbound.terms import Content, Meaning, Settled


class TextReceived(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A text message came in; words and number are in the vault."""

    TYPE: ClassVar[str] = "notices.text-received@1"

    at: datetime
    channel: str
    unit: str
    banner: str
    words: VaultRef
    phone: VaultRef
    meaning: Meaning
    content: Content = Content.UNSAID


class TextSettled(Event, frozen=True, kw_only=True, omit_defaults=True):
    """It was said what became of a text."""

    TYPE: ClassVar[str] = "notices.text-settled@1"

    at: datetime
    settled: Settled
    subject: str = ""
    reason: str = ""
    by_post: str = ""


INBOUND_EVENTS = (TextReceived, TextSettled)
