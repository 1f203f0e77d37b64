"""The section `meetings` of a pack: which meetings there are, when, who, what comes before them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from minqing.kernel.cadences import Cadence
from minqing.kernel.clocks import ClockRule
from minqing.mechanisms.public import Identity, Problem, ProblemKind
from minqing.meetings.terms import Step, Take
from minqing.org.public import ROLES, UnitKind

Code = Annotated[str, Meta(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=40)]
Words = Annotated[str, Meta(min_length=1, max_length=120)]
Source = Annotated[str, Meta(pattern=r"^(ours|[A-Z][A-Z0-9]*-\d{2})$")]
Hour = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]

_AT = "不能采用工作机制文件“{file}”第{line}行 {path}："
TWICE = ProblemKind("pack-meeting-twice", _AT + "会议“{value}”写了两次。请去掉一个。")
NEXT_UNKNOWN = ProblemKind(
    "pack-meeting-next", _AT + "没有会议“{value}”可以提交。请写本文件里的另一种会议。"
)
ROLE_UNKNOWN = ProblemKind("pack-meeting-role", _AT + "没有“{value}”这种岗位。请改正。")
POOL_MISSING = ProblemKind(
    "pack-meeting-pool", _AT + "轮流主持要写明在哪些单位之间轮流（pool）。请补上。"
)
REASON_MISSING = ProblemKind(
    "pack-meeting-reason", _AT + "“{value}”写的是ours，没有写理由。请在left_open里写明理由。"
)


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything in the section: frozen, named fields only, nothing unknown."""


class Chair(_Part, frozen=True, kw_only=True):
    """Who presides. `fixed`: the first of `roles` at the unit. `rotation`: heads of the units of
    the kinds in `pool` below it take turns, one a meeting, in order of their codes."""

    by: Literal["fixed", "rotation"]
    roles: Annotated[tuple[Words, ...], Meta(min_length=1)]
    pool: tuple[UnitKind, ...] = ()
    source: Source


class RequiredSeat(_Part, frozen=True, kw_only=True):
    """A unit that always attends: found by one of its names below the unit of the meeting."""

    zh: Words
    en: Words
    units: Annotated[tuple[Words, ...], Meta(min_length=1)]
    source: Source


class Seats(_Part, frozen=True, kw_only=True):
    """Who attends. `agenda_units`: whoever holds a matter of the agenda or is told of it.
    `level`: all units of these kinds below, where the meeting is wide. `heads`: whose post
    comes for a unit, the first role found there."""

    required: tuple[RequiredSeat, ...] = ()
    agenda_units: bool = True
    level: tuple[UnitKind, ...] = ()
    heads: Annotated[tuple[Words, ...], Meta(min_length=1)]
    source: Source


class BallotChoice(_Part, frozen=True, kw_only=True):
    """One answer that a ballot offers."""

    code: Code
    zh: Words
    en: Words


class Ballot(_Part, frozen=True, kw_only=True):
    """An anonymous ballot of those who came: what it offers, and below how many returned ones
    nothing is said of the answers (`least`), so that none of them can be guessed."""

    choices: Annotated[tuple[BallotChoice, ...], Meta(min_length=2, max_length=8)]
    least: Annotated[int, Meta(ge=2, le=50)]
    source: Source


class StandingItem(_Part, frozen=True, kw_only=True):
    """An item that every meeting of this kind has, whatever is stuck; `ballot`: it is voted on."""

    code: Code
    zh: Words
    en: Words
    ballot: Ballot | None = None
    source: Source


class LeftOpen(_Part, frozen=True, kw_only=True):
    """What the papers leave open, what we set, and why: `what` is a key of the kind."""

    what: Code
    reason_zh: Words
    reason_en: Words


class KindOfMeeting(_Part, frozen=True, kw_only=True):
    """One kind of meeting.

    `held_at`: kinds of units that hold it; `gathers`: kinds of units whose stuck matters come
    to the meeting of the unit above them (or their own). `usual_day`: day of the window on
    which it sits, counted from 1; on a day off the working day before. `notice_days`: days
    between the public notice and the sitting, 0: none. `draft_days`: working days that a unit
    has to draft an answer, 0: none is asked. `minutes_due`: by when the record is there,
    counted from the sitting. `next`: the meeting of the next level. `most`: items of one
    sitting.
    """

    code: Code
    zh: Words
    en: Words
    held_at: Annotated[tuple[UnitKind, ...], Meta(min_length=1)]
    gathers: tuple[UnitKind, ...]
    every: Cadence
    usual_day: Annotated[int, Meta(ge=1, le=366)]
    hour: Hour
    convenor: Annotated[tuple[Words, ...], Meta(min_length=1)]
    chair: Chair
    seats: Seats
    steps: tuple[Step, ...] = ()
    notice_days: Annotated[int, Meta(ge=0, le=60)] = 0
    draft_days: Annotated[int, Meta(ge=0, le=60)] = 0
    minutes_due: ClockRule
    takes: tuple[Take, ...] = ()
    items: tuple[StandingItem, ...] = ()
    next: Code | None = None
    most: Annotated[int, Meta(ge=1, le=200)] = 60
    left_open: tuple[LeftOpen, ...] = ()
    rules: tuple[Source, ...] = ()
    source: Source


class MeetingsSection(_Part, frozen=True, kw_only=True):
    """Section `meetings` of a pack."""

    kinds: Annotated[tuple[KindOfMeeting, ...], Meta(min_length=1)]

    def find_kind(self, code: str) -> KindOfMeeting | None:
        """Return a kind of meeting by code, None when there is none."""
        return next((kind for kind in self.kinds if kind.code == code), None)

    def find_gathering(self, unit_kind: str) -> KindOfMeeting | None:
        """Return the meeting to which stuck matters of units of this kind come."""
        return next((kind for kind in self.kinds if kind.takes and unit_kind in kind.gathers), None)


def check_meetings(section: MeetingsSection, identity: Identity) -> Iterable[Problem]:
    """List what is wrong with a `meetings` section."""
    return _list_problems(section)


def _list_problems(section: MeetingsSection) -> Iterator[Problem]:
    codes = [kind.code for kind in section.kinds]
    for at, kind in enumerate(section.kinds):
        path = f"$.meetings.kinds[{at}]"
        if kind.code in codes[:at]:
            yield TWICE(f"{path}.code", kind.code)
        if kind.next is not None and (kind.next not in codes or kind.next == kind.code):
            yield NEXT_UNKNOWN(f"{path}.next", kind.next)
        for role in (*kind.convenor, *kind.chair.roles, *kind.seats.heads):
            if role not in ROLES:
                yield ROLE_UNKNOWN(path, role)
        for item in kind.items:
            choices = [one.code for one in item.ballot.choices] if item.ballot else []
            if len(choices) > len(set(choices)):
                yield TWICE(f"{path}.items", item.code)
        if kind.chair.by == "rotation" and not kind.chair.pool:
            yield POOL_MISSING(f"{path}.chair", kind.chair.by)
        yield from _list_unreasoned(path, kind)


def _list_unreasoned(path: str, kind: KindOfMeeting) -> Iterator[Problem]:
    told = {one.what for one in kind.left_open}
    parts = {"chair": kind.chair.source, "seats": kind.seats.source}
    parts["minutes_due"] = kind.minutes_due.source
    parts["kind"] = kind.source
    for what, source in parts.items():
        if source == "ours" and what not in told:
            yield REASON_MISSING(path, what)
