"""What happened to a dispatch and in joint handling. Stored for ever, like `events`."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.cases.base import CaseEvent
from minqing.cases.clocks_of_case import Clock
from minqing.cases.dispatch_terms import Objection, Piece, Route
from minqing.cases.raiser import Attached
from minqing.cases.terms import Status
from minqing.kernel.messages import VaultRef


class DispatchObjected(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The unit a case was sent to objected. `clock`: that of the ruling."""

    TYPE: ClassVar[str] = "case.dispatch-objected@1"

    objection: Objection
    clock: Clock


class ObjectionRuled(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A third party ruled on the objection. Upheld: the case is with `holder_*` now, which is no
    return; rejected: it stays, and is to be acknowledged.

    `category`, `place_kind`: of what the ruling is a precedent; `route`: of the case from now on.
    """

    TYPE: ClassVar[str] = "case.objection-ruled@1"

    upheld: bool
    post: str
    words: VaultRef
    start: str
    holder_post: str
    holder_unit: str
    rung: str
    clock: Clock
    category: str
    place_kind: str
    entry: str = ""
    cite: str = ""
    route: Route | None = None
    person: str = ""


class UnitsConvened(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Units were asked for their pieces; the case is handled jointly."""

    TYPE: ClassVar[str] = "case.units-convened@1"

    pieces: tuple[Piece, ...]
    status: Status


class PieceAcknowledged(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A co-handler acknowledged its piece."""

    TYPE: ClassVar[str] = "case.piece-acknowledged@1"

    piece: int
    unit: str
    post: str
    person: str = ""


class PieceAnswered(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A co-handler answered its piece; `files` are kept with the case."""

    TYPE: ClassVar[str] = "case.piece-answered@1"

    piece: int
    unit: str
    words: VaultRef
    post: str
    person: str = ""
    files: tuple[Attached, ...] = ()


class PieceChased(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A piece that is still owed was chased."""

    TYPE: ClassVar[str] = "case.piece-chased@1"

    piece: int
    unit: str
    words: VaultRef
    post: str


class PieceDropped(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A piece was taken back. `status`: how the case is handled without it."""

    TYPE: ClassVar[str] = "case.piece-dropped@1"

    piece: int
    unit: str
    words: VaultRef
    post: str
    status: Status


class PieceMissed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The day of a piece passed without its answer, and was noticed."""

    TYPE: ClassVar[str] = "case.piece-missed@1"

    piece: int
    unit: str
    due_at: datetime


DISPATCH_EVENTS: tuple[type[CaseEvent], ...] = (
    DispatchObjected,
    ObjectionRuled,
    UnitsConvened,
    PieceAcknowledged,
    PieceAnswered,
    PieceChased,
    PieceDropped,
    PieceMissed,
)
