"""Needs, decide, evolve of `exchangeday:<peer>.<day>`. Pure."""

from __future__ import annotations

from minqing.exchange.days.commands import RecordDay
from minqing.exchange.days.events import DayReconciled
from minqing.exchange.days.state import DayState
from minqing.exchange.peers.state import PeerState
from minqing.kernel.messages import Decided, Decision, Frame, RefusalKind, States

SYSTEM_ONLY = RefusalKind("day-system-only", "不能登记对账结果：对账由系统进行。请使用“重新对账”。")
PEER_UNKNOWN = RefusalKind("day-peer-unknown", "不能登记对账结果：没有这个对接单位。请刷新页面。")
NOTHING_NEW = RefusalKind("day-nothing-new", "不必再次登记对账结果：与上次相同。无需处理。")

REFUSALS = tuple(one for one in list(vars().values()) if isinstance(one, RefusalKind))


def name_stream(peer: str, day: object) -> str:
    """Return the stream of one day of one peer."""
    return f"exchangeday:{peer}.{day}"


def needs(command: RecordDay) -> tuple[str, ...]:
    """The day's own stream, and the peer."""
    return (name_stream(command.peer, command.day), f"peer:{command.peer}")


def decide(command: RecordDay, states: States, frame: Frame) -> Decision:
    """Record a comparison that says something new."""
    stream, peer_stream = needs(command)
    if frame.by.kind != "system":
        return SYSTEM_ONLY()
    peer: PeerState | None = states[peer_stream]
    if peer is None:
        return PEER_UNKNOWN()
    known: DayState | None = states[stream]
    found = (command.ours, command.theirs, command.differences, command.more)
    if known is not None and found == (
        known.ours,
        known.theirs,
        known.differences,
        known.more,
    ):
        return NOTHING_NEW()
    event = DayReconciled(
        at=frame.now,
        peer=peer.id,
        home=peer.banner,
        day=command.day,
        ours=command.ours,
        theirs=command.theirs,
        differences=command.differences,
        more=command.more,
    )
    return [Decided(stream, event)]


def evolve(state: DayState | None, event: DayReconciled) -> DayState:
    """Fold: the newest comparison counts."""
    return DayState(
        at=event.at,
        peer=event.peer,
        home=event.home,
        day=event.day,
        ours=event.ours,
        theirs=event.theirs,
        differences=event.differences,
        more=event.more,
    )
