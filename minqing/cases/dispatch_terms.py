"""Words of dispatch and joint handling: route, objection, ruling, piece. Values only. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.kernel.messages import VaultRef

NO_REF = VaultRef("")


class Route(msgspec.Struct, frozen=True, omit_defaults=True):
    """By which line of the responsibility catalogue a case was sent, frozen at the dispatch.

    `entry`: code of the line; `pack_version`: the catalogue it stood in that day; `cites`: its
    papers as they read then; `proposed`: the unit it named, `unit`: the one that was chosen;
    `why`: the words in which another was chosen.
    """

    entry: str
    pack_version: int
    proposed: str
    unit: str
    cites: tuple[str, ...] = ()
    co_units: tuple[str, ...] = ()
    why: VaultRef = NO_REF

    @property
    def departs(self) -> bool:
        """Whether another unit than the catalogue's was chosen."""
        return self.unit != self.proposed


class Objection(msgspec.Struct, frozen=True, omit_defaults=True):
    """An open objection to a dispatch (派单异议).

    `entry` or `cite`: the item it rests on, a line of the catalogue or a paper named in words;
    `proposes`: the unit that should have it. `unit`, `post`, `person`: who objects; `ruler`:
    the post of the third party that rules; `dispatcher`: the unit that had sent the case.
    """

    at: datetime
    unit: str
    post: str
    person: str
    dispatcher: str
    ruler: str
    words: VaultRef
    entry: str = ""
    cite: str = ""
    proposes: str = ""


class Ruling(msgspec.Struct, frozen=True, omit_defaults=True):
    """One ruling on an objection (异议裁定). `start`: who had objected, `unit`: who has it now;
    `post`: the third party that ruled, `words`: its reasons."""

    at: datetime
    upheld: bool
    start: str
    unit: str
    post: str
    words: VaultRef
    entry: str = ""
    cite: str = ""


def item_of(entry: str, cite: str) -> str:
    """Return the item an objection rests on, the same for the same one however it is spaced."""
    return entry or "".join(cite.split())


class PieceAsked(msgspec.Struct, frozen=True):
    """One piece of joint handling as it is asked for: whose, and until when."""

    unit: str
    due_at: datetime


class LeftOpen(msgspec.Struct, frozen=True):
    """Why a result goes out although a piece is still owed: its number, a plain sentence."""

    number: int
    why: str


class Piece(msgspec.Struct, frozen=True, omit_defaults=True):
    """One piece that a co-handler owes (协办事项), numbered from 1 within its case.

    `asked_by`: the post that asked; `decision`: what decided it (`"meeting:…"`), empty where the
    post did. `round`, `rung`: how often the case had been reopened, and where it stood: pieces
    of before are kept, and ask for nothing. `files`: places among the case's files, from 0.
    `left`: why the result went out without it; `dropped`: the words in which it was taken back.
    """

    number: int
    unit: str
    what: VaultRef
    due_at: datetime
    asked_at: datetime
    asked_by: str
    rung: str
    round: int = 0
    decision: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    answer: VaultRef = NO_REF
    files: tuple[int, ...] = ()
    missed: bool = False
    chased_at: datetime | None = None
    chased: int = 0
    chasing: VaultRef = NO_REF
    left: str = ""
    dropped_at: datetime | None = None
    dropped: VaultRef = NO_REF

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.answered_at is None and self.dropped_at is None and not self.left

    @property
    def was_late(self) -> bool:
        """Whether it was answered after its day, or its day passed without an answer."""
        return self.missed or (self.answered_at is not None and self.answered_at >= self.due_at)
