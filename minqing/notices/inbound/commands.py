"""What may be asked about text messages that come in."""

from __future__ import annotations

from typing import ClassVar

from minqing.kernel.messages import Command, Personal
from minqing.notices.inbound.terms import Content, Meaning, Settled


class ReceiveText(Command, frozen=True, kw_only=True):
    """Take in a text message that a gateway handed over; the same number of theirs is one text.

    `words`, `phone`: under the subject `sms:<text>`. `meaning`: as the mechanism's words say.
    """

    TYPE: ClassVar[str] = "notices.receive-text"
    PERMISSION: ClassVar[str] = ""

    text: str
    channel: str
    words: Personal[str]
    phone: Personal[str]
    meaning: Meaning
    content: Content = Content.UNSAID


class SettleText(Command, frozen=True, kw_only=True):
    """Say what became of a text: by the rule that answers it, or by whoever read it.

    `subject`: the stream it led to. A person gives a reason where nothing is to be done.
    """

    TYPE: ClassVar[str] = "notices.settle-text"
    PERMISSION: ClassVar[str] = "CASE_RECEIVE"

    text: str
    settled: Settled
    subject: str = ""
    reason: str = ""
