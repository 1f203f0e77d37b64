"""What happened to units, posts and people. Names of people are vault references."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Event, VaultRef
from minqing.org.terms import Axis, UnitKind

Above = tuple[tuple[int, str], ...]
"""Places above a unit as they then were: (level, code), topmost first."""


class UnitEstablished(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "unit.established@1"

    name: str
    short_name: str
    kind: UnitKind
    level: int
    parent: str
    axis: Axis
    serves: str
    above: Above


class UnitRenamed(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "unit.renamed@1"

    name: str
    short_name: str


class UnitMoved(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "unit.moved@1"

    parent: str
    before: str
    above: Above


class UnitClosed(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "unit.closed@1"

    successor: str


class PostCreated(Event, frozen=True, kw_only=True):
    """`home`: the banner that the post's unit stands in."""

    TYPE: ClassVar[str] = "post.created@1"

    unit: str
    role: str
    title: str
    reach: tuple[str, ...]
    home: str


class PostAbolished(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "post.abolished@1"


class PostFilled(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "post.filled@1"

    person: str
    since: date
    until: date | None
    concurrent: bool


class PostVacated(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "post.vacated@1"

    person: str
    on: date
    reason: str


class PersonRegistered(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "person.registered@1"

    name: VaultRef
    home: str


class NameCorrected(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "person.name-corrected@1"

    name: VaultRef


class PersonPlaced(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "person.placed@1"

    post: str
    role: str
    since: date
    until: date | None


class PersonRelieved(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "person.relieved@1"

    post: str
    on: date
    reason: str


class PersonLeft(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "person.left@1"

    on: date


UNIT_EVENTS = (UnitEstablished, UnitRenamed, UnitMoved, UnitClosed)
POST_EVENTS = (PostCreated, PostAbolished, PostFilled, PostVacated)
PERSON_EVENTS = (PersonRegistered, NameCorrected, PersonPlaced, PersonRelieved, PersonLeft)
