"""What may be asked of a call-up, and what happened to it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.cases.callups.terms import NO_REF, Word
from minqing.cases.clocks_of_case import Clock
from minqing.kernel.messages import Command, Event, Personal, VaultRef


class CallUpCommand(Command, frozen=True, kw_only=True):
    """A command on one call-up; `call_up` is its id."""

    call_up: str


class CallUnits(CallUpCommand, frozen=True, kw_only=True):
    """Call departments to a place and time for a living case (召集).

    `at`: when, ahead; `where`, `what`: in words, of the case's own subject.
    """

    TYPE: ClassVar[str] = "call-up.call"
    PERMISSION: ClassVar[str] = "CASE_SUPERVISE"

    case: str
    at: datetime
    where: Personal[str]
    what: Personal[str]
    units: tuple[str, ...]


class AnswerCall(CallUpCommand, frozen=True, kw_only=True):
    """Say for the own unit whether it comes; who cannot says why (`words`)."""

    TYPE: ClassVar[str] = "call-up.answer"
    PERMISSION: ClassVar[str] = "CASE_ACKNOWLEDGE"

    coming: bool
    words: Personal[str] | None = None


class RecordArrival(CallUpCommand, frozen=True, kw_only=True):
    """Record for one unit whether it was there; an absence carries its reason."""

    TYPE: ClassVar[str] = "call-up.record-arrival"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    unit: str
    arrived: bool
    words: Personal[str] | None = None


class AppraiseUnit(CallUpCommand, frozen=True, kw_only=True):
    """Say one of three words on a called unit, with a reason; by the side that called."""

    TYPE: ClassVar[str] = "call-up.appraise-unit"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    unit: str
    word: Word
    words: Personal[str]


class AppraiseCall(CallUpCommand, frozen=True, kw_only=True):
    """Say one of three words on the call itself, with a reason; by a unit that was called."""

    TYPE: ClassVar[str] = "call-up.appraise-call"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    word: Word
    words: Personal[str]


class CancelCall(CallUpCommand, frozen=True, kw_only=True):
    """Call a call-up off before its time, in words."""

    TYPE: ClassVar[str] = "call-up.cancel"
    PERMISSION: ClassVar[str] = "CASE_SUPERVISE"

    words: Personal[str]


class CallUpEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A fact about one call-up, recorded at `at`."""

    at: datetime


class UnitsCalled(CallUpEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Units were called. `due_at`: when they are to be there."""

    TYPE: ClassVar[str] = "call-up.called@1"

    call_up: str
    case: str
    receipt: str
    category: str
    place: str
    banner: str
    unit: str
    post: str
    due_at: datetime
    where: VaultRef
    what: VaultRef
    units: tuple[str, ...]
    appraise: Clock


class CallAnswered(CallUpEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A called unit said whether it comes."""

    TYPE: ClassVar[str] = "call-up.answered@1"

    unit: str
    coming: bool
    words: VaultRef = NO_REF


class ArrivalRecorded(CallUpEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The caller recorded whether a unit was there."""

    TYPE: ClassVar[str] = "call-up.arrival-recorded@1"

    unit: str
    arrived: bool
    words: VaultRef = NO_REF


class UnitAppraised(CallUpEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The caller said a word on a unit."""

    TYPE: ClassVar[str] = "call-up.unit-appraised@1"

    unit: str
    word: Word
    words: VaultRef


class CallAppraised(CallUpEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A called unit said a word on the call."""

    TYPE: ClassVar[str] = "call-up.call-appraised@1"

    unit: str
    word: Word
    words: VaultRef


class CallCancelled(CallUpEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The call-up was called off."""

    TYPE: ClassVar[str] = "call-up.cancelled@1"

    words: VaultRef


COMMANDS: tuple[type[CallUpCommand], ...] = (
    CallUnits,
    AnswerCall,
    RecordArrival,
    AppraiseUnit,
    AppraiseCall,
    CancelCall,
)
EVENTS: tuple[type[CallUpEvent], ...] = (
    UnitsCalled,
    CallAnswered,
    ArrivalRecorded,
    UnitAppraised,
    CallAppraised,
    CallCancelled,
)
