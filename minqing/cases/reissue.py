"""Which deadlines a calendar would move before it is loaded: by day and number, never by case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import msgspec

from minqing.cases.models import Case
from minqing.cases.state import CaseState
from minqing.kernel.calendar import LOCAL, WorkCalendar
from minqing.kernel.clocks import ClockRun, list_moved
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_states

MOST_LOOKED_AT = 2000
"""Living cases looked at, by deadline; more would keep a page waiting. Source: ours."""
A_MOMENT = timedelta(microseconds=1)


class MovedDay(msgspec.Struct, frozen=True):
    """So many deadlines that end on `was` would end on `now`; None: no calendar reaches it."""

    was: date | None
    now: date | None
    count: int


class Moving(msgspec.Struct, frozen=True, kw_only=True):
    """The deadlines that would move. `capped`: there are more living cases than were looked at."""

    days: tuple[MovedDay, ...] = ()
    capped: bool = False

    @property
    def count(self) -> int:
        return sum(one.count for one in self.days)


def list_moving(viewer: Actor, old: WorkCalendar, new: WorkCalendar, *, first: date) -> Moving:
    """Return what moves when `new` takes the place of `old`; `first`: the first day that differs.

    For whoever may load calendars, who need not see any case. A deadline before `first` stays.
    """
    if "CALENDAR_LOAD" not in viewer.permissions:
        return Moving()
    begin = datetime.combine(first, time.min, LOCAL)
    rows = Case.objects.filter(living=True, due_at__gte=begin).order_by("due_at")
    keys = list(rows.values_list("id", flat=True)[: MOST_LOOKED_AT + 1])
    states = get_states(f"case:{key}" for key in keys[:MOST_LOOKED_AT])
    runs = (run for state in states.values() for run in _list_runs(state))
    moved = Counter((_day(one.was), _day(one.now)) for one in list_moved(runs, old, new))
    days = sorted(moved.items(), key=lambda item: (item[0][0] or date.max, item[0][1] or date.max))
    return Moving(
        days=tuple(MovedDay(was, now, count) for (was, now), count in days),
        capped=len(keys) > MOST_LOOKED_AT,
    )


def _list_runs(state: CaseState) -> Iterator[ClockRun]:
    for clock in (state.clock, state.promise if state.told_at is None else None):
        if clock is not None:
            yield ClockRun(
                key=f"{state.id} {clock.name}",
                rule=clock.rule,
                started_at=clock.started_at,
                pauses=clock.pauses,
                extensions=clock.extensions,
            )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else local_day(moment - A_MOMENT)
