"""The stream `subject:<id>`: changes to personal data, and its erasure (law 5).

The log keeps that something was changed, erased, sealed (封存) or held (保全), when, by whom and
why, never what it was.
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
    Refusal,
    RefusalKind,
    States,
)
from minqing.log.reading import LogEntry
from minqing.log.registry import StreamKind
from minqing.vault import files, store

ALREADY_ERASED = RefusalKind("subject-already-erased", "不能删除个人信息：已于此前删除。")
REASON_MISSING = RefusalKind("reason-missing", "不能删除个人信息：没有写明理由。请填写理由。")

HELD = RefusalKind(
    "subject-held",
    "不能{act}个人信息：已被要求保全（{reason}）。请等保全解除后再办。",
)
ALREADY_SEALED = RefusalKind("subject-already-sealed", "不能封存个人信息：已于此前封存。")
NOT_SEALED = RefusalKind("subject-not-sealed", "不能启封个人信息：没有封存。")
NOT_HELD = RefusalKind("subject-not-held", "不能解除保全：没有被要求保全。")
ALREADY_HELD = RefusalKind("subject-already-held", "不能要求保全：已在保全之中（{reason}）。")

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


class SealSubject(Command, frozen=True, kw_only=True):
    """Put a subject's values out of everybody's reach where an archive rule forbids erasure."""

    TYPE: ClassVar[str] = "subject.seal"
    PERMISSION: ClassVar[str] = "SUBJECT_ERASE"

    subject: str
    reason: str


class UnsealSubject(Command, frozen=True, kw_only=True):
    """Bring sealed values back into reach, for what the law asks (a court, a superior)."""

    TYPE: ClassVar[str] = "subject.unseal"
    PERMISSION: ClassVar[str] = "SUBJECT_ERASE"

    subject: str
    reason: str


class HoldSubject(Command, frozen=True, kw_only=True):
    """Keep a subject from being erased or sealed: a dispute or an inquiry needs it (保全)."""

    TYPE: ClassVar[str] = "subject.hold"
    PERMISSION: ClassVar[str] = "SUBJECT_ERASE"

    subject: str
    reason: str


class LiftHold(Command, frozen=True, kw_only=True):
    """End a hold; what is over its term is erased or sealed from then on."""

    TYPE: ClassVar[str] = "subject.lift-hold"
    PERMISSION: ClassVar[str] = "SUBJECT_ERASE"

    subject: str
    reason: str


class SubjectSealed(Event, frozen=True, kw_only=True):
    """The subject's values are out of reach; key and ciphers stay."""

    TYPE: ClassVar[str] = "subject.sealed@1"

    reason: str


class SubjectUnsealed(Event, frozen=True, kw_only=True):
    """The subject's values are in reach again."""

    TYPE: ClassVar[str] = "subject.unsealed@1"

    reason: str


class SubjectHeld(Event, frozen=True, kw_only=True):
    """Nothing of the subject may be erased or sealed until the hold is lifted."""

    TYPE: ClassVar[str] = "subject.held@1"

    reason: str


class HoldLifted(Event, frozen=True, kw_only=True):
    """The hold is over."""

    TYPE: ClassVar[str] = "subject.hold-lifted@1"

    reason: str


class SubjectState(msgspec.Struct, frozen=True):
    """Whether the subject is erased, sealed or held (by which reason); which refs replaced which."""

    erased: bool = False
    replaced: dict[str, str] = {}
    sealed: bool = False
    held: str = ""


def needs(command: Any) -> tuple[str, ...]:
    """The subject's own stream."""
    return (f"subject:{command.subject}",)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Refuse without a reason, when already erased, or against a hold."""
    stream = needs(command)[0]
    state: SubjectState | None = states[stream]
    if state is not None and state.erased:
        return ALREADY_ERASED()
    if isinstance(command, AddPersonalData) and command.value.subject != command.subject:
        return OTHER_SUBJECT()
    if not command.reason.strip():
        return REASON_MISSING()
    if not isinstance(command, AddPersonalData):
        return _decide_keeping(command, stream, state or SubjectState())
    changed = PersonalDataChanged(
        ref=command.value.ref, replaces=command.replaces, reason=command.reason
    )
    return [Decided(stream, changed)]


_ACTS = {EraseSubject: "删除", SealSubject: "封存"}
_EVENTS: dict[type[Command], type[Event]] = {
    EraseSubject: Erased,
    SealSubject: SubjectSealed,
    UnsealSubject: SubjectUnsealed,
    HoldSubject: SubjectHeld,
    LiftHold: HoldLifted,
}


def _decide_keeping(command: Any, stream: str, state: SubjectState) -> Decision:
    refused = _check_keeping(command, state)
    if refused is not None:
        return refused
    event: Any = _EVENTS[type(command)]
    return [Decided(stream, event(reason=command.reason))]


def _check_keeping(command: Any, state: SubjectState) -> Refusal | None:
    act = _ACTS.get(type(command))
    if act is not None and state.held:
        return HELD(act=act, reason=state.held)
    if isinstance(command, SealSubject) and state.sealed:
        return ALREADY_SEALED()
    if isinstance(command, UnsealSubject) and not state.sealed:
        return NOT_SEALED()
    if isinstance(command, HoldSubject) and state.held:
        return ALREADY_HELD(reason=state.held)
    if isinstance(command, LiftHold) and not state.held:
        return NOT_HELD()
    return None


def evolve(state: SubjectState | None, event: Any) -> SubjectState:
    """Fold one event."""
    state = state or SubjectState()
    if isinstance(event, Erased):
        return SubjectState(erased=True)
    if isinstance(event, SubjectSealed | SubjectUnsealed):
        return msgspec.structs.replace(state, sealed=isinstance(event, SubjectSealed))
    if isinstance(event, SubjectHeld | HoldLifted):
        held = event.reason if isinstance(event, SubjectHeld) else ""
        return msgspec.structs.replace(state, held=held)
    replaced = {**state.replaced, event.replaces: event.ref}
    return msgspec.structs.replace(state, replaced=replaced)


def _erase(stream: str, event: Erased) -> None:
    subject = stream.partition(":")[2]
    store.delete_subject(subject)
    files.delete_files_of(subject)
    # after the commit, so that a rolled back erasure keeps its key; the follower of the log
    # repeats it should the process die in between
    transaction.on_commit(lambda: store.delete_key(subject))


def _seal(stream: str, event: SubjectSealed) -> None:
    store.seal_subject(stream.partition(":")[2])


def _unseal(stream: str, event: SubjectUnsealed) -> None:
    store.unseal_subject(stream.partition(":")[2])


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
    commands=(EraseSubject, AddPersonalData, SealSubject, UnsealSubject, HoldSubject, LiftHold),
    events=(
        Erased,
        PersonalDataChanged,
        SubjectSealed,
        SubjectUnsealed,
        SubjectHeld,
        HoldLifted,
    ),
    effects={
        Erased.TYPE: _erase,
        SubjectSealed.TYPE: _seal,
        SubjectUnsealed.TYPE: _unseal,
    },
    version=2,
)

__all__: Sequence[str] = ("SUBJECT", "AddPersonalData", "EraseSubject", "Erased")
