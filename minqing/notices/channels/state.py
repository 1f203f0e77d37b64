"""The folds of a channel and of a contact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from minqing.kernel.messages import VaultRef
from minqing.notices.channels.terms import ROBOTS, ChannelKind


class ChannelState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A channel as it stands. `opened_at`: it never speaks of what happened before."""

    id: str
    unit: str
    banner: str
    kind: ChannelKind
    title: str
    opened_at: datetime
    secret: VaultRef = VaultRef("")
    gateway: str = ""
    duty_post: str = ""
    renewed_at: datetime | None = None
    closed_at: datetime | None = None


class ContactState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an official wants to be told; the values are in the vault."""

    at: datetime
    contact: VaultRef = VaultRef("")
    phone: bool = False
    mail: bool = False


class Channels:
    """The open channels, as a snapshot. The one of the nearest unit speaks for a place."""

    def __init__(self, channels: Iterable[ChannelState]) -> None:
        self._open = {one.id: one for one in channels if one.closed_at is None}

    def __bool__(self) -> bool:
        return bool(self._open)

    def all(self) -> tuple[ChannelState, ...]:
        """Return the open channels, in the order of their ids."""
        return tuple(self._open[key] for key in sorted(self._open))

    def find(self, channel: str) -> ChannelState | None:
        """Return an open channel, None when there is none of that id."""
        return self._open.get(channel)

    def reach(self, path: Sequence[str], kinds: Iterable[ChannelKind]) -> tuple[ChannelState, ...]:
        """Return the open channels of these kinds on a path of units, nearest unit first."""
        wanted = set(kinds)
        near = {unit: place for place, unit in enumerate(reversed(path))}
        found = [one for one in self.all() if one.unit in near and one.kind in wanted]
        return tuple(sorted(found, key=lambda one: (near[one.unit], one.opened_at, one.id)))

    def robots(self, path: Sequence[str]) -> tuple[ChannelState, ...]:
        """Return the robots of a path of units, nearest unit first."""
        return self.reach(path, ROBOTS)
