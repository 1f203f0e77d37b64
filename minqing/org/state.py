"""Folds of the streams: `unit:<code>`, `post:<id>`, `person:<id>`, `team:<id>`, `remit:<id>`,
`handover:<id>`."""

from __future__ import annotations

from datetime import date

import msgspec

from minqing.kernel.messages import VaultRef
from minqing.org.events import Above
from minqing.org.terms import Axis, FormerName, Grant, Handed, RemitPart, Tenure, UnitKind


class UnitState(msgspec.Struct, frozen=True):
    """A unit as it now is. `former`: parents it has left, `names`: names it had; oldest first."""

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
    names: tuple[FormerName, ...] = ()
    closed_on: date | None = None


class PostState(msgspec.Struct, frozen=True):
    """A post as it now is. `tenures`: everybody who was in it, oldest first."""

    unit: str
    role: str
    title: str
    reach: tuple[str, ...]
    home: str
    abolished: bool = False
    tenures: tuple[Tenure, ...] = ()
    grants: tuple[Grant, ...] = ()
    former_units: tuple[str, ...] = ()

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
    login: str = ""
    locked: bool = False


class HandOverState(msgspec.Struct, frozen=True):
    """One hand-over as it was done; nothing about it changes any more.

    `village`: the one that was handed over whole in the same act.
    """

    posts: tuple[str, ...]
    giver: str
    taker: str
    on: date
    home: str
    reason: str
    sheet: tuple[Handed, ...]
    village: str = ""


class TeamState(msgspec.Struct, frozen=True):
    """A team as it now is. `members`: officials named into it, in the order they joined."""

    kind: str
    unit: str
    name: str
    leader: str
    deputy: str
    village: str
    home: str
    members: tuple[str, ...] = ()
    dissolved: date | None = None


class RemitState(msgspec.Struct, frozen=True):
    """A paper of responsibilities; `withdrawn`: the day it went out of force."""

    level: str
    unit: str
    title: str
    number: str
    on: date
    parts: tuple[RemitPart, ...]
    home: str
    withdrawn: date | None = None
