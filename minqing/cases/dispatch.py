"""Dispatch and joint handling for faces and for meetings: commands, words, reads for a viewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from minqing.cases.dispatch_commands import (
    AcknowledgePiece,
    AnswerPiece,
    ChasePiece,
    ConveneUnits,
    DropPiece,
    ObjectToDispatch,
    RuleObjection,
)
from minqing.cases.dispatch_followers import PIECE, RULING
from minqing.cases.dispatch_terms import LeftOpen, Piece, PieceAsked, Route, Ruling
from minqing.cases.drawing import make_clock
from minqing.cases.models import OwedPart, Precedent
from minqing.cases.pack_dispatch import (
    Citation,
    NotBelow,
    ResponsibilitiesSection,
    Responsibility,
)
from minqing.cases.rules.catalogue import (
    find_edition,
    find_guard,
    get_catalogue,
    is_in_force,
    propose,
    resolve,
)
from minqing.cases.rules.ground import Packs, get_section
from minqing.cases.rules.parties import find_joint_rule, get_ruler, list_open_pieces, list_pieces
from minqing.cases.shown import ClockShown
from minqing.cases.state import CaseState
from minqing.cases.terms import ClockName
from minqing.cases.terms import gettext_noop as _
from minqing.cases.timeline import name_post
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.clocks import ClockRule, Due, Span, compute_remaining
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Frame, Personal
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot, make_frame
from minqing.mechanisms.public import Change, Pack, PackUnknown, compare_packs
from minqing.org.public import Directory
from minqing.vault.public import open_values

__all__ = [
    "AcknowledgePiece",
    "AnswerPiece",
    "ChasePiece",
    "Citation",
    "ConveneUnits",
    "DropPiece",
    "JointShown",
    "LeftOpen",
    "Line",
    "NotBelow",
    "ObjectToDispatch",
    "ObjectionShown",
    "OwedShown",
    "PieceAsked",
    "PieceShown",
    "PrecedentShown",
    "ProposalShown",
    "ResponsibilitiesSection",
    "Responsibility",
    "Route",
    "RouteShown",
    "RuleObjection",
    "RulingShown",
    "assemble_draft",
    "can_convene_here",
    "compare_catalogues",
    "convene_by_decision",
    "find_catalogue_edition",
    "get_catalogue",
    "list_catalogue",
    "list_item_choices",
    "list_owed",
    "list_precedents",
    "propose",
    "show_joint",
    "show_objection",
    "show_proposal",
    "show_route",
    "show_rulings",
]
PRECEDENTS_SHOWN = 5
DUE_SENTENCE = _("协办事项须在{due.year}年{due.month}月{due.day}日前提交。")
"""Why the day of a piece is this one; a message id."""


# ---------------------------------------------------------------- what the catalogue says
class ProposalShown(msgspec.Struct, frozen=True, kw_only=True):
    """What the catalogue proposes for a case. `rung`: code of the rung the unit stands on;
    `guard_*`: the duty that may not be pushed down to a village, "" where there is none."""

    entry: str
    unit: str
    unit_name: str
    rung: str
    co_units: tuple[str, ...]
    co_unit_names: tuple[str, ...]
    cites: tuple[str, ...]
    pack_version: int
    guard_zh: str = ""
    guard_en: str = ""
    guard_cites: tuple[str, ...] = ()


def show_proposal(viewer: Actor, state: CaseState, *, now: datetime) -> ProposalShown | None:
    """Return what the catalogue in force proposes for a case the viewer was shown."""
    frame, directory = make_frame(viewer, now), get_snapshot(Directory)
    edition = find_edition(state.pack, state.pack_version, frame)
    found = propose(edition, state.category, state.place, directory, local_day(frame.now))
    if found is None:
        return None
    guard = find_guard(state, frame, state.category, state.ledger, directory)
    duty = None if guard is None else guard.duty
    return ProposalShown(
        entry=found.line.code,
        unit=found.unit,
        unit_name=directory.unit(found.unit).short_name,
        rung=found.rung,
        co_units=found.co_units,
        co_unit_names=_name_units(found.co_units, directory),
        cites=found.cites,
        pack_version=found.pack_version,
        guard_zh="" if duty is None else duty.zh,
        guard_en="" if duty is None else duty.en,
        guard_cites=() if duty is None else tuple(str(one) for one in duty.cites),
    )


def _name_units(units: Iterable[str], directory: Directory) -> tuple[str, ...]:
    return tuple(directory.unit(one).short_name for one in units if directory.has(one))


class RouteShown(msgspec.Struct, frozen=True, kw_only=True):
    """The line a case was sent by, as it read that day; `why`: why another unit was chosen."""

    route: Route
    proposed_name: str
    unit_name: str
    why: str


def show_route(state: CaseState) -> RouteShown | None:
    """Return the line a case was sent by, None where it went by none."""
    route = state.route
    if route is None:
        return None
    directory = get_snapshot(Directory)
    names = _name_units((route.proposed, route.unit), directory)
    texts = open_values([route.why]) if route.why and not state.restricted else {}
    return RouteShown(
        route=route,
        proposed_name=names[0] if names else route.proposed,
        unit_name=names[-1] if names else route.unit,
        why=str(texts.get(route.why, "")),
    )


class PrecedentShown(msgspec.Struct, frozen=True, kw_only=True):
    """A ruling on a similar dispatch: what it rested on, who objected, who has such matters."""

    upheld: bool
    entry: str
    cite: str
    start_name: str
    unit: str
    unit_name: str
    ruled_at: datetime


def list_precedents(
    viewer: Actor, banner: str, category: str, place: str, *, most: int = PRECEDENTS_SHOWN
) -> tuple[PrecedentShown, ...]:
    """Return rulings on the same category in the same kind of place, newest first.

    For whoever may see cases at all: a precedent names units and papers, no case and no person.
    """
    directory = get_snapshot(Directory)
    if "CASE_VIEW" not in viewer.permissions or not category or not directory.has(place):
        return ()
    kind = directory.unit(place).kind
    rows = Precedent.objects.filter(banner=banner, category=category, place_kind=kind)
    return tuple(
        PrecedentShown(
            upheld=row.upheld,
            entry=row.entry,
            cite=row.cite,
            start_name=_name(row.start, directory),
            unit=row.unit,
            unit_name=_name(row.unit, directory),
            ruled_at=row.ruled_at,
        )
        for row in rows.order_by("-position")[:most]
    )


def _name(unit: str, directory: Directory) -> str:
    return directory.unit(unit).short_name if directory.has(unit) else unit


# ---------------------------------------------------------------- the catalogue as a page
class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the catalogue for a place, with what of it counts today."""

    line: Responsibility
    unit_name: str
    co_unit_names: tuple[str, ...]
    cites: tuple[str, ...]
    in_force: bool


def find_catalogue_edition(key: str, version: int = 0) -> Pack | None:
    """Return a version of a mechanism that has a catalogue; the one in force without a number."""
    packs = get_snapshot(Packs)
    try:
        found = packs.get(key, version) if version else packs.find_current(key)
    except PackUnknown:
        return None
    return found if found is not None and found.section("responsibilities") is not None else None


def list_catalogue(edition: Pack, place: str, *, now: datetime) -> tuple[Line, ...]:
    """Return every line of an edition, its units named for a place."""
    section = get_catalogue(edition)
    directory, day = get_snapshot(Directory), local_day(now)

    def name(words: str) -> str:
        unit = resolve(words, place, edition, directory) if directory.has(place) else ""
        rungs = {one.code: one.zh for one in get_section(edition).ladder}
        return directory.unit(unit).short_name if unit else rungs.get(words, words)

    return tuple(
        Line(
            line=line,
            unit_name=name(line.unit),
            co_unit_names=tuple(name(one) for one in line.co_units),
            cites=tuple(str(one) for one in line.cites),
            in_force=is_in_force(line, day),
        )
        for line in section.entries
    )


def compare_catalogues(old: Pack, new: Pack) -> tuple[Change, ...]:
    """Return what changed in the catalogue from one edition to another."""
    return tuple(one for one in compare_packs(old, new) if one.section == "responsibilities")


def list_item_choices(state: CaseState, frame: Frame) -> tuple[tuple[str, str, str], ...]:
    """Return the lines of the catalogue an objection may rest on: code, unit, papers; those of
    the case's own category first."""
    edition = find_edition(state.pack, state.pack_version, frame)
    if edition is None:
        return ()
    section = get_catalogue(edition)
    first = state.category.partition("-")[0]
    lines = sorted(
        (line for line in section.entries if is_in_force(line, local_day(frame.now))),
        key=lambda one: (one.category != state.category, not one.category.startswith(first)),
    )
    return tuple((one.code, one.unit, "；".join(map(str, one.cites))) for one in lines)


# ---------------------------------------------------------------- objections and rulings
class ObjectionShown(msgspec.Struct, frozen=True, kw_only=True):
    """An objection that awaits its ruling. `receipt`: of its case."""

    receipt: str
    at: datetime
    by: str
    unit_name: str
    dispatcher_name: str
    cite: str
    proposes: str
    proposes_name: str
    words: str
    ruler: str
    clock: ClockShown | None


def show_objection(state: CaseState, frame: Frame) -> ObjectionShown | None:
    """Return the open objection of a case, None without one."""
    open_one = state.objection
    if open_one is None:
        return None
    directory = frame.view(Directory)
    texts = {} if state.restricted else open_values([open_one.words])
    clock = state.clock
    return ObjectionShown(
        receipt=state.receipt,
        at=open_one.at,
        by=name_post(directory, open_one.post),
        unit_name=_name(open_one.unit, directory),
        dispatcher_name=_name(open_one.dispatcher, directory),
        cite=open_one.cite,
        proposes=open_one.proposes,
        proposes_name=_name(open_one.proposes, directory),
        words=str(texts.get(open_one.words, "")),
        ruler=name_post(directory, get_ruler(state, frame)),
        clock=None if clock is None else make_clock(clock, frame.view(WorkCalendar), frame.now),
    )


class RulingShown(msgspec.Struct, frozen=True, kw_only=True):
    """One ruling that was made on a case."""

    ruling: Ruling
    by: str
    start_name: str
    unit_name: str
    words: str


def show_rulings(state: CaseState) -> tuple[RulingShown, ...]:
    """Return the rulings of a case, newest first."""
    directory = get_snapshot(Directory)
    texts = {} if state.restricted else open_values([one.words for one in state.rulings])
    return tuple(
        RulingShown(
            ruling=one,
            by=name_post(directory, one.post),
            start_name=_name(one.start, directory),
            unit_name=_name(one.unit, directory),
            words=str(texts.get(one.words, "")),
        )
        for one in reversed(state.rulings)
    )


# ---------------------------------------------------------------- pieces
class PieceShown(msgspec.Struct, frozen=True, kw_only=True):
    """One piece in words. `mine`: the viewer's unit owes it; `clock`: while it is owed."""

    piece: Piece
    unit_name: str
    what: str
    answer: str
    chasing: str
    dropped: str
    asked_by: str
    mine: bool
    clock: ClockShown | None


class JointShown(msgspec.Struct, frozen=True, kw_only=True):
    """Joint handling of a case: main, its co-handlers' pieces, those of earlier times."""

    main_name: str
    pieces: tuple[PieceShown, ...]
    earlier: tuple[PieceShown, ...]
    open: int
    late: int


def show_joint(state: CaseState, frame: Frame) -> JointShown | None:
    """Return the pieces of a case, None where it never was handled jointly."""
    if not state.pieces:
        return None
    directory = frame.view(Directory)
    refs = [ref for one in state.pieces for ref in _refs(one)]
    texts = {} if state.restricted else open_values(refs)
    owed = {one.number for one in list_open_pieces(state)}
    running = {one.number for one in list_pieces(state)}
    shown = [_show_piece(one, texts, frame, open=one.number in owed) for one in state.pieces]
    pieces = tuple(one for one in shown if one.piece.number in running)
    return JointShown(
        main_name=_name(state.holder_unit, directory),
        pieces=pieces,
        earlier=tuple(one for one in shown if one.piece.number not in running),
        open=len(owed),
        late=sum(one.piece.number in owed and one.piece.due_at <= frame.now for one in pieces),
    )


def _refs(piece: Piece) -> list[Any]:
    return [ref for ref in (piece.what, piece.answer, piece.chasing, piece.dropped) if ref]


def _show_piece(piece: Piece, texts: Mapping[Any, Any], frame: Frame, *, open: bool) -> PieceShown:
    directory, unit = frame.view(Directory), frame.by.unit
    return PieceShown(
        piece=piece,
        unit_name=_name(piece.unit, directory),
        what=str(texts.get(piece.what, "")),
        answer=str(texts.get(piece.answer, "")),
        chasing=str(texts.get(piece.chasing, "")),
        dropped=str(texts.get(piece.dropped, "")),
        asked_by=name_post(directory, piece.asked_by),
        mine=bool(unit) and unit == directory.current(piece.unit),
        clock=_show_clock(piece, frame) if open else None,
    )


def _show_clock(piece: Piece, frame: Frame) -> ClockShown:
    calendar = frame.view(WorkCalendar)
    rule = ClockRule(span=Span(1, "working_days"), soon=Span(2, "working_days"), source="ours")
    due = Due(
        at=piece.due_at,
        sentence=DUE_SENTENCE,
        params={"due": local_day(piece.due_at)},
        calendar=calendar.fingerprint(),
    )
    return ClockShown(
        name=ClockName.HANDLE.value,
        zh=_("协办期限"),
        due=due,
        remaining=compute_remaining(rule, due, now=frame.now, calendar=calendar),
        source="ours",
    )


def assemble_draft(joint: JointShown) -> str:
    """Return the main result's draft, put together from the pieces that came in; to be edited.

    Every unit with what it found, in the order of its pieces; what did not come in is left out.
    """
    parts = [f"{one.unit_name}：{one.answer.strip()}" for one in joint.pieces if one.answer.strip()]
    if not parts:
        return ""
    return "\n".join([f"经{joint.main_name}会同有关单位办理，情况如下：", *parts])


def can_convene_here(state: CaseState, frame: Frame) -> bool:
    """Return whether the mechanism lets units be convened where the case stands."""
    return find_joint_rule(state, frame) is not None


def convene_by_decision(
    case: str,
    pieces: Sequence[tuple[str, datetime, str]],
    *,
    decision: str,
    number: int = 0,
) -> ConveneUnits:
    """Return the command by which a meeting's decision lets units handle a case together.

    `pieces`: unit, moment until when, words. `decision`: `"meeting:<id>"`; the same decision on
    the same case gives the same command, so it may be sent again. Sent by the system it needs
    no convening post: the decision is what convenes.
    """
    return ConveneUnits(
        id=derived_id("convene", decision, case, number),
        case=case,
        pieces=tuple(PieceAsked(unit, due) for unit, due, _ in pieces),
        whats=tuple(Personal(words, subject=f"case:{case}") for _, _, words in pieces),
        decision=decision,
    )


# ---------------------------------------------------------------- what is owed beside the holder
class OwedShown(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody beside a case's holder owes it."""

    case: str
    number: int
    due_at: datetime
    acknowledged: bool


def list_owed(
    viewer: Actor, posts: Iterable[str], *, what: str, most: int
) -> tuple[OwedShown, ...]:
    """Return the rulings that await these posts, or the pieces that the viewer's unit owes,
    soonest first."""
    if what == RULING:
        rows = OwedPart.objects.filter(what=RULING, post__in=tuple(posts))
    else:
        directory = get_snapshot(Directory)
        own = viewer.unit
        units = [one for one in (own, *directory.joined(own)) if one] if own else []
        rows = OwedPart.objects.filter(what=PIECE, unit__in=units)
    return tuple(
        OwedShown(
            case=row.case, number=row.number, due_at=row.due_at, acknowledged=row.acknowledged
        )
        for row in rows.order_by("due_at", "id")[:most]
    )
