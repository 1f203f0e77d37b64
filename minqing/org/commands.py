"""Wishes about units, posts and people. Field names are field words; dates are local days."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from minqing.kernel.messages import Command, Personal
from minqing.org.terms import Axis, Hand, Handed, Posting, RemitPart, UnitKind


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
    """Give a unit another name from a day on (None: today); lists still find it by the old."""

    TYPE: ClassVar[str] = "unit.rename"
    PERMISSION: ClassVar[str] = "UNIT_ADMIN"

    unit: str
    name: str
    short_name: str = ""
    on: date | None = None


class MoveUnit(Command, frozen=True, kw_only=True):
    """Put a unit under another parent of the same tree; everything below moves with it."""

    TYPE: ClassVar[str] = "unit.move"
    PERMISSION: ClassVar[str] = "UNIT_ADMIN"

    unit: str
    parent: str


class MergeUnits(Command, frozen=True, kw_only=True):
    """Join a unit to another of the same tree and level (合并), in one act.

    Its posts with the people in them, and the units right below it, go over to `into`; the
    unit is closed, its name leads to `into`, and what was done under it keeps it. `posts` and
    `units` are what the one who decides was shown: when they are no longer all, nothing happens.
    """

    TYPE: ClassVar[str] = "unit.merge"
    PERMISSION: ClassVar[str] = "UNIT_ADMIN"

    unit: str
    into: str
    posts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    on: date | None = None


class CloseUnit(Command, frozen=True, kw_only=True):
    """Close a unit that has no units below and nobody in its posts.

    `successor` takes its place and receives what is not done yet; only installation leaves it
    out. `posts`: its vacant posts, as they were shown; they are abolished with it.
    """

    TYPE: ClassVar[str] = "unit.close"
    PERMISSION: ClassVar[str] = "UNIT_ADMIN"

    unit: str
    successor: str = ""
    posts: tuple[str, ...] = ()


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
    """Put a person into a vacant post from `since` to (not including) `until`.

    `posting`: they are sent there from another unit for that time (派驻; SDN-02, SDN-05 to 07).
    """

    TYPE: ClassVar[str] = "post.appoint"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    post: str
    person: str
    since: date
    until: date | None = None
    posting: Posting | None = None


class RelievePerson(Command, frozen=True, kw_only=True):
    """Take a person out of a post on a day; the post is vacant from then."""

    TYPE: ClassVar[str] = "post.relieve"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    post: str
    person: str
    on: date
    reason: str = ""


class HandOver(Command, frozen=True, kw_only=True):
    """Hand posts from one person to another in one act (交接), on one day, not ahead of it.

    What a post holds is held by the post: nothing moves and no clock stops. `sheet` is the
    list that both looked through and sign; with a `record` id it is kept.
    """

    TYPE: ClassVar[str] = "post.hand-over"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    posts: tuple[str, ...]
    giver: str
    taker: str
    on: date
    until: date | None = None
    reason: str = ""
    posting: Posting | None = None
    record: str = ""
    sheet: tuple[Handed, ...] = ()


class HandOverVillage(Command, frozen=True, kw_only=True):
    """Hand posts of one village to other people in one act (整村交接; SDN-06, SDN-09), all or none.

    `unit`: the village, whose posts all of them are, each filled and named once. Two may
    change places. As with one post nothing moves: households, open matters, papers, planned
    looks and duties are the post's, whoever is in it. At most 40 hands, on one day, not ahead.
    """

    TYPE: ClassVar[str] = "post.hand-over-village"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    unit: str
    hands: tuple[Hand, ...]
    on: date
    until: date | None = None
    reason: str = ""
    posting: Posting | None = None


class SetUpPost(Command, frozen=True, kw_only=True):
    """Set a post up with the one who is in it, all or nothing: one row of a list of posts.

    `person`: "" for a vacant post; one who is registered already keeps the name they have.
    `since`: needed with a person; `until`: not included, None for no end.
    """

    TYPE: ClassVar[str] = "post.set-up"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    post: str
    unit: str
    role: str
    title: str
    reach: tuple[str, ...] = ()
    person: str = ""
    name: Personal[str] | None = None
    since: date | None = None
    until: date | None = None


class TakeBackPost(Command, frozen=True, kw_only=True):
    """Take a post back that a list set up and that nobody changed since.

    `person`: who was put in; `with_person`: they were registered by the same list and leave too.
    """

    TYPE: ClassVar[str] = "post.take-back"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    post: str
    person: str = ""
    with_person: bool = False
    reason: str = ""


class GrantPermission(Command, frozen=True, kw_only=True):
    """Give a post one permission besides its role's (例外授权), with a reason and an end."""

    TYPE: ClassVar[str] = "post.grant"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    post: str
    permission: str
    until: date
    reason: str


class RevokePermission(Command, frozen=True, kw_only=True):
    """Take an additional permission back before its end."""

    TYPE: ClassVar[str] = "post.revoke"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    post: str
    permission: str
    reason: str


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


class OpenAccount(Command, frozen=True, kw_only=True):
    """Open an account for an official, without a password: they choose one by a one-time link."""

    TYPE: ClassVar[str] = "person.open-account"
    PERMISSION: ClassVar[str] = "ACCOUNT_ADMIN"

    person: str
    login: str


class LockAccount(Command, frozen=True, kw_only=True):
    """Stop an official's account at once, with a reason; what they held stays with the post."""

    TYPE: ClassVar[str] = "person.lock-account"
    PERMISSION: ClassVar[str] = "ACCOUNT_ADMIN"

    person: str
    reason: str


class UnlockAccount(Command, frozen=True, kw_only=True):
    """Let a stopped account sign in again."""

    TYPE: ClassVar[str] = "person.unlock-account"
    PERMISSION: ClassVar[str] = "ACCOUNT_ADMIN"

    person: str
    reason: str


class ResetPassword(Command, frozen=True, kw_only=True):
    """Make the old password useless; a new one is chosen by a one-time link on paper."""

    TYPE: ClassVar[str] = "person.reset-password"
    PERMISSION: ClassVar[str] = "ACCOUNT_ADMIN"

    person: str
    reason: str


class EstablishTeam(Command, frozen=True, kw_only=True):
    """Set up a team (驻村工作队, 驻村工作组) of a unit, led by a post (SDN-03, SDN-08).

    `kind`: code of the mechanism's list. `village`: the village it works for, where that is
    not the unit itself.
    """

    TYPE: ClassVar[str] = "team.establish"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    team: str
    kind: str
    unit: str
    name: str
    leader: str
    deputy: str = ""
    village: str = ""


class ChangeTeamHead(Command, frozen=True, kw_only=True):
    """Give a team another leading post, and another deputy."""

    TYPE: ClassVar[str] = "team.change-head"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    team: str
    leader: str
    deputy: str = ""


class JoinTeam(Command, frozen=True, kw_only=True):
    """Put officials into a team; they keep their posts (兼)."""

    TYPE: ClassVar[str] = "team.join"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    team: str
    persons: tuple[str, ...]


class LeaveTeam(Command, frozen=True, kw_only=True):
    """Take an official out of a team."""

    TYPE: ClassVar[str] = "team.leave"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    team: str
    person: str


class DissolveTeam(Command, frozen=True, kw_only=True):
    """End a team; its members stay where their posts are."""

    TYPE: ClassVar[str] = "team.dissolve"
    PERMISSION: ClassVar[str] = "POST_ADMIN"

    team: str
    reason: str


class IssueRemit(Command, frozen=True, kw_only=True):
    """Put a paper of responsibilities of a level or a team on the register (SDN-31).

    `level`, `parts`: codes of the mechanism's list; every part must be written. `number`: its
    document number, as printed.
    """

    TYPE: ClassVar[str] = "remit.issue"
    PERMISSION: ClassVar[str] = "UNIT_ADMIN"

    remit: str
    level: str
    unit: str
    title: str
    number: str
    on: date
    parts: tuple[RemitPart, ...]


class WithdrawRemit(Command, frozen=True, kw_only=True):
    """Take a paper of responsibilities out of force."""

    TYPE: ClassVar[str] = "remit.withdraw"
    PERMISSION: ClassVar[str] = "UNIT_ADMIN"

    remit: str
    reason: str


UNIT_COMMANDS = (EstablishUnit, RenameUnit, MoveUnit, MergeUnits, CloseUnit)
POST_COMMANDS = (
    CreatePost,
    AbolishPost,
    AppointPerson,
    RelievePerson,
    HandOver,
    HandOverVillage,
    GrantPermission,
    RevokePermission,
    SetUpPost,
    TakeBackPost,
)
PERSON_COMMANDS = (
    RegisterPerson,
    CorrectName,
    RecordLeaving,
    OpenAccount,
    LockAccount,
    UnlockAccount,
    ResetPassword,
)
TEAM_COMMANDS = (EstablishTeam, ChangeTeamHead, JoinTeam, LeaveTeam, DissolveTeam)
REMIT_COMMANDS = (IssueRemit, WithdrawRemit)
