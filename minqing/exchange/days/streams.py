"""What the log must know of the books of days."""

from __future__ import annotations

from minqing.exchange.days import rules
from minqing.exchange.days.commands import RecordDay
from minqing.exchange.days.events import DAY_EVENTS
from minqing.exchange.days.state import DayState
from minqing.exchange.models import DayRow
from minqing.log.public import StreamKind


def row(name: str, state: DayState, snapshots: object) -> tuple[object, ...]:
    """Return the row of a day."""
    count = len(state.differences) + state.more
    return (name, state.peer, state.day, state.at, state.agrees, count)


DAY = StreamKind(
    name="exchangeday",
    state=DayState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=(RecordDay,),
    events=DAY_EVENTS,
    table=DayRow,
    columns=("id", "peer", "day", "at", "agrees", "differences"),
    row=row,
    home=lambda state: state.home,
)
