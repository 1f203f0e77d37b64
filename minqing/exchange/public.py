"""What other contexts may use of the exchange."""

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
from minqing.exchange.orders.arriving import (
    BatchAnswer,
    Malformed,
    exchange_books,
    find_signed,
    take_batch,
)
from minqing.exchange.orders.terms import (
    ORDER_STATUS_ZH,
    TOLD_ZH,
    OrderAnswer,
    OrderStatus,
    Standing,
    Told,
    WireOrder,
)
from minqing.exchange.peers.commands import ClosePeer, MapWords, OpenPeer, RenewPeer
from minqing.exchange.peers.state import Peers, PeerState
from minqing.exchange.peers.terms import (
    PEER_KIND_ZH,
    KindPair,
    PeerKind,
    PeerSecret,
    WordMapping,
    WordPair,
)
from minqing.exchange.wire.signing import is_signed, make_key, sign

__all__ = [
    "DIFFERS_ZH",
    "ORDER_STATUS_ZH",
    "PEER_KIND_ZH",
    "TOLD_ZH",
    "BatchAnswer",
    "Book",
    "ClosePeer",
    "Counts",
    "Difference",
    "Differs",
    "KindPair",
    "Malformed",
    "MapWords",
    "MessageLine",
    "OpenPeer",
    "OrderAnswer",
    "OrderLine",
    "OrderStatus",
    "PeerKind",
    "PeerSecret",
    "PeerState",
    "Peers",
    "RenewPeer",
    "Standing",
    "Told",
    "WireOrder",
    "WordMapping",
    "WordPair",
    "exchange_books",
    "find_signed",
    "is_signed",
    "make_book",
    "make_key",
    "sign",
    "take_batch",
]
