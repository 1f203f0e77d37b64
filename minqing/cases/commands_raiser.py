"""What a raiser adds and asks beside the matter itself, and how the office answers."""

from __future__ import annotations

from typing import ClassVar

from minqing.cases.base import CaseCommand
from minqing.cases.raiser import Attachment, FilePurpose, RequestAnswer, RequestKind
from minqing.cases.terms import RaiserDetails
from minqing.kernel.messages import Personal


class AttachFiles(CaseCommand, frozen=True, kw_only=True):
    """Add photos or papers to a case (附件): by the raiser, or by whoever works on it."""

    TYPE: ClassVar[str] = "case.attach-files"
    PERMISSION: ClassVar[str] = "CASE_ATTACH"

    files: tuple[Personal[Attachment], ...]
    purpose: FilePurpose = FilePurpose.MATTER


class AskOffice(CaseCommand, frozen=True, kw_only=True):
    """Ask the office to call, to correct or to erase what it holds about the raiser.

    One open request of a kind at a time. `words`: what is to be corrected, when to call.
    """

    TYPE: ClassVar[str] = "case.ask-office"
    PERMISSION: ClassVar[str] = "CASE_RECEIVE"

    kind: RequestKind
    words: Personal[str] | None = None


class AnswerRequest(CaseCommand, frozen=True, kw_only=True):
    """Answer a raiser's request. Correcting needs the new details, not erasing needs a rule.

    `rule`: the rule that demands keeping, shown to the raiser. Correcting and erasing take the
    right SUBJECT_CHANGE; an erasure is then done by the system.
    """

    TYPE: ClassVar[str] = "case.answer-request"
    PERMISSION: ClassVar[str] = "CASE_TELL"

    kind: RequestKind
    answer: RequestAnswer
    words: Personal[str] | None = None
    rule: str = ""
    raiser: Personal[RaiserDetails] | None = None


COMMANDS_RAISER: tuple[type[CaseCommand], ...] = (AttachFiles, AskOffice, AnswerRequest)
