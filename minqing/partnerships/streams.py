"""How the log knows projects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.log.public import StreamKind
from minqing.org.public import Directory
from minqing.partnerships import rules
from minqing.partnerships.commands import COMMANDS
from minqing.partnerships.events import EVENTS
from minqing.partnerships.models import Project
from minqing.partnerships.state import ProjectState

LEVELS = ("league", "banner", "town", "village")
COLUMNS = (
    "id", "name", "place", "unit", "year", "fen", "money_unit", "stage", "decided_on",
    "begun_on", "ended_on", "reason", "cases", *LEVELS,
)  # fmt: skip


def project_row(
    project: str, state: ProjectState, snapshots: Mapping[type, Any]
) -> tuple[Any, ...]:
    """Return the row in the order of COLUMNS; the money is what it cost, else what is planned."""
    directory: Directory = snapshots[Directory]
    levels = directory.levels(state.place) if directory.has(state.place) else {}
    money = state.spent or state.money
    return (
        project, state.name, state.place, state.unit, state.year,
        money.fen if money else None, money.unit if money else "", state.stage.value,
        state.decided_on, state.begun_on, state.ended_on, state.reason, len(state.cases),
        *(levels.get(level, "") for level in LEVELS),
    )  # fmt: skip


PROJECT = StreamKind(
    name="project",
    state=ProjectState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=COMMANDS,
    events=EVENTS,
    table=Project,
    columns=COLUMNS,
    row=project_row,
    derived=LEVELS,
    home=lambda state: state.home,
)
