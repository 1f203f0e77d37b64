"""The follower that fills the outbox: wishes that a pack has words for and a channel can carry."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from minqing.kernel.ids import derived_id
from minqing.log.public import LogEntry, get_snapshot
from minqing.mechanisms.public import Packs
from minqing.notices.channels.state import Channels
from minqing.notices.channels.terms import ROBOTS, TO_RAISERS, ChannelKind
from minqing.notices.models import Message
from minqing.notices.outbox.terms import MessageState, Wish, is_staff
from minqing.notices.outbox.words import find_words
from minqing.notices.rules import find_section
from minqing.org.public import Directory

Compose = Callable[[Sequence[LogEntry]], Iterable[tuple[LogEntry, Wish]]]


def prepare(compose: Compose, entries: Sequence[LogEntry]) -> list[Message]:
    """Return the messages that follow from entries, read before the writers' lock.

    Without an open channel nothing is told, and nothing is read. A channel never speaks of what
    was recorded before it was opened: a log that is followed anew tells nobody anything.
    """
    channels = get_snapshot(Channels)
    if not channels:
        return []
    first = min(one.opened_at for one in channels.all())
    fresh = [entry for entry in entries if entry.recorded_at >= first]
    return list(_make(fresh, compose, channels)) if fresh else []


def _make(entries: Sequence[LogEntry], compose: Compose, channels: Channels) -> Iterator[Message]:
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    for entry, wish in compose(entries):
        if not directory.has(wish.unit):
            continue
        section = find_section(wish.unit, directory, packs)
        words = None if section is None else find_words(section, wish.key)
        if words is None or any(
            wish.facets.get(facet, "") not in values for facet, values in words.only.items()
        ):
            continue
        reached = channels.reach(directory.path(wish.unit), _list_kinds(wish.to))
        if wish.owed or any(one.opened_at <= entry.recorded_at for one in reached):
            yield _draw(entry, wish, directory.banner_of(wish.unit))


def _list_kinds(to: str) -> Collection[ChannelKind]:
    """Return the channels that may reach an addressee: a group only whoever is in a post."""
    if not is_staff(to):
        return TO_RAISERS
    return frozenset(ChannelKind) - (frozenset() if to.startswith("post:") else ROBOTS)


def _draw(entry: LogEntry, wish: Wish, banner: str) -> Message:
    # not from the position: after a restore another entry may stand there
    cause = (entry.stream, entry.version, entry.command_id, entry.command_seq)
    return Message(
        id=derived_id("message", *cause, wish.key, wish.to),
        position=entry.position,
        key=wish.key,
        subject=wish.subject,
        to=wish.to,
        unit=wish.unit,
        banner=banner,
        language=wish.language,
        params=json.dumps(dict(wish.params), ensure_ascii=False, sort_keys=True),
        urgent=wish.urgent,
        made_at=entry.recorded_at,
        due_at=entry.recorded_at,
        state=MessageState.WAITING.value,
    )


def fill(entries: Sequence[LogEntry], messages: Sequence[Message]) -> None:
    """Put messages into the outbox; a repeat changes nothing."""
    if messages:
        Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=100)
