"""Reads of the outbox for a viewer: counts, what was told of a case. No texts, no addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db.models import Count, QuerySet

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, get_state, write_transaction
from minqing.notices.channels.state import ChannelState
from minqing.notices.models import Message
from minqing.notices.outbox.terms import MessageState
from minqing.org.public import Directory

S = MessageState
MOST_SHOWN = 200


class Told(msgspec.Struct, frozen=True):
    """One message as a page shows it: how it went out, and what the gateway said when."""

    id: str
    key: str
    to: str
    state: MessageState
    made_at: datetime
    channel: str
    sent_at: datetime | None
    answered_at: datetime | None
    due_at: datetime
    number: str
    code: str
    attempts: int
    repeated: bool


class Tally(msgspec.Struct, frozen=True):
    """How many messages stand in a state; for given-up ones, of which cause."""

    state: MessageState
    code: str
    count: int
    oldest: datetime | None = None


def list_told(subject: str) -> tuple[Told, ...]:
    """Return what was told to raisers about a stream, newest first; the caller knows that the
    viewer may see the stream."""
    rows = Message.objects.filter(subject=subject).exclude(to__startswith="post:")
    return tuple(_draw(row) for row in rows.order_by("-made_at", "-id")[:MOST_SHOWN])


def is_being_told(subject: str, key: str) -> bool:
    """Return whether a message of this kind is on its way or arrived."""
    going = (S.WAITING, S.SENDING, S.ACCEPTED, S.DELIVERED, S.SHOWN)
    states = [state.value for state in going]
    return Message.objects.filter(subject=subject, key=key, state__in=states).exists()


def count_messages(viewer: Actor) -> tuple[Tally, ...]:
    """Return how many messages stand in which state, in the banners the viewer reaches."""
    rows = (
        _reached(viewer)
        .values_list("state", "code")
        .annotate(count=Count("id"))
        .order_by("state", "code")
    )
    found: Counter[tuple[str, str]] = Counter()
    for state, code, count in rows:
        kept = code if state in (S.DEAD, S.DROPPED, S.LAPSED, S.FAILED) else ""
        found[state, kept] += count
    order = list(S)
    tallies = [Tally(S(state), code, count) for (state, code), count in found.items()]
    return tuple(sorted(tallies, key=lambda one: (order.index(one.state), one.code)))


def settle_dead(viewer: Actor, code: str, *, again: bool, now: datetime) -> int:
    """Send the given-up messages of one cause again, or give them up for good; returns how many."""
    dead = _reached(viewer).filter(state=S.DEAD.value, code=code)
    with write_transaction():
        if again:
            return dead.update(state=S.WAITING.value, attempts=0, due_at=now)
        return dead.update(state=S.DROPPED.value, code="given-up", answered_at=now)


def count_dead() -> int:
    """Return how many messages were given up and wait for a person."""
    return Message.objects.filter(state=S.DEAD.value).count()


def list_shown(viewer: Actor, *, size: int = MOST_SHOWN) -> Sequence[Message]:
    """Return the messages of a demonstration that did not leave, newest first."""
    return list(_reached(viewer).filter(state=S.SHOWN.value).order_by("-sent_at", "-id")[:size])


def name_channel(channel: str) -> str:
    """Return the title of a channel, closed ones too; "" when there is none."""
    state: ChannelState | None = get_state(f"channel:{channel}") if channel else None
    return "" if state is None else state.title


def _reached(viewer: Actor) -> QuerySet[Message]:
    rows = Message.objects.all()
    if viewer.kind == "system":
        return rows
    directory = get_snapshot(Directory)
    banners = {
        banner
        for unit in viewer.units
        if directory.has(unit)
        if (banner := directory.banner_of(unit))
    }
    above = [unit for unit in viewer.units if directory.has(unit) and not directory.banner_of(unit)]
    inside = {directory.banner_of(one) for unit in above for one in directory.below(unit)} - {""}
    return rows.filter(banner__in=sorted(banners | inside))


def _draw(row: Message) -> Told:
    return Told(
        id=row.id,
        key=row.key,
        to=row.to,
        state=S(row.state),
        made_at=row.made_at,
        channel=name_channel(row.channel),
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        due_at=row.due_at,
        number=row.number,
        code=row.code,
        attempts=row.attempts,
        repeated=row.repeated,
    )
