"""The fold of one commitment, and the line that follows from it. Pure."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from minqing.meetings.commitments.terms import (
    LIVING,
    MEASURE,
    Comment,
    Dated,
    FollowUp,
    Keeping,
    Line,
    Report,
    Stage,
    Withholding,
    Words,
)


class CommitmentState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A commitment as it now is.

    `dates`: every day that was promised, the first first; none is ever taken out or changed.
    `missed`: those that passed without fulfilment. `asked`: the date about which the unit was
    asked to report. `words`: every free text by its key. `subject`: what it is about,
    `"case:…"` or any other stream; `place` and `category`: of that matter, for the board;
    `others`: matters that were one item of the meeting with it.
    """

    subject: str
    unit: str
    post: str
    dates: tuple[Dated, ...]
    words: dict[str, Words]
    made_at: datetime
    made_by: str = ""
    meeting: str = ""
    item: str = ""
    place: str = ""
    category: str = ""
    home: str = ""
    person_named: bool = False
    stage: Stage = Stage.RUNNING
    missed: tuple[date, ...] = ()
    asked: date | None = None
    reports: tuple[Report, ...] = ()
    keepings: tuple[Keeping, ...] = ()
    withheld: Withholding | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    comments: tuple[Comment, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def first_due(self) -> date:
        """The day that was promised first."""
        return self.dates[0].due

    @property
    def due(self) -> date:
        """The day that is promised now."""
        return self.dates[-1].due

    @property
    def is_living(self) -> bool:
        return self.stage in LIVING

    @property
    def measure(self) -> Words:
        return self.words[MEASURE]

    @property
    def case(self) -> str:
        """Id of the matter it is about, empty when it is about something else."""
        kind, _, key = self.subject.partition(":")
        return key if kind == "case" else ""

    @property
    def place_or_unit(self) -> str:
        """Where it stands on lists: the place of the matter, else the unit that promised."""
        return self.place or self.unit

    @property
    def cases(self) -> tuple[str, ...]:
        """Ids of the matters it was promised for, the first one first."""
        kinds = (one.partition(":") for one in (self.subject, *self.others))
        return tuple(key for kind, _, key in kinds if kind == "case")

    def waits_for(self, case: str) -> bool:
        """Return whether the raiser of this matter is asked if it was kept."""
        if case not in self.cases or self.is_living or not self.keepings:
            return False
        last = self.keepings[-1]
        return last.whole and case not in last.answers

    @property
    def ended_on(self) -> date | None:
        return None if self.is_living or not self.keepings else self.keepings[-1].on

    @property
    def waiting_words(self) -> int:
        """Count the texts that nobody has confirmed for the public yet."""
        return sum(not one.public for one in self.words.values())

    @property
    def waiting_comments(self) -> int:
        return sum(one.is_waiting for one in self.comments)


def compute_line(state: CommitmentState, today: date) -> Line:
    """Return the one present line of a commitment on a local day.

    Overdue is derived and never typed: the promised day has passed and the promise lives.
    """
    if state.stage in (Stage.KEPT, Stage.DROPPED):
        return Line(state.stage.value)
    if state.is_living and today > state.due:
        return Line.OVERDUE
    if state.stage in (Stage.PARTLY, Stage.ENDED_PARTLY):
        return Line.PARTLY
    return Line.RESCHEDULED if len(state.dates) > 1 else Line.RUNNING


def owes_report(state: CommitmentState) -> bool:
    """Return whether the unit was asked about the present date and has not answered."""
    if not state.is_living or state.asked != state.due:
        return False
    return all(one.due != state.due for one in state.reports)
