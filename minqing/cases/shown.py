"""Shapes in which cases are read: lists, the page of one case, today's items, tracking.

Words with `_zh` are message ids; faces translate them. Personal values come masked unless a
shape says otherwise; what was erased comes empty.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from minqing.cases.group_terms import Weight
from minqing.cases.rules import Act
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    Anonymity,
    Channel,
    Ledger,
    MatterKind,
    Outcome,
    RaiserDetails,
    Status,
)
from minqing.kernel.clocks import Due, Remaining


class ClockShown(msgspec.Struct, frozen=True, kw_only=True):
    """One deadline: its name (message id), when and why, how it stands, rule or “ours”."""

    name: str
    zh: str
    due: Due
    remaining: Remaining
    source: str
    provisional: bool = False


class FirstClock(msgspec.Struct, frozen=True, kw_only=True):
    """The promise a reopened case began with: when it ended, and what became of it."""

    started_at: datetime
    due: Due
    missed: bool
    told_at: datetime | None
    reopened: int


class Word(msgspec.Struct, frozen=True):
    """An entry of a pack's list as shown: the message id and the English."""

    zh: str
    en: str


class OpinionShown(msgspec.Struct, frozen=True, kw_only=True):
    """The final opinion: when, whose, its words, the legal channels that stay open."""

    at: datetime
    by: str
    outcome: Outcome
    words: str
    channels: tuple[Word, ...]


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """One opening of a sealed identity: for whom, with whose consent, why, until when."""

    at: datetime
    until: datetime
    for_whom: str
    consented: tuple[str, ...]
    words: str


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """The calls of one case that wants one.

    `counted`: tries on different days and at different hours; `tries`: all of them.
    `counts_now`: a try at this moment would count; else `today`: one of today counted already,
    and `hours` (0 to 23, local) are used up. `named`: there is a name and perhaps a number.
    """

    tries: int
    counted: int
    counts_now: bool
    today: bool
    hours: tuple[int, ...]
    named: bool


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case in a list. `summary`: the beginning of the matter, for viewers in reach.

    `holder`: title and unit of the accountable post. `clock` None: ended, nothing runs.
    """

    id: str
    receipt: str
    status: Status
    status_zh: str
    ledger: Ledger | None
    kind: MatterKind
    channel: Channel
    category: str
    category_zh: str
    category_en: str
    summary: str
    place: str
    place_name: str
    household: str
    holder_post: str
    holder: str
    holder_unit_name: str
    raised_at: datetime
    closed_at: datetime | None
    outcome: Outcome | None
    clock: ClockShown | None
    promise: ClockShown | None
    reopened: int
    returns: int
    breached: bool
    emergency: bool
    sealed: bool
    call: str
    weight: Weight | None = None
    """Who stands behind it, None when one receipt does (涉及×户)."""
    asking: Asking | None = None
    """Where a wanted call stands, None when none is wanted."""


class ListPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list. `count` is exact up to a cap; `capped`: there are more than that.

    `next`: opaque place of the next page, "" on the last one.
    """

    lines: tuple[CaseLine, ...]
    count: int
    capped: bool
    next: str


class LedgerCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many living cases of a ledger are in reach, and how many of them are late."""

    ledger: str
    zh: str
    count: int
    late: int
    capped: bool


class CaseFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is narrowed to; empty means any.

    `ledger`: code, or "none" for not yet sorted. `clock`: late, today, soon (as the clock's own
    rule warns), on_time. `place`: a unit code, with all below it. `unit`: the holder's unit.
    `category`: of either level. `since`, `until`: local days of the recording, both included. `mine`: held
    or handled by the viewer's post. `ended`: struck-off cases instead of living ones; `both`:
    either. `call`: those that wait for a call. `opinion`: the joint meeting's queue, those that
    wait for a final opinion. `sort`: due (what ends next; ended: newest first), received or
    moved (newest first).
    """

    ledger: str = ""
    status: str = ""
    clock: str = ""
    category: str = ""
    place: str = ""
    unit: str = ""
    channel: str = ""
    outcome: str = ""
    since: date | None = None
    until: date | None = None
    reopened: bool = False
    merged: bool = False
    mine: bool = False
    ended: bool = False
    both: bool = False
    call: bool = False
    opinion: bool = False
    sort: str = ""


class SearchHit(msgspec.Struct, frozen=True, kw_only=True):
    """One case that was found: its line, the fields where, a piece of text with what was found
    marked. `where` may hold `name`: the raiser's name fits, and stays masked in the line."""

    line: CaseLine
    where: tuple[str, ...]
    text: tuple[tuple[str, bool], ...]
    weight: int


class SearchPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a search, for the words that were long enough to be looked for.

    `next`: opaque place of the next page, "" on the last one. `ready` False: there is no index
    yet, so nothing can be found.
    """

    words: tuple[str, ...]
    hits: tuple[SearchHit, ...] = ()
    next: str = ""
    ready: bool = True


class TimelineItem(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log about this case. `facts`: what to say of it, codes and words;
    `words`: the personal text that belongs to it, opened for this viewer."""

    position: int
    type: str
    zh: str
    happened_at: datetime
    recorded_at: datetime
    by: str
    by_kind: str
    facts: dict[str, Any]
    words: str = ""


class HoldingShown(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of accountability: who, from when to when; whole days begun."""

    holder: str
    unit_name: str
    since: datetime
    until: datetime | None
    days: int


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on one case for one viewer. `version`: pass as `expected_version`.

    `raiser` is masked; None when anonymous, sealed or erased. `answering`: the post that
    answers while the holder's post is vacant ("" when it is filled).
    """

    line: CaseLine
    state: CaseState
    version: int
    matter: str
    asks: str
    reply: str
    raiser: RaiserDetails | None
    anonymity: Anonymity
    rung_zh: str
    rung_en: str
    next_rung_zh: str
    answering: str
    clocks: tuple[ClockShown, ...]
    holdings: tuple[HoldingShown, ...]
    timeline: tuple[TimelineItem, ...]
    acts: tuple[Act, ...]
    in_reach: bool
    ways: tuple[str, ...]
    first: FirstClock | None = None
    opinion: OpinionShown | None = None
    openings: tuple[Opening, ...] = ()


class OpenMatters(msgspec.Struct, frozen=True, kw_only=True):
    """What is already open: of this household, of this place and category, of this place."""

    household: tuple[CaseLine, ...]
    alike: tuple[CaseLine, ...]
    place: tuple[CaseLine, ...]


class TodayGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Items of one kind that await the viewer; `act` is the command they ask for, "" none."""

    code: str
    zh: str
    act: str
    count: int
    capped: bool
    lines: tuple[CaseLine, ...]


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """What a post was reminded of today: how many were near then, and which are still open."""

    at: datetime
    count: int
    lines: tuple[CaseLine, ...]


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """今日事项: what awaits the viewer, grouped by what is asked of him.

    `of_unit`: what other posts of the unit hold, for whoever answers for the unit; not counted.
    """

    groups: tuple[TodayGroup, ...]
    reminder: Reminder | None = None
    of_unit: tuple[TodayGroup, ...] = ()

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


class TrackedStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step as the public may see it: its word and its day."""

    zh: str
    at: datetime


class Tracked(msgspec.Struct, frozen=True, kw_only=True):
    """Status and dates of a receipt; no text, no names. `due` is the promised day; `first`
    the one it began with, where it was reopened."""

    receipt: str
    status: Status
    status_zh: str
    raised_at: datetime
    closed_at: datetime | None
    due: Due | None
    steps: tuple[TrackedStep, ...]
    first: FirstClock | None = None


class TrackedInFull(msgspec.Struct, frozen=True, kw_only=True):
    """What the raiser sees after the second sign (last four digits of the phone).

    `may`: names of the commands that the raiser may send now. `openings`: when their sealed
    identity was opened, for whom and why.
    """

    tracked: Tracked
    case: str
    version: int
    matter: str
    reply: str
    outcome: Outcome | None
    legal_channel_zh: str
    holder_unit_name: str
    told_at: datetime | None
    may: tuple[str, ...]
    opinion: OpinionShown | None = None
    openings: tuple[Opening, ...] = ()
