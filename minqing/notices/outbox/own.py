"""What notices tell by themselves: the reminder of the day, a text that a person must read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from minqing.log.public import LogEntry, get_snapshot, get_states
from minqing.notices.channels.state import Channels
from minqing.notices.events import Reminded
from minqing.notices.inbound.events import TextSettled
from minqing.notices.inbound.terms import Settled
from minqing.notices.outbox.terms import Wish
from minqing.org.public import Directory

TYPES = (Reminded.TYPE, TextSettled.TYPE)


def compose(entries: Sequence[LogEntry]) -> Iterator[tuple[LogEntry, Wish]]:
    """Yield whom these entries concern."""
    directory, channels = get_snapshot(Directory), get_snapshot(Channels)
    texts = get_states(entry.stream for entry in entries if entry.type == TextSettled.TYPE)
    for entry in entries:
        event = entry.event
        if isinstance(event, Reminded) and directory.has_post(event.post):
            yield entry, _remind(event, directory)
        elif isinstance(event, TextSettled) and event.settled is Settled.WAITS:
            state = texts.get(entry.stream)
            channel = None if state is None else channels.find(state.channel)
            if channel is not None and directory.has_post(channel.duty_post):
                to = f"post:{channel.duty_post}"
                wish = Wish(key="notices.text", subject=entry.stream, to=to, unit=channel.unit)
                yield entry, wish


def _remind(event: Reminded, directory: Directory) -> Wish:
    return Wish(
        key="notices.reminder",
        subject=f"reminder:{event.post}",
        to=f"post:{event.post}",
        unit=directory.post(event.post).unit,
        params={"count": str(event.count)},
    )


def say(subject: str, params: Mapping[str, str], language: str) -> Mapping[str, str]:
    """What stands for the names of our words: nothing has to be opened."""
    return params
