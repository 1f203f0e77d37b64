"""What a peer hands over to us: whether it is signed by it, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from minqing.exchange.days.reconciling import make_our_book, read_book, reconcile
from minqing.exchange.days.terms import Book
from minqing.exchange.orders.changing import change_dates, read_change
from minqing.exchange.orders.taking import MOST_ROWS, read_row, take_orders
from minqing.exchange.orders.telling import open_secret
from minqing.exchange.orders.terms import FIRST, LAST, OrderAnswer
from minqing.exchange.peers.state import Peers, PeerState
from minqing.exchange.wire.signing import is_signed
from minqing.log.public import get_snapshot


class Malformed(Exception):
    """What was handed over is signed, but not in the form that was agreed on."""


class WireBatch(msgspec.Struct, frozen=True):
    """Work orders of one delivery; each is read by itself, so that one bad row stops no other."""

    orders: list[msgspec.Raw]


class WireChanges(msgspec.Struct, frozen=True):
    """Other dates that the sender set, each read by itself."""

    changes: list[msgspec.Raw]


class BatchAnswer(msgspec.Struct, frozen=True):
    """One answer for every row, in the order of the rows."""

    answers: list[OrderAnswer]


def find_signed(
    peer: str, headers: Mapping[str, str], body: bytes, *, now: datetime
) -> PeerState | None:
    """Return the open peer that signed this body a moment ago, None for anything else."""
    found = get_snapshot(Peers).find(peer)
    if found is None:
        return None
    return found if is_signed(open_secret(found).theirs, headers, body, now=now) else None


def take_batch(peer: PeerState, body: bytes, *, now: datetime) -> BatchAnswer:
    """Take in a delivery of work orders; raises Malformed."""
    try:
        batch = msgspec.json.decode(body, type=WireBatch)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Malformed from error
    if len(batch.orders) > MOST_ROWS:
        raise Malformed
    rows = [read_row(bytes(raw)) for raw in batch.orders]
    return BatchAnswer(take_orders(peer.id, rows, now=now))


def take_changes(peer: PeerState, body: bytes, *, now: datetime) -> BatchAnswer:
    """Note other dates of a peer's orders; raises Malformed."""
    try:
        batch = msgspec.json.decode(body, type=WireChanges)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Malformed from error
    if len(batch.changes) > MOST_ROWS:
        raise Malformed
    changes = [read_change(bytes(raw)) for raw in batch.changes]
    return BatchAnswer(change_dates(peer, changes, now=now))


def exchange_books(peer: PeerState, body: bytes, *, now: datetime) -> Book:
    """Compare the peer's book of a day with ours, and return ours; raises Malformed."""
    try:
        theirs = read_book(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Malformed from error
    if not FIRST.date() <= theirs.day < LAST.date():
        raise Malformed
    reconcile(peer.id, theirs, now=now)
    return make_our_book(peer.id, theirs.day)
