"""How the log knows excuses and variations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.duties import rules
from minqing.duties.commands import CADENCE_COMMANDS, EXCUSE_COMMANDS
from minqing.duties.events import CADENCE_EVENTS, EXCUSE_EVENTS
from minqing.duties.models import Cadence, Excuse
from minqing.duties.state import CadenceState, ExcuseState
from minqing.log.public import StreamKind


def excuse_row(excuse: str, state: ExcuseState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of an excuse in the order of its columns."""
    return (
        excuse, state.household, state.unit, state.post, state.reason, state.first, state.last,
    )  # fmt: skip


def cadence_row(unit: str, state: CadenceState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a village's cadence in the order of its columns."""
    return (unit, state.variation, state.since, state.post, state.reason)


EXCUSE = StreamKind(
    name="excuse",
    state=ExcuseState,
    evolve=rules.evolve_excuse,
    decide=rules.decide,
    needs=rules.needs,
    commands=EXCUSE_COMMANDS,
    events=EXCUSE_EVENTS,
    table=Excuse,
    columns=("id", "household", "unit", "post", "reason", "first", "last"),
    row=excuse_row,
    home=lambda state: state.home,
)
CADENCE = StreamKind(
    name="cadence",
    state=CadenceState,
    evolve=rules.evolve_cadence,
    decide=rules.decide,
    needs=rules.needs,
    commands=CADENCE_COMMANDS,
    events=CADENCE_EVENTS,
    table=Cadence,
    columns=("unit", "variation", "since", "post", "reason"),
    row=cadence_row,
    home=lambda state: state.home,
)
