"""What the log must know of work orders."""

from __future__ import annotations

from typing import Any

from minqing.exchange.models import OrderRow
from minqing.exchange.orders import commands as c
from minqing.exchange.orders import events as e
from minqing.exchange.orders import rules
from minqing.exchange.orders.state import OrderState
from minqing.kernel.periods import local_day
from minqing.log.public import StreamKind
from minqing.vault.public import delete_value


def forget_words(stream: str, event: Any) -> None:
    """Delete the words of a settled order, in the event's own transaction: an accepted one's
    case has its own, a refused one's sender has them."""
    if event.words:
        delete_value(event.words)


def row(order: str, state: OrderState, snapshots: object) -> tuple[object, ...]:
    """Return the row of a work order."""
    return (
        order,
        state.peer,
        state.home,
        state.root,
        state.number,
        state.case,
        state.status.value,
        state.receipt,
        local_day(state.issued_at),
        state.issued_at,
        state.due_at,
    )


ORDER = StreamKind(
    name="order",
    state=OrderState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=c.COMMANDS,
    events=e.ORDER_EVENTS,
    table=OrderRow,
    columns=(
        "id",
        "peer",
        "home",
        "root",
        "number",
        "case",
        "status",
        "receipt",
        "issued_on",
        "issued_at",
        "due_at",
    ),  # fmt: skip
    row=row,
    home=lambda state: state.home,
    effects={
        e.OrderAccepted.TYPE: forget_words,
        e.OrderRefused.TYPE: forget_words,
        e.OrderReturned.TYPE: forget_words,
    },
    shares=True,
)
