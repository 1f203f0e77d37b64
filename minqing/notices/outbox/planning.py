"""When a message may leave: quiet hours, the budget of a day, the next digest. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import msgspec

from minqing.kernel.calendar import WorkCalendar
from minqing.notices.pack import NoticesSection
from minqing.notices.rules import LOCAL, is_quiet

LOOK_AHEAD = 40
"""Days looked ahead for a moment that is not quiet; the longest holiday has nine."""


class Act(StrEnum):
    """What is to be done with a message now."""

    SEND = "send"
    WAIT = "wait"
    HOLD = "hold"


class Step(msgspec.Struct, frozen=True):
    """An act, and the moment to look again."""

    act: Act
    until: datetime | None = None


def plan(
    section: NoticesSection,
    *,
    now: datetime,
    calendar: WorkCalendar,
    urgent: bool,
    staff: bool,
    spent: int,
    exempt: bool,
) -> Step:
    """Return what to do with one message.

    1. what is urgent leaves at once;
    2. in quiet hours it waits for their end (days off are quiet for officials only);
    3. when the day's budget is spent it is held for the next digest.

    `spent`: interruptions of this person today. `exempt`: a digest, which the budget led to.
    """
    if urgent:
        return Step(Act.SEND)
    if is_quiet(section, now, calendar, at_work=staff):
        return Step(Act.WAIT, find_quiet_end(section, now, calendar, at_work=staff))
    if not exempt and spent >= section.budget:
        return Step(Act.HOLD, find_digest(section, now, calendar, at_work=staff))
    return Step(Act.SEND)


def find_quiet_end(
    section: NoticesSection, now: datetime, calendar: WorkCalendar, *, at_work: bool
) -> datetime:
    """Return the first moment from now on that is not quiet."""
    local = now.astimezone(LOCAL)
    ends = sorted({time(0, 0), *(time.fromisoformat(span.end) for span in section.quiet)})
    for day in _days(local):
        for end in ends:
            moment = datetime.combine(day, end, LOCAL)
            if moment > local and not is_quiet(section, moment, calendar, at_work=at_work):
                return moment.astimezone(now.tzinfo)
    return now + timedelta(days=1)  # a pack that is always quiet: ask again tomorrow


def find_digest(
    section: NoticesSection, now: datetime, calendar: WorkCalendar, *, at_work: bool
) -> datetime:
    """Return the next moment at which what waits goes out as one, never a quiet one."""
    local = now.astimezone(LOCAL)
    times = sorted(time.fromisoformat(one) for one in section.digests) or [time(9, 0)]
    for day in _days(local):
        for at in times:
            moment = datetime.combine(day, at, LOCAL)
            if moment > local and not is_quiet(section, moment, calendar, at_work=at_work):
                return moment.astimezone(now.tzinfo)
    return find_quiet_end(section, now, calendar, at_work=at_work)


def find_retry(section: NoticesSection, now: datetime, attempts: int) -> datetime | None:
    """Return when to try again after so many attempts, None when it is given up."""
    if attempts > len(section.retry):
        return None
    return now + timedelta(minutes=section.retry[attempts - 1])


def _days(local: datetime) -> Iterator[date]:
    return (local.date() + timedelta(days=number) for number in range(LOOK_AHEAD))
