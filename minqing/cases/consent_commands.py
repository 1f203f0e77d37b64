"""Asking for what takes another person's consent, and telling the raiser of it.

The answers (agree, send back, ask again, withdraw) are commands of `approvals`.
"""

from __future__ import annotations

from typing import ClassVar

from minqing.cases.base import CaseCommand
from minqing.cases.terms import Means, Outcome
from minqing.kernel.messages import Personal


class ConsentCommand(CaseCommand, frozen=True, kw_only=True):
    """A request on a case. `approval`: id of the new request. `words`: why."""

    approval: str
    words: Personal[str]


class AskExtension(ConsentCommand, frozen=True, kw_only=True):
    """Ask for more time (申请延期). The clock runs on until it is granted.

    `amount`: in the unit of the pack's extension rule.
    """

    TYPE: ClassVar[str] = "case.ask-extension"
    PERMISSION: ClassVar[str] = "CASE_EXTEND"

    amount: int


class AskUnsealing(ConsentCommand, frozen=True, kw_only=True):
    """Ask to see who raised a sealed matter (C-04): opened for the one who asks alone, for a
    limited time, by persons who never handled the case; the raiser sees that it was opened."""

    TYPE: ClassVar[str] = "case.ask-unsealing"
    PERMISSION: ClassVar[str] = "CASE_UNMASK"


class RecordFinalOpinion(ConsentCommand, frozen=True, kw_only=True):
    """Draft the joint meeting's final opinion (终结意见) for a case that came a third time.

    `words`: facts and reasons, written to the raiser. `channels`: the legal channels that
    stay open, codes of the pack. It becomes the result when the persons the pack asks for
    agreed; afterwards only new facts reopen the case.
    """

    TYPE: ClassVar[str] = "case.record-final-opinion"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    outcome: Outcome
    channels: tuple[str, ...]


class TellOfChange(CaseCommand, frozen=True, kw_only=True):
    """Record that the raiser was told of an extension or a pause (已告知反映人)."""

    TYPE: ClassVar[str] = "case.tell-of-change"
    PERMISSION: ClassVar[str] = "CASE_TELL"

    means: Means
    proof: str = ""
