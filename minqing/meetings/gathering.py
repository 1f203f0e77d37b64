"""What stands on whose agenda at this moment, read from the states themselves.

For whoever cannot wait for the derived records (`standing.py`): a simulated year, whose derived
tables are written at its end. The same functions decide as in the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from minqing.kernel.cadences import find_window
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.periods import DayPeriod
from minqing.log.public import get_snapshot, get_states
from minqing.mechanisms.public import Pack, Packs
from minqing.meetings.agenda import find_meetings, find_place, find_source, get_section, rank
from minqing.meetings.pack import KindOfMeeting
from minqing.meetings.rules.ground import find_due_day
from minqing.org.public import Directory


class Gathered(msgspec.Struct, frozen=True):
    """A subject that stands on an agenda, with its state; `order`: its place there."""

    subject: str
    state: Any
    order: int


def gather(subjects: Iterable[str]) -> dict[tuple[str, str], list[Gathered]]:
    """Return what stands where: by unit and kind of meeting, weightiest first."""
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    found: dict[tuple[str, str], list[Gathered]] = {}
    for subject, state in get_states(list(subjects)).items():
        source, place = find_source(subject), find_place(subject, state, directory, packs)
        if source is None or place is None:
            continue
        order = rank(place.why, source.weigh(state))
        found.setdefault((place.unit, place.kind), []).append(Gathered(subject, state, order))
    for agenda in found.values():
        agenda.sort(key=lambda one: (one.order, one.subject))
    return found


def find_kinds(unit: str) -> tuple[Pack, tuple[KindOfMeeting, ...]] | None:
    """Return the mechanism whose meetings are held at a unit, with their kinds."""
    pack = find_meetings(get_snapshot(Directory), get_snapshot(Packs), unit)
    return None if pack is None else (pack, get_section(pack).kinds)


def find_usual_day(
    kind: KindOfMeeting, day: date, calendar: WorkCalendar
) -> tuple[DayPeriod, date] | None:
    """Return the window of a day and the usual day of sitting in it, None without a window."""
    window = find_window(kind.every, day)
    return None if window is None else (window, find_due_day(kind, window, calendar))
