"""What may be asked of several cases at once: merging (并案) and splitting (拆分).

Each command names every stream it touches: what must happen together is one command.
"""

from __future__ import annotations

from typing import ClassVar

from minqing.cases.base import CaseCommand
from minqing.cases.group_terms import Part
from minqing.kernel.messages import Personal


class MergeCase(CaseCommand, frozen=True, kw_only=True):
    """Merge a case into the main case `into` of the same matter (并案).

    `carried`: the cases that this one leads itself; they are re-pointed, so that a main never
    points at a main. `words`: why it is the same matter. `suggested`: the machine proposed it
    and a person decided.
    """

    TYPE: ClassVar[str] = "case.merge"
    PERMISSION: ClassVar[str] = "CASE_MERGE"

    into: str
    carried: tuple[str, ...] = ()
    words: Personal[str] | None = None
    suggested: bool = False


class UnmergeCase(CaseCommand, frozen=True, kw_only=True):
    """Take a case out of its group again (解除并案), with the reason in words.

    Still waiting for the main, or answered with it: status, holder and clock come back as
    they stood, the merged time credited to the handling clock. Already struck off: it is
    handled again.
    """

    TYPE: ClassVar[str] = "case.unmerge"
    PERMISSION: ClassVar[str] = "CASE_MERGE"

    main: str
    words: Personal[str]


class AnswerWithMain(CaseCommand, frozen=True, kw_only=True):
    """Give a merged case the answer of its main, to be told to its own raiser.

    Sent by the reaction to the main's answer only. `reply`: a copy of the main's words that
    belongs to this case, so that erasing the one leaves the other.
    """

    TYPE: ClassVar[str] = "case.answer-with-main"
    PERMISSION: ClassVar[str] = "CASE_MERGE"

    main: str
    reply: Personal[str]


class LookWithMain(CaseCommand, frozen=True, kw_only=True):
    """Note on a planned member that its main was looked at (每月复看). By the reaction only."""

    TYPE: ClassVar[str] = "case.look-with-main"
    PERMISSION: ClassVar[str] = "CASE_MERGE"

    main: str
    note: Personal[str]


class TakeLead(CaseCommand, frozen=True, kw_only=True):
    """Let a member lead the others, because the main's raiser took the matter back.

    By the reaction only. `main`: the withdrawn main; `others`: its other members.
    """

    TYPE: ClassVar[str] = "case.take-lead"
    PERMISSION: ClassVar[str] = "CASE_MERGE"

    main: str
    others: tuple[str, ...] = ()


class SplitCase(CaseCommand, frozen=True, kw_only=True):
    """Split one text that holds several matters (拆分).

    The case keeps its receipt, status and clocks and the matter in `remaining`; each of
    `parts` becomes a case of its own, told at the same moment, found under the same receipt.
    `matters`: the words of each part, in the order of `parts`. `category`: of what remains,
    empty to leave it.
    """

    TYPE: ClassVar[str] = "case.split"
    PERMISSION: ClassVar[str] = "CASE_TRIAGE"

    parts: tuple[Part, ...]
    matters: tuple[Personal[str], ...]
    remaining: Personal[str]
    category: str = ""


GROUP_COMMANDS: tuple[type[CaseCommand], ...] = (
    MergeCase,
    UnmergeCase,
    AnswerWithMain,
    LookWithMain,
    TakeLead,
    SplitCase,
)
