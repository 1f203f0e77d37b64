"""A sender sets another date for an order: noted on the case, where it stays a clock of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from minqing.cases import public as cases
from minqing.exchange.models import OrderRow
from minqing.exchange.orders import rules
from minqing.exchange.orders.terms import (
    DateChange,
    OrderAnswer,
    OrderStatus,
    Standing,
    is_of_our_days,
)
from minqing.exchange.peers.state import PeerState
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Refusal
from minqing.log.public import get_states, submit
from minqing.org.public import system_actor

LONGEST_REASON = 200


def read_change(raw: bytes) -> DateChange | None:
    """Return a change as it came, None for what is none."""
    try:
        change = msgspec.json.decode(raw, type=DateChange)
    except (msgspec.DecodeError, RecursionError):
        return None
    reason = change.reason.strip()
    fit = 0 < len(reason) <= LONGEST_REASON and reason.isprintable()
    if not fit or not is_of_our_days(change.due_at) or not change.number.isprintable():
        return None
    return None if cases.holds_personal_number(reason) else change


def change_dates(
    peer: PeerState, changes: Sequence[DateChange | None], *, now: datetime
) -> list[OrderAnswer]:
    """Note other dates and return what became of each; the same date again is noted already."""
    return [_change(peer, one, now) for one in changes]


def _change(peer: PeerState, change: DateChange | None, now: datetime) -> OrderAnswer:
    if change is None:
        return _answer("", rules.CHANGE_WRONG(number=""))
    row = OrderRow.objects.filter(id=rules.name_order(peer.id, change.number)).first()
    if row is None or row.status != OrderStatus.ACCEPTED.value:
        return _answer(change.number, rules.NOT_ACCEPTED(number=change.number))
    state: cases.CaseState | None = get_states([f"case:{row.case}"]).get(f"case:{row.case}")
    known = None if state is None else state.external
    if known is not None and known.due_at == change.due_at:
        return _answer(row.number, None, row.receipt)
    wish = cases.NoteExternal(
        id=new_id(),
        case=row.case,
        source=peer.source,
        number=row.number,
        due_at=change.due_at,
        reason=change.reason.strip(),
    )
    (answer,) = submit([wish], by=system_actor("exchange"), now=now)
    return _answer(row.number, answer.refusal, row.receipt)


def _answer(number: str, refusal: Refusal | None, receipt: str = "") -> OrderAnswer:
    if refusal is None:
        return OrderAnswer(number=number, standing=Standing.ACCEPTED, receipt=receipt)
    sentence = refusal.sentence.format_map({**refusal.params, "receipt": receipt})
    return OrderAnswer(
        number=number, standing=Standing.REFUSED, code=refusal.code, sentence=sentence
    )
