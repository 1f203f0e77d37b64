"""What time demands of meetings: the next one is called, a day or a window ends, a record is
missing. The index only finds; the rule decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from minqing.kernel.cadences import find_window
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot, get_state
from minqing.mechanisms.public import Pack, Packs
from minqing.meetings.agenda import find_meetings, get_section
from minqing.meetings.commands import LookAtMeeting, OpenMeeting
from minqing.meetings.followers import read_ahead
from minqing.meetings.models import Meeting, Standing
from minqing.meetings.pack import KindOfMeeting
from minqing.meetings.standing import Standing as StandingRecord
from minqing.meetings.terms import COMING, MeetingStatus
from minqing.org.public import Directory

CAUGHT_UP = timedelta(days=60)
"""How far back meetings are called that fell due while the program stood still. Source: ours."""
ONE_DAY = timedelta(days=1)
SEEN = 20
"""How many of an agenda the rule is shown, to see whether one of them still stands there."""


def open_due(now: datetime, limit: int) -> Sequence[Command]:
    """Return the calls of the meetings that no unit has yet: always one open a unit and kind."""
    today = local_day(now)
    found: list[Command] = []
    for pack, kind, unit, last in _list_without(today):
        first = _find_first(kind, today, last[1] if last else None)
        if first is None:
            continue
        before = last[0] if last else ""
        meeting = name_meeting(pack.key, kind.code, unit, first)
        found.append(
            OpenMeeting(
                id=derived_id("meeting-open", meeting),
                meeting=meeting,
                pack=pack.key,
                kind=kind.code,
                unit=unit,
                first=first,
                before=before,
            )
        )
        if len(found) >= limit:
            break
    return found


def name_meeting(pack: str, kind: str, unit: str, first: date) -> str:
    """Return the id of the meeting of a window; the same for everybody who asks."""
    return derived_id("meeting", pack, kind, unit, first.isoformat())


def _find_first(kind: KindOfMeeting, today: date, after: date | None) -> date | None:
    """Return the first day of the next window: the running one at the beginning, afterwards the
    one that follows, so that none is left out.

    Where the program stood still for longer than CAUGHT_UP it begins anew with the running one:
    what fell due meanwhile is not told as kept or missed, for nobody looked.
    """
    still = after is None or after < today - CAUGHT_UP
    day = today if after is None or still else after + ONE_DAY
    for _ in range(2000):
        window = find_window(kind.every, day)
        if window is not None:
            if after is not None and window.start <= after:
                day = window.end
                continue
            return window.start
        day = date.fromordinal(day.toordinal() + 1)
    return None


def _list_without(
    today: date,
) -> Iterator[tuple[Pack, KindOfMeeting, str, tuple[str, date] | None]]:
    """Yield units without an open meeting of a kind, with their last one."""
    for pack, kind, units in _list_holders(today):
        rows = Meeting.objects.filter(unit__in=units, kind=kind.code).order_by("unit", "first")
        opened = set(rows.filter(is_open=True).values_list("unit", flat=True))
        missing = [unit for unit in units if unit not in opened]
        if not missing:
            continue
        last = _find_last(rows.filter(unit__in=missing))
        for unit in missing:
            yield pack, kind, unit, last.get(unit)


def _find_last(rows: QuerySet[Meeting]) -> dict[str, tuple[str, date]]:
    """Return the last meeting of each unit with its last day; of years of them one is read."""
    newest = dict(rows.order_by().values_list("unit").annotate(Max("first")))
    found = rows.filter(first__in=set(newest.values())).values_list("unit", "first", "id", "last")
    return {unit: (key, last) for unit, first, key, last in found if newest[unit] == first}


def _list_holders(today: date) -> Iterator[tuple[Pack, KindOfMeeting, list[str]]]:
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    for pack in packs.all(today):
        if pack.kind != "mechanism" or pack.section("meetings") is None:
            continue
        place = pack.place.code
        if not directory.has(place):
            continue
        units = [place, *directory.below(place)]
        for kind in get_section(pack).kinds:
            held = [unit for unit in units if directory.unit(unit).kind in kind.held_at]
            own = [unit for unit in held if find_meetings(directory, packs, unit) is pack]
            if own:
                yield pack, kind, own


def look_due(now: datetime, limit: int) -> Sequence[Command]:
    """Return a look at every meeting about which something is to be said now: its window has
    ended, its day has passed with nothing on its agenda, or its record is missing.

    One look a meeting, day and status: what comes loose later is seen the next day. Nothing is
    said of an agenda while the table of what stands on it is far behind the log.
    """
    day = local_day(now)
    rows = Meeting.objects.filter(look_at__isnull=False, look_at__lte=now).annotate(
        busy=Exists(_agenda_of_row())
    )
    due = rows.filter(Q(last__lt=day) | Q(owes_minutes=True) | Q(busy=False))
    if not due.exists():
        return []
    ahead = read_ahead()
    if ahead is None:
        due = due.filter(owes_minutes=True)
    found = []
    for row in due.order_by("look_at", "id")[:limit]:
        coming = MeetingStatus(row.status) in COMING
        if coming and row.last >= day and has_standing_items(row.pack, row.kind):
            continue
        waiting = list_waiting(row.id) if coming and (row.busy or row.items) else ()
        if coming and not waiting:
            waiting = tuple(one.subject for one in ahead or () if _stands_on(one, row))[:SEEN]
            if waiting and row.last >= day:
                continue  # it is not over, and not empty either
        found.append(
            LookAtMeeting(
                id=derived_id("meeting-look", row.id, day, row.status),
                meeting=row.id,
                waiting=waiting,
            )
        )
    return found


def _stands_on(one: StandingRecord, row: Meeting) -> bool:
    """Return whether a subject stands on the agenda of a meeting, fixed or waiting."""
    if not one.is_stuck or (one.unit, one.kind) != (row.unit, row.kind):
        return False
    return one.claimed in ("", row.id) and (one.until is None or one.until <= row.last)


def _agenda_of_row() -> QuerySet[Standing]:
    """Return the agenda of the meeting of the row around it, fixed or waiting."""
    mine = Q(claimed="") | Q(claimed=OuterRef("id"))
    rests = Q(until__isnull=True) | Q(until__lte=OuterRef("last"))
    return Standing.objects.filter(mine, rests, unit=OuterRef("unit"), kind=OuterRef("kind"))


def has_standing_items(pack: str, kind: str) -> bool:
    """Return whether a kind of meeting has items of its own, whatever is stuck."""
    current = get_snapshot(Packs).find_current(pack)
    if current is None or current.section("meetings") is None:
        return False
    found = get_section(current).find_kind(kind)
    return bool(found is not None and found.items)


def list_waiting(meeting: str) -> tuple[str, ...]:
    """Return some of what stands on the agenda of an open meeting: fixed, or still waiting."""
    state = get_state(f"meeting:{meeting}")
    if state is None:
        return ()
    rows = Standing.objects.filter(unit=state.unit, kind=state.kind, claimed__in=("", meeting))
    due = rows.exclude(until__gt=state.last).values_list("subject", flat=True)
    return tuple(dict.fromkeys((*state.subjects[:SEEN], *due[:SEEN])))
