"""What somebody wishes who wrote to us: to be told nothing more, or again. And whose text it was.

The wish stands on the log as the text that said it; whose it was is a keyed number beside it,
which goes when the text is erased.
"""

from __future__ import annotations

from collections.abc import Sequence

from minqing.log.public import Erased, LogEntry
from minqing.notices.inbound.events import TextReceived
from minqing.notices.inbound.terms import Meaning
from minqing.notices.models import Message, TextParty
from minqing.notices.outbox.parties import make_party
from minqing.vault.public import open_values

FOLLOWED = (TextReceived.TYPE, Erased.TYPE)


def prepare(entries: Sequence[LogEntry]) -> list[TextParty]:
    """Return whose texts came in; opened outside of the writers' lock."""
    received = [entry for entry in entries if entry.type == TextReceived.TYPE]
    phones = open_values(_phone(entry) for entry in received)
    return [
        TextParty(
            text=entry.key,
            party=make_party(str(phones[_phone(entry)]), entry.recorded_at),
            at=entry.recorded_at,
            meaning=_event(entry).meaning.value,
        )
        for entry in received
        if _phone(entry) in phones
    ]


def follow(entries: Sequence[LogEntry], found: Sequence[TextParty]) -> None:
    """Keep whose texts came in; forget those of whom something was erased."""
    TextParty.objects.bulk_create(found, ignore_conflicts=True)
    for entry in entries:
        if entry.type != Erased.TYPE:
            continue
        kind, _, name = entry.key.partition(":")
        if kind == "sms":
            TextParty.objects.filter(text=name).delete()
        Message.objects.filter(subject=entry.key).update(party="")
        if kind == "person":
            Message.objects.filter(party=entry.key).update(party="")


def forget() -> None:
    """Clear what the follower wrote; it follows the log from its start again."""
    TextParty.objects.all().delete()


def has_opted_out(party: str) -> bool:
    """Return whether the last wish of somebody was to be told nothing more."""
    wishes = TextParty.objects.filter(
        party=party, meaning__in=(Meaning.STOP.value, Meaning.START.value)
    )
    last = wishes.order_by("-at", "-text").values_list("meaning", flat=True).first()
    return last == Meaning.STOP.value


def _event(entry: LogEntry) -> TextReceived:
    event = entry.event
    assert isinstance(event, TextReceived), "registered for these types"
    return event


def _phone(entry: LogEntry) -> str:
    return _event(entry).phone
