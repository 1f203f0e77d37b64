"""Wishes about meetings. `meeting` is the id after `meeting:`.

Words that may hold personal data go to the vault under the matter they are about (`"case:<id>"`),
so that they are erased with it; the minutes under `"meeting:<id>"`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import msgspec

from minqing.kernel.messages import Command, Personal
from minqing.meetings.terms import Presence, Resolution, Size, Voice

CONVENE = "MEETING_CONVENE"


class Topic(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item of a plan: what it is about, public words without a person, units to be told."""

    subjects: tuple[str, ...] = ()
    title: str = ""
    units: tuple[str, ...] = ()
    code: str = ""


class Promise(msgspec.Struct, frozen=True, omit_defaults=True):
    """When, which unit, which post; the measure comes beside it."""

    due: date
    unit: str
    post: str
    person_named: bool = False


class Mark(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who came: a seat by its key, and why somebody did not."""

    seat: str
    presence: Presence
    reason: str = ""


class MeetingCommand(Command, frozen=True, kw_only=True):
    meeting: str


class OpenMeeting(MeetingCommand, frozen=True, kw_only=True):
    """Call the meeting of a window (WDM-02, 04, 07). Sent by the clock only.

    `first`: first day of the window by the pack's cadence. `before`: the meeting before it of
    the same unit and kind, which has ended; "" for the first one.
    """

    TYPE: ClassVar[str] = "meeting.open"
    PERMISSION: ClassVar[str] = CONVENE

    pack: str
    kind: str
    unit: str
    first: date
    before: str = ""


class LookAtMeeting(MeetingCommand, frozen=True, kw_only=True):
    """Let the rule say what the day demands. Sent by the clock only. `waiting`: some subjects
    that the index found on the agenda; the rule looks whether one of them stands there."""

    TYPE: ClassVar[str] = "meeting.look"
    PERMISSION: ClassVar[str] = CONVENE

    waiting: tuple[str, ...] = ()


class LinkFindings(MeetingCommand, frozen=True, kw_only=True):
    """Name the visits and matters that led here (摸清实情; WDM-11): `activity:…`, `case:…`."""

    TYPE: ClassVar[str] = "meeting.link-findings"
    PERMISSION: ClassVar[str] = CONVENE

    findings: tuple[str, ...]


class PlanMeeting(MeetingCommand, frozen=True, kw_only=True):
    """Fix the plan (会议预案; WDM-12 to 14): topics, theme, time, place, size, units told.

    `drafts_due`: by when the units that are told have their draft answer. `urgent`: why it sits
    sooner than the units are entitled to; empty otherwise.
    """

    TYPE: ClassVar[str] = "meeting.plan"
    PERMISSION: ClassVar[str] = CONVENE

    topics: tuple[Topic, ...]
    sits_at: datetime
    theme: str = ""
    place: str = ""
    size: Size = Size.SMALL
    also: tuple[str, ...] = ()
    drafts_due: date | None = None
    urgent: str = ""


class AddItem(MeetingCommand, frozen=True, kw_only=True):
    """Put one more matter on the agenda; after the notice it is marked so, and needs a reason."""

    TYPE: ClassVar[str] = "meeting.add-item"
    PERMISSION: ClassVar[str] = CONVENE

    topic: Topic
    why: str = ""


class RemoveItem(MeetingCommand, frozen=True, kw_only=True):
    """Take a matter off the agenda, with a reason; it stands on the next one."""

    TYPE: ClassVar[str] = "meeting.remove-item"
    PERMISSION: ClassVar[str] = CONVENE

    item: int
    reason: str


class OrderItems(MeetingCommand, frozen=True, kw_only=True):
    """Set the order of the agenda: the numbers of all standing items."""

    TYPE: ClassVar[str] = "meeting.order"
    PERMISSION: ClassVar[str] = CONVENE

    order: tuple[int, ...]


class DraftAnswer(MeetingCommand, frozen=True, kw_only=True):
    """Hand in what one's unit would do (拟办意见; WDM-13); a later draft replaces it."""

    TYPE: ClassVar[str] = "meeting.draft"
    PERMISSION: ClassVar[str] = "MEETING_DRAFT"

    item: int
    words: Personal[str]


class AnnounceMeeting(MeetingCommand, frozen=True, kw_only=True):
    """Give public notice (会议预告; WDM-15). `urgent`: why later than the days in the pack; the
    notice is then marked for ever."""

    TYPE: ClassVar[str] = "meeting.announce"
    PERMISSION: ClassVar[str] = CONVENE

    urgent: str = ""


class PostponeMeeting(MeetingCommand, frozen=True, kw_only=True):
    """Put a meeting whose notice is out to a later time of its window, with a public reason; the
    time that was announced stays beside the new one. Fewer days ahead than the pack wants mark
    the notice for ever."""

    TYPE: ClassVar[str] = "meeting.postpone"
    PERMISSION: ClassVar[str] = CONVENE

    sits_at: datetime
    why: str


class BeginMeeting(MeetingCommand, frozen=True, kw_only=True):
    """Begin the sitting. `topics`: the agenda, where the kind wants no plan beforehand."""

    TYPE: ClassVar[str] = "meeting.begin"
    PERMISSION: ClassVar[str] = CONVENE

    topics: tuple[Topic, ...] = ()


class PassChair(MeetingCommand, frozen=True, kw_only=True):
    """Pass the chair to the next in turn, with a note why (WDM-09)."""

    TYPE: ClassVar[str] = "meeting.pass-chair"
    PERMISSION: ClassVar[str] = CONVENE

    note: str


class MarkAttendance(MeetingCommand, frozen=True, kw_only=True):
    """Say who came, for as many seats as named (WDM-08, WDM-10)."""

    TYPE: ClassVar[str] = "meeting.attendance"
    PERMISSION: ClassVar[str] = CONVENE

    marks: tuple[Mark, ...]


class SpeakToItem(MeetingCommand, frozen=True, kw_only=True):
    """Record what the host asked, the street added, a department answered (WDM-16)."""

    TYPE: ClassVar[str] = "meeting.speak"
    PERMISSION: ClassVar[str] = CONVENE

    item: int
    voice: Voice
    unit: str
    words: Personal[str]


class CountBallots(MeetingCommand, frozen=True, kw_only=True):
    """Hand in the counted ballots of an item (民意测评票; WDM-23): how many were given out, and how
    many of each answer came back, in the order of the pack. Nobody's ballot is known."""

    TYPE: ClassVar[str] = "meeting.count-ballots"
    PERMISSION: ClassVar[str] = CONVENE

    item: int
    given: int
    counts: tuple[int, ...]


class ResolveItem(MeetingCommand, frozen=True, kw_only=True):
    """Decide on an item (WDM-17); it stays open to change until the meeting closes.

    `words`: why, one a subject of the item, the same words sealed for each. `measures` and
    `promises` go together; at least one where the resolution is a commitment. `until`: the day
    to which it is put off.
    """

    TYPE: ClassVar[str] = "meeting.resolve"
    PERMISSION: ClassVar[str] = CONVENE

    item: int
    what: Resolution
    words: tuple[Personal[str], ...] = ()
    measures: tuple[Personal[str], ...] = ()
    promises: tuple[Promise, ...] = ()
    until: date | None = None


class CloseMeeting(MeetingCommand, frozen=True, kw_only=True):
    """Close: publish the commitments, carry up what is unsolved, keep the record. One command
    over many streams, made by `make_closing` from what the agenda now says.

    `subjects`, `commitments`: every stream it touches; another agenda since is refused.
    """

    TYPE: ClassVar[str] = "meeting.close"
    PERMISSION: ClassVar[str] = CONVENE

    subjects: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    minutes: Personal[str] | None = None


class RecordMinutes(MeetingCommand, frozen=True, kw_only=True):
    """Hand in the record (会议记录) of a meeting that was closed without one, or replace it."""

    TYPE: ClassVar[str] = "meeting.record-minutes"
    PERMISSION: ClassVar[str] = CONVENE

    minutes: Personal[str]


COMMANDS: tuple[type[MeetingCommand], ...] = (
    OpenMeeting,
    LookAtMeeting,
    LinkFindings,
    PlanMeeting,
    AddItem,
    RemoveItem,
    OrderItems,
    DraftAnswer,
    AnnounceMeeting,
    PostponeMeeting,
    BeginMeeting,
    PassChair,
    MarkAttendance,
    SpeakToItem,
    CountBallots,
    ResolveItem,
    CloseMeeting,
    RecordMinutes,
)
