"""What may be asked beside the main line of a case: papers, source, urging, version."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.cases.base import CaseCommand
from minqing.cases.papers import PaperTaken
from minqing.kernel.messages import Personal


class TakeMorePapers(CaseCommand, frozen=True, kw_only=True):
    """Take further papers for a running errand (补收材料; SDN-25)."""

    TYPE: ClassVar[str] = "case.take-more-papers"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    taken: tuple[PaperTaken, ...]


class ListNeededPapers(CaseCommand, frozen=True, kw_only=True):
    """Say which papers the office asks for (应交材料); replaces the list of before."""

    TYPE: ClassVar[str] = "case.list-needed-papers"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    needed: tuple[str, ...]


class HandInPapers(CaseCommand, frozen=True, kw_only=True):
    """Hand papers in at an office (递交材料).

    `papers`: numbers on the receipt, empty for all that are still with us. `office_number`:
    the number on the office's own slip.
    """

    TYPE: ClassVar[str] = "case.hand-in-papers"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    office: str
    office_number: str = ""
    papers: tuple[int, ...] = ()


class NoteExternal(CaseCommand, frozen=True, kw_only=True):
    """Note number and deadline of the system a case came from, or that it set another deadline.

    `source`: code of the pack. A new deadline needs the source's `reason`. The same source and
    number cannot stand on two cases of one home banner.
    """

    TYPE: ClassVar[str] = "case.note-external"
    PERMISSION: ClassVar[str] = "CASE_TRIAGE"

    source: str
    number: str
    due_at: datetime | None = None
    reason: str = ""


class SendAnswerBack(CaseCommand, frozen=True, kw_only=True):
    """Record that the answer went back to the source (回复来件单位); its clock ends."""

    TYPE: ClassVar[str] = "case.send-answer-back"
    PERMISSION: ClassVar[str] = "CASE_TELL"

    answer_number: str = ""


class UrgeCase(CaseCommand, frozen=True, kw_only=True):
    """Urge the holder in words (督办; SDN-28); the holder answers on the case."""

    TYPE: ClassVar[str] = "case.urge"
    PERMISSION: ClassVar[str] = "CASE_SUPERVISE"

    words: Personal[str]


class AnswerUrging(CaseCommand, frozen=True, kw_only=True):
    """Answer the urgings that stand open: what is done, when it will be finished."""

    TYPE: ClassVar[str] = "case.answer-urging"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    words: Personal[str]


class MoveToVersion(CaseCommand, frozen=True, kw_only=True):
    """Move a living case to a newer version of its mechanism, with a reason.

    The running clock and the resident's are counted anew by the new rules; nothing that was
    missed is taken back, and nobody becomes late by the move.
    """

    TYPE: ClassVar[str] = "case.move-to-version"
    PERMISSION: ClassVar[str] = "CASE_MOVE_VERSION"

    version: int
    reason: str


COMMANDS_BESIDE: tuple[type[CaseCommand], ...] = (
    TakeMorePapers,
    ListNeededPapers,
    HandInPapers,
    NoteExternal,
    SendAnswerBack,
    UrgeCase,
    AnswerUrging,
    MoveToVersion,
)
