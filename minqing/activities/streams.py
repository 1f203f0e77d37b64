"""How the log knows records of what was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.activities import rules
from minqing.activities.commands import COMMANDS
from minqing.activities.events import EVENTS
from minqing.activities.models import Activity
from minqing.activities.state import ActivityState
from minqing.log.public import StreamKind
from minqing.org.public import Directory

LEVELS = ("league", "banner", "town", "village")
COLUMNS = (
    "id", "household", "unit", "post", "kind", "result", "contact", "day", "again_on",
    "corrected", "withdrawn", *LEVELS,
)  # fmt: skip


def activity_row(
    activity: str, state: ActivityState, snapshots: Mapping[type, Any]
) -> tuple[Any, ...]:
    """Return the row in the order of COLUMNS."""
    directory: Directory = snapshots[Directory]
    levels = directory.levels(state.unit) if directory.has(state.unit) else {}
    return (
        activity, state.household, state.unit, state.post, state.kind, state.result,
        state.contact, state.on, state.again_on, state.corrected, state.withdrawn,
        *(levels.get(level, "") for level in LEVELS),
    )  # fmt: skip


ACTIVITY = StreamKind(
    name="activity",
    state=ActivityState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=COMMANDS,
    events=EVENTS,
    table=Activity,
    columns=COLUMNS,
    row=activity_row,
    derived=LEVELS,
    home=lambda state: state.home,
)
