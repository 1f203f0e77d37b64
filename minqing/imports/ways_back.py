"""How what a row made is taken back, by kind; None where somebody has touched it.

A stream is untouched when only automatic parts wrote on it. The version at which that was seen
goes with the command, so that whoever touches it at that moment comes first. What an earlier,
killed step took back already counts as untouched, so that its command is the same again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from minqing.cases.public import TakeBackImport, list_held
from minqing.households.public import CloseHousehold, Ending, count_caseload
from minqing.imports.batches import BY
from minqing.imports.terms import Kind
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command
from minqing.log.public import LogEntry, get_state, read_stream
from minqing.mechanisms.public import (
    CALENDAR_KEY,
    CalendarYearsLoaded,
    CalendarYearsWithdrawn,
    WithdrawCalendarYears,
)
from minqing.org.public import CloseUnit, TakeBackPost

BACK = frozenset(
    {
        "case.import-taken-back@1", "household.closed@1", "unit.closed@1", "post.vacated@1",
        "post.abolished@1",
    }
)  # fmt: skip
"""What taking back itself writes."""


class Undo(msgspec.Struct, frozen=True):
    """One subject of a batch that is undone. `cause`: the entry that its entries name."""

    batch: str
    subject: str
    cause: int
    reason: str
    now: datetime

    @property
    def id(self) -> str:
        """The same for the same row of the same batch."""
        return derived_id("import-undo", self.batch, self.subject)


def _find_untouched(stream: str) -> int:
    """Return the version of a stream that no person wrote on, 0 when somebody did."""
    entries = read_stream(stream)
    return 0 if _is_touched(entries) else _before_undo(entries)


def _is_touched(entries: Sequence[LogEntry]) -> bool:
    return any(not entry.scope.startswith("system:") for entry in entries)


def _before_undo(entries: Sequence[LogEntry]) -> int:
    before = [entry for entry in entries if entry.type not in BACK]
    return before[-1].version if before else 0


def _take_case(undo: Undo) -> Command | None:
    seen = _find_untouched(f"case:{undo.subject}")
    if not seen:
        return None
    return TakeBackImport(id=undo.id, case=undo.subject, batch=undo.batch, expected_version=seen)


def _close_household(undo: Undo) -> Command | None:
    seen = _find_untouched(f"household:{undo.subject}")
    if not seen:
        return None
    return CloseHousehold(
        id=undo.id, household=undo.subject, reason=Ending.IMPORT_UNDONE, expected_version=seen
    )


def _close_unit(undo: Undo) -> Command | None:
    """A unit with something below is kept by its own rule."""
    seen = _find_untouched(f"unit:{undo.subject}")
    return CloseUnit(id=undo.id, unit=undo.subject, expected_version=seen) if seen else None


def _take_post(undo: Undo) -> Command | None:
    """A post that holds something is not taken back, nor one whose person was touched."""
    state = get_state(f"post:{undo.subject}")
    seen = _find_untouched(f"post:{undo.subject}")
    if state is None or not seen or (not state.abolished and _holds(undo)):
        return None
    person = state.tenures[0].person if state.tenures else ""
    history = read_stream(f"person:{person}") if person else []
    came = bool(history) and history[0].cause == undo.cause
    return TakeBackPost(
        id=undo.id,
        post=undo.subject,
        person=person,
        with_person=came and not _is_touched(history),
        reason=undo.reason,
        expected_version=seen,
    )


def _holds(undo: Undo) -> bool:
    held = list_held(BY, (undo.subject,), now=undo.now)
    return bool(held.cases or held.planned) or count_caseload(BY, undo.subject) > 0


def _withdraw_calendar(undo: Undo) -> Command | None:
    """Only what this batch loaded, while it is the newest."""
    entries = read_stream(f"calendar:{CALENDAR_KEY}")
    own = [
        entry
        for entry in entries
        if entry.type == CalendarYearsLoaded.TYPE and entry.cause == undo.cause
    ]
    if not own:
        return None
    later = [entry.type for entry in entries if entry.version > own[-1].version]
    if later not in ([], [CalendarYearsWithdrawn.TYPE]):
        return None
    return WithdrawCalendarYears(id=undo.id, reason=undo.reason, expected_version=own[-1].version)


WAYS: Mapping[Kind, Callable[[Undo], Command | None]] = {
    Kind.CASES: _take_case,
    Kind.HISTORY: _take_case,
    Kind.HOUSEHOLDS: _close_household,
    Kind.UNITS: _close_unit,
    Kind.POSTS: _take_post,
    Kind.CALENDAR: _withdraw_calendar,
}
