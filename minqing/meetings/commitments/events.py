"""What happened to a commitment. `words`, `reason`, `measure`: names of texts in the vault."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from minqing.kernel.messages import Event, VaultRef
from minqing.meetings.commitments.terms import Answer, Finding, FollowUpMode


class CommitmentMade(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A unit promised one measure by one day; `due` is public from now on and stays for ever.

    `others`: matters that were one item of the meeting with `subject`; it is promised for them
    as well.
    """

    TYPE: ClassVar[str] = "commitment.made@1"

    subject: str
    measure: VaultRef
    due: date
    unit: str
    post: str
    at: datetime
    by_post: str = ""
    person_named: bool = False
    meeting: str = ""
    item: str = ""
    place: str = ""
    category: str = ""
    home: str = ""
    others: tuple[str, ...] = ()


class ReportAsked(Event, frozen=True, kw_only=True):
    """The day to report about this date has come; nothing was reported."""

    TYPE: ClassVar[str] = "commitment.report-asked@1"

    due: date
    at: datetime


class ProgressReported(Event, frozen=True, kw_only=True, omit_defaults=True):
    TYPE: ClassVar[str] = "commitment.progress-reported@1"

    due: date
    words: VaultRef
    at: datetime
    post: str = ""
    evidence: tuple[str, ...] = ()


class DateMoved(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Another day was promised, with a reason; `late`: only after the day before had passed."""

    TYPE: ClassVar[str] = "commitment.date-moved@1"

    was: date
    due: date
    reason: VaultRef
    at: datetime
    post: str = ""
    late: bool = False


class DueMissed(Event, frozen=True, kw_only=True):
    """The promised day ended without fulfilment. The line said so before; this marks the log."""

    TYPE: ClassVar[str] = "commitment.due-missed@1"

    due: date
    at: datetime


class FulfilmentRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The unit says that it was kept, in whole or in part, and what shows it; or, `dropped`, that
    nothing is done any more because the raiser took the matter back."""

    TYPE: ClassVar[str] = "commitment.fulfilment-recorded@1"

    whole: bool
    on: date
    evidence: tuple[str, ...]
    at: datetime
    words: VaultRef = VaultRef("")
    next_due: date | None = None
    post: str = ""
    dropped: bool = False


class FulfilmentAnswered(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The raiser's word on it; `not_kept` makes the promise live again. `case`: of which of the
    other matters he is the raiser, empty for the first one."""

    TYPE: ClassVar[str] = "commitment.fulfilment-answered@1"

    answer: Answer
    at: datetime
    case: str = ""


class WordsCleared(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A person confirmed what everybody may read of a text."""

    TYPE: ClassVar[str] = "commitment.words-cleared@1"

    key: str
    words: VaultRef
    at: datetime
    post: str = ""


class CommitmentWithheld(Event, frozen=True, kw_only=True):
    """A leader took the line's content from the board, by a class of the law."""

    TYPE: ClassVar[str] = "commitment.withheld@1"

    legal_class: str
    at: datetime
    post: str


class CommitmentDisclosed(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "commitment.disclosed@1"

    at: datetime
    post: str


class FollowedUp(Event, frozen=True, kw_only=True, omit_defaults=True):
    TYPE: ClassVar[str] = "commitment.followed-up@1"

    mode: FollowUpMode
    on: date
    finding: Finding
    at: datetime
    post: str
    words: VaultRef = VaultRef("")


class CommentMade(Event, frozen=True, kw_only=True):
    """A resident commented; nobody but who moderates can read it yet."""

    TYPE: ClassVar[str] = "commitment.comment-made@1"

    comment: str
    words: VaultRef
    at: datetime


class CommentPublished(Event, frozen=True, kw_only=True, omit_defaults=True):
    """`raw`: the words as they were written, which go now; empty: named by the comment alone."""

    TYPE: ClassVar[str] = "commitment.comment-published@1"

    comment: str
    words: VaultRef
    at: datetime
    post: str = ""
    raw: VaultRef = VaultRef("")


class CommentRefused(Event, frozen=True, kw_only=True, omit_defaults=True):
    """`raw`: the words as they were written, which go now; empty: named by the comment alone."""

    TYPE: ClassVar[str] = "commitment.comment-refused@1"

    comment: str
    why: str
    at: datetime
    post: str = ""
    raw: VaultRef = VaultRef("")


class CommentReplied(Event, frozen=True, kw_only=True, omit_defaults=True):
    TYPE: ClassVar[str] = "commitment.comment-replied@1"

    comment: str
    words: VaultRef
    at: datetime
    post: str = ""


EVENTS: tuple[type[Event], ...] = (
    CommitmentMade,
    ReportAsked,
    ProgressReported,
    DateMoved,
    DueMissed,
    FulfilmentRecorded,
    FulfilmentAnswered,
    WordsCleared,
    CommitmentWithheld,
    CommitmentDisclosed,
    FollowedUp,
    CommentMade,
    CommentPublished,
    CommentRefused,
    CommentReplied,
)
