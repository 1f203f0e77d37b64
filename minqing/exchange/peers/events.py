"""What happened to peers; stored for ever."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.exchange.peers.terms import PeerKind, WordMapping
from minqing.kernel.messages import Event, VaultRef


class PeerOpened(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Work orders are exchanged with an office. `host`: of its address, which is in the vault."""

    TYPE: ClassVar[str] = "exchange.peer-opened@1"

    at: datetime
    peer: str
    unit: str
    banner: str
    kind: PeerKind
    source: str
    title: str
    secret: VaultRef
    host: str = ""


class PeerRenewed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A peer has another address or other keys; those under `replaces` are deleted."""

    TYPE: ClassVar[str] = "exchange.peer-renewed@1"

    at: datetime
    secret: VaultRef
    replaces: VaultRef
    host: str = ""


class WordsMapped(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What the peer's words mean here was said anew."""

    TYPE: ClassVar[str] = "exchange.words-mapped@1"

    at: datetime
    version: int
    mapping: WordMapping


class PeerClosed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Nothing more is exchanged; what stood under `secret` is deleted."""

    TYPE: ClassVar[str] = "exchange.peer-closed@1"

    at: datetime
    reason: str
    secret: VaultRef


PEER_EVENTS = (PeerOpened, PeerRenewed, WordsMapped, PeerClosed)
