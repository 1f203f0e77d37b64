"""Reminding holders before a deadline is missed: one reminder a day for a post, not one a case.

What is near is found by the stored moment at which a clock becomes “soon”; quiet hours and
“once a day” are decided by `notices`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from minqing.cases.clocks_of_case import URGED, due_moment, soon_moment
from minqing.cases.models import Case
from minqing.cases.rules.ground import Directory, WorkCalendar
from minqing.cases.state import CaseState
from minqing.cases.terms import ClockName
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot, get_states
from minqing.notices.public import (
    MOST_ITEMS,
    ReminderItem,
    RemindPost,
    list_not_quiet,
    list_reminded,
)


def remind_holders(now: datetime, limit: int) -> Sequence[Command]:
    """Return a reminder for every post that has something near and was not reminded today.

    The one who answers for a vacant post is reminded. The id derives from post and day, so
    two workers remind once.
    """
    directory, day = get_snapshot(Directory), local_day(now)
    near = _list_near(now, directory)
    reminded = list_reminded(day)
    open_posts = {post for post in near if post not in reminded}
    units = {post: directory.post(post).unit for post in open_posts}
    free = list_not_quiet(units.values(), now=now)
    posts = sorted(post for post in open_posts if units[post] in free)[:limit]
    found = (_make(post, units[post], near[post], now) for post in posts)
    return [command for command in found if command is not None]


def _list_near(now: datetime, directory: Directory) -> dict[str, list[str]]:
    """Return the cases that are near by the post that answers for them, soonest first."""
    rows = (
        Case.objects.filter(urge_at__lte=now)
        .order_by("urge_at", "id")
        .values_list("holder_post", "id")
    )
    found: dict[str, list[str]] = defaultdict(list)
    for holder, case in rows:
        answering = directory.accountable(holder) if directory.has_post(holder) else None
        if answering:
            found[answering].append(case)
    return found


def _make(post: str, unit: str, cases: Sequence[str], now: datetime) -> RemindPost | None:
    states = get_states(f"case:{case}" for case in cases[:MOST_ITEMS])
    items = [item for state in states.values() for item in list_near_clocks(state, now)]
    if not items:
        return None
    items.sort(key=lambda item: (item.due_at, item.subject))
    day = local_day(now)
    return RemindPost(
        id=derived_id("cases-remind-holders", post, day),
        post=post,
        unit=unit,
        day=day,
        count=max(len(cases), len(items)),
        items=tuple(items[:MOST_ITEMS]),
    )


def list_near_clocks(state: CaseState, now: datetime) -> list[ReminderItem]:
    """Return the near clocks of a case that its holder can still keep: ours, the source's."""
    calendar, found = get_snapshot(WorkCalendar), []
    clock, external = state.clock, state.external
    if clock is not None and clock.name in URGED and state.breach is None:
        found.append((clock.name, due_moment(clock, calendar), clock.rule.soon))
    if external is not None and external.is_running and external.due_at is not None:
        found.append((ClockName.EXTERNAL, external.due_at, external.soon))
    return [
        ReminderItem(f"case:{state.id}", name.value, due)
        for name, due, soon in found
        if (begins := soon_moment(due, soon, calendar)) is not None and begins <= now < due
    ]
