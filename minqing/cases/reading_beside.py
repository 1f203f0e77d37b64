"""Reads beside the main line: what came from elsewhere, planned matters, wandering, replies.

For a viewer, always; what he may not see is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from minqing.cases import arrivals, listing
from minqing.cases.beside import PASSAGE_ZH, External, Passage, PlannedDate
from minqing.cases.drawing import Drawing
from minqing.cases.models import Case
from minqing.cases.pack_beside import MaterialLine, RepliesSection
from minqing.cases.reach import list_axes, split_by_axis, visible
from minqing.cases.replies import Asked, Remark, check_reply
from minqing.cases.rules import is_hidden, reaches
from minqing.cases.rules.ground import WorkCalendar, get_ground
from minqing.cases.rules.version import VersionMove, list_newer, plan_move
from minqing.cases.shown import CaseFilter, CaseLine, ClockShown
from minqing.cases.split import Share, split_time
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    CLOCK_ZH,
    ClockName,
    Outcome,
    Pointing,
    RaiserDetails,
    Status,
)
from minqing.cases.terms import gettext_noop as _
from minqing.cases.timeline import name_post
from minqing.kernel.calendar import CalendarYearMissing
from minqing.kernel.clocks import ClockRule, Due, Remaining, Span, compute_remaining
from minqing.kernel.messages import Actor, Frame, Refusal
from minqing.log.public import get_snapshot, get_state, get_states, make_frame, read_stream
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory
from minqing.vault.public import open_values

SENT_LOOKED_AT = 40
"""Replies of the same unit that a new one is held against, newest first."""
RECENT_SENT = timedelta(days=90)
DUE_SENTENCE = _(
    "{source}要求在{due.year}年{due.month}月{due.day}日{due:%H:%M}前回复（来件编号{number}）。"
    "这是来件单位的时限，与本平台的时限分开计算。"
)
"""Why the source's day is this one; a message id."""


# ---------------------------------------------------------------- from elsewhere
class ExternalShown(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case came from, in words; `clock` None where no answer is owed any more."""

    external: External
    zh: str
    en: str
    clock: ClockShown | None


class ExternalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case from elsewhere in a list: its own line, and the deadline of its source."""

    line: CaseLine
    external: ExternalShown


def show_external(state: CaseState, frame: Frame) -> ExternalShown | None:
    """Return where a case came from, with the source's own clock as it stands."""
    external = state.external
    if external is None:
        return None
    sources = get_ground(state, frame).sources
    known = {one.code: one for one in (() if sources is None else sources.sources)}
    rule = known.get(external.source)
    zh, en = (external.source,) * 2 if rule is None else (rule.zh, rule.en)
    return ExternalShown(external=external, zh=zh, en=en, clock=_clock(external, zh, frame))


def _clock(external: External, source: str, frame: Frame) -> ClockShown | None:
    if not external.is_running or external.due_at is None:
        return None
    calendar = frame.view(WorkCalendar)
    due = Due(
        at=external.due_at,
        sentence=DUE_SENTENCE,
        params={
            "source": source,
            "due": external.due_at.astimezone(listing.LOCAL),
            "number": external.number,
        },
        calendar=calendar.fingerprint(),
    )
    rule = ClockRule(span=Span(1, "calendar_days"), soon=external.soon, source="ours")
    try:
        left = compute_remaining(rule, due, now=frame.now, calendar=calendar)
    except CalendarYearMissing:
        left = Remaining("on_time", max(0, (due.at - frame.now).days), "calendar_days")
    return ClockShown(
        name=ClockName.EXTERNAL.value,
        zh=CLOCK_ZH[ClockName.EXTERNAL],
        due=due,
        remaining=left,
        source=source,
    )


def find_arrived(source: str, number: str, home: str) -> arrivals.ArrivedCase | None:
    """Return the case of a home banner that a number of a source became, None when none."""
    found: arrivals.ArrivalState | None = get_state(arrivals.stream_of(source, number))
    return None if found is None else found.find(home)


def _list_arrived(source: str, number: str) -> tuple[arrivals.ArrivedCase, ...]:
    found: arrivals.ArrivalState | None = get_state(arrivals.stream_of(source, number))
    return () if found is None else found.cases


def find_by_number(viewer: Actor, number: str, *, now: datetime) -> tuple[CaseLine, ...]:
    """Return the cases in reach that any source sent under this number."""
    frame = make_frame(viewer, now)
    sources = {
        one.code
        for pack in get_snapshot(Packs).all()
        for one in getattr(pack.section("sources"), "sources", ())
    }
    found = (one for source in sorted(sources) for one in _list_arrived(source, number))
    states = (get_state(f"case:{one.case}") for one in found)
    ids = [state.id for state in states if state is not None and _may_see(state, frame)]
    return Drawing(viewer, now).lines(ids)


def _may_see(state: CaseState, frame: Frame) -> bool:
    allowed = "CASE_VIEW" in frame.by.permissions
    return allowed and not is_hidden(state, frame.by) and reaches(state, frame)


def list_external(
    viewer: Actor, *, now: datetime, after: str = "", size: int = listing.PAGE
) -> tuple[tuple[ExternalLine, ...], str]:
    """Return the cases in reach whose source still waits for an answer, soonest first, and the
    key of the next page."""
    axes = list_axes(viewer, get_snapshot(Directory))
    rows = visible(viewer).filter(external_due_at__isnull=False)
    key = listing.read_key(after)
    found: list[listing.Key] = []
    for part in split_by_axis(rows, axes):
        if key is not None:
            part = part.filter(external_due_at__gte=key[0]).exclude(
                external_due_at=key[0], id__lte=key[1]
            )
        columns = part.order_by("external_due_at", "id").values_list("external_due_at", "id")
        found += [(at, case) for at, case in columns[: size + 1] if at is not None]
    found.sort()
    page = found[:size]
    following = listing.write_key(page[-1]) if len(found) > size else ""
    return list_external_lines(viewer, [case for _at, case in page], now=now), following


def list_external_lines(
    viewer: Actor, ids: Iterable[str], *, now: datetime
) -> tuple[ExternalLine, ...]:
    """Return these cases with the deadline of their source."""
    frame, wanted = make_frame(viewer, now), list(ids)
    states = get_states(f"case:{case}" for case in wanted)
    found = []
    for line in Drawing(viewer, now).lines(wanted):
        external = show_external(states[f"case:{line.id}"], frame)
        if external is not None:
            found.append(ExternalLine(line=line, external=external))
    return tuple(found)


# ---------------------------------------------------------------- planned matters
class PlannedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One planned matter: who, by when, every date that was promised, what will solve it."""

    line: CaseLine
    unit_name: str
    date: datetime
    dates: tuple[PlannedDate, ...]
    pointing: Pointing | None
    reason: str


class PlannedPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page of planned matters by the next look; `overdue`: looks that were missed."""

    lines: tuple[PlannedLine, ...]
    count: int
    capped: bool
    next: str
    overdue: int


def list_planned(viewer: Actor, *, now: datetime, place: str = "", after: str = "") -> PlannedPage:
    """Return one page of the planned matters in reach, by when they are to be looked at."""
    directory = get_snapshot(Directory)
    wanted = CaseFilter(status=Status.PLANNED.value, place=place)
    parts = listing.select(viewer, wanted, now=now, directory=directory)
    ids, following = listing.take_page(parts, after=after, ended=False)
    number, capped = listing.count(parts)
    late = msgspec.structs.replace(wanted, clock="late")
    overdue, _capped = listing.count(listing.select(viewer, late, now=now, directory=directory))
    states = get_states(f"case:{case}" for case in ids)
    lines = [
        _show_plan(line, states[f"case:{line.id}"], directory)
        for line in Drawing(viewer, now).lines(ids)
    ]
    return PlannedPage(
        lines=tuple(line for line in lines if line is not None),
        count=number,
        capped=capped,
        next=following,
        overdue=overdue,
    )


def _show_plan(line: CaseLine, state: CaseState, directory: Directory) -> PlannedLine | None:
    plan = None if state.result is None else state.result.plan
    if plan is None:
        return None
    pointing = plan.pointing or (Pointing(target=plan.reference) if plan.reference else None)
    return PlannedLine(
        line=line,
        unit_name=directory.unit(plan.unit).name if directory.has(plan.unit) else plan.unit,
        date=plan.date,
        dates=state.planned_dates,
        pointing=pointing,
        reason=plan.reason,
    )


# ---------------------------------------------------------------- wandering
class PassingShown(msgspec.Struct, frozen=True, kw_only=True):
    """One way from unit to unit, in words; `days`: how long it had been with the first."""

    at: datetime
    zh: str
    start: str
    end: str
    reason_zh: str
    reason_en: str
    days: int


class ReturnCount(msgspec.Struct, frozen=True, kw_only=True):
    """How often matters of a category were sent back for a cause. Never by person."""

    category_zh: str
    category_en: str
    reason_zh: str
    reason_en: str
    count: int


def list_passings(state: CaseState, frame: Frame) -> tuple[PassingShown, ...]:
    """Return how a case went from unit to unit, and how long each had it."""
    directory = frame.view(Directory)
    words = {one.code: one for one in get_ground(state, frame).section.return_reasons}
    found, since = [], state.recorded_at
    for one in state.passings:
        word = words.get(one.reason)
        found.append(
            PassingShown(
                at=one.at,
                zh=PASSAGE_ZH[one.how],
                start=_name_unit(directory, one.start),
                end=_name_unit(directory, one.end),
                reason_zh=one.reason if word is None else word.zh,
                reason_en=one.reason if word is None else word.en,
                days=(one.at - since).days + 1,
            )
        )
        since = one.at
    return tuple(found)


def _name_unit(directory: Directory, code: str) -> str:
    return directory.unit(code).short_name if directory.has(code) else code


RETURNS_COUNTED = 200


def count_returns(viewer: Actor, *, now: datetime) -> tuple[ReturnCount, ...]:
    """Return what was sent back in reach, by category and cause, most frequent first.

    Counts the newest cases that were sent back at all, RETURNS_COUNTED of them: causes are read
    from their whole histories.
    """
    axes = list_axes(viewer, get_snapshot(Directory))
    rows = visible(viewer).filter(wandered=True)
    ids: list[str] = []
    for part in split_by_axis(rows, axes):
        ids += part.order_by("-recorded_at").values_list("id", flat=True)[:RETURNS_COUNTED]
    counts: Counter[tuple[str, str, str, str]] = Counter()
    frame, drawing = make_frame(viewer, now), Drawing(viewer, now)
    for state in get_states(f"case:{case}" for case in ids[:RETURNS_COUNTED]).values():
        words = {one.code: one for one in get_ground(state, frame).section.return_reasons}
        line = drawing.line(state, {})
        for one in state.passings:
            if one.how is Passage.RETURNED and one.reason in words:
                word = words[one.reason]
                counts[line.category_zh, line.category_en, word.zh, word.en] += 1
    return tuple(
        ReturnCount(
            category_zh=key[0], category_en=key[1], reason_zh=key[2], reason_en=key[3], count=n
        )
        for key, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


class UrgingShown(msgspec.Struct, frozen=True, kw_only=True):
    """One urging in words, and the holder's answer to it ("" while it stands open)."""

    at: datetime
    by: str
    words: str
    answered_at: datetime | None
    answer: str


def list_urgings(state: CaseState, frame: Frame) -> tuple[UrgingShown, ...]:
    """Return the urgings of a case, newest first."""
    directory = frame.view(Directory)
    texts = open_values(ref for one in state.urgings for ref in (one.words, one.answer) if ref)
    return tuple(
        UrgingShown(
            at=one.at,
            by=name_post(directory, one.post),
            words=str(texts.get(one.words, "")),
            answered_at=one.answered_at,
            answer=str(texts.get(one.answer, "")),
        )
        for one in reversed(state.urgings)
    )


# ---------------------------------------------------------------- whose time it was
class ShareShown(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of holding in words: how long it ran, how long it was paused."""

    holder: str
    unit_name: str
    since: datetime
    until: datetime | None
    ran: timedelta
    paused: timedelta


def show_split(state: CaseState, frame: Frame) -> tuple[ShareShown, ...]:
    """Return a case's time cut by holder, newest last."""
    directory = frame.view(Directory)
    events = [entry.event for entry in read_stream(f"case:{state.id}")]
    shares = split_time(state.holdings, events, frame.now)  # type: ignore[arg-type]
    return tuple(_show_share(share, directory) for share in shares)


def _show_share(share: Share, directory: Directory) -> ShareShown:
    held = share.holding
    return ShareShown(
        holder=name_post(directory, held.post),
        unit_name=_name_unit(directory, held.unit),
        since=held.since,
        until=held.until,
        ran=share.ran,
        paused=share.paused,
    )


# ---------------------------------------------------------------- replies
DEFAULT_REPLIES = RepliesSection(
    stock_phrases=("请耐心等待",), copied=0.75, alike=0.9, shortest=12, source="ours"
)
"""For a mechanism that says nothing of replies."""


def remark_reply(
    viewer: Actor,
    state: CaseState,
    reply: str,
    outcome: Outcome | None,
    *,
    now: datetime,
    face_to_face: bool = False,
) -> list[Remark]:
    """Return the remarks on a reply to a case, for who writes it and who reviews it.

    Names and other cases' replies are opened only to be compared; they show up nowhere.
    """
    frame = make_frame(viewer, now)
    pack = frame.view(Packs).get(state.pack, state.pack_version)
    rule = pack.section("replies") or DEFAULT_REPLIES
    texts = open_values([state.matter, state.raiser])
    asked = Asked(
        matter=str(texts.get(state.matter, "")),
        outcome=outcome,
        names=_list_names(texts.get(state.raiser)),
        units=_list_units(state, frame.view(Directory)),
        sent=() if face_to_face else _list_sent(state, now),
        face_to_face=face_to_face,
    )
    return check_reply(reply, asked, rule)


def _list_names(raiser: object) -> tuple[str, ...]:
    names = []
    if raiser is not None:
        names.append(msgspec.convert(raiser, RaiserDetails).name)
    return tuple(name for name in names if name)


def _list_units(state: CaseState, directory: Directory) -> tuple[str, ...]:
    path = (state.holder_unit, *directory.path(state.place))
    units = [directory.unit(code) for code in path if directory.has(code)]
    return tuple(name for unit in units for name in (unit.name, unit.short_name))


def _list_sent(state: CaseState, now: datetime) -> tuple[str, ...]:
    """Return replies that the same unit lately gave to other matters."""
    rows = (
        Case.objects.filter(
            holder_unit=state.holder_unit, recorded_at__gte=now - RECENT_SENT, sealed=False
        )
        .exclude(id=state.id)
        .exclude(outcome="")
        .exclude(category=state.category, place=state.place)
        .order_by("-recorded_at")
        .values_list("id", flat=True)[:SENT_LOOKED_AT]
    )
    states = get_states(f"case:{case}" for case in rows).values()
    refs = [one.result.reply for one in states if one.result is not None]
    return tuple(str(text) for text in open_values(refs).values() if text)


def show_materials(state: CaseState, frame: Frame) -> tuple[MaterialLine, ...]:
    """Return what the mechanism lists for the category of a case (应交材料)."""
    materials = get_ground(state, frame).materials
    lists = {one.category: one for one in (() if materials is None else materials.lists)}
    found = lists.get(state.category) or lists.get(state.category.partition("-")[0])
    return () if found is None else found.lines


def preview_move(viewer: Actor, state: CaseState, *, now: datetime) -> VersionMove | Refusal | None:
    """Return what moving a case to the version in force would change, None when it is there."""
    frame = make_frame(viewer, now)
    newer = list_newer(state, frame)
    return plan_move(state, newer[0], frame) if newer else None
