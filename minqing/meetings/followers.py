"""What is derived for meetings, by cursor: whose agenda each stuck subject stands on, which
matters were before which meeting, who owes a draft, level columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
from django.db.models import Q

from minqing.log.public import (
    LogEntry,
    get_lag,
    get_last_position,
    get_snapshot,
    get_states,
    read_entries,
    recompute_some,
)
from minqing.mechanisms.public import PACKS_CHANGED, Packs
from minqing.meetings import events as e
from minqing.meetings import standing as s
from minqing.meetings.agenda import find_place, find_source, list_sources, rank
from minqing.meetings.models import Ask, Matter, Meeting, Standing
from minqing.meetings.state import MeetingState
from minqing.meetings.terms import ENDED
from minqing.org.public import LEVEL_NAMES, UNITS_MOVED, Directory

AGENDA_WHEN = (
    e.MeetingPlanned.TYPE,
    e.ItemAdded.TYPE,
    e.ItemRemoved.TYPE,
    e.MeetingClosed.TYPE,
    e.MeetingMissed.TYPE,
    e.MeetingKeptEmpty.TYPE,
)
ASKED_WHEN = (*AGENDA_WHEN, e.AnswerDrafted.TYPE)
MEETING = "meeting:"
CHUNK = 400
STANDINGS = "meetings-standings"
"""Name of the follower whose table says what stands on which agenda."""

UNREAD = 500
"""Entries that a clock looks through itself before it trusts that table. Source: ours."""


def list_moving() -> tuple[str, ...]:
    """Return the types of events after which an agenda may be another one."""
    found = [kind for source in list_sources() for kind in source.when]
    return tuple(dict.fromkeys((*found, *AGENDA_WHEN, *UNITS_MOVED, *PACKS_CHANGED)))


def follow_standings(entries: Sequence[LogEntry]) -> None:
    """Write where the subjects of these entries stand; harmless to repeat."""
    _fold(entries).write()


def read_ahead() -> list[s.Standing] | None:
    """Return where those stand whose entries are on the log and not yet in the table; None when
    that is more than can be looked at while a clock waits."""
    after = get_last_position() - get_lag(STANDINGS)
    entries = read_entries(after, UNREAD + 1, list_moving())
    if len(entries) > UNREAD:
        return None
    rows = _fold(entries)
    return [rows.found[subject] for subject in rows.changed]


def _fold(entries: Sequence[LogEntry]) -> _Rows:
    """Return the records that these entries change, as they are after them."""
    moved: dict[str, None] = {}
    for entry in entries:
        if entry.type in UNITS_MOVED:
            moved.update(dict.fromkeys(_list_below(entry.key)))
        elif entry.type in PACKS_CHANGED:
            moved.update(dict.fromkeys(_list_of_pack(entry.key)))
        elif not entry.stream.startswith(MEETING):
            moved[entry.stream] = None
    meetings = [entry for entry in entries if entry.stream.startswith(MEETING)]
    found = get_states([entry.stream for entry in meetings])
    touched = dict.fromkeys(
        subject
        for state in found.values()
        if state is not None
        for one in state.items
        for subject in one.item.subjects
    )
    rows = _Rows((*moved, *touched))
    rows.place(moved)
    for entry in meetings:
        state = found.get(entry.stream)
        if state is not None:
            s.follow_meeting(rows, entry.event, state)
    return rows


def _list_of_pack(key: str) -> Iterator[str]:
    """Yield what may be stuck in the place of a mechanism: its meetings may be others now."""
    packs, directory = get_snapshot(Packs), get_snapshot(Directory)
    pack = packs.find_current(key)
    if pack is None or pack.kind != "mechanism" or not directory.has(pack.place.code):
        return
    place = pack.place.code
    banner = directory.banner_of(place)
    banners = [banner] if banner else list(directory.children(place))
    for one in banners:
        for source in list_sources():
            yield from source.iterate(one)


def _list_below(unit: str) -> list[str]:
    directory = get_snapshot(Directory)
    if not directory.has(unit):
        return []
    units = (unit, *directory.below(unit), *directory.below(directory.current(unit)))
    found: list[str] = []
    for start in range(0, len(units), CHUNK):
        part = Standing.objects.filter(own_unit__in=units[start : start + CHUNK])
        found += part.values_list("subject", flat=True)
    return found


class _Rows:
    """The records of some subjects, read at once and written at once."""

    def __init__(self, subjects: Iterable[str]) -> None:
        self.directory = get_snapshot(Directory)
        self.packs = get_snapshot(Packs)
        self.found: dict[str, s.Standing] = {}
        self.changed: dict[str, None] = {}
        self.read(subjects)

    def read(self, subjects: Iterable[str]) -> None:
        wanted = [one for one in dict.fromkeys(subjects) if one not in self.found]
        for start in range(0, len(wanted), CHUNK):
            part = Standing.objects.filter(pk__in=wanted[start : start + CHUNK])
            for subject, record in part.values_list("subject", "record"):
                self.found[subject] = msgspec.json.decode(record, type=s.Standing)

    def list_claimed(self, meeting: str) -> list[str]:
        """Return the subjects whose record names this meeting."""
        stored = Standing.objects.filter(claimed=meeting).values_list("subject", flat=True)
        self.read(stored)
        return [subject for subject, row in self.found.items() if row.claim == meeting]

    def place(self, subjects: Iterable[str]) -> None:
        """Look where these stand by themselves now."""
        states = get_states(list(subjects))
        for subject, state in states.items():
            source = find_source(subject)
            if source is None or state is None:
                continue
            found = find_place(subject, state, self.directory, self.packs)
            if found is None and subject not in self.found:
                continue  # most cases never come before a meeting: they have no record
            row = self.found.get(subject) or s.Standing(subject=subject)
            self.found[subject] = s.place(
                row,
                found,
                self.directory,
                since=source.since(state),
                households=source.weigh(state),
            )
            self.changed[subject] = None

    def change(self, subject: str, turn: Callable[[s.Standing], s.Standing]) -> None:
        """Turn a record into another one; a subject without a record stays without."""
        row = self.found.get(subject)
        if row is not None:
            self.found[subject] = turn(row)
            self.changed[subject] = None

    def write(self) -> None:
        rows = [_make_row(self.found[subject]) for subject in self.changed]
        if rows:
            fields = [f.attname for f in Standing._meta.concrete_fields if not f.primary_key]
            Standing.objects.bulk_create(
                rows,
                batch_size=CHUNK // 4,
                update_conflicts=True,
                unique_fields=["subject"],
                update_fields=fields,
            )


def _make_row(row: s.Standing) -> Standing:
    return Standing(
        subject=row.subject,
        unit=row.unit if row.is_stuck else "",
        kind=row.kind if row.is_stuck else "",
        claimed=row.claimed,
        rank=rank(row.why, row.households),
        since=row.since,
        until=row.until,
        own_unit=row.own_unit,
        record=msgspec.json.encode(row).decode(),
    )


def empty_standings() -> None:
    """Forget all records, before they are derived anew."""
    Standing.objects.all().delete()


# ---------------------------------------------------------------- matters and drafts
def follow_matters(entries: Sequence[LogEntry]) -> None:
    """Write which subjects are before which meeting, and who owes a draft."""
    for stream, state in get_states(dict.fromkeys(entry.stream for entry in entries)).items():
        if state is not None and state.items:  # without items it never had any
            _write_matters(stream.removeprefix(MEETING), state)


def _write_matters(meeting: str, state: MeetingState) -> None:
    outcomes = {one.number: one for one in state.outcomes}
    Matter.objects.filter(meeting=meeting).delete()
    Ask.objects.filter(meeting=meeting).delete()
    matters, asks = [], []
    for one in state.standing:
        item, outcome = one.item, outcomes.get(one.item.number)
        matters += [
            Matter(
                meeting=meeting,
                number=item.number,
                subject=subject,
                outcome="" if outcome is None else outcome.what.value,
                until=None if outcome is None else outcome.until,
            )
            for subject in item.subjects
        ]
        drafted = {draft.unit for draft in one.drafts}
        asks += [
            Ask(
                meeting=meeting,
                number=item.number,
                unit=unit,
                due=state.drafts_due,
                drafted=unit in drafted,
            )
            for unit in item.units
        ]
    Matter.objects.bulk_create(matters, batch_size=300)
    if state.status not in ENDED:
        Ask.objects.bulk_create(asks, batch_size=300)


def empty_matters() -> None:
    """Forget them, before they are derived anew."""
    Matter.objects.all().delete()
    Ask.objects.all().delete()


def follow_units(entries: Sequence[LogEntry]) -> None:
    """Write the level columns of the meetings of these units again; harmless to repeat."""
    directory = get_snapshot(Directory)
    found: dict[str, None] = {}
    for entry in entries:
        if entry.type in UNITS_MOVED and directory.has(entry.key):
            column = LEVEL_NAMES.get(directory.unit(entry.key).level, "")
            asked = Q(unit=entry.key)
            if column in ("league", "banner", "town", "village"):
                asked |= Q(**{column: entry.key})
            rows = Meeting.objects.filter(asked).order_by("id")
            found.update(dict.fromkeys(rows.values_list("id", flat=True)))
    recompute_some("meeting", found)
