"""What contexts above learn of the outbox: what arrived, and who was asked last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from minqing.log.public import get_state, write_transaction
from minqing.notices.channels.gateways import GATEWAYS
from minqing.notices.channels.state import ChannelState
from minqing.notices.models import Message
from minqing.notices.outbox.terms import ARRIVED, MessageState

MOST_ASKED = 50
"""Messages looked back at for what somebody may be answering."""


class Arrival(msgspec.Struct, frozen=True):
    """A message that arrived: proof is the gateway's number of it, or ours."""

    id: str
    key: str
    subject: str
    proof: str
    at: datetime


def list_arrived(keys: Iterable[str], limit: int) -> list[Arrival]:
    """Return arrived messages of which nothing was made yet, oldest first.

    Where a gateway reports what it delivered, having taken it is not enough.
    """
    rows = Message.objects.filter(key__in=list(keys), noted=False)
    taken = rows.filter(state=MessageState.ACCEPTED.value)
    channels = taken.order_by().values_list("channel", flat=True).distinct()
    waits = [channel for channel in channels if _reports(channel)]
    done = rows.filter(state__in=[state.value for state in ARRIVED]).exclude(
        state=MessageState.ACCEPTED.value, channel__in=waits
    )
    return [
        Arrival(
            id=row.id,
            key=row.key,
            subject=row.subject,
            proof=row.number or row.id,
            at=row.answered_at or row.made_at,
        )
        for row in done.order_by("id")[:limit]
    ]


def _reports(channel: str) -> bool:
    state: ChannelState | None = get_state(f"channel:{channel}")
    gateway = None if state is None else GATEWAYS.get(state.gateway)
    return gateway is not None and gateway.reports is not None


def note_arrived(message: str) -> None:
    """Note that what follows from a message's arrival was done, or could not be."""
    with write_transaction():
        Message.objects.filter(id=message).update(noted=True)


def list_asked(party: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Return what messages of these kinds to somebody were about, the last first, each once."""
    states = [state.value for state in (*ARRIVED, MessageState.SENDING)]
    rows = Message.objects.filter(party=party, key__in=list(keys), state__in=states)
    found = rows.order_by("-made_at", "-position", "-id").values_list("subject", flat=True)
    return tuple(dict.fromkeys(found[:MOST_ASKED]))
