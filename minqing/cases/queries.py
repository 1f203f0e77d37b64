"""Reads of cases. The viewer comes first, always; what he may not see is not there.

Lists and pages show masked raisers; uncovering one is an act of its own (`UnmaskRaiser`, then
`open_raiser`). Tracking by receipt shows status and dates only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db.models import QuerySet

from minqing.cases import dispatch_events as de
from minqing.cases import events as e
from minqing.cases import group_events as g
from minqing.cases import listing
from minqing.cases.commands import (
    RecordConfirmation,
    ReopenCase,
    WithdrawCase,
)
from minqing.cases.drawing import Drawing, make_clock, mask_raiser
from minqing.cases.identity import list_openings, open_raiser
from minqing.cases.models import Case
from minqing.cases.moved_dates import tell_moved_dates
from minqing.cases.pack import find_next_rung, find_rung
from minqing.cases.reach import visible
from minqing.cases.reopenings import show_first, show_opinion
from minqing.cases.rules import available_acts, can, is_hidden, reaches
from minqing.cases.rules.checks import effective_ways
from minqing.cases.rules.ground import get_ground
from minqing.cases.rules.parties import has_part
from minqing.cases.search import ordering
from minqing.cases.search.finding import search_cases
from minqing.cases.shown import (
    CaseFilter,
    CaseLine,
    CasePage,
    ClockShown,
    FirstClock,
    HoldingShown,
    LedgerCount,
    ListPage,
    Opening,
    OpenMatters,
    OpinionShown,
    SearchHit,
    SearchPage,
    TimelineItem,
    Today,
    TodayGroup,
    Tracked,
    TrackedInFull,
    TrackedStep,
)
from minqing.cases.slips import is_same, make_pin, read_digits
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    LEDGER_ZH,
    LIVING,
    STATUS_ZH,
    Anonymity,
    MatterKind,
    RaiserDetails,
    Status,
)
from minqing.cases.timeline import EVENT_ZH, list_refs, make_timeline, name_post
from minqing.cases.today import get_today
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.messages import Actor, Frame
from minqing.kernel.receipts import ReceiptInvalid, check_receipt
from minqing.log.public import get_snapshot, get_state, get_states, make_frame, read_stream
from minqing.org.public import Directory
from minqing.vault.public import open_values

__all__ = [
    "CaseFilter",
    "CaseLine",
    "CasePage",
    "ClockShown",
    "FirstClock",
    "LedgerCount",
    "ListPage",
    "OpenMatters",
    "SearchHit",
    "SearchPage",
    "Opening",
    "OpinionShown",
    "TimelineItem",
    "Today",
    "TodayGroup",
    "Tracked",
    "TrackedInFull",
    "count_cases",
    "count_ledgers",
    "draw_lines",
    "find_case",
    "find_open_matters",
    "get_today",
    "list_cases",
    "open_raiser",
    "open_tracked",
    "search_cases",
    "show_cases",
    "track",
]

NEAR = 5
"""How many rows are looked at for each that is shown beside a need."""

PUBLIC_STEPS: frozenset[type] = frozenset(
    {
        e.CaseReceived,
        e.HistoryRecorded,
        e.CaseTriaged,
        e.CaseAcknowledged,
        e.SettledOnSpot,
        e.CaseRaised,
        e.RaiserTold,
        e.CaseStruckOff,
        e.CaseReopened,
        e.CaseWithdrawn,
        e.ImportTakenBack,
        e.CasePaused,
        e.CaseResumed,
        e.DeadlineExtended,
        e.FinalOpinionRecorded,
        e.ComplaintTransferred,
        g.CaseMerged,
        g.CaseUnmerged,
        g.AnsweredWithMain,
        g.CaseSplit,
        de.ObjectionRuled,
        de.UnitsConvened,
    }
)
_SILENT_STEPS: frozenset[type] = frozenset({e.CaseReceived, e.ComplaintTransferred})


# ---------------------------------------------------------------- lists
def list_cases(
    viewer: Actor, wanted: CaseFilter, *, now: datetime, after: str = "", size: int = listing.PAGE
) -> ListPage:
    """Return one page of the cases in reach, in the order that the filter asks for.

    `after`: the `next` of the page before. Counted exactly up to 1,000. Orders by reception and
    last move follow the log by seconds; without an index yet they fall back to what ends next.
    """
    directory = get_snapshot(Directory)
    parts, many = _select(viewer, wanted, now, directory)
    page = None
    if wanted.sort in ordering.ORDERS:
        page = ordering.take_page(
            viewer, wanted, now=now, directory=directory, after=after, size=size
        )
    if page is None:
        page = listing.take_page(parts, after=after, ended=wanted.ended, size=size)
    number, capped = (listing.CAP, True) if many else listing.count(parts)
    lines = Drawing(viewer, now).lines(page[0])
    return ListPage(lines=lines, count=number, capped=capped, next=page[1])


def show_cases(viewer: Actor, cases: Iterable[str], *, now: datetime) -> tuple[CaseLine, ...]:
    """Return the lines of those of the named cases that the viewer may see, in this order."""
    wanted = list(dict.fromkeys(cases))
    directory = get_snapshot(Directory)
    columns = visible(viewer).filter(id__in=wanted).values_list("id", "place", "holder_unit")
    seen = {
        case
        for case, place, unit in columns
        if viewer.kind == "system" or directory.reaches_any(viewer, (place, unit))
    }
    return Drawing(viewer, now).lines(case for case in wanted if case in seen)


def _select(
    viewer: Actor, wanted: CaseFilter, now: datetime, directory: Directory
) -> tuple[list[QuerySet[Case]], bool]:
    """Return the parts of a list, and whether it is known to go beyond the cap."""
    few, many = ordering.find_few(viewer, wanted, now=now, directory=directory)
    if few is not None:
        return [few], False
    return listing.select(viewer, wanted, now=now, directory=directory), many


def count_cases(viewer: Actor, wanted: CaseFilter, *, now: datetime) -> tuple[int, bool]:
    """Return how many cases of a list are in reach, up to 1,000, and whether there are more."""
    parts, many = _select(viewer, wanted, now, get_snapshot(Directory))
    return (listing.CAP, True) if many else listing.count(parts)


def count_ledgers(viewer: Actor, *, now: datetime) -> tuple[LedgerCount, ...]:
    """Return the living cases in reach by ledger, each counted to the cap, and the late ones."""
    directory = get_snapshot(Directory)
    found = []
    for code in ("none", *(ledger.value for ledger in LEDGER_ZH)):
        wanted = CaseFilter(ledger=code)
        parts = listing.select(viewer, wanted, now=now, directory=directory)
        number, capped = listing.count(parts)
        late = listing.select(
            viewer, CaseFilter(ledger=code, clock="late"), now=now, directory=directory
        )
        zh = "待分办" if code == "none" else next(LEDGER_ZH[k] for k in LEDGER_ZH if k == code)
        found.append(
            LedgerCount(
                ledger=code, zh=zh, count=number, capped=capped, late=listing.count(late)[0]
            )
        )
    return tuple(found)


def find_open_matters(
    viewer: Actor,
    *,
    now: datetime,
    household: str = "",
    place: str = "",
    category: str = "",
    besides: str = "",
    most: int = 10,
) -> OpenMatters:
    """Return what is already open beside a need: same household, same place and kind, place.

    Shown at intake so that nobody records twice; limited to the viewer's reach.
    """
    directory = get_snapshot(Directory)
    rows = visible(viewer).filter(living=True).exclude(id=besides).order_by("-recorded_at")

    def take(**fields: str) -> list[str]:
        # reach is checked here and not in the statement: the few rows of a house or a place
        # are found by their own index, and a level column would draw the planner to the
        # hundred thousands of its banner
        if not all(fields.values()):
            return []
        near = rows.filter(**fields).values_list("id", "place", "holder_unit")[: most * NEAR]
        return [
            case
            for case, where, holder in near
            if directory.reaches(viewer, where) or directory.reaches(viewer, holder)
        ]

    same_house = list(dict.fromkeys(take(household=household)))[:most]
    alike = [i for i in dict.fromkeys(take(place=place, category=category)) if i not in same_house]
    seen = {*same_house, *alike}
    there = [i for i in dict.fromkeys(take(place=place)) if i not in seen]
    drawing = Drawing(viewer, now)
    return OpenMatters(
        household=drawing.lines(same_house),
        alike=drawing.lines(alike[:most]),
        place=drawing.lines(there[:most]),
    )


def draw_lines(viewer: Actor, cases: Sequence[str], *, now: datetime) -> tuple[CaseLine, ...]:
    """Return the lines of cases that another context already lets this viewer know of (what
    a request is about); hidden ones are left out."""
    states = get_states(f"case:{case}" for case in cases)
    seen = [state.id for state in states.values() if not is_hidden(state, viewer)]
    return Drawing(viewer, now).lines(seen)


# ---------------------------------------------------------------- one case
def find_case(viewer: Actor, case: str, *, now: datetime) -> CasePage | None:
    """Return everything on one case for this viewer; None when he may not see it.

    `case`: id or receipt.
    """
    found = find_state(case)
    if found is None:
        return None
    state, frame = found, make_frame(viewer, now)
    if is_hidden(state, viewer) or not may_view(state, frame):
        return None
    entries = read_stream(f"case:{state.id}")
    refs = [state.matter, state.asks, state.raiser, *list_refs(entries)]
    if state.result is not None:
        refs.append(state.result.reply)
    texts = {} if is_restricted(state, viewer) else open_values(refs)
    directory = frame.view(Directory)
    section = get_ground(state, frame).section
    above = find_next_rung(section, state.rung)
    drawing = Drawing(viewer, now)
    return CasePage(
        line=drawing.line(state, texts),
        state=state,
        version=entries[-1].version if entries else 0,
        matter=str(texts.get(state.matter, "")),
        asks=str(texts.get(state.asks, "")),
        reply="" if state.result is None else str(texts.get(state.result.reply, "")),
        raiser=_masked(state, texts.get(state.raiser)),
        anonymity=state.anonymity,
        rung_zh=find_rung(section, state.rung).zh,
        rung_en=find_rung(section, state.rung).en,
        next_rung_zh="" if above is None else above.zh,
        answering=_answering(state, directory),
        clocks=_clocks(state, frame),
        holdings=_holdings(state, directory, now),
        timeline=make_timeline(
            entries, texts, directory, tell_moved_dates(entries, frame.view(WorkCalendar))
        ),
        acts=available_acts(state, frame),
        in_reach=reaches(state, frame),
        ways=tuple(way.value for way in effective_ways(state, frame)),
        first=show_first(state),
        opinion=show_opinion(state, texts, frame),
        openings=list_openings(entries, texts, directory),
    )


def find_visible_state(viewer: Actor, case: str, *, now: datetime) -> CaseState | None:
    """Return the fold of a case that this viewer may see; for reads beside the page."""
    state = find_state(case)
    if state is None or is_hidden(state, viewer):
        return None
    return state if may_view(state, make_frame(viewer, now)) else None


def is_restricted(state: CaseState, viewer: Actor) -> bool:
    """Return whether the case's personal data is stored only (封存), and not for this viewer."""
    return bool(state.restricted) and viewer.kind != "system"


def find_state(case: str) -> CaseState | None:
    """Return the fold of a case by id or receipt, before any question of who may see it."""
    state: CaseState | None = get_state(f"case:{case}")
    if state is not None:
        return state
    try:
        receipt = check_receipt(case)
    except ReceiptInvalid:
        receipt = case
    found = Case.objects.filter(receipt=receipt).values_list("id", flat=True).first()
    return None if found is None else get_state(f"case:{found}")


def may_view(state: CaseState, frame: Frame) -> bool:
    by = frame.by
    if by.kind == "system":
        return True
    if state.sealed:
        return True  # hidden from all but its recipient before
    if "CASE_VIEW" not in by.permissions:
        return False
    return reaches(state, frame) or has_part(state, frame)


def _masked(state: CaseState, value: object) -> RaiserDetails | None:
    if value is None or state.anonymity is not Anonymity.NAMED:
        return None
    return mask_raiser(msgspec.convert(value, RaiserDetails))


def _answering(state: CaseState, directory: Directory) -> str:
    if not state.is_living or not directory.has_post(state.holder_post):
        return ""
    answering = directory.accountable(state.holder_post)
    return "" if answering in (None, state.holder_post) else name_post(directory, str(answering))


def _clocks(state: CaseState, frame: Frame) -> tuple[ClockShown, ...]:
    calendar = frame.view(WorkCalendar)
    running = [state.clock, state.promise if state.is_living else None, state.call_back_clock]
    if state.status is Status.MERGED:
        running = [state.promise]  # the one clock it runs on: the raiser's own
    return tuple(make_clock(one, calendar, frame.now) for one in running if one is not None)


def _holdings(state: CaseState, directory: Directory, now: datetime) -> tuple[HoldingShown, ...]:
    return tuple(
        HoldingShown(
            holder=name_post(directory, one.post),
            unit_name=directory.unit(one.unit).name if directory.has(one.unit) else one.unit,
            since=one.since,
            until=one.until,
            days=((one.until or now) - one.since).days + 1,
        )
        for one in state.holdings
    )


def open_own_details(receipt: str) -> RaiserDetails | None:
    """Return what a raiser left of themselves, for whoever has proven to be the raiser."""
    state = find_by_receipt(receipt)
    if state is None or state.sealed or not state.raiser:
        return None
    value = open_values([state.raiser]).get(state.raiser)
    return None if value is None else msgspec.convert(value, RaiserDetails)


# ---------------------------------------------------------------- the public
def track(receipt: str, *, now: datetime) -> Tracked | None:
    """Return status and dates of a receipt, None when there is none. For anybody; faces limit
    how often it is asked."""
    state = find_by_receipt(receipt)
    if state is None:
        return None
    steps = []
    shown = list_public_steps(state)
    for entry in read_stream(f"case:{state.id}"):
        kind = type(entry.event)
        if kind in shown:
            zh = EVENT_ZH[kind]  # type: ignore[index]
            steps.append(TrackedStep(zh=zh, at=entry.happened_at))
    promise = state.promise if state.status in LIVING else None
    calendar = get_snapshot(WorkCalendar)
    return Tracked(
        receipt=state.receipt,
        status=state.status,
        status_zh=STATUS_ZH[state.status],
        raised_at=state.raised_at,
        closed_at=state.closed_at,
        due=None if promise is None else make_clock(promise, calendar, now).due,
        steps=tuple(steps),
        first=show_first(state),
    )


def list_public_steps(state: CaseState) -> frozenset[type]:
    """Return the kinds of steps that whoever has the receipt may know of."""
    complaint = state.kind is MatterKind.COMPLAINT_AGAINST_OFFICIAL
    return _SILENT_STEPS if complaint else PUBLIC_STEPS


def find_by_receipt(receipt: str) -> CaseState | None:
    """Return the fold behind a receipt number; None when there is none."""
    try:
        number = check_receipt(receipt)
    except ReceiptInvalid:
        number = receipt.strip()
    found = Case.objects.filter(receipt=number).values_list("id", flat=True).first()
    return None if found is None else get_state(f"case:{found}")


def open_tracked(viewer: Actor, receipt: str, key: str, *, now: datetime) -> TrackedInFull | None:
    """Return a receipt's text and answer to its raiser; None unless the second sign fits.

    `key`: the six digits of the slip's PIN, or the last four of the phone the raiser left.
    Complaints are never opened.
    """
    state = find_by_receipt(receipt)
    if state is None or state.sealed or not _knows_key(state, key):
        return None
    tracked = track(receipt, now=now)
    assert tracked is not None, "the receipt was found"
    entries = read_stream(f"case:{state.id}")
    reply = "" if state.result is None else state.result.reply
    texts = open_values([state.matter, reply, *list_refs(entries)])
    frame = make_frame(viewer, now)
    directory, section = frame.view(Directory), get_ground(state, frame).section
    result = state.result if state.told_at is not None else None
    channels = {word.code: word.zh for word in section.legal_channels}
    unit = state.holder_unit
    return TrackedInFull(
        tracked=tracked,
        case=state.id,
        version=entries[-1].version,
        matter=str(texts.get(state.matter, "")),
        reply="" if result is None else str(texts.get(result.reply, "")),
        outcome=None if result is None else result.outcome,
        legal_channel_zh="" if result is None else channels.get(result.legal_channel, ""),
        holder_unit_name=directory.unit(unit).name if directory.has(unit) else "",
        told_at=state.told_at,
        may=_list_acts_of_raiser(state, frame),
        opinion=None if result is None else show_opinion(state, texts, frame),
        openings=list_openings(entries, texts, directory),
    )


def knows_second_sign(receipt: str, key: str) -> bool:
    """Return whether the key fits a receipt; also a complaint's, which opens nothing."""
    state = find_by_receipt(receipt)
    return state is not None and _knows_key(state, key)


def _list_acts_of_raiser(state: CaseState, frame: Frame) -> tuple[str, ...]:
    acts = (RecordConfirmation, ReopenCase, WithdrawCase)
    may = tuple(act.TYPE for act in acts if can(act, state, frame))
    if state.status is Status.PLANNED:
        return tuple(name for name in may if name != RecordConfirmation.TYPE)
    return may


def _knows_key(state: CaseState, key: str) -> bool:
    digits = read_digits(key)
    if len(digits) == 6 and is_same(digits, make_pin(state.receipt)):
        return True
    if len(digits) != 4 or not state.raiser:
        return False
    value = open_values([state.raiser]).get(state.raiser)
    if value is None:
        return False
    phone = read_digits(msgspec.convert(value, RaiserDetails).phone)
    return len(phone) >= 4 and is_same(digits, phone[-4:])
