"""What the log must know of peers."""

from __future__ import annotations

from minqing.exchange.models import PeerRow
from minqing.exchange.peers import commands as c
from minqing.exchange.peers import events as e
from minqing.exchange.peers import rules
from minqing.exchange.peers.state import Peers, PeerState
from minqing.log.public import StreamKind, get_states
from minqing.vault.public import delete_value


def forget_replaced(stream: str, event: e.PeerRenewed) -> None:
    """Delete what other keys replaced, in the event's own transaction."""
    delete_value(event.replaces)


def forget_secret(stream: str, event: e.PeerClosed) -> None:
    """Delete the keys of a closed peer, in the event's own transaction."""
    delete_value(event.secret)


def row(peer: str, state: PeerState, snapshots: object) -> tuple[object, ...]:
    """Return the row of a peer."""
    return (peer, state.banner, state.unit, state.source, state.is_open)


PEER = StreamKind(
    name="peer",
    state=PeerState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=c.COMMANDS,
    events=e.PEER_EVENTS,
    table=PeerRow,
    columns=("id", "banner", "unit", "source", "is_open"),
    row=row,
    home=lambda state: state.banner,
    effects={e.PeerRenewed.TYPE: forget_replaced, e.PeerClosed.TYPE: forget_secret},
)


def load_peers() -> Peers:
    """Load the snapshot of the open peers."""
    ids = PeerRow.objects.filter(is_open=True).order_by("id").values_list("id", flat=True)
    return Peers(get_states(f"peer:{peer}" for peer in ids).values())
