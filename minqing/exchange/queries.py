"""Reads of the exchange for a viewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec
from django.db.models import Count, QuerySet

from minqing.exchange.days.asking import ask_again
from minqing.exchange.days.rules import name_stream
from minqing.exchange.days.state import DayState
from minqing.exchange.hooks.state import Hooks, HookState
from minqing.exchange.models import DayRow, OrderRow, Outgoing
from minqing.exchange.orders.state import OrderState
from minqing.exchange.orders.terms import Open, OrderStatus, OrderWords
from minqing.exchange.outbox.terms import SendState
from minqing.exchange.peers.state import Peers, PeerState
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, get_state, get_states, write_transaction
from minqing.org.public import Directory
from minqing.vault.public import open_values

MOST_HELD = 100
MOST_DAYS = 200


class HeldOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A work order that waits for a person. `words`: None when they were erased."""

    id: str
    peer: str
    peer_title: str
    number: str
    case: str
    root: str
    unit: str
    category: str
    open: tuple[Open, ...]
    issued_at: datetime
    due_at: datetime | None
    words: OrderWords | None


class DayShown(msgspec.Struct, frozen=True, kw_only=True):
    """One day of one peer as both sides counted it."""

    peer: str
    title: str
    state: DayState


class Undelivered(msgspec.Struct, frozen=True, kw_only=True):
    """Messages to one target that stand in one state for one cause."""

    target: str
    state: SendState
    code: str
    count: int


# ---------------------------------------------------------------- peers
def list_peers(viewer: Actor) -> list[PeerState]:
    """Return the open peers whose units are in reach."""
    directory = get_snapshot(Directory)
    return [one for one in get_snapshot(Peers).all() if directory.reaches(viewer, one.unit)]


def find_peer(viewer: Actor, peer: str) -> PeerState | None:
    """Return an open peer in reach, None when there is none of that id."""
    return next((one for one in list_peers(viewer) if one.id == peer), None)


def list_hooks(viewer: Actor) -> list[HookState]:
    """Return the open hooks whose units are in reach."""
    directory = get_snapshot(Directory)
    return [one for one in get_snapshot(Hooks).all() if directory.reaches(viewer, one.unit)]


# ---------------------------------------------------------------- held orders
def list_held(viewer: Actor) -> list[HeldOrder]:
    """Return the work orders that wait for this viewer, what is due first; at most MOST_HELD."""
    rows = _held(viewer).order_by("due_at", "issued_at", "id")[:MOST_HELD]
    states: Mapping[str, OrderState] = get_states(f"order:{row.id}" for row in rows)
    words = open_values(state.words for state in states.values())
    titles = _list_titles({state.peer for state in states.values()})
    return [
        _draw(row.id, states[f"order:{row.id}"], words, titles)
        for row in rows
        if f"order:{row.id}" in states
    ]


def _list_titles(peers: set[str]) -> dict[str, str]:
    found: Mapping[str, PeerState] = get_states(f"peer:{one}" for one in peers)
    return {state.id: state.title for state in found.values()}


def _draw(
    order: str, state: OrderState, words: Mapping[str, object], titles: Mapping[str, str]
) -> HeldOrder:
    value = words.get(state.words)
    return HeldOrder(
        id=order,
        peer=state.peer,
        peer_title=titles.get(state.peer, ""),
        number=state.number,
        case=state.case,
        root=state.root,
        unit=state.unit,
        category=state.category,
        open=state.open,
        issued_at=state.issued_at,
        due_at=state.due_at,
        words=None if value is None else msgspec.convert(value, OrderWords),
    )


def count_held(viewer: Actor) -> int:
    """Return how many work orders wait for this viewer."""
    return _held(viewer).count()


def _held(viewer: Actor) -> QuerySet[OrderRow]:
    directory = get_snapshot(Directory)
    waiting = OrderRow.objects.filter(status=OrderStatus.HELD.value)
    roots = waiting.values_list("root", flat=True).order_by("root").distinct()
    reached = [root for root in roots if directory.reaches(viewer, root)]
    return waiting.filter(root__in=reached)


# ---------------------------------------------------------------- books of days
def list_days(viewer: Actor) -> list[DayShown]:
    """Return the compared days of peers in reach, newest first; at most MOST_DAYS."""
    peers = {one.id: one for one in list_peers(viewer)}
    rows = DayRow.objects.filter(peer__in=peers).order_by("-day", "peer")[:MOST_DAYS]
    states: Mapping[str, DayState] = get_states(f"exchangeday:{row.id}" for row in rows)
    return [
        DayShown(peer=row.peer, title=peers[row.peer].title, state=states[f"exchangeday:{row.id}"])
        for row in rows
        if f"exchangeday:{row.id}" in states
    ]


def find_day(viewer: Actor, peer: str, day: date) -> DayShown | None:
    """Return one compared day of a peer in reach."""
    found = find_peer(viewer, peer)
    state: DayState | None = None if found is None else get_state(name_stream(peer, day))
    if found is None or state is None:
        return None
    return DayShown(peer=peer, title=found.title, state=state)


def ask_for_book(viewer: Actor, peer: str, day: date, *, now: datetime) -> bool:
    """Ask a peer in reach for its book of a day again; False when there is none of that id."""
    found = find_peer(viewer, peer)
    if found is None or not found.host:
        return False
    ask_again(found, day, now)
    return True


def find_orders(peer: str, numbers: Sequence[str]) -> dict[str, str]:
    """Return the cases of numbers of a peer, "" where there is none; for lists of differences."""
    rows = OrderRow.objects.filter(peer=peer, number__in=list(numbers))
    accepted = OrderStatus.ACCEPTED.value
    listed = rows.values_list("number", "case", "status")
    return {number: case if status == accepted else "" for number, case, status in listed}


# ---------------------------------------------------------------- what did not arrive
def list_undelivered(viewer: Actor, kind: str) -> list[Undelivered]:
    """Return how many messages to `peer` or `hook` targets in reach stand where."""
    rows = (
        _reached(viewer, kind)
        .values_list("target", "state", "code")
        .annotate(count=Count("id"))
        .order_by("target", "state", "code")
    )
    return [
        Undelivered(target=target, state=SendState(state), code=code, count=count)
        for target, state, code, count in rows
    ]


def settle_undelivered(viewer: Actor, target: str, code: str, *, again: bool, now: datetime) -> int:
    """Send the given-up messages of one target and cause again, or leave them; how many."""
    kind = target.partition(":")[0]
    dead = _reached(viewer, kind).filter(target=target, state=SendState.DEAD.value, code=code)
    with write_transaction():
        if again:
            return dead.update(state=SendState.WAITING.value, attempts=0, due_at=now)
        return dead.update(state=SendState.DROPPED.value, code="given-up", answered_at=now)


def count_dead() -> int:
    """Return how many messages to other systems were given up and wait for a person."""
    return Outgoing.objects.filter(state=SendState.DEAD.value).count()


def _reached(viewer: Actor, kind: str) -> QuerySet[Outgoing]:
    directory = get_snapshot(Directory)
    rows = Outgoing.objects.filter(target__startswith=f"{kind}:")
    units = rows.values_list("unit", flat=True).order_by("unit").distinct()
    return rows.filter(unit__in=[unit for unit in units if directory.reaches(viewer, unit)])
