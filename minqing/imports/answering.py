"""What becomes of the rows of a chunk: each is answered exactly once, tried or for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

import msgspec

from minqing.imports.terms import IMPORTED_OTHERWISE, RawRow
from minqing.kernel.messages import Command, Refusal
from minqing.log.public import Answer

OTHER_BODY = "command-id-reused"
"""What the log answers when the same row came before with other cells beside its body."""


class Fate(StrEnum):
    """What became of a row. `SAME_TEXT`: taken in, and pointed at an earlier row's case."""

    ACCEPTED = "accepted"
    SAME_TEXT = "same_text"
    ALREADY = "already"
    REFUSED = "refused"


class Made(msgspec.Struct, frozen=True):
    """The command of a row, the id of what it makes, and what points it at an earlier one.

    Rows that hold only together (the days of a calendar) share one command. `otherwise`: what
    is said of a row that came before with other cells. `mark`: what is counted apart, a name in
    `Counts`.
    """

    command: Command
    subject: str
    link: Command | None = None
    otherwise: Callable[..., Refusal] = IMPORTED_OTHERWISE
    mark: str = ""


class RowAnswer(msgspec.Struct, frozen=True):
    """One row's answer. `subject`: id of its case or household, "" where nothing was made."""

    row: int
    fate: Fate
    subject: str = ""
    refusal: Refusal | None = None
    mark: str = ""


class Rows(Protocol):
    """Makes commands of rows, in the order of the file; it remembers the rows gone by."""

    def take(self, chunk: Sequence[RawRow]) -> list[Refusal | Made]:
        """Return the command of each row, or the first thing that stands against it."""


Send = Callable[[Sequence[Command]], Sequence[Answer]]


def answer_chunk(
    chunk: Sequence[RawRow], rows: Rows, send: Send, *, tried: bool = False
) -> list[RowAnswer]:
    """Send the commands of a chunk and return the answer of each row, in order.

    `send`: `submit`, or `preview` for a dry run (`tried`), where no case is there to be pointed
    at. Links go after all cases of the chunk.
    """
    taken = rows.take(chunk)
    commands = {one.command.id: one.command for one in taken if isinstance(one, Made)}
    answers = {one.command_id: one for one in send(list(commands.values()))}
    found = []
    for raw, one in zip(chunk, taken, strict=True):
        if isinstance(one, Refusal):
            found.append(RowAnswer(raw.number, Fate.REFUSED, refusal=one))
        else:
            found.append(_read_answer(raw.number, one, answers[one.command.id]))
    return _link(found, taken, _promise if tried else send)


def _promise(commands: Sequence[Command]) -> list[Answer]:
    return [Answer(status="accepted", command_id=command.id) for command in commands]


def _read_answer(row: int, made: Made, answer: Answer) -> RowAnswer:
    if answer.status == "accepted":
        return RowAnswer(row, Fate.ACCEPTED, made.subject, mark=made.mark)
    if answer.status == "already-done":
        return RowAnswer(row, Fate.ALREADY, made.subject)
    assert answer.refusal is not None, "neither done nor refused"
    known = answer.refusal.code == OTHER_BODY
    refusal = made.otherwise(row=row) if known else answer.refusal
    return RowAnswer(row, Fate.REFUSED, refusal=refusal)


def _link(answers: list[RowAnswer], taken: Sequence[Refusal | Made], send: Send) -> list[RowAnswer]:
    """Point accepted rows at the first with the same text; what is there already stays."""
    places = [
        (place, one.link)
        for place, one in enumerate(taken)
        if isinstance(one, Made) and one.link is not None
    ]
    for (place, _), answer in zip(places, send([link for _, link in places]), strict=True):
        row = answers[place]
        if row.fate is Fate.ACCEPTED and answer.status == "accepted":
            answers[place] = msgspec.structs.replace(row, fate=Fate.SAME_TEXT)
    return answers
