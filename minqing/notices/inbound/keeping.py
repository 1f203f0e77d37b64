"""How long what people wrote, and what officials were reminded of, is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command
from minqing.log.public import EraseSubject, write_transaction
from minqing.notices.inbound.terms import Meaning, Settled
from minqing.notices.models import Message, TextIn, TextParty
from minqing.notices.outbox.terms import STAFF, MessageState

KEPT_FOR = timedelta(days=90)
"""Of a settled text, and of a message to an official. Source: ours."""

REASON = "短信来信保存期满"
WISHES = (Meaning.STOP.value, Meaning.START.value)
ENDED = tuple(
    state.value
    for state in MessageState
    if state not in (MessageState.WAITING, MessageState.SENDING, MessageState.DEAD)
)
AT_ONCE = 500


def forget_texts(now: datetime, limit: int) -> Sequence[Command]:
    """Erase words and numbers of texts that were settled long ago; a wish to be told nothing
    more holds until its writer asks for its erasure."""
    old = TextParty.objects.filter(at__lt=now - KEPT_FOR).exclude(meaning__in=WISHES)
    ids = list(old.order_by("at", "text").values_list("text", flat=True)[:limit])
    open_ones = (Settled.NEW.value, Settled.WAITS.value)
    settled = TextIn.objects.filter(id__in=ids).exclude(settled__in=open_ones)
    return [
        EraseSubject(
            id=derived_id("notices-forget-texts", text), subject=f"sms:{text}", reason=REASON
        )
        for text in sorted(settled.values_list("id", flat=True))
    ]


def drop_old_messages(now: datetime) -> None:
    """Drop ended messages to officials. What a raiser was told is kept as long as the case: it
    is the proof of delivery."""
    officials = Q()
    for begin in STAFF:
        officials |= Q(to__startswith=begin)
    ended = Message.objects.filter(officials, state__in=ENDED, due_at__lt=now - KEPT_FOR)
    old = ended.order_by("due_at")
    ids = list(old.values_list("id", flat=True)[:AT_ONCE])
    if ids:
        with write_transaction():
            Message.objects.filter(id__in=ids).delete()
