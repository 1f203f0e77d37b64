"""What happened to a meeting. Units, posts, codes, dates; words are names of texts in the vault."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from minqing.kernel.messages import Event, VaultRef
from minqing.meetings.state import Ballots, Draft, Item, Outcome, Resolved, Seat, Spoken
from minqing.meetings.terms import Size


class MeetingOpened(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The meeting of a window was called by itself."""

    TYPE: ClassVar[str] = "meeting.opened@1"

    meeting: str
    pack: str
    pack_version: int
    kind: str
    unit: str
    home: str
    first: date
    last: date
    due_on: date
    turn: int
    at: datetime
    before: str = ""
    convenor_post: str = ""


class FindingsLinked(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "meeting.findings-linked@1"

    findings: tuple[str, ...]
    at: datetime


class MeetingPlanned(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The agenda is fixed; a later plan replaces it."""

    TYPE: ClassVar[str] = "meeting.planned@1"

    items: tuple[Item, ...]
    seats: tuple[Seat, ...]
    sits_at: datetime
    at: datetime
    chair_post: str = ""
    chair_unit: str = ""
    theme: str = ""
    place: str = ""
    size: Size = Size.SMALL
    also: tuple[str, ...] = ()
    drafts_due: date | None = None
    urgent: str = ""


class ItemAdded(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "meeting.item-added@1"

    item: Item
    seats: tuple[Seat, ...]
    at: datetime


class ItemRemoved(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "meeting.item-removed@1"

    number: int
    reason: str
    at: datetime


class ItemsOrdered(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "meeting.items-ordered@1"

    order: tuple[int, ...]
    at: datetime


class AnswerDrafted(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "meeting.answer-drafted@1"

    number: int
    draft: Draft


class MeetingAnnounced(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Notice was given in public; `short`: later than wanted, with its reason, for ever."""

    TYPE: ClassVar[str] = "meeting.announced@1"

    at: datetime
    short: bool = False
    urgent: str = ""


class MeetingPostponed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """After its notice it was put to a later time; `short`: with fewer days ahead than wanted."""

    TYPE: ClassVar[str] = "meeting.postponed@1"

    was: datetime
    sits_at: datetime
    why: str
    at: datetime
    short: bool = False


class MeetingBegun(Event, frozen=True, kw_only=True, omit_defaults=True):
    TYPE: ClassVar[str] = "meeting.begun@1"

    at: datetime
    minutes_due: datetime


class ChairPassed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The turn went to the next; who passed it keeps no mark but this note."""

    TYPE: ClassVar[str] = "meeting.chair-passed@1"

    note: str
    chair_post: str
    chair_unit: str
    seats: tuple[Seat, ...]
    at: datetime


class AttendanceMarked(Event, frozen=True, kw_only=True):
    """The seats as they now are."""

    TYPE: ClassVar[str] = "meeting.attendance-marked@1"

    seats: tuple[Seat, ...]
    at: datetime


class ItemSpokenTo(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "meeting.item-spoken-to@1"

    number: int
    spoken: Spoken
    at: datetime


class BallotsCounted(Event, frozen=True, kw_only=True):
    """The ballots of an item as they now count; a later count replaces it."""

    TYPE: ClassVar[str] = "meeting.ballots-counted@1"

    number: int
    ballots: Ballots
    at: datetime


class ItemResolved(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "meeting.item-resolved@1"

    number: int
    resolved: Resolved
    at: datetime


class MeetingClosed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """It is over: what became of each item. Commitments and raises stand in their own streams,
    written in the same transaction."""

    TYPE: ClassVar[str] = "meeting.closed@1"

    outcomes: tuple[Outcome, ...]
    at: datetime
    minutes: VaultRef = VaultRef("")
    post: str = ""


class MinutesRecorded(Event, frozen=True, kw_only=True, omit_defaults=True):
    TYPE: ClassVar[str] = "meeting.minutes-recorded@1"

    minutes: VaultRef
    at: datetime
    post: str = ""


class MinutesMissed(Event, frozen=True, kw_only=True):
    """The record was not there in time; noticed once."""

    TYPE: ClassVar[str] = "meeting.minutes-missed@1"

    at: datetime
    due_at: datetime


class MeetingKeptEmpty(Event, frozen=True, kw_only=True):
    """本期无议题: nothing was stuck at its time. It counts as kept; no minutes are asked."""

    TYPE: ClassVar[str] = "meeting.kept-empty@1"

    at: datetime


class MeetingMissed(Event, frozen=True, kw_only=True):
    """应开未开: its window ended, with so many matters seen waiting."""

    TYPE: ClassVar[str] = "meeting.missed@1"

    at: datetime
    waiting: int


EVENTS: tuple[type[Event], ...] = (
    MeetingOpened,
    FindingsLinked,
    MeetingPlanned,
    ItemAdded,
    ItemRemoved,
    ItemsOrdered,
    AnswerDrafted,
    MeetingAnnounced,
    MeetingPostponed,
    MeetingBegun,
    ChairPassed,
    AttendanceMarked,
    ItemSpokenTo,
    BallotsCounted,
    ItemResolved,
    MeetingClosed,
    MinutesRecorded,
    MinutesMissed,
    MeetingKeptEmpty,
    MeetingMissed,
)
