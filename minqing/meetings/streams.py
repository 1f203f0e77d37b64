"""How the log knows meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.log.public import StreamKind
from minqing.meetings import rules
from minqing.meetings.commands import COMMANDS
from minqing.meetings.events import EVENTS
from minqing.meetings.models import Meeting
from minqing.meetings.rules.opening import find_look, owes_minutes
from minqing.meetings.state import MeetingState
from minqing.org.public import Directory

LEVELS = ("league", "banner", "town", "village")
COLUMNS = (
    "id", "pack", "kind", "unit", "status", "is_open", "first", "last", "due_on", "sits_at",
    "announced_at", "public", "short", "began_at", "ended_at", "items", "decided", "commitments",
    "waiting", "convenor_post", "chair_post", "owes_minutes", "minutes_missed", "look_at",
    *LEVELS,
)  # fmt: skip


def meeting_row(
    meeting: str, state: MeetingState, snapshots: Mapping[type, Any]
) -> tuple[Any, ...]:
    """Return the row in the order of COLUMNS."""
    directory: Directory = snapshots[Directory]
    levels = directory.levels(state.unit) if directory.has(state.unit) else {}
    return (
        meeting, state.pack, state.kind, state.unit, state.status.value, state.is_open,
        state.first, state.last, state.due_on, state.sits_at, state.announced_at,
        state.announced_at is not None, state.short, state.began_at, state.ended_at,
        len(state.standing), sum(one.resolved is not None for one in state.standing),
        sum(len(one.commitments) for one in state.outcomes), state.waiting,
        state.convenor_post, state.chair_post, owes_minutes(state), state.minutes_missed,
        find_look(state), *(levels.get(level, "") for level in LEVELS),
    )  # fmt: skip


MEETING = StreamKind(
    name="meeting",
    state=MeetingState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=COMMANDS,
    events=EVENTS,
    table=Meeting,
    columns=COLUMNS,
    row=meeting_row,
    derived=LEVELS,
    home=lambda state: state.home,
)
