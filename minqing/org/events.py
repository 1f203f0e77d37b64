"""What happened to units, posts and people. Names of people are vault references."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Event, VaultRef
from minqing.org.terms import Axis, Handed, Posting, RemitPart, UnitKind

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


class UnitRenamed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """`on`: the first day of the new name; None in what was recorded without one."""

    TYPE: ClassVar[str] = "unit.renamed@1"

    name: str
    short_name: str
    on: date | None = None


class UnitMoved(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "unit.moved@1"

    parent: str
    before: str
    above: Above


class UnitClosed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Closed, alone or by a merger; `successor` takes its place, "" nobody does."""

    TYPE: ClassVar[str] = "unit.closed@1"

    successor: str
    on: date | None = None


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


class PostMoved(Event, frozen=True, kw_only=True):
    """The post went over to another unit with whoever is in it; it holds what it held."""

    TYPE: ClassVar[str] = "post.moved@1"

    unit: str
    before: str
    home: str


class PostFilled(Event, frozen=True, kw_only=True, omit_defaults=True):
    TYPE: ClassVar[str] = "post.filled@1"

    person: str
    since: date
    until: date | None
    concurrent: bool
    posting: Posting | None = None


class PostVacated(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "post.vacated@1"

    person: str
    on: date
    reason: str


class PermissionGranted(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "post.permission-granted@1"

    permission: str
    until: date
    reason: str


class PermissionRevoked(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "post.permission-revoked@1"

    permission: str
    reason: str


class HandOverRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Posts went from one person to another; `sheet` is what they held then, by id.

    `village`: the one that was handed over whole, in the same act; "" for a hand-over alone.
    """

    TYPE: ClassVar[str] = "handover.recorded@1"

    posts: tuple[str, ...]
    giver: str
    taker: str
    on: date
    home: str
    reason: str
    sheet: tuple[Handed, ...]
    village: str = ""


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


class AccountOpened(Event, frozen=True, kw_only=True):
    """`login`: the made word they sign in with; never a name."""

    TYPE: ClassVar[str] = "person.account-opened@1"

    login: str


class AccountLocked(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "person.account-locked@1"

    reason: str


class AccountUnlocked(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "person.account-unlocked@1"

    reason: str


class PasswordReset(Event, frozen=True, kw_only=True):
    """The old password is useless from here on. The link that was printed is kept nowhere."""

    TYPE: ClassVar[str] = "person.password-reset@1"

    reason: str


class TeamEstablished(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "team.established@1"

    kind: str
    unit: str
    name: str
    leader: str
    deputy: str
    village: str
    home: str


class TeamHeadChanged(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "team.head-changed@1"

    leader: str
    deputy: str


class TeamJoined(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "team.joined@1"

    persons: tuple[str, ...]
    on: date


class TeamLeft(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "team.left@1"

    person: str
    on: date


class TeamDissolved(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "team.dissolved@1"

    on: date
    reason: str


class RemitIssued(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "remit.issued@1"

    level: str
    unit: str
    title: str
    number: str
    on: date
    parts: tuple[RemitPart, ...]
    home: str


class RemitWithdrawn(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "remit.withdrawn@1"

    on: date
    reason: str


UNIT_EVENTS = (UnitEstablished, UnitRenamed, UnitMoved, UnitClosed)
POST_EVENTS = (
    PostCreated,
    PostAbolished,
    PostMoved,
    PostFilled,
    PostVacated,
    PermissionGranted,
    PermissionRevoked,
)
PERSON_EVENTS = (
    PersonRegistered,
    NameCorrected,
    PersonPlaced,
    PersonRelieved,
    PersonLeft,
    AccountOpened,
    AccountLocked,
    AccountUnlocked,
    PasswordReset,
)
HAND_OVER_EVENTS = (HandOverRecorded,)
TEAM_EVENTS = (TeamEstablished, TeamHeadChanged, TeamJoined, TeamLeft, TeamDissolved)
REMIT_EVENTS = (RemitIssued, RemitWithdrawn)
