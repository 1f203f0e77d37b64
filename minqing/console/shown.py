"""What the pages of the desk show: plain values, filled by `reading`, drawn by templates."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.console.wording import ClockView


class Calling(msgspec.Struct, frozen=True, kw_only=True):
    """A wanted call in words. `now`: a try at this moment counts. `named`: not anonymous."""

    tried: str
    next: str
    now: bool
    named: bool


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a list. `matter`: first words of the matter, or why it is withheld."""

    id: str
    receipt: str
    matter: str
    status: str
    raised_at: datetime
    place: str = ""
    household: str = ""
    ledger: str = ""
    category: str = ""
    holder: str = ""
    outcome: str = ""
    clock: ClockView | None = None
    is_emergency: bool = False
    why: str = ""
    weight: str = ""
    calling: Calling | None = None


class ActGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The cases that await one act of the viewer; `more` is the address of all of them."""

    key: str
    title: str
    what: str
    count: int
    lines: tuple[CaseLine, ...]
    capped: bool = False
    more: str = ""


class Today(msgspec.Struct, frozen=True, kw_only=True):
    """First page: everything that awaits the viewer, grouped by act.

    `of_unit`: what other posts of the unit hold, for whoever answers for it.
    """

    now: datetime
    groups: tuple[ActGroup, ...]
    total: int
    late: int
    due_today: int
    of_unit: tuple[ActGroup, ...] = ()
    reminded_at: datetime | None = None
    reminded: tuple[CaseLine, ...] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list. `before`, `after`: query strings of the neighbours, or empty.

    `first`: whether it begins the list.
    """

    lines: tuple[CaseLine, ...]
    count: int
    capped: bool = False
    before: str = ""
    after: str = ""
    first: bool = True


class FoundLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case that was found: its row, a piece of text, and where the words stand."""

    line: CaseLine
    text: tuple[tuple[str, bool], ...]
    where: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a search. `ready` False: the index is still being made."""

    words: tuple[str, ...]
    lines: tuple[FoundLine, ...]
    ready: bool = True
    after: str = ""
    first: bool = True


class Raiser(msgspec.Struct, frozen=True, kw_only=True):
    """Who raised it, masked unless the viewer gave a reason. `sealed`: opened by consent."""

    name: str
    phone: str = ""
    address: str = ""
    unmasked: bool = False
    sealed: bool = False


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of holding in words: who, and how long by the clock."""

    who: str
    during: str
    now: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened: what, when, by which post, in which words."""

    title: str
    at: datetime
    by: str = ""
    said: str = ""


class ResultView(msgspec.Struct, frozen=True, kw_only=True):
    """The recorded result; `facts` are pairs of name and value, already in words."""

    outcome: str
    reply: str
    facts: tuple[tuple[str, str], ...] = ()


class FirstClockView(msgspec.Struct, frozen=True, kw_only=True):
    """The promise a reopened case began with, and what became of it."""

    started_at: datetime
    due_at: datetime
    missed: bool
    told_at: datetime | None
    reopened: int


class OpinionView(msgspec.Struct, frozen=True, kw_only=True):
    """The final opinion in words."""

    at: datetime
    by: str
    outcome: str
    words: str
    channels: tuple[str, ...]


class OpeningView(msgspec.Struct, frozen=True, kw_only=True):
    """One opening of a sealed identity, in words."""

    at: datetime
    until: datetime
    for_whom: str
    consented: str
    words: str


class OriginView(msgspec.Struct, frozen=True, kw_only=True):
    """A case of history: whose it was, how it stood there. `facts`: name, value, address."""

    ended: str
    facts: tuple[tuple[str, str, str], ...]


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """One case on one page. Empty texts with `withheld` say why they are not shown."""

    id: str
    version: int
    receipt: str
    title: str
    status: str
    channel: str
    anonymity: str
    raised_at: datetime
    recorded_at: datetime
    is_living: bool
    kind: str = ""
    ledger: str = ""
    category: str = ""
    place: str = ""
    place_code: str = ""
    household: str = ""
    matter: str = ""
    asks: str = ""
    withheld: str = ""
    is_sealed: bool = False
    is_emergency: bool = False
    spoken: str = ""
    """The language of the raiser in words, where it is not Chinese."""
    holder: str = ""
    clocks: tuple[ClockView, ...] = ()
    holdings: tuple[Held, ...] = ()
    raiser: Raiser | None = None
    result: ResultView | None = None
    told_at: datetime | None = None
    told_by: str = ""
    confirmed: str = ""
    attempts: int = 0
    steps: tuple[Step, ...] = ()
    beside: tuple[CaseLine, ...] = ()
    category_code: str = ""
    holder_unit: str = ""
    turned_way: str = ""
    pin: str = ""
    returns: int = 0
    waits_opinion: bool = False
    first: FirstClockView | None = None
    opinion: OpinionView | None = None
    openings: tuple[OpeningView, ...] = ()
    origin: OriginView | None = None
    """Of history: the system it comes from."""
    calling: Calling | None = None
    """Where the call stands that this viewer may make."""
    verbs: tuple[str, ...] = ()
    """Names of the commands that this viewer may send now, in the order of the table."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One number of a board, and the list behind it."""

    head: str
    count: int
    url: str = ""
    late: bool = False


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    place: str
    url: str
    cells: tuple[Cell, ...]


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Living cases by place and stage."""

    heads: tuple[str, ...]
    rows: tuple[BoardRow, ...]
