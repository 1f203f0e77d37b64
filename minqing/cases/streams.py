"""What the log must know of cases."""

from __future__ import annotations

from minqing.cases import arrivals, projection, rules
from minqing.cases.commands import COMMANDS
from minqing.cases.dispatch_events import PieceAnswered
from minqing.cases.events import EVENTS, CaseReceived
from minqing.cases.events_raiser import FilesAttached, RequestAnswered
from minqing.cases.models import Case
from minqing.cases.state import CaseState
from minqing.log.public import StreamKind
from minqing.vault.public import claim_files, delete_value


def claim(stream: str, event: CaseReceived | FilesAttached | PieceAnswered) -> None:
    """Keep the files that an event names for good, in the event's own transaction."""
    claim_files(name for one in event.files for name in (one.file, one.thumb) if name)


def forget_replaced(stream: str, event: RequestAnswered) -> None:
    """Delete the details that a correction replaced, in the event's own transaction."""
    delete_value(event.replaces)


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
    version=6,
    effects={
        CaseReceived.TYPE: claim,
        FilesAttached.TYPE: claim,
        PieceAnswered.TYPE: claim,
        RequestAnswered.TYPE: forget_replaced,
    },
    idle=lambda event: not (getattr(event, "files", ()) or getattr(event, "replaces", "")),
    shares=True,
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
