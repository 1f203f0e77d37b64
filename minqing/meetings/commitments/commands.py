"""Wishes about a public commitment. `commitment` is the id after `commitment:`.

Words go to the vault: those about a matter under the matter's subject (`"case:<id>"`), so that
they are erased with it; those confirmed for the public under `"commitment:<id>"`; a comment
under `"comment:<its command id>"`, so that one resident's words can be erased alone.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Command, Personal
from minqing.meetings.commitments.terms import Answer, Finding, FollowUpMode


class CommitmentCommand(Command, frozen=True, kw_only=True):
    commitment: str


class MakeCommitment(CommitmentCommand, frozen=True, kw_only=True):
    """Promise in public: one measure by one day, by one unit and one post (WDM-17).

    `subject`: stream it is about, `"case:<id>"` or any other. `person_told`: the person in the
    post was told that his name will be public; refused where the pack does not publish names.
    """

    TYPE: ClassVar[str] = "commitment.make"
    PERMISSION: ClassVar[str] = "COMMITMENT_MAKE"

    subject: str
    measure: Personal[str]
    due: date
    unit: str
    post: str
    person_told: bool = False


class LookAtCommitment(CommitmentCommand, frozen=True, kw_only=True):
    """Let the rule say what the day demands. Sent by the clock only; nothing due is refused."""

    TYPE: ClassVar[str] = "commitment.look"
    PERMISSION: ClassVar[str] = "COMMITMENT_FOLLOW"


class ReportProgress(CommitmentCommand, frozen=True, kw_only=True):
    """Say what has been done, with what shows it. There is no percentage."""

    TYPE: ClassVar[str] = "commitment.report-progress"
    PERMISSION: ClassVar[str] = "COMMITMENT_KEEP"

    words: Personal[str]
    evidence: tuple[str, ...] = ()


class MoveDate(CommitmentCommand, frozen=True, kw_only=True):
    """Explain and promise another day (已说明并改期); before the day itself, or once it is missed."""

    TYPE: ClassVar[str] = "commitment.move-date"
    PERMISSION: ClassVar[str] = "COMMITMENT_KEEP"

    due: date
    reason: Personal[str]


class RecordFulfilment(CommitmentCommand, frozen=True, kw_only=True):
    """Record that it was kept, in whole or in part.

    `evidence`: what shows it, at least one of `"case:<id>"` (with a result), `"project:<id>"`
    (begun or finished). `next_due`: day for the rest; without it a part is the end, and `words`
    must say why.
    """

    TYPE: ClassVar[str] = "commitment.record-fulfilment"
    PERMISSION: ClassVar[str] = "COMMITMENT_KEEP"

    whole: bool
    on: date
    evidence: tuple[str, ...]
    words: Personal[str] | None = None
    next_due: date | None = None


class AnswerFulfilment(CommitmentCommand, frozen=True, kw_only=True):
    """The raiser of a matter it was promised for says whether it was kept; nobody else can.

    `case`: id of one of the other matters, empty for the first one.
    """

    TYPE: ClassVar[str] = "commitment.answer"
    PERMISSION: ClassVar[str] = "COMMITMENT_ANSWER"

    answer: Answer
    case: str = ""


class ClearWords(CommitmentCommand, frozen=True, kw_only=True):
    """Confirm what everybody may read of a text, after a proposal without personal data."""

    TYPE: ClassVar[str] = "commitment.clear-words"
    PERMISSION: ClassVar[str] = "COMMITMENT_PUBLISH"

    key: str
    words: Personal[str]


class WithholdCommitment(CommitmentCommand, frozen=True, kw_only=True):
    """Take a line's content from the board by a class of the law; a line saying so stays."""

    TYPE: ClassVar[str] = "commitment.withhold"
    PERMISSION: ClassVar[str] = "COMMITMENT_WITHHOLD"

    legal_class: str


class DiscloseCommitment(CommitmentCommand, frozen=True, kw_only=True):
    """Give a withheld line back to the board."""

    TYPE: ClassVar[str] = "commitment.disclose"
    PERMISSION: ClassVar[str] = "COMMITMENT_WITHHOLD"


class FollowUpCommitment(CommitmentCommand, frozen=True, kw_only=True):
    """Record a visit, a talk or a questionnaire about it (WDM-21); never by who promised."""

    TYPE: ClassVar[str] = "commitment.follow-up"
    PERMISSION: ClassVar[str] = "COMMITMENT_FOLLOW"

    mode: FollowUpMode
    on: date
    finding: Finding
    words: Personal[str] | None = None


class MakeComment(CommitmentCommand, frozen=True, kw_only=True):
    """Comment from the board (WDM-22), within the comment period."""

    TYPE: ClassVar[str] = "commitment.comment"
    PERMISSION: ClassVar[str] = "COMMITMENT_COMMENT"

    words: Personal[str]


class PublishComment(CommitmentCommand, frozen=True, kw_only=True):
    """Publish a comment, its personal data covered."""

    TYPE: ClassVar[str] = "commitment.publish-comment"
    PERMISSION: ClassVar[str] = "COMMITMENT_PUBLISH"

    comment: str
    words: Personal[str]


class RefuseComment(CommitmentCommand, frozen=True, kw_only=True):
    """Leave a comment unpublished, for one of the few reasons there are."""

    TYPE: ClassVar[str] = "commitment.refuse-comment"
    PERMISSION: ClassVar[str] = "COMMITMENT_PUBLISH"

    comment: str
    why: str


class ReplyToComment(CommitmentCommand, frozen=True, kw_only=True):
    """Reply in public to a published comment, for the unit."""

    TYPE: ClassVar[str] = "commitment.reply"
    PERMISSION: ClassVar[str] = "COMMITMENT_PUBLISH"

    comment: str
    words: Personal[str]


COMMANDS: tuple[type[CommitmentCommand], ...] = (
    MakeCommitment,
    LookAtCommitment,
    ReportProgress,
    MoveDate,
    RecordFulfilment,
    AnswerFulfilment,
    ClearWords,
    WithholdCommitment,
    DiscloseCommitment,
    FollowUpCommitment,
    MakeComment,
    PublishComment,
    RefuseComment,
    ReplyToComment,
)
