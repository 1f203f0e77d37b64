"""Needs, decide, evolve of `order:<id>`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from minqing.cases.public import holds_personal_number
from minqing.exchange.orders import commands as c
from minqing.exchange.orders import events as e
from minqing.exchange.orders.state import OrderState
from minqing.exchange.orders.terms import Open, OrderStatus, OrderWords
from minqing.exchange.peers.rules import fold, list_categories
from minqing.exchange.peers.state import PeerState
from minqing.exchange.peers.terms import WordPair
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import (
    Decided,
    Decision,
    Event,
    Frame,
    Refusal,
    RefusalKind,
    States,
    VaultRef,
)
from minqing.mechanisms.public import Packs
from minqing.org.public import VILLAGE_KINDS, Directory

LONGEST_NUMBER = 60

SYSTEM_ONLY = RefusalKind(
    "order-system-only", "不能收入工单：工单只由对接单位送入。请使用“登记事项”。"
)
PEER_CLOSED = RefusalKind(
    "order-peer-closed", "不能收入工单{number}：对接没有开通或者已经停用。请联系管理员。"
)
NUMBER_WRONG = RefusalKind(
    "order-number-wrong", "不能收入工单：没有编号，或者编号不是工单编号。请核对编号后重发。"
)
KNOWN = RefusalKind("order-known", "不必再次收入工单{number}：已经收到过。无需处理。")
CHANGED = RefusalKind(
    "order-changed",
    "不能收入工单{number}：同一编号已收到过，内容不同。请用新的编号重发，或联系接收单位。",
)
UNKNOWN = RefusalKind(
    "order-unknown", "不能处理工单：没有这张工单，或者不在您的管辖范围。请刷新页面。"
)
SETTLED = RefusalKind("order-settled", "不能处理工单{number}：已经处理过了。请刷新页面。")
NO_CASE = RefusalKind(
    "order-no-case", "不能确认工单{number}：这个编号还没有登记成事项。请稍后再试。"
)
PLACE_WRONG = RefusalKind(
    "order-place-wrong",
    "不能登记工单{number}：选的嘎查村、社区不在对接范围内。请重新选择。",
)
CATEGORY_WRONG = RefusalKind(
    "order-category-wrong", "不能登记工单{number}：没有这个诉求分类。请从列表中选择。"
)
REASON_MISSING = RefusalKind(
    "order-reason-missing", "不能退回工单{number}：没有写明理由。请填写理由。"
)
REASON_PERSONAL = RefusalKind(
    "order-reason-personal",
    "不能退回工单{number}：理由里有个人的号码。请去掉号码后再退回。",
)

NOT_ACCEPTED = RefusalKind(
    "order-not-accepted",
    "不能更改工单{number}的时限：没有接收过，或者还没有登记成事项。请先派发工单。",
)
CHANGE_WRONG = RefusalKind(
    "order-change-wrong",
    "不能更改工单{number}的时限：没有写明时限和理由，或者理由里有个人的号码。请改好后重发。",
)
TEXT_MISSING = RefusalKind(
    "order-text-missing", "不能收入工单{number}：没有写诉求内容。请补充内容后重发。"
)
DUE_WRONG = RefusalKind(
    "order-due-wrong", "不能收入工单{number}：办理时限早于派发时间。请核对时限后重发。"
)

REFUSALS = tuple(one for one in list(vars().values()) if isinstance(one, RefusalKind))


# ---------------------------------------------------------------- names that follow from others
def name_order(peer: str, number: str) -> str:
    """Return the id of a work order: one for each number of a peer."""
    return derived_id("exchange-order", peer, number.strip())


def name_case(order: str) -> str:
    """Return the id of the case that a work order becomes."""
    return derived_id("exchange-case", order)


def is_number(number: str) -> bool:
    """Return whether a text can be the number of a work order; a person's number cannot."""
    number = number.strip()
    fit = 0 < len(number) <= LONGEST_NUMBER and number.isprintable()
    return fit and not holds_personal_number(number)


# ---------------------------------------------------------------- deciding
def needs(command: Any) -> tuple[str, ...]:
    """The order's own stream; its peer when it comes in, the number's when it is a case."""
    stream = f"order:{command.order}"
    if isinstance(command, c.TakeOrder):
        return (stream, f"peer:{command.peer}")
    if isinstance(command, c.AcceptOrder):
        return (stream, f"case:{command.case}")
    return (stream,)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Take an order in once; settle it once."""
    stream = f"order:{command.order}"
    state: OrderState | None = states[stream]
    decided = _DECIDE[type(command)](command, state, states, frame)
    if isinstance(decided, Refusal):
        return decided
    return [Decided(stream, one) for one in decided]


Events = tuple[Event, ...] | Refusal


def _take(command: c.TakeOrder, state: OrderState | None, states: States, frame: Frame) -> Events:
    if frame.by.kind != "system":
        return SYSTEM_ONLY()
    peer: PeerState | None = states[f"peer:{command.peer}"]
    if peer is None or not peer.is_open:
        return PEER_CLOSED(number=command.number)
    if not is_number(command.number):
        return NUMBER_WRONG()
    if state is not None and state.status is not OrderStatus.REFUSED:
        same = state.digest == command.digest
        return (KNOWN if same else CHANGED)(number=command.number)
    taken = _read(command, peer, frame)
    wrong = _check(command)
    if wrong is None:
        return (taken,)
    refused = e.OrderRefused(
        at=frame.now, code=wrong.code, sentence=str(wrong), words=command.words.ref
    )
    return (taken, refused)


def _check(command: c.TakeOrder) -> Refusal | None:
    if not command.words.value.matter.strip():
        return TEXT_MISSING(number=command.number)
    if command.due_at is not None and command.due_at <= command.issued_at:
        return DUE_WRONG(number=command.number)
    return None


def _read(command: c.TakeOrder, peer: PeerState, frame: Frame) -> e.OrderTaken:
    directory, words = frame.view(Directory), command.words.value
    unit = find_place(words, peer, directory)
    category = find_category(words, peer, directory, frame.view(Packs))
    return e.OrderTaken(
        at=frame.now,
        peer=peer.id,
        home=peer.banner,
        root=peer.unit,
        number=command.number.strip(),
        case=command.case,
        digest=command.digest,
        issued_at=command.issued_at,
        words=command.words.ref,
        due_at=command.due_at,
        raised_at=command.raised_at,
        unit=unit,
        category=category,
        open=tuple(
            what for what, known in ((Open.PLACE, unit), (Open.CATEGORY, category)) if not known
        ),
        mapping=peer.version,
    )


def find_place(words: OrderWords, peer: PeerState, directory: Directory) -> str:
    """Return the village or community that the sender's words name, "" when that is not sure.

    First the peer's own mapping, then the name of exactly one unit below the peer's.
    """
    code = _look_up(words.place, peer.mapping.places)
    if code:
        found: tuple[str, ...] = (directory.current(code),) if directory.has(code) else ()
    else:
        found = directory.find_by_name(words.place, peer.unit) if words.place.strip() else ()
    return found[0] if len(found) == 1 and is_place(found[0], peer.unit, directory) else ""


def is_place(unit: str, root: str, directory: Directory) -> bool:
    """Return whether matters can be of a unit: an open village or community of the peer's."""
    if not directory.has(unit) or not directory.within(unit, root):
        return False
    found = directory.unit(unit)
    return found.kind in VILLAGE_KINDS and not found.closed


def find_category(words: OrderWords, peer: PeerState, directory: Directory, packs: Packs) -> str:
    """Return the category that the sender's word stands for, "" when it is not mapped (any
    more); a word of ours counts as it is."""
    code = _look_up(words.category, peer.mapping.categories)
    return code if is_category(code, peer.unit, directory, packs) else ""


def is_category(code: str, unit: str, directory: Directory, packs: Packs) -> bool:
    """Return whether the mechanism of a unit has this category."""
    return bool(code) and code in list_categories(unit, directory, packs)


def _look_up(word: str, pairs: tuple[WordPair, ...]) -> str:
    wanted = fold(word)
    return next((one.code for one in pairs if wanted and fold(one.word) == wanted), "")


def _accept(
    command: c.AcceptOrder, state: OrderState | None, states: States, frame: Frame
) -> Events:
    if frame.by.kind != "system":
        return SYSTEM_ONLY()
    if state is None:
        return UNKNOWN()
    if state.status is not OrderStatus.TAKEN:
        return SETTLED(number=state.number)
    case = states[f"case:{command.case}"]
    number = "" if case is None or case.external is None else case.external.number
    if case is None or number != state.number or case.home_banner != state.home:
        return NO_CASE(number=state.number)
    return (
        e.OrderAccepted(at=frame.now, case=command.case, receipt=case.receipt, words=state.words),
    )


def _refuse(
    command: c.RefuseOrder, state: OrderState | None, states: States, frame: Frame
) -> Events:
    if frame.by.kind != "system":
        return SYSTEM_ONLY()
    if state is None:
        return UNKNOWN()
    if state.status is not OrderStatus.TAKEN:
        return SETTLED(number=state.number)
    return (
        e.OrderRefused(
            at=frame.now, code=command.code, sentence=command.sentence, words=state.words
        ),
    )


def _check_held(state: OrderState | None, frame: Frame) -> Refusal | None:
    if state is None or not _reaches(state.root, frame):
        return UNKNOWN()
    if state.status is not OrderStatus.HELD:
        return SETTLED(number=state.number)
    return None


def _route(command: c.RouteOrder, state: OrderState | None, states: States, frame: Frame) -> Events:
    refused = _check_held(state, frame)
    if refused is not None or state is None:
        return refused or UNKNOWN()
    directory = frame.view(Directory)
    if not is_place(command.unit, state.root, directory):
        return PLACE_WRONG(number=state.number)
    if not is_category(command.category, state.root, directory, frame.view(Packs)):
        return CATEGORY_WRONG(number=state.number)
    return (
        e.OrderRouted(
            at=frame.now, unit=command.unit, category=command.category, by_post=frame.by.post
        ),
    )


def _return(
    command: c.ReturnOrder, state: OrderState | None, states: States, frame: Frame
) -> Events:
    refused = _check_held(state, frame)
    if refused is not None or state is None:
        return refused or UNKNOWN()
    if not command.reason.value.strip():
        return REASON_MISSING(number=state.number)
    if holds_personal_number(command.reason.value):
        return REASON_PERSONAL(number=state.number)
    return (
        e.OrderReturned(
            at=frame.now, reason=command.reason.ref, by_post=frame.by.post, words=state.words
        ),
    )


_DECIDE: Mapping[type, Callable[..., Events]] = {
    c.TakeOrder: _take,
    c.AcceptOrder: _accept,
    c.RefuseOrder: _refuse,
    c.RouteOrder: _route,
    c.ReturnOrder: _return,
}


def _reaches(unit: str, frame: Frame) -> bool:
    return frame.by.kind == "system" or frame.view(Directory).reaches(frame.by, unit)


# ---------------------------------------------------------------- folding
def evolve(state: OrderState | None, event: Any) -> OrderState:
    """Fold one event."""
    if isinstance(event, e.OrderTaken):
        return OrderState(
            peer=event.peer,
            home=event.home,
            root=event.root,
            number=event.number,
            case=event.case,
            digest=event.digest,
            issued_at=event.issued_at,
            taken_at=event.at,
            status=OrderStatus.HELD if event.open else OrderStatus.TAKEN,
            words=event.words,
            due_at=event.due_at,
            raised_at=event.raised_at,
            unit=event.unit,
            category=event.category,
            open=event.open,
            mapping=event.mapping,
        )
    assert state is not None, "a work order begins by being taken"
    return msgspec.structs.replace(state, **_changes(event))


def _changes(event: Any) -> dict[str, Any]:
    gone = VaultRef("")
    if isinstance(event, e.OrderAccepted):
        return {
            "status": OrderStatus.ACCEPTED, "case": event.case, "receipt": event.receipt,
            "words": gone, "settled_at": event.at,
        }  # fmt: skip
    if isinstance(event, e.OrderRefused):
        return {
            "status": OrderStatus.REFUSED, "code": event.code, "sentence": event.sentence,
            "words": gone, "settled_at": event.at,
        }  # fmt: skip
    if isinstance(event, e.OrderRouted):
        return {
            "status": OrderStatus.TAKEN, "unit": event.unit, "category": event.category,
            "by_post": event.by_post,
        }  # fmt: skip
    return {
        "status": OrderStatus.RETURNED, "reason": event.reason, "by_post": event.by_post,
        "words": gone, "settled_at": event.at,
    }  # fmt: skip
