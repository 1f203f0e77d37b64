"""What happened to a pair, and its fold."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from minqing.kernel.messages import Event


class PairMade(Event, frozen=True, kw_only=True, omit_defaults=True):
    TYPE: ClassVar[str] = "pair.made@1"

    pack: str
    kind: str
    unit: str
    home: str
    since: date
    at: datetime
    post: str = ""
    partner: str = ""


class PairEnded(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "pair.ended@1"

    on: date
    reason: str
    at: datetime


EVENTS: tuple[type[Event], ...] = (PairMade, PairEnded)


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """One link with its days. `until`: None while it lasts."""

    unit: str
    since: date
    until: date | None = None
    reason: str = ""


class PairState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A linked post or organisation with all its links, the oldest first."""

    pack: str
    kind: str
    home: str
    post: str = ""
    partner: str = ""
    links: tuple[Link, ...] = ()

    @property
    def last(self) -> Link:
        return self.links[-1]

    @property
    def lasts(self) -> bool:
        return self.last.until is None


def evolve(state: PairState | None, event: Event) -> PairState:
    """Fold one event of a pair."""
    match event:
        case PairMade():
            before = state or PairState(
                pack=event.pack,
                kind=event.kind,
                home=event.home,
                post=event.post,
                partner=event.partner,
            )
            return replace(before, links=(*before.links, Link(event.unit, event.since)))
        case PairEnded():
            assert state is not None, "what ends was made"
            ended = replace(state.last, until=event.on, reason=event.reason)
            return replace(state, links=(*state.links[:-1], ended))
    raise TypeError(type(event).__name__)
