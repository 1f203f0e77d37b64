"""The fold of a peer, and the open ones as a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from minqing.exchange.peers.terms import PeerKind, WordMapping
from minqing.kernel.messages import VaultRef


class PeerState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A peer as it stands. `version`: how often its words were mapped."""

    id: str
    unit: str
    banner: str
    kind: PeerKind
    source: str
    title: str
    opened_at: datetime
    secret: VaultRef
    host: str = ""
    version: int = 0
    mapping: WordMapping = WordMapping()
    renewed_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether work orders are exchanged with it."""
        return self.closed_at is None


class Peers:
    """The open peers, as a snapshot."""

    def __init__(self, peers: Iterable[PeerState]) -> None:
        self._open = {one.id: one for one in peers if one.is_open}

    def __bool__(self) -> bool:
        return bool(self._open)

    def all(self) -> tuple[PeerState, ...]:
        """Return the open peers, in the order of their ids."""
        return tuple(self._open[key] for key in sorted(self._open))

    def find(self, peer: str) -> PeerState | None:
        """Return an open peer, None when there is none of that id."""
        return self._open.get(peer)
