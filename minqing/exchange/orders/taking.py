"""From a batch of a peer to answers: each row is kept before it is answered.

1. every row is taken into the book (`TakeOrder`): a number that is known is known;
2. what needs no person becomes a case (`ReceiveCase`), and the book says so (`AcceptOrder`);
3. what the mechanism refuses is refused with its code and sentence (`RefuseOrder`).

Killed between any two steps nothing is lost or doubled: the peer sends again and is answered
with what was done, and the job `exchange-bring-in` finishes what was begun.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from minqing.cases import public as cases
from minqing.exchange.models import OrderRow
from minqing.exchange.orders import commands as c
from minqing.exchange.orders import rules
from minqing.exchange.orders.state import OrderState
from minqing.exchange.orders.terms import (
    LONGEST_MATTER,
    LONGEST_SHORT,
    OrderAnswer,
    OrderStatus,
    OrderWords,
    Standing,
    WireOrder,
    is_of_our_days,
)
from minqing.exchange.peers.rules import fold
from minqing.exchange.peers.state import Peers, PeerState
from minqing.exchange.peers.terms import CHANNEL_OF
from minqing.kernel.ids import derived_id, new_id
from minqing.kernel.messages import Personal, Refusal, RefusalKind
from minqing.log.public import get_snapshot, get_state, get_states, submit
from minqing.org.public import system_actor
from minqing.vault.public import get_index_key, open_values

ROW_WRONG = RefusalKind(
    "order-row-wrong", "不能收入工单{number}：这一行的格式不对。请按接口说明核对后重发。"
)
WORDS_GONE = RefusalKind(
    "order-words-gone", "不能登记工单{number}：内容已按要求删除。请联系来件单位。"
)
REFUSALS = (ROW_WRONG, WORDS_GONE)

MOST_ROWS = 500
AT_ONCE = 50
INDEX = "exchange-orders"
_encode = msgspec.json.Encoder(order="deterministic").encode
_by = system_actor


class RowWrong(msgspec.Struct, frozen=True):
    """A row that is not in the form; `number`: as far as it could be read."""

    number: str


Row = WireOrder | RowWrong


class Numbered(msgspec.Struct):
    """What is read of a row that is otherwise wrong."""

    number: str = ""


def read_row(raw: bytes) -> Row:
    """Return one row of a batch; whatever does not fit is wrong, with its number if it has one."""
    try:
        order = msgspec.json.decode(raw, type=WireOrder)
    except (msgspec.DecodeError, RecursionError):
        try:
            return RowWrong(msgspec.json.decode(raw, type=Numbered).number[:60])
        except (msgspec.DecodeError, RecursionError):
            return RowWrong("")
    return order if is_fit(order) else RowWrong(order.number[:60])


def is_fit(order: WireOrder) -> bool:
    """Return whether moments are aware and of our days, and no text is longer than it may be."""
    moments = [order.issued_at, order.due_at, order.raised_at]
    if not all(one is None or is_of_our_days(one) for one in moments):
        return False
    short = (order.place, order.category, order.kind, order.name, order.phone, order.spot)
    texts = (order.number, order.matter, *short)
    return (
        len(order.matter) <= LONGEST_MATTER
        and all(len(one) <= LONGEST_SHORT for one in short)
        and not any("\x00" in one for one in texts)
    )


def make_digest(order: WireOrder, now: datetime) -> str:
    """Return the keyed hash of what an order says; without the key store it proves nothing."""
    key = get_index_key(INDEX, now)
    return hashlib.blake2b(_encode(order), key=key, digest_size=20).hexdigest()


# ---------------------------------------------------------------- a batch
def take_orders(peer: str, rows: Sequence[Row], *, now: datetime) -> list[OrderAnswer]:
    """Take the rows of a batch in, durably, and return what became of each, in their order."""
    commands = {
        place: _make_take(peer, row, now)
        for place, row in enumerate(rows)
        if isinstance(row, WireOrder)
    }
    answers = submit(list(commands.values()), by=_by("exchange"), now=now)
    refused: dict[int, Refusal] = {}
    for place, answer in zip(commands, answers, strict=True):
        if answer.refusal is not None and answer.refusal.code != rules.KNOWN.code:
            refused[place] = answer.refusal
        elif not answer.ok and answer.refusal is None:  # two deliveries at the same moment
            refused[place] = rules.KNOWN(number=commands[place].number)
    orders = {place: one.order for place, one in commands.items() if place not in refused}
    bring_in(orders.values(), now=now)
    states: Mapping[str, OrderState] = get_states(f"order:{one}" for one in set(orders.values()))
    return [
        _answer(row, refused.get(place), states.get(f"order:{orders.get(place, '')}"))
        for place, row in enumerate(rows)
    ]


def _make_take(peer: str, row: WireOrder, now: datetime) -> c.TakeOrder:
    order = rules.name_order(peer, row.number)
    case = rules.name_case(order)
    words = OrderWords(
        matter=row.matter,
        place=row.place,
        category=row.category,
        kind=row.kind,
        name=row.name,
        phone=row.phone,
        spot=row.spot,
        confidential=row.confidential,
    )
    return c.TakeOrder(
        id=new_id(),
        order=order,
        peer=peer,
        number=row.number,
        case=case,
        digest=make_digest(row, now),
        issued_at=row.issued_at,
        words=Personal(words, subject=f"case:{case}"),
        due_at=row.due_at,
        raised_at=row.raised_at,
    )


def _answer(row: Row, refusal: Refusal | None, state: OrderState | None) -> OrderAnswer:
    if isinstance(row, RowWrong):
        refusal = ROW_WRONG(number=row.number)
    if refusal is not None or state is None:
        refusal = refusal or rules.UNKNOWN()
        return OrderAnswer(
            number=row.number,
            standing=Standing.REFUSED,
            code=refusal.code,
            sentence=str(refusal),
        )
    return OrderAnswer(
        number=state.number,
        standing=state.standing,
        receipt=state.receipt,
        code=state.code,
        sentence=state.sentence,
    )


# ---------------------------------------------------------------- becoming cases
def bring_in(orders: Iterable[str], *, now: datetime) -> int:
    """Make cases of the orders that wait for nothing; returns how many were settled."""
    states: Mapping[str, OrderState] = get_states(f"order:{one}" for one in dict.fromkeys(orders))
    taken = {
        stream.removeprefix("order:"): state
        for stream, state in states.items()
        if state is not None and state.status is OrderStatus.TAKEN
    }
    if not taken:
        return 0
    words = open_values(state.words for state in taken.values())
    made = {
        order: _make_case(order, state, msgspec.convert(words[state.words], OrderWords))
        for order, state in taken.items()
        if words.get(state.words) is not None
    }
    answers = submit(list(made.values()), by=_by("exchange"), now=now)
    refused = {
        order: answer.refusal
        for order, answer in zip(made, answers, strict=True)
        if answer.refusal is not None
    }
    settling = [_settle(order, state, made, refused) for order, state in taken.items()]
    return sum(one.ok for one in submit(settling, by=_by("exchange"), now=now))


def _make_case(order: str, state: OrderState, words: OrderWords) -> cases.ReceiveCase:
    peer: PeerState | None = get_state(f"peer:{state.peer}")
    assert peer is not None, "an order was taken from its peer"
    subject = f"case:{state.case}"
    raiser = cases.RaiserDetails(name=words.name.strip(), phone=words.phone.strip())
    named = bool(raiser.name or raiser.phone)
    anonymity = cases.Anonymity.NAMED if named else cases.Anonymity.ANONYMOUS
    if named and words.confidential:
        anonymity = cases.Anonymity.SEALED
    spot = cases.Spot(words=words.spot.strip())
    return cases.ReceiveCase(
        id=derived_id("exchange-receive", order, state.taken_at, state.unit, state.category),
        happened_at=state.raised_at or state.issued_at,
        case=state.case,
        receipt=cases.make_receipt(state.unit, state.case),
        unit=state.unit,
        channel=CHANNEL_OF[peer.kind],
        kind=_find_kind(words.kind, peer),
        matter=Personal(words.matter.strip(), subject),
        raiser=Personal(raiser, subject) if named else None,
        anonymity=anonymity,
        category=state.category,
        external_number=state.number,
        external_source=peer.source,
        external_due_at=state.due_at,
        spot=Personal(spot, subject) if spot.words else None,
    )


def _find_kind(word: str, peer: PeerState) -> cases.MatterKind:
    wanted = fold(word)
    for pair in peer.mapping.kinds:
        if wanted and fold(pair.word) == wanted:
            return pair.kind
    return cases.MatterKind.APPEAL


def _settle(
    order: str,
    state: OrderState,
    made: Mapping[str, cases.ReceiveCase],
    refused: Mapping[str, Refusal],
) -> c.AcceptOrder | c.RefuseOrder:
    if order not in made:
        return _refuse(order, state, WORDS_GONE(number=state.number))
    case, refusal = state.case, refused.get(order)
    if refusal is not None:
        known = cases.find_arrived(made[order].external_source, state.number, state.home)
        if known is None or not _is_ours(known.case, state):
            return _refuse(order, state, refusal)
        case = known.case  # typed in by hand before the sender's own message came
    return c.AcceptOrder(id=new_id(), order=order, case=case)


def _is_ours(case: str, state: OrderState) -> bool:
    found: cases.CaseState | None = get_state(f"case:{case}")
    return found is not None and found.home_banner == state.home


def _refuse(order: str, state: OrderState, refusal: Refusal) -> c.RefuseOrder:
    # its sentences name receipts; the sender knows the number only
    sentence = refusal.sentence.format_map({**refusal.params, "receipt": state.number})
    return c.RefuseOrder(id=new_id(), order=order, code=refusal.code, sentence=sentence)


def bring_in_waiting(now: datetime) -> int:
    """Settle what a stopped process, or a person's word, left to be brought in."""
    if not get_snapshot(Peers):
        return 0
    rows = OrderRow.objects.filter(status=OrderStatus.TAKEN.value).order_by("issued_at", "id")
    return bring_in(list(rows.values_list("id", flat=True)[:AT_ONCE]), now=now)
