"""Reads of notices, for a viewer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, get_state
from minqing.mechanisms.public import Packs
from minqing.notices.models import Reminder
from minqing.notices.rules import LOCAL, find_section, is_quiet
from minqing.notices.state import ReminderState
from minqing.org.public import Directory


def find_reminder(viewer: Actor, *, now: datetime) -> ReminderState | None:
    """Return today's reminder of the viewer's own post, None when there was none."""
    if not viewer.post:
        return None
    found: ReminderState | None = get_state(f"reminder:{viewer.post}")
    today = now.astimezone(LOCAL).date()
    return found if found is not None and found.day == today else None


def list_reminded(day: date) -> set[str]:
    """Return the posts that were reminded on a day."""
    return set(Reminder.objects.filter(day=day).values_list("post", flat=True))


def list_not_quiet(units: Iterable[str], *, now: datetime) -> set[str]:
    """Return those of the units in which somebody may be disturbed now."""
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    calendar = get_snapshot(WorkCalendar)
    answers: dict[str, bool] = {}
    for unit in dict.fromkeys(units):
        banner = directory.banner_of(unit)
        if banner not in answers:
            section = find_section(unit, directory, packs)
            answers[banner] = section is None or not is_quiet(section, now, calendar)
    return {unit for unit in units if answers[directory.banner_of(unit)]}
