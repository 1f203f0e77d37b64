"""Derived tables of dispatch: what is owed beside the holder, and rulings as precedents. By cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minqing.cases.clocks_of_case import due_moment
from minqing.cases.dispatch_events import DISPATCH_EVENTS, ObjectionRuled
from minqing.cases.events import EVENTS
from minqing.cases.models import OwedPart, Precedent
from minqing.cases.rules.parties import list_open_pieces
from minqing.cases.state import CaseState
from minqing.kernel.calendar import WorkCalendar
from minqing.log.public import LogEntry, get_row_writer, get_snapshot, get_states

FOLLOWER = "cases-dispatch"
FOLLOWED = tuple(event.TYPE for event in EVENTS)
OWN = frozenset(event.TYPE for event in DISPATCH_EVENTS)
RULING, PIECE = "ruling", "piece"
OWED_COLUMNS = ("id", "case", "what", "number", "unit", "post", "due_at", "acknowledged")
PRECEDENT_COLUMNS = (
    "position", "case", "banner", "category", "place_kind", "upheld", "entry", "cite", "start",
    "unit", "ruled_at",
)  # fmt: skip


def follow(entries: Sequence[LogEntry]) -> None:
    """Write what is owed of the cases that moved; the same entries again change nothing."""
    cases = {entry.key for entry in entries}
    touched = {entry.key for entry in entries if entry.type in OWN}
    # what else happened to a case matters where somebody owed it something
    touched |= set(OwedPart.objects.filter(case__in=cases).values_list("case", flat=True))
    if touched:
        _write_owed(touched)
    _write_precedents([entry for entry in entries if isinstance(entry.event, ObjectionRuled)])


def empty() -> None:
    """Clear both tables, to follow the log from its start again."""
    OwedPart.objects.all().delete()
    Precedent.objects.all().delete()


def _write_owed(cases: set[str]) -> None:
    states = get_states(f"case:{case}" for case in cases)
    rows = [row for state in states.values() if state is not None for row in _make_rows(state)]
    known = set(OwedPart.objects.filter(case__in=cases).values_list("id", flat=True))
    gone = known - {str(row[0]) for row in rows}
    if gone:
        OwedPart.objects.filter(id__in=gone).delete()
    if rows:
        get_row_writer(OwedPart, OWED_COLUMNS).upsert(rows)


def _make_rows(state: CaseState) -> Iterable[tuple[object, ...]]:
    if not state.is_living or state.sealed:
        return
    if state.objection is not None and state.clock is not None:
        due = due_moment(state.clock, get_snapshot(WorkCalendar))
        ruler = state.objection.ruler
        yield (f"{state.id}-{RULING}", state.id, RULING, 0, "", ruler, due, False)
    for one in list_open_pieces(state):
        done = one.acknowledged_at is not None
        key = f"{state.id}-{one.number}"
        yield (key, state.id, PIECE, one.number, one.unit, "", one.due_at, done)


def _write_precedents(ruled: Sequence[LogEntry]) -> None:
    if not ruled:
        return
    states = get_states(f"case:{entry.key}" for entry in ruled)
    rows = []
    for entry in ruled:
        event, state = entry.event, states.get(f"case:{entry.key}")
        assert isinstance(event, ObjectionRuled), "chosen above"
        if state is None or state.sealed:
            continue
        rows.append(
            (
                entry.position,
                entry.key,
                state.home_banner,
                event.category,
                event.place_kind,
                event.upheld,
                event.entry,
                event.cite,
                event.start,
                event.holder_unit,
                event.at,
            )
        )
    get_row_writer(Precedent, PRECEDENT_COLUMNS).upsert(rows)
