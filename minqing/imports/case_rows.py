"""Rows of messages become cases: identity, repetition, and rows that were undone before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from minqing.cases.public import find_taken_back
from minqing.imports.answering import Made
from minqing.imports.commanding import Destination, find_case, make_command, make_link
from minqing.imports.mapping import Columns
from minqing.imports.messages import hash_body, identify, read_message
from minqing.imports.scratch import Scratch
from minqing.imports.terms import Message, RawRow
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Refusal


class CaseRows:
    """Makes the command of each message. `now`: the moment that no message may lie after."""

    def __init__(self, columns: Columns, to: Destination, scratch: Scratch, now: datetime) -> None:
        self._columns, self._to = columns, to
        self._scratch, self._now = scratch, now

    def take(self, chunk: Sequence[RawRow]) -> list[Refusal | Made]:
        read = [read_message(raw, self._columns, now=self._now) for raw in chunk]
        named = [self._identify(one) if isinstance(one, Message) else "" for one in read]
        again = find_again([name for name in named if name])
        return [
            one if isinstance(one, Refusal) else self._make(one, again.get(name, name))
            for one, name in zip(read, named, strict=True)
        ]

    def _identify(self, message: Message) -> str:
        source = self._columns.source
        first = identify(message, source=source, occurrence=0)
        return identify(message, source=source, occurrence=self._scratch.count_equal(first))

    def _make(self, message: Message, identity: str) -> Made:
        command = make_command(message, identity, self._to)
        earlier = self._scratch.find_earlier(hash_body(message.body), command.case)
        return Made(command, command.case, make_link(command, earlier) if earlier else None)


def find_again(identities: Sequence[str]) -> dict[str, str]:
    """Return another identity for each row whose import was undone: it may come in again."""
    found: dict[str, str] = {}
    current = {identity: identity for identity in identities}
    turn = 0
    while current:
        turn += 1
        undone = find_taken_back(find_case(name) for name in current.values())
        current = {
            identity: derived_id(identity, "again", turn)
            for identity, name in current.items()
            if find_case(name) in undone
        }
        found.update(current)
    return found
