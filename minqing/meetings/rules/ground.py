"""What the rules of a meeting stand on: its mechanism, its kind, the working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from minqing.kernel.cadences import Cadence, list_windows
from minqing.kernel.calendar import CalendarYearMissing, WorkCalendar
from minqing.kernel.messages import Frame, Refusal, RefusalKind, States
from minqing.kernel.periods import DayPeriod
from minqing.mechanisms.public import Pack, Packs
from minqing.meetings.agenda import find_place, find_source, get_section, may_stand
from minqing.meetings.pack import KindOfMeeting, MeetingsSection
from minqing.meetings.rules import refusals as no
from minqing.meetings.state import MeetingState
from minqing.meetings.terms import MEETING_STATUS_ZH, MeetingStatus
from minqing.org.public import Directory

LONGEST_TITLE, LONGEST_THEME, LONGEST_REASON, LONGEST_WORDS = 60, 60, 200, 2000


class Ground(msgspec.Struct, frozen=True):
    """A meeting with what its mechanism says of its kind, and the organisation of today."""

    state: MeetingState
    kind: KindOfMeeting
    section: MeetingsSection
    directory: Directory
    packs: Packs
    frame: Frame

    @property
    def calendar(self) -> WorkCalendar:
        return self.frame.view(WorkCalendar)

    @property
    def stream(self) -> str:
        return f"meeting:{self.state.id}"


def get_ground(state: MeetingState, frame: Frame) -> Ground:
    """Return the ground of a meeting: the version of the pack it was called under."""
    packs = frame.view(Packs)
    section = get_section(packs.get(state.pack, state.pack_version))
    kind = section.find_kind(state.kind)
    assert kind is not None, f"pack {state.pack} has lost its meeting {state.kind}"
    return Ground(state, kind, section, frame.view(Directory), packs, frame)


def convenes(directory: Directory, kind: KindOfMeeting, unit: str, frame: Frame) -> bool:
    """Return whether the actor may run the meetings of a unit: it is in his reach, or he holds
    the convenor's role in an office of that place."""
    by = frame.by
    if directory.reaches(by, unit):
        return True
    if not directory.has(by.unit) or not set(by.roles) & set(kind.convenor):
        return False
    return directory.banner_of(by.unit) == unit


def find_meeting(
    act: str, meeting: str, states: States, frame: Frame, *statuses: MeetingStatus
) -> Ground | Refusal:
    """Return the ground of a meeting that the actor runs and that stands in one of these."""
    state: MeetingState | None = states.get(f"meeting:{meeting}")
    if state is None:
        return no.UNKNOWN(act=act)
    ground = get_ground(state, frame)
    if not convenes(ground.directory, ground.kind, state.unit, frame):
        return no.OUT_OF_REACH(act=act)
    if state.status not in statuses:
        return no.STATUS_WRONG(act=act, status=MEETING_STATUS_ZH[state.status])
    return ground


def is_working(calendar: WorkCalendar, day: date) -> bool:
    """Return whether a day is worked; a year without a table counts Monday to Friday."""
    try:
        return calendar.is_workday(day)
    except CalendarYearMissing:
        return day.isoweekday() <= 5


def count_working_days(calendar: WorkCalendar, after: date, before: date) -> int:
    """Count the working days between two days, both left out."""
    days = ((after + timedelta(days=n)) for n in range(1, max(0, (before - after).days)))
    return sum(is_working(calendar, day) for day in days)


def find_due_day(kind: KindOfMeeting, window: DayPeriod, calendar: WorkCalendar) -> date:
    """Return the usual day of a window: on a day off the working day before it, else after."""
    wanted = min(window.start + timedelta(days=kind.usual_day - 1), window.last)
    before = [wanted - timedelta(days=n) for n in range((wanted - window.start).days + 1)]
    after = [wanted + timedelta(days=n) for n in range(1, (window.last - wanted).days + 1)]
    return next((day for day in (*before, *after) if is_working(calendar, day)), wanted)


def count_turn(pack: Pack, kind: KindOfMeeting, first: date) -> int:
    """Return the number of a window since the mechanism came into force."""
    since = pack.identity.valid_from
    return 0 if first <= since else _count_windows(kind.every, since, first)


@lru_cache(maxsize=256)
def _count_windows(every: Cadence, since: date, first: date) -> int:
    # years of weeks, and all units of a level ask for the same one
    return len(list_windows(every, DayPeriod(since, first)))


def stands_here(ground: Ground, subject: str, state: Any) -> bool:
    """Return whether a subject may be dealt with by this meeting now."""
    place = find_place(subject, state, ground.directory, ground.packs)
    here = ground.state
    return may_stand(place, here.unit, here.kind, ground.section, ground.directory)


def list_concerned(subjects: Iterable[str], states: States, units: Iterable[str]) -> list[str]:
    """Return the units that hold these subjects, and those told of them, each once."""
    found = []
    for subject in subjects:
        source, state = find_source(subject), states.get(subject)
        if source is not None and state is not None:
            found.append(source.unit_of(state))
    return list(dict.fromkeys([*found, *units]))


def check_words(act: str, words: str, most: int = LONGEST_WORDS) -> Refusal | None:
    """Return why a text is not taken: empty, or too long."""
    if not words.strip():
        return no.WORDS_MISSING(act=act)
    return no.WORDS_LONG(act=act, most=most) if len(words) > most else None


def check_reason(act: str, reason: str, missing: RefusalKind = no.REASON_MISSING) -> Refusal | None:
    """Return why a reason is not taken."""
    if not reason.strip():
        return missing(act=act)
    return no.WORDS_LONG(act=act, most=LONGEST_REASON) if len(reason) > LONGEST_REASON else None
