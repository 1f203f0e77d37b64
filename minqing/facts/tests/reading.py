"""Entries made up for tests of extractors: an event, read as if from the log."""

from __future__ import annotations

from datetime import UTC, datetime

from minqing.kernel.messages import Event
from minqing.log.codec import encode
from minqing.log.public import LogEntry

AT = datetime(2026, 3, 3, 2, tzinfo=UTC)


def make_entry(event: Event, stream: str, at: datetime = AT) -> LogEntry:
    """Return the entry that says this event of a stream."""
    return LogEntry(
        position=1,
        stream=stream,
        version=1,
        type=type(event).TYPE,
        happened_at=at,
        recorded_at=at,
        scope="account:a",
        post="P-1",
        command_id="c1",
        command_seq=0,
        cause=0,
        depth=0,
        body=encode(event),
    )
