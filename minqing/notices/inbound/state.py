"""The fold of one text message that came in."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.kernel.messages import VaultRef
from minqing.notices.inbound.terms import Content, Meaning, Settled


class TextState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One text: whom it reached, what it says, what became of it."""

    at: datetime
    channel: str
    unit: str
    banner: str
    words: VaultRef
    phone: VaultRef
    meaning: Meaning
    content: Content = Content.UNSAID
    settled: Settled = Settled.NEW
    subject: str = ""
    reason: str = ""
    by_post: str = ""
    settled_at: datetime | None = None
