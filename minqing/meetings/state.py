"""The fold of one meeting, and the values its events carry."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from minqing.kernel.messages import VaultRef
from minqing.meetings.commitments.rules import CommitmentDraft
from minqing.meetings.terms import (
    OPEN,
    MeetingStatus,
    Presence,
    Resolution,
    Seated,
    Size,
    Voice,
)


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One matter on the agenda. `subjects`: streams it is about, alike ones grouped. `title`:
    public words, no person; empty: said from the subjects. `units`: told ahead. `code`: a
    standing item of the kind. `late`: it came after the public notice; `why`: then its reason.
    """

    number: int
    subjects: tuple[str, ...] = ()
    title: str = ""
    units: tuple[str, ...] = ()
    code: str = ""
    late: bool = False
    why: str = ""


class Draft(msgspec.Struct, frozen=True):
    """拟办意见: what a unit that was told ahead would do."""

    unit: str
    post: str
    at: datetime
    words: VaultRef


class Spoken(msgspec.Struct, frozen=True):
    """What was said to an item, by which unit."""

    voice: Voice
    unit: str
    words: VaultRef


class Resolved(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was decided on an item, before the meeting closes. `words`: one a subject."""

    what: Resolution
    words: tuple[VaultRef, ...] = ()
    commitments: tuple[CommitmentDraft, ...] = ()
    until: date | None = None


class Ballots(msgspec.Struct, frozen=True):
    """Ballots of one item: how many were given out, and how many of each answer came back.

    `told`: enough came back for the answers to be told; otherwise `counts` is empty, and only
    `returned` stands in the log.
    """

    given: int
    returned: int
    counts: dict[str, int]
    told: bool


class ItemState(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item with everything that was said and decided. `removed`: why it was taken off."""

    item: Item
    drafts: tuple[Draft, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    resolved: Resolved | None = None
    removed: str = ""
    ballots: Ballots | None = None

    @property
    def stands(self) -> bool:
        return not self.removed


class Seat(msgspec.Struct, frozen=True, omit_defaults=True):
    """One chair in the room: unit and post, never a name. `label`: words of the pack where no
    unit of that name is known here."""

    unit: str
    post: str
    why: Seated
    label: str = ""
    presence: Presence = Presence.EXPECTED
    reason: str = ""

    @property
    def key(self) -> str:
        return f"{self.unit}/{self.post}/{self.label}"


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one item at the closing. `to_unit`, `to_kind`: on whose agenda it stands
    now; `until`: it rests to that day; `raised`: subjects that changed hands with it."""

    number: int
    what: Resolution
    to_unit: str = ""
    to_kind: str = ""
    until: date | None = None
    commitments: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    by_itself: bool = False


class Postponed(msgspec.Struct, frozen=True):
    """A time that had been announced, and the public reason why it was put off."""

    was: datetime
    why: str


class MeetingState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A meeting as it now is.

    `first` to `last`: its window, both inside. `due_on`: the usual day. `turn`: number of the
    window in the life of the mechanism, which gives the chair its turn; `passed`: how many
    turns were passed on. `before`: the meeting before it. `short`: announced later than the
    mechanism wants, for ever; `urgent`: why. `postponed`: times announced before, the first first. `findings`: visits and matters that led here.
    """

    id: str
    pack: str
    pack_version: int
    kind: str
    unit: str
    home: str
    first: date
    last: date
    due_on: date
    turn: int
    opened_at: datetime
    before: str = ""
    status: MeetingStatus = MeetingStatus.CALLED
    theme: str = ""
    place: str = ""
    sits_at: datetime | None = None
    size: Size = Size.SMALL
    also: tuple[str, ...] = ()
    drafts_due: date | None = None
    planned_at: datetime | None = None
    urgent: str = ""
    announced_at: datetime | None = None
    short: bool = False
    postponed: tuple[Postponed, ...] = ()
    findings: tuple[str, ...] = ()
    items: tuple[ItemState, ...] = ()
    order: tuple[int, ...] = ()
    seats: tuple[Seat, ...] = ()
    convenor_post: str = ""
    chair_post: str = ""
    chair_unit: str = ""
    passed: tuple[str, ...] = ()
    began_at: datetime | None = None
    minutes_due: datetime | None = None
    ended_at: datetime | None = None
    outcomes: tuple[Outcome, ...] = ()
    minutes: VaultRef = VaultRef("")
    minutes_missed: bool = False
    waiting: int = 0

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def standing(self) -> tuple[ItemState, ...]:
        """The items that stand on the agenda, in order."""
        by_number = {one.item.number: one for one in self.items}
        return tuple(by_number[number] for number in self.order if by_number[number].stands)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The streams of the items that stand on the agenda."""
        return tuple(
            dict.fromkeys(subject for one in self.standing for subject in one.item.subjects)
        )

    def find_item(self, number: int) -> ItemState | None:
        """Return an item that stands on the agenda, None when there is none of that number."""
        return next((one for one in self.standing if one.item.number == number), None)
