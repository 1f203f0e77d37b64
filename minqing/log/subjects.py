"""The stream `subject:<id>`: changes to personal data, and its erasure (law 5).

The log keeps that something was changed or erased, when and by whom, never what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from django.db import transaction

from minqing.kernel.messages import (
    Command,
    Decided,
    Decision,
    Event,
    Frame,
    Personal,
    RefusalKind,
    States,
)
from minqing.log.reading import LogEntry
from minqing.log.registry import StreamKind
from minqing.vault import store

ALREADY_ERASED = RefusalKind("subject-already-erased", "不能删除个人信息：已于此前删除。")
REASON_MISSING = RefusalKind("reason-missing", "不能删除个人信息：没有写明理由。请填写理由。")

OTHER_SUBJECT = RefusalKind("subject-differs", "不能更正个人信息：信息不属于所指的人。")


class EraseSubject(Command, frozen=True, kw_only=True):
    """Erase all personal values of one subject (norms: PIPL 47). Needs a reason."""

    TYPE: ClassVar[str] = "subject.erase"
    PERMISSION: ClassVar[str] = "SUBJECT_ERASE"

    subject: str
    reason: str


class Erased(Event, frozen=True, kw_only=True):
    """The subject's values and key are gone; reason as given by the officer, no names."""

    TYPE: ClassVar[str] = "subject.erased@1"

    reason: str


class AddPersonalData(Command, frozen=True, kw_only=True):
    """Keep one more personal value of a subject (a correction), replacing an older ref."""

    TYPE: ClassVar[str] = "subject.change"
    PERMISSION: ClassVar[str] = "SUBJECT_CHANGE"

    subject: str
    value: Personal[Any]
    replaces: str
    reason: str


class PersonalDataChanged(Event, frozen=True, kw_only=True):
    """A personal value was replaced by another; refs only."""

    TYPE: ClassVar[str] = "subject.changed@1"

    ref: str
    replaces: str
    reason: str


class SubjectState(msgspec.Struct, frozen=True):
    """Whether the subject is erased, and which refs replaced which."""

    erased: bool = False
    replaced: dict[str, str] = {}


def needs(command: EraseSubject | AddPersonalData) -> tuple[str, ...]:
    """The subject's own stream."""
    return (f"subject:{command.subject}",)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Refuse without a reason or when already erased."""
    stream = needs(command)[0]
    state: SubjectState | None = states[stream]
    if state is not None and state.erased:
        return ALREADY_ERASED()
    if isinstance(command, AddPersonalData) and command.value.subject != command.subject:
        return OTHER_SUBJECT()
    if not command.reason.strip():
        return REASON_MISSING()
    if isinstance(command, EraseSubject):
        return [Decided(stream, Erased(reason=command.reason))]
    changed = PersonalDataChanged(
        ref=command.value.ref, replaces=command.replaces, reason=command.reason
    )
    return [Decided(stream, changed)]


def evolve(state: SubjectState | None, event: Any) -> SubjectState:
    """Fold one event."""
    state = state or SubjectState()
    if isinstance(event, Erased):
        return SubjectState(erased=True)
    return SubjectState(replaced={**state.replaced, event.replaces: event.ref})


def _erase(stream: str, event: Erased) -> None:
    subject = stream.partition(":")[2]
    store.delete_subject(subject)
    # after the commit, so that a rolled back erasure keeps its key; the follower of the log
    # repeats it should the process die in between
    transaction.on_commit(lambda: store.delete_key(subject))


def finish_erasures(entries: Sequence[LogEntry]) -> None:
    """Delete the keys once more: the process may have died right after the commit."""
    for entry in entries:
        store.delete_key(entry.key)


SUBJECT = StreamKind(
    name="subject",
    state=SubjectState,
    evolve=evolve,
    decide=decide,
    needs=needs,
    commands=(EraseSubject, AddPersonalData),
    events=(Erased, PersonalDataChanged),
    effects={Erased.TYPE: _erase},
)

__all__: Sequence[str] = ("SUBJECT", "AddPersonalData", "EraseSubject", "Erased")
