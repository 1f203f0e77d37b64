"""On which agenda each stuck subject stands: one record a subject, so there is never a second.

Pure. The follower keeps these records; the histories in the tests fold the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Protocol

import msgspec
from msgspec.structs import replace

from minqing.kernel.messages import Event
from minqing.meetings.agenda import Placement
from minqing.meetings.events import (
    ItemAdded,
    ItemRemoved,
    MeetingClosed,
    MeetingKeptEmpty,
    MeetingMissed,
    MeetingPlanned,
)
from minqing.meetings.state import MeetingState, Outcome
from minqing.meetings.terms import Resolution
from minqing.org.public import Directory


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a subject stands.

    `own_*`: by itself; `carried_*`: where a meeting carried it although its holder stayed
    below; `claim`: the meeting that has it on its fixed agenda, held at `claim_unit`; `rests`:
    the day to which the meeting of `rests_unit` put it. What was said by the meeting of a unit
    it has left counts no more.
    """

    subject: str
    own_unit: str = ""
    own_kind: str = ""
    why: tuple[str, ...] = ()
    since: datetime | None = None
    households: int = 1
    carried_unit: str = ""
    carried_kind: str = ""
    claim: str = ""
    claim_unit: str = ""
    rests: date | None = None
    rests_unit: str = ""

    @property
    def is_stuck(self) -> bool:
        return bool(self.own_unit)

    @property
    def unit(self) -> str:
        return self.carried_unit or self.own_unit

    @property
    def kind(self) -> str:
        return self.carried_kind or self.own_kind

    @property
    def claimed(self) -> str:
        """The meeting whose fixed agenda it is on, "" while it waits."""
        return self.claim if self.claim_unit == self.unit else ""

    @property
    def until(self) -> date | None:
        """The day to which it rests, None while it does not."""
        return self.rests if self.rests_unit == self.unit else None


def place(
    row: Standing,
    found: Placement | None,
    directory: Directory,
    *,
    since: datetime | None = None,
    households: int = 1,
) -> Standing:
    """Return the record after its subject changed."""
    if found is None:
        return replace(row, own_unit="", own_kind="", why=(), carried_unit="", carried_kind="")
    carried = row.carried_unit
    reached = carried and (carried == found.unit or not directory.within(found.unit, carried))
    kept = {"carried_unit": "", "carried_kind": ""} if reached else {}
    return replace(
        row,
        own_unit=found.unit,
        own_kind=found.kind,
        why=found.why,
        since=since,
        households=households,
        **kept,
    )


def claim(row: Standing, meeting: MeetingState) -> Standing:
    """Return the record once a meeting has the subject on its fixed agenda."""
    if row.unit == meeting.unit and row.kind == meeting.kind:
        return replace(row, claim=meeting.id, claim_unit=meeting.unit)
    return replace(
        row,
        carried_unit=meeting.unit,
        carried_kind=meeting.kind,
        claim=meeting.id,
        claim_unit=meeting.unit,
    )


def release(row: Standing, meeting: str) -> Standing:
    """Return the record once a meeting no longer has the subject."""
    return replace(row, claim="", claim_unit="") if row.claim == meeting else row


def settle(row: Standing, meeting: MeetingState, outcome: Outcome) -> Standing:
    """Return the record after a meeting closed with this outcome for the subject."""
    row = release(row, meeting.id)
    if outcome.what is Resolution.LEFT or not row.is_stuck:
        return row
    if outcome.what is Resolution.CARRIED and outcome.to_unit:
        if (row.own_unit, row.own_kind) == (outcome.to_unit, outcome.to_kind):
            return replace(row, carried_unit="", carried_kind="")
        return replace(row, carried_unit=outcome.to_unit, carried_kind=outcome.to_kind)
    if outcome.until is not None:
        return replace(row, rests=outcome.until, rests_unit=meeting.unit)
    return row


class Records(Protocol):
    """The records of some subjects, wherever they are kept."""

    def list_claimed(self, meeting: str) -> list[str]: ...

    def change(self, subject: str, turn: Callable[[Standing], Standing]) -> None: ...


def follow_meeting(records: Records, event: Event, state: MeetingState) -> None:
    """Say on the records what an event of a meeting means for its subjects. `state`: the
    meeting as it now is."""
    match event:
        case MeetingPlanned(items=items):
            planned = [subject for item in items for subject in item.subjects]
            for subject in records.list_claimed(state.id):
                if subject not in planned:
                    records.change(subject, lambda row: release(row, state.id))
            for subject in planned:
                records.change(subject, lambda row: claim(row, state))
        case ItemAdded(item=item):
            for subject in item.subjects:
                records.change(subject, lambda row: claim(row, state))
        case ItemRemoved(number=number):
            for subject in _list_subjects(state, number):
                records.change(subject, lambda row: release(row, state.id))
        case MeetingClosed(outcomes=outcomes):
            for outcome in outcomes:
                for subject in _list_subjects(state, outcome.number):
                    records.change(subject, partial(settle, meeting=state, outcome=outcome))
        case MeetingMissed() | MeetingKeptEmpty() if state.items:
            for subject in records.list_claimed(state.id):
                records.change(subject, lambda row: release(row, state.id))


def _list_subjects(state: MeetingState, number: int) -> tuple[str, ...]:
    return next((one.item.subjects for one in state.items if one.item.number == number), ())
