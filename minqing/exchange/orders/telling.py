"""What the sender of an order is told: a follower fills the outbox, words are opened when sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from minqing.cases import public as cases
from minqing.exchange.days.reconciling import make_our_book, read_book, reconcile, write_book
from minqing.exchange.models import OrderRow, Outgoing
from minqing.exchange.orders import events as e
from minqing.exchange.orders.state import OrderState
from minqing.exchange.orders.terms import OrderStatus, Told
from minqing.exchange.outbox.sending import NotReady, Ready, keep
from minqing.exchange.outbox.terms import RECONCILE, SendState
from minqing.exchange.peers.state import Peers, PeerState
from minqing.exchange.peers.terms import PeerSecret
from minqing.exchange.wire.calling import Answered
from minqing.kernel.ids import derived_id
from minqing.kernel.periods import local_day
from minqing.log.public import LogEntry, get_snapshot, get_state, submit
from minqing.org.public import Directory, system_actor
from minqing.vault.public import open_value

OF_STEP: Mapping[cases.Step, Told] = {
    cases.Step.SORTED: Told.IN_HAND,
    cases.Step.ANSWERED: Told.ANSWERED,
    cases.Step.REOPENED: Told.REOPENED,
    cases.Step.STRUCK_OFF: Told.STRUCK_OFF,
    cases.Step.WITHDRAWN: Told.STRUCK_OFF,
}
"""Which steps of a case its sender is told."""

OF_ORDER: Mapping[str, Told] = {
    e.OrderAccepted.TYPE: Told.ACCEPTED,
    e.OrderReturned.TYPE: Told.RETURNED,
}
FOLLOWED = (*OF_ORDER, *(kind for kind, step in cases.STEPS.items() if step in OF_STEP))
MOST_OF_ANSWER = 4 * 1024 * 1024


class Status(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What we tell of an order. `id` stays the same when it is sent again; of two messages of one
    number the higher `position` is the later one, in whatever order they come."""

    id: str
    position: int
    number: str
    status: Told
    at: datetime
    receipt: str = ""
    unit: str = ""
    due_at: datetime | None = None
    outcome: str = ""
    text: str = ""


# ---------------------------------------------------------------- filling the outbox
def prepare(entries: Sequence[LogEntry]) -> list[Outgoing]:
    """Return the messages that follow from entries, read before the writers' lock."""
    peers = get_snapshot(Peers)
    if not peers:
        return []
    of_cases = _find_orders([entry.stream for entry in entries])
    return [
        _draw(entry, told, order, state, peer)
        for entry, told, order in _list_told(entries, of_cases)
        if (state := _get(order)) is not None
        if (peer := peers.find(state.peer)) is not None
        if peer.host and entry.recorded_at >= peer.opened_at
    ]


def _find_orders(streams: Sequence[str]) -> dict[str, str]:
    wanted = {one.partition(":")[2] for one in streams if one.startswith("case:")}
    rows = OrderRow.objects.filter(case__in=wanted, status=OrderStatus.ACCEPTED.value)
    return {f"case:{case}": order for case, order in rows.values_list("case", "id")}


def _list_told(
    entries: Sequence[LogEntry], of_cases: Mapping[str, str]
) -> Iterator[tuple[LogEntry, Told, str]]:
    for entry in entries:
        kind = type(entry.event).TYPE
        if kind in OF_ORDER:
            yield entry, OF_ORDER[kind], entry.stream.partition(":")[2]
        elif entry.stream in of_cases and not _leaves_silently(entry.stream):
            yield entry, OF_STEP[cases.STEPS[kind]], of_cases[entry.stream]


def _leaves_silently(stream: str) -> bool:
    state: cases.CaseState | None = get_state(stream)
    return state is None or cases.show_outside(state) is None


def _get(order: str) -> OrderState | None:
    found: OrderState | None = get_state(f"order:{order}")
    return found


def _draw(entry: LogEntry, told: Told, order: str, state: OrderState, peer: PeerState) -> Outgoing:
    # not from the position: after a restore another entry may stand there
    cause = (entry.stream, entry.version, entry.command_id, entry.command_seq)
    return Outgoing(
        id=derived_id("exchange-told", *cause),
        target=f"peer:{peer.id}",
        unit=peer.unit,
        kind=told.value,
        subject=f"order:{order}",
        number=state.number,
        position=entry.position,
        made_on=local_day(entry.recorded_at),
        made_at=entry.recorded_at,
        due_at=entry.recorded_at,
        state=SendState.WAITING.value,
    )


def fill(entries: Sequence[LogEntry], messages: Sequence[Outgoing]) -> None:
    """Put messages into the outbox."""
    keep(messages)


# ---------------------------------------------------------------- making them ready
def open_secret(peer: PeerState) -> PeerSecret:
    """Return address and keys of a peer; empty ones when they are gone."""
    value = open_value(peer.secret) if peer.secret else None
    return PeerSecret() if value is None else msgspec.convert(value, PeerSecret)


def make_ready(message: Outgoing, now: datetime) -> Ready:
    """Return a message to a peer, signed material and all; raises NotReady."""
    peer = get_snapshot(Peers).find(message.target.partition(":")[2])
    secret = PeerSecret() if peer is None else open_secret(peer)
    if peer is None or not secret.address:
        raise NotReady("closed")
    if message.kind == RECONCILE:
        book = write_book(make_our_book(peer.id, _day(message)))
        return Ready(f"{secret.address}/reconcile", secret.ours, book, MOST_OF_ANSWER)
    body = msgspec.json.encode(_say(message))
    return Ready(f"{secret.address}/status", secret.ours, body)


def _day(message: Outgoing) -> date:
    return date.fromisoformat(msgspec.json.decode(message.params)["day"])


def _say(message: Outgoing) -> Status:
    order = _get(message.subject.partition(":")[2])
    if order is None:
        raise NotReady("broken")
    told = Told(message.kind)
    said: dict[str, Any] = {"receipt": order.receipt}
    if told is Told.RETURNED:
        said["text"] = str(open_value(order.reason) or "")
    elif told is not Told.ACCEPTED:
        said |= _say_case(order, told)
    return Status(
        id=message.id,
        position=message.position,
        number=order.number,
        status=told,
        at=message.made_at,
        **said,
    )


def _say_case(order: OrderState, told: Told) -> dict[str, Any]:
    state: cases.CaseState | None = get_state(f"case:{order.case}")
    shown = None if state is None else cases.show_outside(state)
    if state is None or shown is None:
        raise NotReady("silent")
    directory = get_snapshot(Directory)
    unit = directory.unit(shown.unit).name if directory.has(shown.unit) else ""
    said: dict[str, Any] = {"receipt": shown.receipt, "unit": unit, "due_at": shown.due_at}
    if told in (Told.ANSWERED, Told.STRUCK_OFF):
        said["outcome"] = shown.outcome
    if told is Told.ANSWERED:
        said["text"] = cases.open_reply_outside(state)
    return said


# ---------------------------------------------------------------- what follows
def follow(message: Outgoing, answer: Answered, now: datetime) -> str:
    """Take in what a peer answered: its own book, or that it has the answer of a case."""
    if message.kind == RECONCILE:
        try:
            book = read_book(answer.body)
        except (msgspec.DecodeError, RecursionError):
            return "answer-wrong"
        if book.day != _day(message):  # a book of another day says nothing of the one asked for
            return "answer-wrong"
        reconcile(message.target.partition(":")[2], book, now=now)
    elif message.kind == Told.ANSWERED.value:
        _note_answered(message, now)
    return ""


def _note_answered(message: Outgoing, now: datetime) -> None:
    """End the sender's own clock; where that ended already, nothing changes."""
    order = _get(message.subject.partition(":")[2])
    state: cases.CaseState | None = None if order is None else get_state(f"case:{order.case}")
    if state is None or state.external is None or state.external.answered_at is not None:
        return
    wish = cases.SendAnswerBack(
        id=derived_id("exchange-answered", message.id),
        case=state.id,
        answer_number=message.id,
    )
    submit([wish], by=system_actor("exchange"), now=now)
