"""Wishes about units, posts and people. Field names are field words; dates are local days."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Command, Personal
from minqing.org.terms import Axis, UnitKind


class EstablishUnit(Command, frozen=True, kw_only=True):
    """Establish a unit (设立).

    `unit`: its code (divisions keep the statistical code). `parent`: code of the unit above,
    "" for the top of a tree. `serves`: for a unit of a line or of the police, the place it
    serves when that is not its parent. An empty `short_name` means the name itself.
    """

    TYPE: ClassVar[str] = "unit.establish"
    PERMISSION: ClassVar[str] = "UNIT_ADMIN"

    unit: str
    name: str
    kind: UnitKind
    parent: str = ""
    short_name: str = ""
    axis: Axis = Axis.PLACE
    serves: str = ""


class RenameUnit(Command, frozen=True, kw_only=True):
    """Give a unit another name; history keeps the old one."""

    TYPE: ClassVar[str] = "unit.rename"
    PERMISSION: ClassVar[str] = "UNIT_ADMIN"

    unit: str
    name: str
    short_name: str = ""


class MoveUnit(Command, frozen=True, kw_only=True):
    """Put a unit under another parent of the same tree; everything below moves with it."""

    TYPE: ClassVar[str] = "unit.move"
    PERMISSION: ClassVar[str] = "UNIT_ADMIN"

    unit: str
    parent: str


class CloseUnit(Command, frozen=True, kw_only=True):
    """Close a unit that has neither units nor posts below; `successor` takes its place."""

    TYPE: ClassVar[str] = "unit.close"
    PERMISSION: ClassVar[str] = "UNIT_ADMIN"

    unit: str
    successor: str = ""


class CreatePost(Command, frozen=True, kw_only=True):
    """Create a post (岗位) of a role in a unit; `reach`: units besides its own (管辖)."""

    TYPE: ClassVar[str] = "post.create"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    post: str
    unit: str
    role: str
    title: str
    reach: tuple[str, ...] = ()


class AbolishPost(Command, frozen=True, kw_only=True):
    """Abolish a vacant post; what it held is answered for by the post above."""

    TYPE: ClassVar[str] = "post.abolish"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    post: str


class AppointPerson(Command, frozen=True, kw_only=True):
    """Put a person into a vacant post from `since` to (not including) `until`."""

    TYPE: ClassVar[str] = "post.appoint"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    post: str
    person: str
    since: date
    until: date | None = None


class RelievePerson(Command, frozen=True, kw_only=True):
    """Take a person out of a post on a day; the post is vacant from then."""

    TYPE: ClassVar[str] = "post.relieve"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    post: str
    person: str
    on: date
    reason: str = ""


class HandOver(Command, frozen=True, kw_only=True):
    """Hand posts from one person to another in one act (交接), on one day."""

    TYPE: ClassVar[str] = "post.hand-over"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    posts: tuple[str, ...]
    giver: str
    taker: str
    on: date
    until: date | None = None
    reason: str = ""


class RegisterPerson(Command, frozen=True, kw_only=True):
    """Register an official. The name goes to the vault under the subject `person:<id>`."""

    TYPE: ClassVar[str] = "person.register"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    person: str
    name: Personal[str]
    home: str = ""


class CorrectName(Command, frozen=True, kw_only=True):
    """Correct an official's name; the old value stays in the vault until it is erased."""

    TYPE: ClassVar[str] = "person.correct-name"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    person: str
    name: Personal[str]


class RecordLeaving(Command, frozen=True, kw_only=True):
    """Record that an official has left the service; they hold no post any more."""

    TYPE: ClassVar[str] = "person.leave"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    person: str
    on: date


UNIT_COMMANDS = (EstablishUnit, RenameUnit, MoveUnit, CloseUnit)
POST_COMMANDS = (CreatePost, AbolishPost, AppointPerson, RelievePerson, HandOver)
PERSON_COMMANDS = (RegisterPerson, CorrectName, RecordLeaving)
