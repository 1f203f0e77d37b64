"""What `submit` would answer, without writing anything: for bulk acts that are shown first.

The same rules over the same working set, so that a preview cannot promise what the door then
refuses; only what happens between the two (another writer) can differ, and then the version
seen says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from minqing.kernel.messages import Actor, Command, Frame
from minqing.log import answers, append
from minqing.log.answers import Answer
from minqing.log.registry import LazySnapshots
from minqing.log.submit import Origin, Working, answer_one, prepare


class Preview(msgspec.Struct, frozen=True):
    """The answer one command would get, and its first stream as it is and as it would be."""

    answer: Answer
    before: Any = None
    after: Any = None


def preview(commands: Iterable[Command], *, by: Actor, now: datetime) -> list[Preview]:
    """Return what each command would be answered, in order; nothing is written or locked.

    One after another over the working set, as in `submit`: what the first would change, the
    second sees. Personal values stay in memory. `now`: aware.
    """
    if now.tzinfo is None:
        raise ValueError("preview needs an aware moment")
    origin = Origin(by=by, now=now.astimezone(UTC))
    items = prepare(commands, origin)
    known = answers.load_seen([(by.scope, item.command.id) for item in items]).get(by.scope, {})
    heads = append.load_heads({s for item in items for s in item.streams})
    working = Working(heads)
    snapshots: Mapping[type, Any] = LazySnapshots(append.load_marks())
    frame = Frame(now=origin.now, by=by, snapshots=snapshots)
    shown = []
    for item in items:
        stream = item.streams[0]
        before = working.states.get(stream)
        answer, _ = answer_one(item, working, frame, known)
        known.setdefault(item.command.id, answers.Seen(item.digest, answer))
        shown.append(Preview(answer, before, working.states.get(stream)))
    return shown
