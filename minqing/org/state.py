"""Folds of the three kinds of streams: `unit:<code>`, `post:<id>`, `person:<id>`."""

from __future__ import annotations

from datetime import date

import msgspec

from minqing.kernel.messages import VaultRef
from minqing.org.events import Above
from minqing.org.terms import Axis, Tenure, UnitKind


class UnitState(msgspec.Struct, frozen=True):
    """A unit as it now is. `former`: parents it has left, oldest first."""

    name: str
    short_name: str
    kind: UnitKind
    level: int
    parent: str
    axis: Axis
    serves: str
    above: Above
    former: tuple[str, ...] = ()
    closed: bool = False
    successor: str = ""


class PostState(msgspec.Struct, frozen=True):
    """A post as it now is. `tenures`: everybody who was in it, oldest first."""

    unit: str
    role: str
    title: str
    reach: tuple[str, ...]
    home: str
    abolished: bool = False
    tenures: tuple[Tenure, ...] = ()

    @property
    def current(self) -> Tenure | None:
        """The tenure that has not ended; None while the post is vacant."""
        last = self.tenures[-1] if self.tenures else None
        return last if last is not None and last.ended is None else None


class Placing(msgspec.Struct, frozen=True):
    """A post that a person holds now."""

    post: str
    role: str
    since: date
    until: date | None


class PersonState(msgspec.Struct, frozen=True):
    """An official as they now are; the first of `posts` is the main one."""

    name: VaultRef
    home: str
    posts: tuple[Placing, ...] = ()
    left: date | None = None
