"""How the log knows commitments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from minqing.kernel.calendar import LOCAL, WorkCalendar
from minqing.log.public import StreamKind
from minqing.mechanisms.public import Packs
from minqing.meetings.commitments import rules
from minqing.meetings.commitments.commands import COMMANDS
from minqing.meetings.commitments.events import EVENTS, CommentPublished, CommentRefused
from minqing.meetings.commitments.models import Commitment
from minqing.meetings.commitments.rules.ground import compute_report_day, read_section
from minqing.meetings.commitments.state import CommitmentState, owes_report
from minqing.org.public import Directory
from minqing.vault.public import delete_value

LEVELS = ("league", "banner", "town", "village")
COLUMNS = (
    "id", "home", "subject", "meeting", "place", "category", "unit", "post", "stage", "living",
    "first_due", "due", "dates", "missed", "withheld", "owes", "words", "comments", "visits",
    "made_at", "ended_on", "report_on", "look_at", *LEVELS,
)  # fmt: skip
DERIVED = ("report_on", "look_at", *LEVELS)


def begin_of(day: date) -> datetime:
    """Return the moment at which a local day begins."""
    return datetime.combine(day, time(), LOCAL)


def find_look(state: CommitmentState, report_on: date | None) -> datetime | None:
    """Return when the clock looks next: on the day to report, then once the date is over."""
    if not state.is_living or state.due in state.missed:
        return None
    if report_on is not None and state.asked != state.due:
        return begin_of(report_on)
    return begin_of(state.due + timedelta(days=1))


def commitment_row(
    commitment: str, state: CommitmentState, snapshots: Mapping[type, Any]
) -> tuple[Any, ...]:
    """Return the row in the order of COLUMNS."""
    directory: Directory = snapshots[Directory]
    place = state.place_or_unit
    levels = directory.levels(place) if directory.has(place) else {}
    section = read_section(state.unit, directory, snapshots[Packs])
    report_on = None
    if section is not None and state.is_living:
        report_on = compute_report_day(state.due, section, snapshots[WorkCalendar])
    return (
        commitment, state.home, state.subject, state.meeting, place, state.category, state.unit,
        state.post, state.stage.value, state.is_living, state.first_due, state.due,
        len(state.dates), len(state.missed), state.withheld is not None, owes_report(state),
        state.waiting_words, state.waiting_comments, len(state.follow_ups), state.made_at,
        state.ended_on, report_on, find_look(state, report_on),
        *(levels.get(level, "") for level in LEVELS),
    )  # fmt: skip


def _forget_raw_comment(stream: str, event: CommentPublished | CommentRefused) -> None:
    """Delete a comment as it was written: what stays is the moderated form, or nothing."""
    delete_value(event.raw or f"{event.comment}.words")


COMMITMENT = StreamKind(
    name="commitment",
    state=CommitmentState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=COMMANDS,
    events=EVENTS,
    table=Commitment,
    columns=COLUMNS,
    row=commitment_row,
    derived=DERIVED,
    home=lambda state: state.home,
    effects={
        CommentPublished.TYPE: _forget_raw_comment,
        CommentRefused.TYPE: _forget_raw_comment,
    },
    shares=True,
)
