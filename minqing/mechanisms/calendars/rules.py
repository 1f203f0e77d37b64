"""Loading a year's notice, declaring regional days: stream `calendar:cn` (norms.md, 1).

Every load is a new version; a re-issued year replaces the old one, and deadlines that move
are listed (`minqing.mechanisms.calendars.snapshot`). Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

from minqing.kernel.calendar import RegionalDay, parse_regional_days
from minqing.kernel.day_table import CalendarFileRefused, parse_day_table
from minqing.kernel.errors import KernelRefused
from minqing.kernel.messages import (
    Command,
    Decided,
    Decision,
    Event,
    Frame,
    RefusalKind,
    States,
)

KEY = "cn"
STREAM = f"calendar:{KEY}"
FIRST_LOADED_VERSION = 2
"""Version 1 is the packaged table."""

NOTHING_NEW = RefusalKind(
    "calendar-unchanged", "没有装入工作日历：文件内容与现行第{version}版相同。"
)

NOTHING_LOADED = RefusalKind(
    "calendar-nothing-loaded", "不能撤回工作日历：现行的是随程序附带的一版。无需办理。"
)


class LoadCalendarYears(Command, frozen=True, kw_only=True):
    """Load whole years from a csv text (columns as in the packaged day table)."""

    TYPE: ClassVar[str] = "calendar.load-years"
    PERMISSION: ClassVar[str] = "CALENDAR_LOAD"

    text: str
    notice: str


class DeclareRegionalDays(Command, frozen=True, kw_only=True):
    """Declare the days a region keeps otherwise (放假办法 Article 4): csv text, whole list."""

    TYPE: ClassVar[str] = "calendar.declare-regional-days"
    PERMISSION: ClassVar[str] = "CALENDAR_LOAD"

    text: str
    notice: str


class WithdrawCalendarYears(Command, frozen=True, kw_only=True):
    """Take the newest loaded file back: what held before it holds again.

    Only while nothing was loaded or declared since; `expected_version` of the stream sees to it.
    """

    TYPE: ClassVar[str] = "calendar.withdraw-years"
    PERMISSION: ClassVar[str] = "CALENDAR_LOAD"

    reason: str


class CalendarYearsLoaded(Event, frozen=True, kw_only=True):
    """These years hold from now on; `notice`: the document they come from."""

    TYPE: ClassVar[str] = "calendar.years-loaded@1"

    text: str
    notice: str
    years: tuple[int, ...]


class RegionalDaysDeclared(Event, frozen=True, kw_only=True):
    """These regional days replace the list that held before."""

    TYPE: ClassVar[str] = "calendar.regional-days-declared@1"

    text: str
    notice: str


class CalendarYearsWithdrawn(Event, frozen=True, kw_only=True):
    """The newest loaded file holds no more."""

    TYPE: ClassVar[str] = "calendar.years-withdrawn@1"

    reason: str


class CalendarState(msgspec.Struct, frozen=True):
    """Loaded texts in order, the regional days in force, how many files were taken back."""

    loads: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    regional: str = ""
    withdrawn: int = 0

    @property
    def version(self) -> int:
        return FIRST_LOADED_VERSION - 1 + len(self.notices)


def needs(
    command: LoadCalendarYears | DeclareRegionalDays | WithdrawCalendarYears,
) -> tuple[str, ...]:
    """The one calendar stream."""
    return (STREAM,)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Refuse an unreadable file with its row and column; nothing is half loaded."""
    state: CalendarState = states[STREAM] or CalendarState()
    if isinstance(command, WithdrawCalendarYears):
        if not state.loads:
            return NOTHING_LOADED()
        return [Decided(STREAM, CalendarYearsWithdrawn(reason=command.reason.strip()))]
    try:
        if isinstance(command, DeclareRegionalDays):
            parse_regional_days(command.text)
            if command.text == state.regional:
                return NOTHING_NEW(version=state.version)
            declared = RegionalDaysDeclared(text=command.text, notice=command.notice)
            return [Decided(STREAM, declared)]
        table = parse_day_table(command.text, version=state.version + 1)
    except (CalendarFileRefused, KernelRefused) as error:
        return error.refusal
    if command.text in state.loads[-1:]:
        return NOTHING_NEW(version=state.version)
    loaded = CalendarYearsLoaded(text=command.text, notice=command.notice, years=tuple(table.years))
    return [Decided(STREAM, loaded)]


def evolve(state: CalendarState | None, event: Any) -> CalendarState:
    """Fold one event."""
    state = state or CalendarState()
    if isinstance(event, CalendarYearsWithdrawn):
        notices = (*state.notices, event.reason)
        return replace(
            state, loads=state.loads[:-1], notices=notices, withdrawn=state.withdrawn + 1
        )
    notices = (*state.notices, event.notice)
    if isinstance(event, CalendarYearsLoaded):
        return replace(state, loads=(*state.loads, event.text), notices=notices)
    return replace(state, regional=event.text, notices=notices)


def regional_days(state: CalendarState) -> Sequence[RegionalDay]:
    """Return the regional days in force."""
    return parse_regional_days(state.regional) if state.regional else ()
