"""How the log knows spot checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.log.public import StreamKind
from minqing.meetings.commitments.checks import rules
from minqing.meetings.commitments.models import SpotCheck

COLUMNS = ("id", "home", "unit", "count", "announced_at", "drawn_at")


def check_row(
    check: str, state: rules.CheckState, snapshots: Mapping[type, Any]
) -> tuple[Any, ...]:
    return (check, state.home, state.unit, state.count, state.announced_at, state.drawn_at)


SPOTCHECK = StreamKind(
    name="spotcheck",
    state=rules.CheckState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=rules.COMMANDS,
    events=rules.EVENTS,
    table=SpotCheck,
    columns=COLUMNS,
    row=check_row,
    home=lambda state: state.home,
)
