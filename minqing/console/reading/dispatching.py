"""Dispatch and joint handling in words: the catalogue's line, precedents, objections, pieces."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.cases.public import dispatch as d
from minqing.console.forms import Choices
from minqing.console.reading.lines import show_clock, show_lines
from minqing.console.reading.onecase import find_state
from minqing.console.shown import CaseView
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, make_frame
from minqing.mechanisms.public import Packs, say_words
from minqing.org.public import UNIT_KIND_ZH, VILLAGE_KINDS, Directory, UnitKind

OPEN_TO_DISPATCH = frozenset(
    {c.Status.AWAITING_TRIAGE, c.Status.HANDLING, c.Status.REOPENED, c.Status.JOINT_HANDLING}
)
MOST_LINES = 100


# ---------------------------------------------------------------- on the page of a case
def see_dispatch(viewer: Actor, case: CaseView, *, now: datetime) -> dict[str, Any]:
    """Return how a case was dispatched and is handled jointly; {} where there is nothing."""
    state = find_state(case.id)
    if state is None or case.is_sealed:
        return {}
    frame = make_frame(viewer, now)
    sorting = state.status in OPEN_TO_DISPATCH or state.status is c.Status.AWAITING_ACKNOWLEDGEMENT
    proposal = d.show_proposal(viewer, state, now=now) if sorting else None
    precedents: tuple[d.PrecedentShown, ...] = ()
    if sorting:
        precedents = d.list_precedents(viewer, state.home_banner, state.category, state.place)
    found = {
        "proposal": proposal if _decides(case) else None,
        "route": d.show_route(state),
        "precedents": precedents if _decides(case) or state.objection else (),
        "objection": _show_objection(state, frame),
        "rulings": d.show_rulings(state),
        "joint": _show_joint(state, frame),
    }
    return found if any(found.values()) else {}


def _decides(case: CaseView) -> bool:
    """Return whether the viewer may send the case on, or object to how it was sent."""
    asked = {c.TriageCase.TYPE, c.RaiseToNextLevel.TYPE, d.ObjectToDispatch.TYPE}
    return bool(asked & set(case.verbs))


def _show_objection(state: c.CaseState, frame: Any) -> dict[str, Any] | None:
    shown = d.show_objection(state, frame)
    if shown is None:
        return None
    return {"shown": shown, "clock": show_clock(shown.clock) if shown.clock else None}


def _show_joint(state: c.CaseState, frame: Any) -> dict[str, Any] | None:
    shown = d.show_joint(state, frame)
    if shown is None:
        return None
    return {
        "main": shown.main_name,
        "open": shown.open,
        "late": shown.late,
        "pieces": [_show_piece(one, frame) for one in shown.pieces],
        "earlier": [_show_piece(one, frame) for one in shown.earlier],
    }


def _show_piece(one: d.PieceShown, frame: Any) -> dict[str, Any]:
    piece = one.piece
    return {
        "number": piece.number,
        "unit": one.unit_name,
        "what": one.what,
        "answer": one.answer,
        "files": len(piece.files),
        "chased": piece.chased,
        "chasing": one.chasing,
        "left": piece.left,
        "dropped": one.dropped if piece.dropped_at else "",
        "mine": one.mine,
        "state": _say_state(one, frame),
        "tone": _tone(one, frame),
        "due": piece.due_at,
        "answered": piece.answered_at,
        "clock": show_clock(one.clock) if one.clock else None,
        "by_meeting": bool(piece.decision),
        "asked_by": one.asked_by,
    }


def _say_state(one: d.PieceShown, frame: Any) -> str:
    piece = one.piece
    if piece.dropped_at is not None:
        return _("已撤销")
    if piece.answered_at is not None:
        return _("逾期提交") if piece.was_late else _("已提交")
    if piece.left:
        return _("没有等")
    if piece.due_at <= frame.now:
        return _("逾期未交")
    return _("已签收") if piece.acknowledged_at else _("待签收")


def _tone(one: d.PieceShown, frame: Any) -> str:
    if one.piece.is_open and one.piece.due_at <= frame.now:
        return "late"
    return "well" if one.piece.answered_at is not None else "neutral"


# ---------------------------------------------------------------- what the acts may choose from
class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """Lists and first values for the acts of dispatch on one case."""

    proposed: str = ""
    every_unit: Choices = ()
    items: Choices = ()
    own_pieces: Choices = ()
    fresh_pieces: Choices = ()
    open_pieces: Choices = ()
    defaults: dict[str, str] = {}
    hidden: frozenset[str] = frozenset()

    def put_first(self, units: Choices) -> Choices:
        """Return units with the catalogue's one on top, marked as such, where it is among them."""
        mine = [(pair[0], _("{unit}（责任清单）").format(unit=pair[1])) for pair in units
                if pair[0] == self.proposed]  # fmt: skip
        return (*mine, *(pair for pair in units if pair[0] != self.proposed))


def offer_dispatch(viewer: Actor, state: c.CaseState, *, now: datetime) -> Offered:
    """Return what the acts of dispatch on a case may choose from."""
    frame = make_frame(viewer, now)
    proposal = d.show_proposal(viewer, state, now=now) if state.status in OPEN_TO_DISPATCH else None
    joint = d.show_joint(state, frame)
    pieces = () if joint is None else tuple(p for p in joint.pieces if p.piece.is_open)
    awaits = state.status is c.Status.AWAITING_ACKNOWLEDGEMENT
    defaults = {} if proposal is None else {"unit": proposal.unit}
    if joint is not None and any(one.answer for one in joint.pieces):
        defaults["reply"] = d.assemble_draft(joint)
    if len(pieces) == 1 or any(one.mine for one in pieces):
        defaults["number"] = str(next((p for p in pieces if p.mine), pieces[0]).piece.number)
    hidden = {"left_open"} if not pieces else set()
    if proposal is None:
        hidden.add("why")
    working = state.status in (c.Status.HANDLING, c.Status.JOINT_HANDLING)
    return Offered(
        proposed="" if proposal is None else proposal.unit,
        every_unit=list_units_for(state) if awaits or working else (),
        items=_list_items(state, frame) if awaits else (),
        own_pieces=_name_pieces(p for p in pieces if p.mine),
        fresh_pieces=_name_pieces(p for p in pieces if p.mine and not p.piece.acknowledged_at),
        open_pieces=_name_pieces(pieces),
        defaults=defaults,
        hidden=frozenset(hidden),
    )


def _name_pieces(pieces: Any) -> Choices:
    return tuple(
        (str(one.piece.number), f"{one.piece.number} · {one.unit_name} · {one.what[:20]}")
        for one in pieces
    )


def _list_items(state: c.CaseState, frame: Any) -> Choices:
    rungs = {"town": _("苏木镇（街道）"), "village": _("嘎查村（社区）")}
    return tuple(
        (code, f"{rungs.get(unit, unit)} · {cites}"[:80])
        for code, unit, cites in d.list_item_choices(state, frame)
    )


def list_units_for(state: c.CaseState) -> Choices:
    """Return the departments of the banner, then the town and the village of the matter."""
    directory = get_snapshot(Directory)
    banner = directory.banner_of(state.place)
    below = directory.children(banner) if banner else ()
    departments = [one for one in below if directory.unit(one).kind is UnitKind.DEPARTMENT]
    near = [
        code
        for code in directory.path(state.place)
        if directory.unit(code).kind in VILLAGE_KINDS or code in below
    ]
    towns = [one for one in below if one not in departments and one not in near]
    found = dict.fromkeys((*departments, *near, *towns))
    return tuple((one, directory.unit(one).short_name) for one in found)


# ---------------------------------------------------------------- pages of their own
def list_objections(viewer: Actor, *, now: datetime) -> dict[str, Any]:
    """Return the objections that wait for a ruling: those that are the viewer's to rule on, and
    the others in reach."""
    found = c.list_waiting_objections(viewer, now=now)
    lines = c.find_lines(viewer, [one.case for one in found], now=now)
    matters = {line.id: line for line in show_lines(lines)}
    rows = [
        {
            "id": one.case,
            "matter": matters[one.case].matter if one.case in matters else one.shown.receipt,
            "shown": one.shown,
            "clock": show_clock(one.shown.clock),
            "mine": one.mine,
            "own": one.own,
        }
        for one in found
    ]
    return {
        "mine": [row for row in rows if row["mine"]],
        "others": [row for row in rows if not row["mine"]],
    }


def list_joint(viewer: Actor, *, now: datetime) -> dict[str, Any]:
    """Return what the viewer's unit owes others, and the cases handled jointly in reach."""
    today = c.get_today(viewer, now=now)
    groups = {group.code: group for group in today.groups}
    wanted = c.CaseFilter(status=c.Status.JOINT_HANDLING)
    page = c.list_cases(viewer, wanted, now=now, size=MOST_LINES)
    return {
        "owed": show_lines(groups["pieces"].lines) if "pieces" in groups else (),
        "rulings": show_lines(groups["rule"].lines) if "rule" in groups else (),
        "lines": show_lines(page.lines),
        "count": page.count,
        "capped": page.capped,
    }


def find_catalogue(
    viewer: Actor, key: str, *, version: int, words: str, now: datetime
) -> dict[str, Any] | None:
    """Return one edition of a mechanism's catalogue; None where it has none."""
    edition = d.find_catalogue_edition(key, version)
    if edition is None:
        return None
    place = edition.place.code
    section = d.get_catalogue(edition)
    lines = d.list_catalogue(edition, place, now=now)
    wanted = words.strip()
    rows = [row for line in lines if wanted in (row := _show_line(line, edition))["search"]]
    return {
        "key": key,
        "title": say_words(edition.title, edition.title_en),
        "version": edition.version,
        "published": section.published,
        "rows": rows,
        "guards": [_show_guard(one) for one in section.not_below] if not wanted else [],
        "editions": _list_editions(key, edition.version),
        "changes": _list_changes(key, edition.version),
        "words": wanted,
        "rules": section,
    }


def _name_place(place: str) -> str:
    """Return the word for a kind of place; a unit's code or name stays as it is written."""
    return _(UNIT_KIND_ZH[UnitKind(place)]) if place in set(UnitKind) else place


def _show_line(line: d.Line, edition: Any) -> dict[str, Any]:
    entry = line.line
    first, second = _category(entry.category, edition)
    places = _("、").join(_name_place(one) for one in entry.places)
    row = {
        "code": entry.code,
        "group": first,
        "category": second or _("{category}（其他）").format(category=first),
        "unit": line.unit_name,
        "co_units": _("、").join(line.co_unit_names),
        "cites": line.cites,
        "places": places,
        "from": entry.valid_from,
        "to": entry.valid_to,
        "in_force": line.in_force,
    }
    row["search"] = " ".join((first, second, line.unit_name, *line.co_unit_names, *line.cites))
    return row


def _category(code: str, edition: Any) -> tuple[str, str]:
    section = edition.section("categories")
    found = None if section is None else c.index_categories(section).get(code)
    if found is None:
        return code, ""
    first, second = found
    return say_words(first.zh, first.en), say_words(second.zh, second.en) if second else ""


def _show_guard(duty: d.NotBelow) -> dict[str, Any]:
    return {
        "code": duty.code,
        "words": say_words(duty.zh, duty.en),
        "unit": duty.unit,
        "cites": tuple(str(one) for one in duty.cites),
    }


def _list_editions(key: str, shown: int) -> list[dict[str, Any]]:
    """Return the editions of a catalogue, newest first."""
    newest = d.find_catalogue_edition(key)
    last = max(shown, newest.version if newest else 0)
    found = ((number, d.find_catalogue_edition(key, number)) for number in range(last, 0, -1))
    return [
        {
            "version": number,
            "day": say_day_of(d.get_catalogue(one).published),
            "shown": number == shown,
        }
        for number, one in found
        if one is not None
    ]


def say_day_of(day: Any) -> str:
    return _("{day.year}年{day.month}月{day.day}日").format(day=day)


def _list_changes(key: str, version: int) -> list[dict[str, Any]]:
    """Return what this edition changed of the one before it; nothing for the first."""
    packs = get_snapshot(Packs)
    before = next(
        (one for n in range(version - 1, 0, -1) if (one := d.find_catalogue_edition(key, n))), None
    )
    if before is None:
        return []
    kinds = {"added": _("新增"), "removed": _("删去"), "changed": _("改动")}
    return [
        {
            "kind": kinds[one.kind],
            "where": " › ".join(one.path),
            "before": one.before,
            "after": one.after,
        }
        for one in d.compare_catalogues(before, packs.get(key, version))[:MOST_LINES]
    ]
