"""What a person does with a dead letter: try again or give up, with a reason, on the log.

A refused automatic command keeps its answer under its id, so that the worker does not ask
again and again. Trying again therefore asks the reaction or the clock anew what is to be done
and submits it under a new id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

import msgspec

from minqing.kernel.ids import new_id
from minqing.kernel.messages import (
    Actor,
    Command,
    Decided,
    Decision,
    Event,
    Frame,
    Refusal,
    RefusalKind,
    States,
)
from minqing.log import append
from minqing.log.models import DeadLetter
from minqing.log.reading import LogEntry, read_entries
from minqing.log.registry import LazySnapshots, StreamKind, registry
from minqing.log.submit import submit
from minqing.log.worker import system_actor

LETTER_REASON = RefusalKind("letter-reason-missing", "不能处理自动事务：没有写明理由。请填写理由。")
LETTER_SETTLED = RefusalKind("letter-settled", "不能处理自动事务：已经处理过了。请刷新页面。")
MOST_LOOKED_AT = 5000
"""Due things of a clock among which a letter's command is looked for."""


class RetryLetter(Command, frozen=True, kw_only=True):
    """Try an automatic act again that was refused before."""

    TYPE: ClassVar[str] = "letter.retry"
    PERMISSION: ClassVar[str] = "OPERATIONS_VIEW"

    letter: int
    reason: str


class ForgetLetter(Command, frozen=True, kw_only=True):
    """Give an automatic act up: somebody looked, nothing is to be done."""

    TYPE: ClassVar[str] = "letter.forget"
    PERMISSION: ClassVar[str] = "OPERATIONS_VIEW"

    letter: int
    reason: str


class LetterRetried(Event, frozen=True, kw_only=True):
    """A person asked for the automatic act once more."""

    TYPE: ClassVar[str] = "letter.retried@1"

    reason: str


class LetterForgotten(Event, frozen=True, kw_only=True):
    """A person decided that nothing is to be done."""

    TYPE: ClassVar[str] = "letter.forgotten@1"

    reason: str


class LetterState(msgspec.Struct, frozen=True):
    """How often it was tried again by hand, and whether it was given up."""

    retries: int = 0
    forgotten: bool = False


def needs(command: RetryLetter | ForgetLetter) -> tuple[str, ...]:
    """The letter's own stream."""
    return (f"letter:{command.letter}",)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Refuse without a reason, or when it was given up."""
    stream = needs(command)[0]
    state: LetterState | None = states[stream]
    if state is not None and state.forgotten:
        return LETTER_SETTLED()
    reason = command.reason.strip()
    if not reason:
        return LETTER_REASON()
    if isinstance(command, RetryLetter):
        return [Decided(stream, LetterRetried(reason=reason))]
    return [Decided(stream, LetterForgotten(reason=reason))]


def evolve(state: LetterState | None, event: Any) -> LetterState:
    """Fold one event."""
    state = state or LetterState()
    if isinstance(event, LetterForgotten):
        return msgspec.structs.replace(state, forgotten=True)
    return msgspec.structs.replace(state, retries=state.retries + 1)


LETTER = StreamKind(
    name="letter",
    state=LetterState,
    evolve=evolve,
    decide=decide,
    needs=needs,
    commands=(RetryLetter, ForgetLetter),
    events=(LetterRetried, LetterForgotten),
)


# ------------------------------------------------------------------ doing it
def settle_letter(
    letter: int, *, act: str, reason: str, command: str, by: Actor, now: datetime
) -> Refusal | None:
    """Retry or forget (`act`) an unsettled letter; returns why not, None when it is settled.

    `command`: the id of the form's command. A retry that is refused again keeps the letter,
    with the new reason.
    """
    row = DeadLetter.objects.filter(id=letter, settled_at=None).first()
    if row is None:
        return LETTER_SETTLED()
    make = RetryLetter if act == "retry" else ForgetLetter
    asked: Command = make(id=command, letter=letter, reason=reason)
    answer = submit([asked], by=by, now=now)[0]
    if answer.refusal is not None:
        return answer.refusal
    if act == "retry":
        return _retry(row, now)
    DeadLetter.objects.filter(id=letter).update(settled_at=now)
    return None


def _retry(row: DeadLetter, now: datetime) -> Refusal | None:
    commands = [msgspec.structs.replace(one, id=new_id()) for one in _find_commands(row, now)]
    results = submit(commands, by=system_actor(row.name), now=now, cause=row.position, depth=1)
    refused = next((answer.refusal for answer in results if answer.refusal), None)
    if refused is None:  # done, or no longer to be done
        DeadLetter.objects.filter(id=row.id).update(settled_at=now)
        return None
    DeadLetter.objects.filter(id=row.id).update(code=refused.code, sentence=str(refused), at=now)
    return refused


def _find_commands(row: DeadLetter, now: datetime) -> list[Command]:
    """Return what the reaction or clock asks for now, of what the letter is about."""
    if row.name in registry.reactions:
        found = _react(row, now)
    elif row.name in registry.clocks:
        found = registry.clocks[row.name].due(now, MOST_LOOKED_AT)
    else:
        found = ()
    return [one for one in found if row.command_id in ("", one.id)]


def _react(row: DeadLetter, now: datetime) -> Sequence[Command]:
    entries: list[LogEntry] = read_entries(row.position - 1, 1)
    frame = Frame(now=now, by=system_actor(row.name), snapshots=LazySnapshots(append.load_marks()))
    return registry.reactions[row.name].react(entries[0], frame) if entries else ()
