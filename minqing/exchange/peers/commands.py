"""What may be asked of peers (对接单位)."""

from __future__ import annotations

from typing import ClassVar

from minqing.exchange.peers.terms import PeerKind, PeerSecret, WordMapping
from minqing.kernel.messages import Command, Personal


class OpenPeer(Command, frozen=True, kw_only=True):
    """Let a hotline or petition office exchange work orders with a unit and all below it.

    `source`: its code in the mechanism of the unit (section `sources`). `secret`: under the
    subject `peer:<id>`.
    """

    TYPE: ClassVar[str] = "exchange.open-peer"
    PERMISSION: ClassVar[str] = "EXCHANGE_ADMIN"

    peer: str
    unit: str
    kind: PeerKind
    source: str
    title: str
    secret: Personal[PeerSecret]


class RenewPeer(Command, frozen=True, kw_only=True):
    """Give a peer another address or other keys; the old ones are deleted."""

    TYPE: ClassVar[str] = "exchange.renew-peer"
    PERMISSION: ClassVar[str] = "EXCHANGE_ADMIN"

    peer: str
    secret: Personal[PeerSecret]


class MapWords(Command, frozen=True, kw_only=True):
    """Say what a peer's words mean here; the whole mapping anew, as its next version."""

    TYPE: ClassVar[str] = "exchange.map-words"
    PERMISSION: ClassVar[str] = "EXCHANGE_ADMIN"

    peer: str
    mapping: WordMapping


class ClosePeer(Command, frozen=True, kw_only=True):
    """Take nothing more from a peer and send it nothing more; its keys are deleted."""

    TYPE: ClassVar[str] = "exchange.close-peer"
    PERMISSION: ClassVar[str] = "EXCHANGE_ADMIN"

    peer: str
    reason: str


COMMANDS = (OpenPeer, RenewPeer, MapWords, ClosePeer)
