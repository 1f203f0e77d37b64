"""What the log must know of cases."""

from __future__ import annotations

from minqing.cases import arrivals, projection, rules
from minqing.cases.commands import COMMANDS
from minqing.cases.events import EVENTS
from minqing.cases.models import Case
from minqing.cases.state import CaseState
from minqing.log.public import StreamKind

CASE = StreamKind(
    name="case",
    state=CaseState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=COMMANDS,
    events=EVENTS,
    table=Case,
    columns=projection.COLUMNS,
    row=projection.row,
    derived=projection.DERIVED,
    home=lambda state: state.home_banner,
    version=4,
)

ARRIVAL = StreamKind(
    name="arrival",
    state=arrivals.ArrivalState,
    evolve=arrivals.evolve,
    decide=arrivals.decide,
    needs=arrivals.needs,
    commands=(),
    events=(arrivals.Arrived,),
)
