"""Section `responsibilities` of a pack: who answers for what, and how that is argued over.

The catalogue (责任清单) is versioned with its pack; a case keeps the line it was sent by.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta

from minqing.cases.pack import Code, Source, Words, _Part
from minqing.cases.terms import Ledger
from minqing.kernel.clocks import ClockRule, Span
from minqing.mechanisms.public import Pack

Place = Annotated[str, Meta(min_length=1, max_length=40)]


class Citation(_Part, frozen=True):
    """The paper a line rests on: its name, the item in it, its date where one is printed."""

    paper: Words
    item: str = ""
    dated: date | None = None

    def __str__(self) -> str:
        dated = (
            f"（{self.dated.year}年{self.dated.month}月{self.dated.day}日）" if self.dated else ""
        )
        return f"《{self.paper}》{dated}{self.item}"


class Responsibility(_Part, frozen=True):
    """One line: matters of a category, in certain places or everywhere, are this unit's.

    `category`: first or second level; the second level goes before the first. `places`: kinds of
    unit (`gacha`) or division codes; a code goes before a kind, a kind before none. `unit`,
    `co_units`: daily name or number (`D15`) of a department of the banner, or a rung of the
    ladder (`town`). In force from `valid_from` until the day before `valid_to`.
    """

    code: Code
    category: Code
    unit: Words
    source: Source
    cites: tuple[Citation, ...]
    places: tuple[Place, ...] = ()
    co_units: tuple[Words, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


class NotBelow(_Part, frozen=True):
    """A duty of a department that may not be pushed down to a village or community.

    `ledgers`: in which ledgers a village may not get it from above; none named: in any.
    """

    code: Code
    unit: Words
    zh: Words
    en: Words
    categories: Annotated[tuple[Code, ...], Meta(min_length=1)]
    cites: Annotated[tuple[Citation, ...], Meta(min_length=1)]
    source: Source
    ledgers: tuple[Ledger, ...] = ()


class ThirdParty(_Part, frozen=True):
    """Who may rule: a role, nearest to the objector, or at a unit that is named."""

    role: Words
    unit: str = ""


class ObjectionRule(_Part, frozen=True):
    """How objections are ruled: the clock, and the third parties in the order they are asked."""

    clock: ClockRule
    ruled_by: Annotated[tuple[ThirdParty, ...], Meta(min_length=1)]
    source: Source = "ours"


class JointRule(_Part, frozen=True):
    """Where several units may handle a case together: rungs and ledgers (none named: all), who
    convenes them, how long a piece may take at most, how many pieces a case may have."""

    convened_by: Annotated[tuple[Words, ...], Meta(min_length=1)]
    longest: Span
    rungs: tuple[Code, ...] = ()
    ledgers: tuple[Ledger, ...] = ()
    most: Annotated[int, Meta(ge=1, le=30)] = 12
    source: Source = "ours"


class CallUpRule(_Part, frozen=True):
    """Who calls departments to a place (召集), and how long after it both sides may appraise."""

    called_by: Annotated[tuple[Words, ...], Meta(min_length=1)]
    appraise: ClockRule
    source: Source = "ours"


class ResponsibilitiesSection(_Part, frozen=True):
    """Section `responsibilities`. `published`: the day this edition of the catalogue appeared."""

    published: date
    objections: ObjectionRule
    entries: tuple[Responsibility, ...] = ()
    not_below: tuple[NotBelow, ...] = ()
    joint: JointRule | None = None
    call_ups: CallUpRule | None = None
    source: Source = "ours"


def sets_up_joint_handling(pack: Pack, rule: str) -> bool:
    """Return whether a mechanism lets units handle a case together."""
    section = pack.section("responsibilities")
    return section is not None and section.joint is not None
