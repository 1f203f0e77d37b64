"""Reads of meetings: lists, one meeting with its agenda, what awaits a viewer, public notices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import msgspec
from django.db.models import Count, Q, QuerySet

from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day, local_midnight
from minqing.log.public import get_snapshot, get_state, get_states, make_frame
from minqing.mechanisms.public import Packs, PackUnknown
from minqing.meetings.agenda import RANKS, find_place, get_section, may_stand
from minqing.meetings.models import Ask, Matter, Meeting, Standing
from minqing.meetings.pack import KindOfMeeting
from minqing.meetings.rules.ground import convenes, get_ground
from minqing.meetings.state import MeetingState, Outcome, Postponed
from minqing.meetings.terms import ENDED, MeetingStatus, Resolution
from minqing.org.public import Directory

MOST = 200
PAGE = 50
CAP = 1000
SHOWN_AFTER = timedelta(days=30)
"""How long the public sees a notice after the meeting. Source: ours."""


class MeetingLine(msgspec.Struct, frozen=True, kw_only=True):
    """One meeting as a list shows it. `runs`: the viewer may convene it."""

    id: str
    kind: str
    kind_zh: str
    kind_en: str
    unit: str
    unit_name: str
    status: MeetingStatus
    first: date
    last: date
    due_on: date
    sits_at: datetime | None
    ended_at: datetime | None
    items: int
    decided: int
    commitments: int
    waiting: int
    short: bool
    late: bool
    owes_minutes: bool
    minutes_missed: bool
    runs: bool


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One subject that waits on the agenda of a unit. `why`: words of what is taken."""

    subject: str
    why: tuple[str, ...]
    since: datetime | None
    households: int
    until: date | None


class WaitingPage(msgspec.Struct, frozen=True):
    """A part of what waits, in the order of the agenda, and how many there are, up to CAP."""

    lines: tuple[Waiting, ...]
    count: int
    capped: bool
    next: str


class MeetingPage(msgspec.Struct, frozen=True, kw_only=True):
    """One meeting with its fold. `here`: subjects of its items that still stand on it."""

    line: MeetingLine
    state: MeetingState
    kind: KindOfMeeting
    here: frozenset[str]


class PastMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting before which a subject was, and what became of it there."""

    line: MeetingLine
    number: int
    outcome: Outcome | None


class AskedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A draft answer that the viewer's unit owes."""

    line: MeetingLine
    number: int
    due: date | None


class ToDo(msgspec.Struct, frozen=True, kw_only=True):
    """What awaits a viewer: meetings to prepare, late ones, records that are missing, drafts,
    and the meetings of others in which a chair is set for him."""

    prepare: tuple[MeetingLine, ...] = ()
    sitting: tuple[MeetingLine, ...] = ()
    late: tuple[MeetingLine, ...] = ()
    minutes: tuple[MeetingLine, ...] = ()
    drafts: tuple[AskedLine, ...] = ()
    attend: tuple[MeetingLine, ...] = ()

    @property
    def count(self) -> int:
        parts = (
            self.prepare, self.sitting, self.late, self.minutes, self.drafts, self.attend,
        )  # fmt: skip
        return sum(map(len, parts))


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """会议预告: structured fields only. `categories`: subjects are counted by the caller."""

    line: MeetingLine
    place: str
    theme: str
    chair_unit: str
    announced_at: datetime
    urgent: str
    notice_days: int
    subjects: tuple[str, ...]
    items: int
    postponed: tuple[Postponed, ...] = ()


# ---------------------------------------------------------------- reach and lists
def _below(unit: str) -> Q:
    return Q(unit=unit) | Q(village=unit) | Q(town=unit) | Q(banner=unit) | Q(league=unit)


def _visible(viewer: Actor) -> QuerySet[Meeting]:
    """Return the meetings of units in reach, and those that the viewer's unit is asked to."""
    rows = Meeting.objects.order_by("-first", "unit", "kind")
    if viewer.kind == "system":
        return rows
    if "MEETING_VIEW" not in viewer.permissions or not viewer.units:
        return rows.none()
    reach = Q()
    for unit in viewer.units:
        reach |= _below(unit)
    directory = get_snapshot(Directory)
    if directory.has(viewer.unit):
        # an office sees the meetings of the place it serves
        banner = directory.banner_of(viewer.unit)
        reach |= Q(unit=banner) if banner else Q()
    asked = Ask.objects.filter(unit=viewer.unit).values("meeting")
    return rows.filter(reach | Q(id__in=asked))


def list_meetings(
    viewer: Actor,
    *,
    now: datetime,
    unit: str = "",
    kind: str = "",
    tab: str = "open",
    most: int = MOST,
    skip: int = 0,
) -> tuple[MeetingLine, ...]:
    """Return meetings in reach: `open`, `held`, `empty`, `missed`, or all; open ones by day.

    At most `most` of them, after the first `skip`.
    """
    rows = _visible(viewer)
    if unit:
        rows = rows.filter(_below(unit))
    if kind:
        rows = rows.filter(kind=kind)
    match tab:
        case "open":
            rows = rows.filter(is_open=True).order_by("due_on", "unit", "kind")
        case "held":
            rows = rows.filter(status=MeetingStatus.CLOSED.value)
        case "empty":
            rows = rows.filter(status=MeetingStatus.KEPT_EMPTY.value)
        case "missed":
            rows = rows.filter(status=MeetingStatus.MISSED.value)
    return _draw(viewer, rows[skip : skip + most], now)


def count_waiting(lines: Iterable[MeetingLine]) -> dict[str, int]:
    """Return how many subjects wait on the agenda of each open meeting, by its id."""
    coming = {(one.unit, one.kind): one for one in lines if one.status not in ENDED}
    rows = Standing.objects.filter(unit__in={unit for unit, _kind in coming}, claimed="")
    groups = rows.order_by().values_list("unit", "kind", "until").annotate(Count("subject"))
    found: dict[str, int] = {}
    for unit, kind, until, number in groups:
        line = coming.get((unit, kind))
        if line is not None and (until is None or until <= line.last):
            found[line.id] = found.get(line.id, 0) + number
    return found


def count_meetings(viewer: Actor, *, unit: str = "", since: date | None = None) -> dict[str, int]:
    """Return how many meetings in reach stand in each status, for windows since a day."""
    rows = _visible(viewer).order_by()
    if unit:
        rows = rows.filter(_below(unit))
    if since is not None:
        rows = rows.filter(Q(last__gte=since) | Q(is_open=True))
    found = dict.fromkeys(MeetingStatus, 0)
    for status, number in rows.values_list("status").annotate(Count("id")):
        found[MeetingStatus(status)] = number
    return {status.value: number for status, number in found.items()}


def _draw(viewer: Actor, rows: Iterable[Meeting], now: datetime) -> tuple[MeetingLine, ...]:
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    frame = make_frame(viewer, now)
    today = local_day(now)
    found = []
    for row in rows:
        kind = _find_kind(packs, row.pack, row.kind)
        name = directory.full_name(row.unit) if directory.has(row.unit) else row.unit
        day = row.due_on if row.sits_at is None else local_day(row.sits_at)
        coming = row.is_open and row.began_at is None
        may = "MEETING_CONVENE" in viewer.permissions and kind is not None
        found.append(
            MeetingLine(
                id=row.id,
                kind=row.kind,
                kind_zh=kind.zh if kind else row.kind,
                kind_en=kind.en if kind else row.kind,
                unit=row.unit,
                unit_name=name or row.unit,
                status=MeetingStatus(row.status),
                first=row.first,
                last=row.last,
                due_on=row.due_on,
                sits_at=row.sits_at,
                ended_at=row.ended_at,
                items=row.items,
                decided=row.decided,
                commitments=row.commitments,
                waiting=row.waiting,
                short=row.short,
                late=coming and today > day,
                owes_minutes=row.owes_minutes,
                minutes_missed=row.minutes_missed,
                runs=bool(may and kind and convenes(directory, kind, row.unit, frame)),
            )
        )
    return tuple(found)


def _find_kind(packs: Packs, key: str, code: str) -> KindOfMeeting | None:
    try:
        return get_section(packs.current(key)).find_kind(code)
    except (PackUnknown, AssertionError):
        return None


# ---------------------------------------------------------------- one meeting
def find_meeting(viewer: Actor, meeting: str, *, now: datetime) -> MeetingPage | None:
    """Return one meeting in reach with its fold; None when it is not to be seen."""
    lines = _draw(viewer, _visible(viewer).filter(id=meeting)[:1], now)
    state: MeetingState | None = get_state(f"meeting:{meeting}") if lines else None
    if state is None:
        return None
    ground = get_ground(state, make_frame(viewer, now))
    here = set()
    if state.is_open:
        for subject, found in get_states(list(state.subjects)).items():
            place = find_place(subject, found, ground.directory, ground.packs)
            if may_stand(place, state.unit, state.kind, ground.section, ground.directory):
                here.add(subject)
    return MeetingPage(line=lines[0], state=state, kind=ground.kind, here=frozenset(here))


def list_waiting(
    viewer: Actor, meeting: str, *, now: datetime, after: str = "", size: int = PAGE
) -> WaitingPage:
    """Return what waits on the agenda of an open meeting in reach and is not fixed yet, in its
    order: final opinions, joint handling, late, raised; more households first; oldest first.

    `after`: the `next` of the page before.
    """
    state: MeetingState | None = get_state(f"meeting:{meeting}")
    seen = _visible(viewer).filter(id=meeting).exists()
    if state is None or not state.is_open or not seen:
        return WaitingPage((), 0, False, "")
    rows = agenda_rows(state.unit, state.kind, state.last)
    number = rows.order_by()[: CAP + 1].count()
    page = list(_after(rows, after)[: size + 1])
    more = page[size - 1] if len(page) > size else None
    lines = tuple(_show(row) for row in page[:size])
    return WaitingPage(lines, min(number, CAP), number > CAP, _mark(more) if more else "")


def agenda_rows(unit: str, kind: str, last: date) -> QuerySet[Standing]:
    """Return the rows of an agenda in its order; what rests beyond the window is left out."""
    rows = Standing.objects.filter(unit=unit, kind=kind, claimed="")
    return rows.filter(Q(until__isnull=True) | Q(until__lte=last)).order_by(
        "rank", "since", "subject"
    )


def _mark(row: Standing) -> str:
    return f"{row.rank}~{row.since.isoformat() if row.since else ''}~{row.subject}"


def _after(rows: QuerySet[Standing], after: str) -> QuerySet[Standing]:
    parts = after.split("~")
    if len(parts) != 3 or not parts[0].isdigit():
        return rows
    try:
        since = datetime.fromisoformat(parts[1])
    except ValueError:
        return rows
    if since.tzinfo is None:
        return rows
    rank = int(parts[0])
    later = Q(since__gt=since) | Q(since=since, subject__gt=parts[2])
    return rows.filter(rank__gte=rank).filter(Q(rank__gt=rank) | later)


def _show(row: Standing) -> Waiting:
    record = msgspec.json.decode(row.record)
    why = sorted(record.get("why", ()), key=lambda word: RANKS.get(word, 99))
    return Waiting(
        subject=row.subject,
        why=tuple(why),
        since=row.since,
        households=int(record.get("households", 1)),
        until=row.until,
    )


# ---------------------------------------------------------------- a subject's page
def list_meetings_of(viewer: Actor, subject: str, *, now: datetime) -> tuple[PastMeeting, ...]:
    """Return the meetings before which a subject was or is, newest first, for who sees it."""
    pairs = dict(Matter.objects.filter(subject=subject).values_list("meeting", "number"))
    rows = Meeting.objects.filter(id__in=list(pairs)).order_by("-first")[:MOST]
    states = get_states(f"meeting:{meeting}" for meeting in pairs)
    found = []
    for line in _draw(viewer, rows, now):
        state: MeetingState = states[f"meeting:{line.id}"]
        outcome = next((one for one in state.outcomes if one.number == pairs[line.id]), None)
        found.append(PastMeeting(line=line, number=pairs[line.id], outcome=outcome))
    return tuple(found)


def find_waiting_meeting(viewer: Actor, subject: str, *, now: datetime) -> MeetingLine | None:
    """Return the open meeting on whose agenda a subject waits, None when on none."""
    row = Standing.objects.filter(subject=subject, claimed="").exclude(unit="").first()
    if row is None:
        return None
    rows = Meeting.objects.filter(unit=row.unit, kind=row.kind, is_open=True)
    return next(iter(_draw(viewer, rows[:1], now)), None)


# ---------------------------------------------------------------- today
def list_to_do(viewer: Actor, *, now: datetime) -> ToDo:
    """Return what awaits a viewer. Convenors: meetings of their own unit within a week, those
    that are late, sit, or owe a record. Units told ahead: the drafts they owe. Everybody: the
    meetings within a week that have a chair for his post."""
    if "MEETING_VIEW" not in viewer.permissions or not viewer.unit:
        return ToDo()
    lines = _draw(viewer, _own(viewer, now), now) if "MEETING_CONVENE" in viewer.permissions else ()
    soon = local_day(now) + timedelta(days=7)
    coming = [one for one in lines if one.status not in ENDED]
    sitting = [one for one in coming if one.status is MeetingStatus.SITTING]
    waits = [one for one in coming if one not in sitting and _has_agenda(one)]
    return ToDo(
        late=tuple(one for one in waits if one.late),
        sitting=tuple(sitting),
        prepare=tuple(one for one in waits if not one.late and one.due_on <= soon),
        minutes=tuple(one for one in lines if one.owes_minutes and one not in sitting),
        drafts=_list_drafts(viewer, now),
        attend=_list_attended(viewer, now, {one.id for one in lines}),
    )


def _list_attended(viewer: Actor, now: datetime, own: set[str]) -> tuple[MeetingLine, ...]:
    """Return the coming meetings of other units, within a week, that have a chair for him."""
    directory, today = get_snapshot(Directory), local_day(now)
    if not viewer.post or not directory.has(viewer.unit):
        return ()
    above = {*directory.path(viewer.unit), directory.banner_of(viewer.unit)}
    rows = Meeting.objects.filter(
        unit__in=[one for one in above if one],
        is_open=True,
        began_at__isnull=True,
        sits_at__gte=local_midnight(today),
        sits_at__lt=local_midnight(today + timedelta(days=8)),
    )
    coming = [row for row in rows.order_by("sits_at", "id")[:MOST] if row.id not in own]
    states = get_states(f"meeting:{row.id}" for row in coming)
    seated = [
        row for row in coming
        if any(seat.post == viewer.post for seat in states[f"meeting:{row.id}"].seats)
    ]  # fmt: skip
    return _draw(viewer, seated, now)


def _own(viewer: Actor, now: datetime) -> list[Meeting]:
    directory = get_snapshot(Directory)
    units = {viewer.unit}
    if directory.has(viewer.unit) and directory.unit(viewer.unit).kind == "department":
        units.add(directory.banner_of(viewer.unit))
    rows = Meeting.objects.filter(unit__in=units)
    some = rows.filter(Q(is_open=True) | Q(owes_minutes=True)).order_by("due_on", "id")[:MOST]
    frame, packs = make_frame(viewer, now), get_snapshot(Packs)
    return [
        row
        for row in some
        if (kind := _find_kind(packs, row.pack, row.kind)) is not None
        and set(viewer.roles) & {*kind.convenor, *kind.chair.roles}
        and convenes(directory, kind, row.unit, frame)
    ]


def _has_agenda(line: MeetingLine) -> bool:
    if line.items:
        return True
    return agenda_rows(line.unit, line.kind, line.last).exists()


def _list_drafts(viewer: Actor, now: datetime) -> tuple[AskedLine, ...]:
    if "MEETING_DRAFT" not in viewer.permissions:
        return ()
    asks = list(Ask.objects.filter(unit=viewer.unit, drafted=False).order_by("due")[:MOST])
    rows = Meeting.objects.filter(id__in={ask.meeting for ask in asks})
    lines = {line.id: line for line in _draw(viewer, rows, now)}
    return tuple(
        AskedLine(line=lines[ask.meeting], number=ask.number, due=ask.due)
        for ask in asks
        if ask.meeting in lines
    )


# ---------------------------------------------------------------- the public
def list_notices(*, now: datetime, unit: str = "", most: int = 50) -> tuple[Notice, ...]:
    """Return the notices that everybody may read: coming meetings, and those lately held."""
    since = local_midnight(local_day(now)) - SHOWN_AFTER
    rows = Meeting.objects.filter(public=True, sits_at__gte=since).order_by("-sits_at", "id")
    if unit:
        rows = rows.filter(_over(unit))
    shown = list(rows[:most])
    nobody = Actor(scope="public:notices", kind="resident")
    states = get_states(f"meeting:{row.id}" for row in shown)
    lines = _draw(nobody, shown, now)
    return tuple(_show_notice(line, states[f"meeting:{line.id}"]) for line in lines)


def _over(unit: str) -> Q:
    """Return the meetings of a unit, of those above it and of those below it."""
    directory = get_snapshot(Directory)
    above = directory.path(unit) if directory.has(unit) else (unit,)
    return Q(unit__in=above) | _below(unit)


def _show_notice(line: MeetingLine, state: MeetingState) -> Notice:
    assert state.announced_at is not None, "asked for those with a notice alone"
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    kind = get_section(packs.get(state.pack, state.pack_version)).find_kind(state.kind)
    chair = state.chair_unit
    return Notice(
        line=line,
        place=state.place,
        theme=state.theme,
        chair_unit=directory.unit(chair).name if directory.has(chair) else "",
        announced_at=state.announced_at,
        urgent=state.urgent if state.short else "",
        notice_days=kind.notice_days if kind else 0,
        subjects=state.subjects,
        items=len(state.standing),
        postponed=state.postponed,
    )


def count_resolutions(states: Sequence[MeetingState]) -> dict[str, int]:
    """Return how many items of these meetings ended each way."""
    found = dict.fromkeys(Resolution, 0)
    for state in states:
        for outcome in state.outcomes:
            found[outcome.what] += 1
    return {what.value: number for what, number in found.items()}
