"""What pages are given of commitments."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from minqing.meetings.commitments.state import CommitmentState
from minqing.meetings.commitments.terms import Answer, Finding, FollowUpMode, Line


class CommitmentFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger is narrowed to. `view`: one of VIEWS; `unit`: a place or a unit."""

    view: str = ""
    unit: str = ""


class CommitmentLine(msgspec.Struct, frozen=True, kw_only=True):
    """One promise in a list of staff. `measure`: as written, empty once erased."""

    id: str
    subject: str
    place_name: str
    category_zh: str
    category_en: str
    unit_name: str
    post_name: str
    measure: str
    line: Line
    first_due: date
    due: date
    dates: int
    missed: int
    report_on: date | None
    owes: bool
    is_withheld: bool
    words: int
    comments: int


class DateShown(msgspec.Struct, frozen=True, kw_only=True):
    """One promised day; `reason`: why it replaced the one before, as this reader may know it;
    `is_waiting`: there is a reason that nobody has confirmed for the public yet."""

    due: date
    given_on: date
    reason: str
    late: bool
    missed: bool
    is_waiting: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the story: what (message id and its parts), when, by whom, the words."""

    at: datetime
    zh: str
    by: str = ""
    said: str = ""
    evidence: tuple[str, ...] = ()
    day: date | None = None


class WordsShown(msgspec.Struct, frozen=True, kw_only=True):
    """A text that waits for a person, or was confirmed. `zh`: what it is called."""

    key: str
    zh: str
    raw: str
    proposed: str
    is_changed: bool
    public: str


class CommentShown(msgspec.Struct, frozen=True, kw_only=True):
    """One comment. `text`: the raw one while it waits (who moderates), else the public one."""

    id: str
    at: datetime
    text: str
    proposed: str = ""
    is_waiting: bool = False
    refused: str = ""
    reply: str = ""


class CommitmentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of one promise for one member of staff. `acts`: commands he may send now."""

    line: CommitmentLine
    state: CommitmentState
    dates: tuple[DateShown, ...]
    steps: tuple[Step, ...]
    words: tuple[WordsShown, ...]
    comments: tuple[CommentShown, ...]
    acts: frozenset[str]
    withheld: str
    progress: tuple[Step, ...]


class FollowUpShown(msgspec.Struct, frozen=True, kw_only=True):
    """One follow-up as everybody reads it."""

    mode: FollowUpMode
    finding: Finding
    on: date


class PublicCommitment(msgspec.Struct, frozen=True, kw_only=True):
    """One promise as everybody reads it (WDM-22).

    `measure`: empty while no person has confirmed it; `withheld_zh`: the class of the law by
    which the content is not public, then everything but the line itself is empty.
    `follow_up_on`: when it is asked whether it helped, or was last. `asks`: the raiser who
    reads is asked whether it was kept.
    """

    id: str
    category_zh: str
    category_en: str
    place_name: str
    is_lifted: bool
    unit_name: str
    post_name: str
    person_name: str
    measure: str
    line: Line
    first_due: date | None
    due: date | None
    dates: tuple[DateShown, ...]
    missed: int
    made_on: date
    ended_on: date | None
    changed_at: datetime
    follow_up_on: date | None
    follow_ups: tuple[FollowUpShown, ...] = ()
    withheld_zh: str = ""
    withheld_en: str = ""
    withheld_by: str = ""
    answer: Answer | None = None
    comments: tuple[CommentShown, ...] = ()
    takes_comments_until: date | None = None
    takes_comments: bool = False
    result: str = ""
    asks: bool = False


class BoardCommitments(msgspec.Struct, frozen=True, kw_only=True):
    """One page of promises, newest first; `next`: pass as `after`, empty at the end."""

    lines: tuple[PublicCommitment, ...]
    next: str


class WaitingCommitments(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for somebody, by what is asked. `owed`: to report, to keep or to explain;
    `to_clear`: texts to confirm; `to_moderate`: comments; `to_visit`: follow-ups."""

    owed: tuple[CommitmentLine, ...] = ()
    to_clear: tuple[CommitmentLine, ...] = ()
    to_moderate: tuple[CommitmentLine, ...] = ()
    to_visit: tuple[CommitmentLine, ...] = ()

    @property
    def total(self) -> int:
        return sum(len(one) for one in (self.owed, self.to_clear, self.to_moderate, self.to_visit))
