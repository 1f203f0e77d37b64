"""What stands beside the main line of a case, worded for its page: papers, source, urging,
wandering, whose time it was, a newer version, remarks on a reply."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.console.reading.asked import Asked
from minqing.console.reading.lines import show_clock, show_line
from minqing.console.reading.onecase import find_state, name_unit
from minqing.console.shown import CaseLine, CaseView
from minqing.console.wording import ClockView, say_day, say_moment
from minqing.kernel.messages import Actor, Refusal
from minqing.log.public import get_snapshot, make_frame
from minqing.mechanisms.public import Packs, say_words
from minqing.org.public import Directory, say_title
from minqing.partnerships.public import find_project


class PaperRow(msgspec.Struct, frozen=True, kw_only=True):
    """One paper on its way, in words. `state`: held, handed_in, back, kept."""

    number: int
    name: str
    form: str
    pages: int
    taken: str
    taken_by: str
    office: str
    office_number: str
    handed_in: str
    settled: str
    state: str


class Papers(msgspec.Struct, frozen=True, kw_only=True):
    """The papers of an errand: each with its way, and what is still missing."""

    rows: tuple[PaperRow, ...]
    missing: tuple[str, ...]
    needed: tuple[str, ...]
    out: int


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case came from: name, number, deadline, what of it changed, the answer."""

    name: str
    number: str
    clock: ClockView | None
    missed: bool
    answered: str
    answer_number: str
    changes: tuple[dict[str, str], ...]


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of a case shows beside its main line; empty parts are left out."""

    papers: Papers | None = None
    source: Source | None = None
    urgings: tuple[c.UrgingShown, ...] = ()
    passings: tuple[dict[str, Any], ...] = ()
    split: tuple[dict[str, Any], ...] = ()
    dates: tuple[dict[str, str], ...] = ()
    pointing: tuple[tuple[str, str], ...] = ()
    newer: str = ""


def see_beside(viewer: Actor, case: CaseView, *, now: datetime) -> Beside:
    """Return what stands beside the main line of a case that this viewer was shown."""
    state = find_state(case.id)
    if state is None or case.is_sealed:
        return Beside()
    frame = make_frame(viewer, now)
    return Beside(
        papers=see_papers(state),
        source=_source(c.show_external(state, frame)),
        urgings=c.list_urgings(state, frame),
        passings=_passings(c.list_passings(state, frame)),
        split=_split(c.show_split(state, frame), state),
        dates=_dates(state),
        pointing=_pointing(viewer, state),
        newer=_newer(state, viewer),
    )


# ---------------------------------------------------------------- papers
def see_papers(state: c.CaseState) -> Papers | None:
    """Return the papers of a case's errand, None when it has none."""
    errand = state.errand
    if errand is None:
        return None
    return Papers(
        rows=tuple(_paper(paper) for paper in errand.items),
        missing=c.list_missing(errand),
        needed=errand.needed,
        out=len(c.list_out(errand)),
    )


def _paper(paper: c.Paper) -> PaperRow:
    state, settled = "held", ""
    if paper.handed_in_at is not None:
        state = "handed_in"
    if paper.settled_at is not None:
        state = "kept" if paper.kept else "back"
        settled = say_day(paper.settled_at)
        if paper.returned_to is not None:
            settled = f"{settled} · {_(c.RETURNED_TO_ZH[paper.returned_to])}"
    return PaperRow(
        number=paper.number,
        name=paper.name,
        form=_(c.PAPER_FORM_ZH[paper.form]) if paper.form else "",
        pages=paper.pages,
        taken=say_day(paper.taken_at),
        taken_by=_post(paper.taken_by),
        office=paper.office,
        office_number=paper.office_number,
        handed_in=say_day(paper.handed_in_at) if paper.handed_in_at else "",
        settled=settled,
        state=state,
    )


def _post(post: str) -> str:
    directory = get_snapshot(Directory)
    if not post or not directory.has_post(post):
        return ""
    view = directory.post(post)
    return f"{directory.unit(view.unit).short_name} {say_title(view)}"


def list_materials(viewer: Actor, case: CaseView, *, now: datetime) -> tuple[dict[str, Any], ...]:
    """Return what the office asks for and was not taken yet, to fill the form with."""
    state = find_state(case.id)
    if state is None:
        return ()
    listed = c.show_materials(state, make_frame(viewer, now))
    words = {one.zh: one for one in listed}
    errand = state.errand
    open_errand = errand is not None and errand.handed_back_at is None
    names = c.list_missing(errand) if open_errand and errand else tuple(words)
    return tuple(_material(name, words.get(name)) for name in names)


def _material(name: str, line: c.MaterialLine | None) -> dict[str, Any]:
    if line is None:
        return {"name": name, "form": "original", "pages": 1, "kept": False}
    return {"name": name, "form": str(line.form), "pages": line.pages, "kept": line.kept}


# ---------------------------------------------------------------- source, urging, wandering
def _source(shown: c.ExternalShown | None) -> Source | None:
    if shown is None:
        return None
    external = shown.external
    return Source(
        name=say_words(shown.zh, shown.en),
        number=external.number,
        clock=show_clock(shown.clock),
        missed=external.missed,
        answered=say_moment(external.answered_at) if external.answered_at else "",
        answer_number=external.answer_number,
        changes=tuple(
            {
                "was": say_moment(one.was) if one.was else _("没有时限"),
                "reason": one.reason,
                "at": say_day(one.at),
            }
            for one in external.changes
        ),
    )


def _passings(found: tuple[c.PassingShown, ...]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "how": _(one.zh),
            "start": one.start,
            "end": one.end,
            "at": say_day(one.at),
            "reason": say_words(one.reason_zh, one.reason_en),
            "days": one.days,
        }
        for one in found
    )


def say_length(span: timedelta) -> str:
    """Say a length of time in days and hours: 3天4小时, 5小时, 20分钟."""
    minutes = int(span.total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        words = _("{days}天{hours}小时") if hours else _("{days}天")
        return words.format(days=days, hours=hours)
    if hours:
        return _("{hours}小时").format(hours=hours)
    return _("{minutes}分钟").format(minutes=minutes)


def _split(shares: tuple[c.ShareShown, ...], state: c.CaseState) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "who": one.holder or one.unit_name,
            "unit": one.unit_name,
            "since": say_day(one.since),
            "ran": say_length(one.ran),
            "paused": say_length(one.paused) if one.paused else "",
            "now": one.until is None and state.is_living,
        }
        for one in reversed(shares)
    )


# ---------------------------------------------------------------- planned
def _dates(state: c.CaseState) -> tuple[dict[str, str], ...]:
    return show_dates(state.planned_dates)


def show_dates(dates: tuple[c.PlannedDate, ...]) -> tuple[dict[str, str], ...]:
    """Return the dates that were promised, newest first; the newest one stands."""
    return tuple(
        {"date": say_day(one.date), "set": say_day(one.set_at), "reason": one.reason}
        for one in reversed(dates)
    )


def _pointing(viewer: Actor, state: c.CaseState) -> tuple[tuple[str, str], ...]:
    """Return what a planned matter points at; a project that the viewer may open has its own
    place on the page."""
    plan = None if state.result is None else state.result.plan
    project = find_pointed(state)
    if plan is None or (project and find_project(viewer, project)):
        return ()
    return show_pointing(plan.pointing or c.Pointing(target=plan.reference))


def find_pointed(state: c.CaseState) -> str:
    """Return the id of the project that a planned matter points at, "" for none."""
    plan = None if state.result is None else state.result.plan
    target = "" if plan is None else plan.pointing.target if plan.pointing else plan.reference
    kind, _colon, project = target.partition(":")
    return project if kind == "project" else ""


def show_pointing(pointing: c.Pointing | None) -> tuple[tuple[str, str], ...]:
    """Return what will solve a planned matter as pairs of name and value.

    The id of a project says nothing to anybody who reads its name.
    """
    if pointing is None:
        return ()
    named = pointing.words and pointing.target.startswith("project:")
    pairs = (
        (_("靠什么解决"), pointing.words),
        (_("指向"), "" if named else pointing.target),
        (_("实施单位"), name_unit(pointing.unit) if pointing.unit else ""),
        (_("计划年度"), _("{year}年").format(year=pointing.year) if pointing.year else ""),
        (_("所需资金"), str(pointing.money) if pointing.money is not None else ""),
    )
    return tuple((name, value) for name, value in pairs if value)


def list_planned(viewer: Actor, asked: Asked, *, now: datetime) -> dict[str, Any]:
    """Return one page of planned matters: the next look, every date, what will solve them."""
    page = c.list_planned(viewer, now=now, place=asked.place, after=asked.after)
    rows = [
        {
            "line": show_line(one.line),
            "unit": one.unit_name,
            "date": say_day(one.date),
            "past": one.date < now,
            "before": show_dates(one.dates)[1:],
            "pointing": show_pointing(one.pointing),
            "reason": one.reason,
        }
        for one in page.lines
    ]
    return {
        "rows": rows,
        "count": page.count,
        "capped": page.capped,
        "overdue": page.overdue,
        "before": asked.turn_to("") if asked.after else "",
        "after": asked.turn_to(page.next) if page.next else "",
    }


def list_external(viewer: Actor, *, after: str, number: str, now: datetime) -> dict[str, Any]:
    """Return the cases whose source waits for an answer, or those of one number."""
    if number.strip():
        lines = c.find_by_number(viewer, number.strip(), now=now)
        return {"rows": [{"line": show_line(one), "source": None} for one in lines], "next": ""}
    page, following = c.list_external(viewer, now=now, after=after)
    rows = [{"line": show_line(one.line), "source": _source(one.external)} for one in page]
    return {"rows": rows, "next": following}


def list_returns(viewer: Actor, *, now: datetime) -> tuple[dict[str, Any], ...]:
    """Return what was sent back in reach by category and cause; never by person."""
    return tuple(
        {
            "category": say_words(one.category_zh, one.category_en) or _("未归类"),
            "reason": say_words(one.reason_zh, one.reason_en),
            "count": one.count,
        }
        for one in c.count_returns(viewer, now=now)
    )


# ---------------------------------------------------------------- newer version
def _newer(state: c.CaseState, viewer: Actor) -> str:
    if "CASE_MOVE_VERSION" not in viewer.permissions or not state.is_living:
        return ""
    current = get_snapshot(Packs).find_current(state.pack)
    newer = current is not None and current.version > state.pack_version
    return reverse("console:version", args=[state.id]) if newer else ""


def preview_version(viewer: Actor, case: CaseView, *, now: datetime) -> dict[str, Any] | None:
    """Return what moving a case to the version in force changes; None when it stands on it."""
    state = find_state(case.id)
    found = None if state is None else c.preview_move(viewer, state, now=now)
    if state is None or found is None:
        return None
    if isinstance(found, Refusal):
        return {"refusal": found, "was": state.pack_version}
    clocks = [
        {
            "name": _(c.CLOCK_ZH[one.name]),
            "was": say_moment(one.was),
            "becomes": say_moment(one.becomes),
            "restarted": one.restarted,
            "sooner": one.becomes < one.was,
        }
        for one in found.clocks
    ]
    return {"version": found.version, "was": state.pack_version, "clocks": clocks}


# ---------------------------------------------------------------- replies
def remark(
    viewer: Actor,
    case: CaseView,
    reply: str,
    outcome: str,
    *,
    now: datetime,
    face_to_face: bool = False,
) -> list[dict[str, Any]]:
    """Return the remarks on a reply, said in the reader's language."""
    state = find_state(case.id)
    if state is None or not reply.strip():
        return []
    known = c.Outcome(outcome) if outcome in set(c.Outcome) else None
    found = c.remark_reply(viewer, state, reply, known, now=now, face_to_face=face_to_face)
    return [
        {
            "code": one.code,
            "personal": c.needs_reason([one]),
            "sentence": _(one.sentence).format_map({k: _(v) for k, v in one.params.items() if v}),
        }
        for one in found
    ]


def list_to_review(viewer: Actor, *, now: datetime) -> tuple[CaseLine, ...]:
    """Return the drafts that await this viewer's review, soonest first."""
    for group in c.get_today(viewer, now=now).groups:
        if group.code == "review":
            return tuple(show_line(line) for line in group.lines)
    return ()


def get_despite(case: CaseView) -> str:
    """Return why a person's number stands in the reply, as its writer said."""
    state = find_state(case.id)
    return "" if state is None else state.despite
