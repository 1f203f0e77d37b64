"""What happened beside the main line of a case. Stored for ever, like `events`."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.cases.base import CaseEvent
from minqing.cases.clocks_of_case import Clock
from minqing.cases.papers import Paper
from minqing.kernel.clocks import Span
from minqing.kernel.messages import VaultRef


class PapersTaken(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Further papers were taken for the errand."""

    TYPE: ClassVar[str] = "case.papers-taken@1"

    items: tuple[Paper, ...]


class NeededPapersListed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Which papers the office asks for was said anew."""

    TYPE: ClassVar[str] = "case.needed-papers-listed@1"

    needed: tuple[str, ...]


class PapersHandedIn(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Papers were handed in at an office."""

    TYPE: ClassVar[str] = "case.papers-handed-in@1"

    papers: tuple[int, ...]
    office: str
    office_number: str = ""


class ExternalNoted(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Number and deadline of the source were noted, or the source set another deadline."""

    TYPE: ClassVar[str] = "case.external-noted@1"

    source: str
    number: str
    due_at: datetime | None = None
    soon: Span | None = None
    reason: str = ""


class AnswerSentBack(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The answer went back to the source."""

    TYPE: ClassVar[str] = "case.answer-sent-back@1"

    answer_number: str = ""


class ExternalMissed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The source's deadline passed without an answer, and was noticed."""

    TYPE: ClassVar[str] = "case.external-missed@1"

    due_at: datetime
    learned_late: bool = False


class CaseUrged(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A supervisor urged the holder."""

    TYPE: ClassVar[str] = "case.urged@1"

    words: VaultRef
    post: str


class UrgingAnswered(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The holder answered the open urgings."""

    TYPE: ClassVar[str] = "case.urging-answered@1"

    words: VaultRef


class MovedToVersion(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The case goes on under a newer version of its mechanism. Clocks None: as they were."""

    TYPE: ClassVar[str] = "case.moved-to-version@1"

    pack_version: int
    reason: str
    rung: str
    clock: Clock | None = None
    held_clock: Clock | None = None
    promise: Clock | None = None


EVENTS_BESIDE: tuple[type[CaseEvent], ...] = (
    PapersTaken,
    NeededPapersListed,
    PapersHandedIn,
    ExternalNoted,
    AnswerSentBack,
    ExternalMissed,
    CaseUrged,
    UrgingAnswered,
    MovedToVersion,
)
