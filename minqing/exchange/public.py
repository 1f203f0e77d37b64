"""What other contexts may use of the exchange."""

from minqing.exchange.days.asking import reconcile_now
from minqing.exchange.days.reconciling import reconcile
from minqing.exchange.days.state import DayState
from minqing.exchange.days.terms import (
    DIFFERS_ZH,
    Book,
    Counts,
    Difference,
    Differs,
    MessageLine,
    OrderLine,
    make_book,
)
from minqing.exchange.hooks.commands import CloseHook, OpenHook, RenewHook
from minqing.exchange.hooks.state import Hooks, HookState
from minqing.exchange.hooks.terms import PREFIX as HOOK_PREFIX
from minqing.exchange.hooks.terms import HookSecret, list_types
from minqing.exchange.orders.arriving import (
    BatchAnswer,
    Malformed,
    exchange_books,
    find_signed,
    take_batch,
    take_changes,
)
from minqing.exchange.orders.commands import ReturnOrder, RouteOrder
from minqing.exchange.orders.rules import name_case, name_order
from minqing.exchange.orders.taking import bring_in, take_orders
from minqing.exchange.orders.terms import (
    OPEN_ZH,
    ORDER_STATUS_ZH,
    STANDING_ZH,
    TOLD_ZH,
    OrderAnswer,
    OrderStatus,
    Standing,
    Told,
    WireOrder,
)
from minqing.exchange.outbox.terms import CAUSE_ZH, SEND_STATE_ZH, SendState
from minqing.exchange.peers.commands import ClosePeer, MapWords, OpenPeer, RenewPeer
from minqing.exchange.peers.mapping_file import MOST_BYTES as MOST_MAPPING_BYTES
from minqing.exchange.peers.mapping_file import read_mapping, write_mapping
from minqing.exchange.peers.state import Peers, PeerState
from minqing.exchange.peers.terms import (
    PEER_KIND_ZH,
    KindPair,
    PeerKind,
    PeerSecret,
    WordMapping,
    WordPair,
)
from minqing.exchange.queries import (
    DayShown,
    HeldOrder,
    Undelivered,
    ask_for_book,
    count_dead,
    count_held,
    find_day,
    find_orders,
    find_peer,
    list_days,
    list_held,
    list_hooks,
    list_peers,
    list_undelivered,
    settle_undelivered,
)
from minqing.exchange.wire.signing import is_signed, make_key, sign

__all__ = [
    "take_changes",
    "reconcile",
    "take_orders",
    "CloseHook",
    "HOOK_PREFIX",
    "HookSecret",
    "HookState",
    "Hooks",
    "OpenHook",
    "RenewHook",
    "list_hooks",
    "list_types",
    "DayState",
    "reconcile_now",
    "MOST_MAPPING_BYTES",
    "STANDING_ZH",
    "name_case",
    "name_order",
    "BatchAnswer",
    "Book",
    "CAUSE_ZH",
    "ClosePeer",
    "Counts",
    "DIFFERS_ZH",
    "DayShown",
    "Difference",
    "Differs",
    "HeldOrder",
    "KindPair",
    "Malformed",
    "MapWords",
    "MessageLine",
    "OPEN_ZH",
    "ORDER_STATUS_ZH",
    "OpenPeer",
    "OrderAnswer",
    "OrderLine",
    "OrderStatus",
    "PEER_KIND_ZH",
    "PeerKind",
    "PeerSecret",
    "PeerState",
    "Peers",
    "RenewPeer",
    "ReturnOrder",
    "RouteOrder",
    "SEND_STATE_ZH",
    "SendState",
    "Standing",
    "TOLD_ZH",
    "Told",
    "Undelivered",
    "WireOrder",
    "WordMapping",
    "WordPair",
    "ask_for_book",
    "bring_in",
    "count_dead",
    "count_held",
    "exchange_books",
    "find_day",
    "find_orders",
    "find_peer",
    "find_signed",
    "is_signed",
    "list_days",
    "list_held",
    "list_peers",
    "list_undelivered",
    "make_book",
    "make_key",
    "read_mapping",
    "settle_undelivered",
    "sign",
    "take_batch",
    "write_mapping",
]
