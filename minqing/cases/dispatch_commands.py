"""What may be asked of a dispatch and of joint handling: object, rule, convene, answer pieces."""

from __future__ import annotations

from typing import ClassVar

from minqing.cases.base import CaseCommand
from minqing.cases.dispatch_terms import PieceAsked
from minqing.cases.raiser import Attachment
from minqing.kernel.messages import Personal


class ObjectToDispatch(CaseCommand, frozen=True, kw_only=True):
    """Object to a dispatch within the acknowledge clock (派单异议; bj.dispatch).

    `entry`: line of the responsibility catalogue, or `cite`: a paper and its item in words; one
    of them is needed. `proposes`: code of the unit that should have the case. The objector
    answers for the case until the ruling; the resident's clock runs on.
    """

    TYPE: ClassVar[str] = "case.object-to-dispatch"
    PERMISSION: ClassVar[str] = "CASE_ACKNOWLEDGE"

    words: Personal[str]
    proposes: str
    entry: str = ""
    cite: str = ""


class RuleObjection(CaseCommand, frozen=True, kw_only=True):
    """Rule on an objection (异议裁定), by a third party only, within one working day.

    `unit`: who gets the case where the objection is upheld; empty: the one it proposes.
    """

    TYPE: ClassVar[str] = "case.rule-objection"
    PERMISSION: ClassVar[str] = "CASE_VIEW"

    upheld: bool
    words: Personal[str]
    unit: str = ""


class ConveneUnits(CaseCommand, frozen=True, kw_only=True):
    """Let several units handle a case together (联动办理; SDN-26): the holder stays main (主办).

    `pieces`: whose and until when; `whats`: the words of each, in the same order. `decision`:
    what decided it (`"meeting:…"`), empty where the convening post did.
    """

    TYPE: ClassVar[str] = "case.convene-units"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    pieces: tuple[PieceAsked, ...]
    whats: tuple[Personal[str], ...]
    decision: str = ""


class AcknowledgePiece(CaseCommand, frozen=True, kw_only=True):
    """Acknowledge a piece that the actor's unit owes (签收协办事项)."""

    TYPE: ClassVar[str] = "case.acknowledge-piece"
    PERMISSION: ClassVar[str] = "CASE_ACKNOWLEDGE"

    number: int


class AnswerPiece(CaseCommand, frozen=True, kw_only=True):
    """Answer a piece in words, with files where there are any (提交协办情况)."""

    TYPE: ClassVar[str] = "case.answer-piece"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    number: int
    words: Personal[str]
    files: tuple[Personal[Attachment], ...] = ()


class ChasePiece(CaseCommand, frozen=True, kw_only=True):
    """Chase a piece that is still owed (催办协办事项)."""

    TYPE: ClassVar[str] = "case.chase-piece"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    number: int
    words: Personal[str]


class DropPiece(CaseCommand, frozen=True, kw_only=True):
    """Take a piece back that is no longer needed, in words (撤销协办事项)."""

    TYPE: ClassVar[str] = "case.drop-piece"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    number: int
    words: Personal[str]


DISPATCH_COMMANDS: tuple[type[CaseCommand], ...] = (
    ObjectToDispatch,
    RuleObjection,
    ConveneUnits,
    AcknowledgePiece,
    AnswerPiece,
    ChasePiece,
    DropPiece,
)
