"""What the log must know of notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.log.public import StreamKind
from minqing.notices import rules
from minqing.notices.commands import RemindPost
from minqing.notices.events import Reminded
from minqing.notices.models import Reminder
from minqing.notices.state import ReminderState


def row(post: str, state: ReminderState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a post's newest reminder."""
    return (post, state.day, state.at, state.count)


REMINDER = StreamKind(
    name="reminder",
    state=ReminderState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=(RemindPost,),
    events=(Reminded,),
    table=Reminder,
    columns=("post", "day", "at", "count"),
    row=row,
)
