"""What programs may read and send of cases: shapes that stay, masked as on every page.

Statuses, ledgers and categories come as codes; their words are in the mechanism.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from minqing.cases.attachments import are_kept
from minqing.cases.board import BoardFilter, BoardLine, BoardState, list_board
from minqing.cases.commands import LookAgain, LookAtPlanned, ReceiveCase, RecordHistory
from minqing.cases.commands_raiser import AttachFiles
from minqing.cases.group_commands import AnswerWithMain, LookWithMain, TakeLead
from minqing.cases.queries import find_case, get_today, list_cases, search_cases
from minqing.cases.reach import visible
from minqing.cases.rules import refusals as r
from minqing.cases.shown import CaseFilter, CaseLine, CasePage, ClockShown, TimelineItem
from minqing.cases.slips import make_receipt
from minqing.cases.terms import Anonymity, Channel, Ledger, MatterKind, Outcome, Status
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Command, Personal, Refusal
from minqing.kernel.offers import (
    Asked,
    Part,
    Read,
    hold_back,
    register_finish,
    register_read,
    register_sight,
)
from minqing.log.public import get_snapshot
from minqing.org.public import Directory

Code = Annotated[str, Meta(max_length=60)]


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a list of cases is narrowed to, as at the desk; empty means any.

    `ledger`: code, or "none" for not yet sorted. `place`: a unit with all below it. `unit`: the
    unit that holds it. `mine`: held or handled by the token's post. `ended`: struck-off cases
    instead of living ones; `both`: either. `sort`: due (what ends next), received or moved.
    """

    ledger: Literal["none", "immediate", "agent", "report_up"] | None = None
    status: Status | None = None
    clock: Literal["late", "today", "soon", "on_time"] | None = None
    category: Code = ""
    place: Code = ""
    unit: Code = ""
    channel: Channel | None = None
    outcome: Outcome | None = None
    since: date | None = None
    until: date | None = None
    reopened: bool = False
    merged: bool = False
    mine: bool = False
    ended: bool = False
    both: bool = False
    sort: Literal["due", "received", "moved"] = "due"


class ClockOut(msgspec.Struct, frozen=True):
    """One deadline. `state`: on_time, soon, today, late or paused. `source`: its rule or “ours”."""

    name: str
    due_at: datetime
    state: str
    source: str


class CaseOut(msgspec.Struct, frozen=True, kw_only=True):
    """One case in a list. `summary`: the beginning of the matter. `clock`: what ends next."""

    id: str
    receipt: str
    status: Status
    kind: MatterKind
    channel: Channel
    ledger: Ledger | None
    category: str
    summary: str
    place: str
    place_name: str
    holder_post: str
    holder: str
    raised_at: datetime
    closed_at: datetime | None
    outcome: Outcome | None
    clock: ClockOut | None
    reopened: int
    returns: int
    is_late: bool
    is_emergency: bool
    is_sealed: bool


class RaiserOut(msgspec.Struct, frozen=True):
    """Who raised it, masked: 张**, 138****0012."""

    name: str
    phone: str


class HoldingOut(msgspec.Struct, frozen=True):
    """One stretch of accountability."""

    holder: str
    unit_name: str
    since: datetime
    until: datetime | None
    days: int


class CaseWhole(msgspec.Struct, frozen=True, kw_only=True):
    """One case for this viewer. `version`: pass as `expected_version`. `acts`: types of commands
    that the token's post may send now. `answering`: who answers while the post is vacant."""

    case: CaseOut
    version: int
    matter: str
    asks: str
    reply: str
    anonymity: Anonymity
    raiser: RaiserOut | None
    answering: str
    clocks: tuple[ClockOut, ...]
    holdings: tuple[HoldingOut, ...]
    acts: tuple[str, ...]


class StepOut(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the log about a case. `title`: Simplified Chinese. `by`: unit and title of the
    post. `facts`: codes and words. `words`: the text that belongs to it."""

    position: int
    type: str
    title: str
    happened_at: datetime
    recorded_at: datetime
    by: str
    facts: dict[str, Any]
    words: str


class Searched(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is searched. `words`: of two signs and more, parted by spaces. `both`: ended ones too."""

    words: Annotated[str, Meta(max_length=200)] = ""
    both: bool = False


class HitOut(msgspec.Struct, frozen=True):
    """One case that was found, and the fields where."""

    case: CaseOut
    where: tuple[str, ...]


class GroupOut(msgspec.Struct, frozen=True, kw_only=True):
    """Cases of one kind that await the post. `act`: the command they ask for, "" none."""

    code: str
    act: str
    count: int
    capped: bool
    cases: tuple[CaseOut, ...]


class TodayOut(msgspec.Struct, frozen=True):
    """今日事项 of the token's post."""

    groups: tuple[GroupOut, ...]


# ---------------------------------------------------------------- cases in reach
def _draw_clock(clock: ClockShown) -> ClockOut:
    return ClockOut(clock.name, clock.due.at, clock.remaining.state, clock.source)


def _draw(line: CaseLine) -> CaseOut:
    return CaseOut(
        id=line.id,
        receipt=line.receipt,
        status=line.status,
        kind=line.kind,
        channel=line.channel,
        ledger=line.ledger,
        category=line.category,
        summary=line.summary,
        place=line.place,
        place_name=line.place_name,
        holder_post=line.holder_post,
        holder=line.holder,
        raised_at=line.raised_at,
        closed_at=line.closed_at,
        outcome=line.outcome,
        clock=None if line.clock is None else _draw_clock(line.clock),
        reopened=line.reopened,
        returns=line.returns,
        is_late=line.breached,
        is_emergency=line.emergency,
        is_sealed=line.sealed,
    )


def _list_given(wanted: msgspec.Struct) -> dict[str, Any]:
    found = msgspec.structs.asdict(wanted)
    return {name: value for name, value in found.items() if value is not None}


def read_list(viewer: Actor, asked: Asked) -> Part:
    """Return one page of the cases in reach."""
    given = _list_given(asked.wanted)
    wanted = CaseFilter(**given | {"sort": "" if given["sort"] == "due" else given["sort"]})
    page = list_cases(viewer, wanted, now=asked.now, after=asked.after, size=asked.size)
    return Part([_draw(line) for line in page.lines], page.next)


def read_one(viewer: Actor, asked: Asked) -> CaseWhole | None:
    """Return one case by id or receipt; None when it may not be seen."""
    page = find_case(viewer, asked.key, now=asked.now)
    return None if page is None else _draw_whole(page)


def _draw_whole(page: CasePage) -> CaseWhole:
    raiser = page.raiser
    return CaseWhole(
        case=_draw(page.line),
        version=page.version,
        matter=page.matter,
        asks=page.asks,
        reply=page.reply,
        anonymity=page.anonymity,
        raiser=None if raiser is None else RaiserOut(raiser.name, raiser.phone),
        answering=page.answering,
        clocks=tuple(_draw_clock(clock) for clock in page.clocks),
        holdings=tuple(
            HoldingOut(one.holder, one.unit_name, one.since, one.until, one.days)
            for one in page.holdings
        ),
        acts=tuple(act.type for act in page.acts),
    )


def read_timeline(viewer: Actor, asked: Asked) -> Part | None:
    """Return the entries of one case in order, a page of them; None when it may not be seen."""
    page = find_case(viewer, asked.key, now=asked.now)
    if page is None:
        return None
    after = int(asked.after or 0)
    later = sorted((i for i in page.timeline if i.position > after), key=lambda i: i.position)
    shown = later[: asked.size]
    more = len(later) > len(shown)
    return Part([_draw_step(item) for item in shown], str(shown[-1].position) if more else "")


def _draw_step(item: TimelineItem) -> StepOut:
    return StepOut(
        position=item.position,
        type=item.type,
        title=item.zh,
        happened_at=item.happened_at,
        recorded_at=item.recorded_at,
        by=item.by,
        facts=item.facts,
        words=item.words,
    )


def read_search(viewer: Actor, asked: Asked) -> Part:
    """Return the newest cases in reach in which all words stand."""
    page = search_cases(
        viewer, asked.wanted.words, CaseFilter(both=asked.wanted.both),
        now=asked.now, after=asked.after, size=asked.size,
    )  # fmt: skip
    return Part([HitOut(_draw(hit.line), hit.where) for hit in page.hits], page.next)


def read_today(viewer: Actor, asked: Asked) -> TodayOut:
    """Return what awaits the token's post, grouped by what is asked of it."""
    today = get_today(viewer, now=asked.now)
    return TodayOut(
        tuple(
            GroupOut(
                code=group.code,
                act=group.act,
                count=group.count,
                capped=group.capped,
                cases=tuple(_draw(line) for line in group.lines),
            )
            for group in today.groups
        )
    )


def see_cases(viewer: Actor, cases: Collection[str]) -> frozenset[str]:
    """Return those of these cases that the viewer may see."""
    directory = get_snapshot(Directory)
    rows = visible(viewer).filter(id__in=list(cases)).values_list("id", "place", "holder_unit")
    return frozenset(case for case, *units in rows if directory.reaches_any(viewer, units))


# ---------------------------------------------------------------- for anybody
class BoardWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the board is narrowed to. `category`: code of the first level."""

    place: Code = ""
    category: Code = ""
    state: BoardState | None = None


def read_board(viewer: Actor, asked: Asked) -> Part:
    """Return one page of the public board, newest first."""
    wanted = BoardFilter(**_list_given(asked.wanted))
    directory = get_snapshot(Directory)
    banners = sorted({directory.banner_of(post.unit) for post in directory.posts()} - {""})
    page = list_board(banners, wanted, now=asked.now, after=asked.after, size=asked.size)
    return Part(page.lines, page.next)


# ---------------------------------------------------------------- the edge of commands
def finish_receiving(command: ReceiveCase, by: Actor, now: datetime) -> Command | Refusal:
    """Give a case its id and receipt where the sender has none, and look for its files."""
    case = command.case or derived_id("api-case", by.scope, command.id)
    receipt = command.receipt or make_receipt(command.unit, case)
    filled = msgspec.structs.replace(command, **_move(command, case), case=case, receipt=receipt)
    if filled.files and not are_kept(case, (one.value for one in filled.files)):
        return r.FILES_MISSING()
    return filled


def finish_history(command: RecordHistory, by: Actor, now: datetime) -> Command | Refusal:
    """Give a case of another system its id and receipt where the sender has none."""
    case = command.case or derived_id("api-case", by.scope, command.id)
    receipt = command.receipt or make_receipt(command.unit, case)
    return msgspec.structs.replace(command, **_move(command, case), case=case, receipt=receipt)


def _move(command: Command, case: str) -> dict[str, Any]:
    """Return the personal values of a command under the subject of its case."""
    subject = f"case:{case}"
    found: dict[str, Any] = {}
    for name in command.__struct_fields__:  # a bulk request asks this ten thousand times
        value = getattr(command, name)
        if isinstance(value, Personal):
            found[name] = Personal(value.value, subject)
        elif isinstance(value, tuple) and value and isinstance(value[0], Personal):
            found[name] = tuple(Personal(one.value, subject) for one in value)
    return found


def finish_attaching(command: AttachFiles, by: Actor, now: datetime) -> Command | Refusal:
    """Refuse files that are not kept for this very case."""
    kept = are_kept(command.case, (one.value for one in command.files))
    return command if kept else r.FILES_MISSING()


def register() -> None:
    """Offer what programs may read and send of cases."""
    register_read(Read(
        name="cases.list", path="/cases", permission="CASE_VIEW", wanted=Wanted,
        answers=CaseOut, find=read_list, says="List the cases in the token's reach.",
    ))  # fmt: skip
    register_read(Read(
        name="cases.find", path="/cases/{key}", permission="CASE_VIEW", is_list=False,
        answers=CaseWhole, find=read_one, says="Read one case by its id or receipt.",
    ))  # fmt: skip
    register_read(Read(
        name="cases.timeline", path="/cases/{key}/timeline", permission="CASE_VIEW",
        answers=StepOut, find=read_timeline, says="Read what happened to one case, in order.",
    ))  # fmt: skip
    register_read(Read(
        name="search.list", path="/search", permission="CASE_VIEW", wanted=Searched,
        answers=HitOut, find=read_search, says="Search the cases in the token's reach by words.",
    ))  # fmt: skip
    register_read(Read(
        name="today.find", path="/today", permission="CASE_VIEW", is_list=False,
        answers=TodayOut, find=read_today, says="Read what awaits the token's post.",
    ))  # fmt: skip
    register_read(Read(
        name="board.list", path="/board", is_public=True, wanted=BoardWanted,
        answers=BoardLine, find=read_board, says="Read the public board, as the portal shows it.",
    ))  # fmt: skip
    register_sight("case", see_cases)
    register_finish(ReceiveCase.TYPE, finish_receiving, made=("case", "receipt"))
    register_finish(RecordHistory.TYPE, finish_history, made=("case", "receipt"))
    register_finish(AttachFiles.TYPE, finish_attaching)
    inside = (LookAgain, LookAtPlanned, AnswerWithMain, LookWithMain, TakeLead)
    hold_back("reactions and clocks of cases", *(one.TYPE for one in inside))
