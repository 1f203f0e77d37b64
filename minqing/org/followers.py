"""Derived tables of the organisation: tenures, level columns after a move. By cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minqing.log.public import LogEntry, get_snapshot
from minqing.org.directory import Directory
from minqing.org.events import PostFilled, PostVacated, UnitClosed, UnitMoved
from minqing.org.models import Tenure, Unit
from minqing.org.projection import LEVEL_COLUMNS

CHUNK = 500


def follow_tenures(entries: Sequence[LogEntry]) -> None:
    """Write tenures from the events of posts; a repeat changes nothing."""
    begun: list[Tenure] = []
    for entry in entries:
        event = entry.event
        if isinstance(event, PostFilled):
            begun.append(_begin(entry, event))
        elif isinstance(event, PostVacated):
            _write(begun)
            Tenure.objects.filter(
                post=entry.key, person=event.person, ended=None, position__lt=entry.position
            ).update(ended=event.on)
    _write(begun)


def _begin(entry: LogEntry, event: PostFilled) -> Tenure:
    return Tenure(
        position=entry.position,
        post=entry.key,
        person=event.person,
        since=event.since,
        until=event.until,
        concurrent=event.concurrent,
        origin=event.posting.origin if event.posting else "",
    )


def _write(begun: list[Tenure]) -> None:
    """Write tenures that began, many at once, and forget them; those that stand, stand."""
    Tenure.objects.bulk_create(begun, ignore_conflicts=True)
    begun.clear()


def follow_moves(entries: Sequence[LogEntry]) -> None:
    """Refresh the level columns below units that moved or were joined to another."""
    moved = {entry.key for entry in entries if isinstance(entry.event, UnitMoved | UnitClosed)}
    if moved:
        refresh_levels(moved)


def refresh_levels(roots: Iterable[str] | None = None) -> int:
    """Recompute the level columns of the roots and all below (None: of all units).

    Returns how many rows changed. Resumable: what is already right is left alone.
    """
    directory = get_snapshot(Directory)
    rows = Unit.objects.all()
    if roots is not None:
        known = [root for root in roots if directory.has(root)]
        codes = dict.fromkeys(code for root in known for code in (root, *directory.below(root)))
        rows = Unit.objects.in_bulk(list(codes)).values()  # type: ignore[assignment]
    changed = []
    for unit in rows:
        levels = directory.levels(unit.code)
        if any(getattr(unit, name) != levels[name] for name in LEVEL_COLUMNS):
            for name in LEVEL_COLUMNS:
                setattr(unit, name, levels[name])
            changed.append(unit)
    Unit.objects.bulk_update(changed, LEVEL_COLUMNS, batch_size=CHUNK)
    return len(changed)


FOLLOWED_TENURES = (PostFilled.TYPE, PostVacated.TYPE)
UNITS_MOVED = (UnitMoved.TYPE, UnitClosed.TYPE)
"""After these events a unit stands elsewhere: contexts above refresh what they derived."""
