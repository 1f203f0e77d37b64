"""How the log knows households."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.households import rules
from minqing.households.commands import COMMANDS
from minqing.households.events import EVENTS
from minqing.households.models import Household
from minqing.households.state import HouseholdState
from minqing.log.public import StreamKind
from minqing.org.public import Directory

LEVELS = ("league", "banner", "town", "village")
COLUMNS = (
    "id", "unit", "presence", "members", "head_ref", "address_ref", "post", "closed",
    "support", "villagers_group", *LEVELS,
)  # fmt: skip


def household_row(
    household: str, state: HouseholdState, snapshots: Mapping[type, Any]
) -> tuple[Any, ...]:
    """Return the row in the order of COLUMNS."""
    directory: Directory = snapshots[Directory]
    levels = directory.levels(state.unit) if directory.has(state.unit) else {}
    return (
        household, state.unit, state.presence.value, state.members, state.head, state.address,
        state.post, state.closed.value if state.closed else "", state.support.value, state.group,
        *(levels.get(level, "") for level in LEVELS),
    )  # fmt: skip


HOUSEHOLD = StreamKind(
    name="household",
    state=HouseholdState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=COMMANDS,
    events=EVENTS,
    table=Household,
    columns=COLUMNS,
    row=household_row,
    derived=LEVELS,
    home=lambda state: state.home,
    version=2,
)
