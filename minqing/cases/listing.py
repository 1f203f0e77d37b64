"""Lists of cases: merged by axis, ordered by what ends next, paged by key, counted to a cap."""

from __future__ import annotations

import base64
import binascii
import heapq
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

from django.db.models import Q, QuerySet

from minqing.cases.models import Case
from minqing.cases.reach import Condition, list_axes, place_condition, split_by_axis, visible
from minqing.cases.shown import CaseFilter
from minqing.cases.terms import Ledger
from minqing.kernel.messages import Actor
from minqing.org.public import Directory

PAGE = 50
CAP = 1000
LOCAL = timezone(timedelta(hours=8))
LONGEST_WARNING = timedelta(days=45)
"""No rule warns earlier than this before its deadline (a test asks every pack): it only keeps
the search for what is soon from reading everything that is due later."""
LEDGERS = ("", *(ledger.value for ledger in Ledger))

Key = tuple[datetime, str]
"""Place of a row in a list: its `sort_at` and id."""


def select(
    viewer: Actor, wanted: CaseFilter, *, now: datetime, directory: Directory
) -> list[QuerySet[Case]]:
    """Return disjoint query sets whose union is the list: one an axis and ledger.

    Each has equality on an index's first columns, so ordering by `sort_at` costs nothing.
    """
    rows = _narrow(visible(viewer), wanted, now)
    if wanted.call or wanted.opinion:
        few = rows.filter(wants_call=True) if wanted.call else rows.filter(waits_opinion=True)
        few = _at_place(few, wanted, directory)
        return list(split_by_axis(few, list_axes(viewer, directory)))
    rows = rows.filter(living=not wanted.ended)
    if wanted.mine:
        return _mine(_at_place(rows.filter(**_ledger(wanted)), wanted, directory), viewer)
    axes = _axes(viewer, wanted, directory)
    rows = _at_place(rows, wanted, directory)
    parts = [rows] if axes == [{}] else list(split_by_axis(rows, axes))
    if wanted.status and not wanted.ended:  # an index of its own, in order over the ledgers
        return [part.filter(**_ledger(wanted)) for part in parts]
    return [part.filter(ledger=ledger) for part in parts for ledger in _ledgers(wanted)]


def narrow(
    rows: QuerySet[Case], wanted: CaseFilter, now: datetime, directory: Directory
) -> QuerySet[Case]:
    """Return the rows that a filter leaves, wherever they were found; reach is not in it."""
    rows = _at_place(_narrow(rows, wanted, now).filter(**_ledger(wanted)), wanted, directory)
    if wanted.call:
        return rows.filter(wants_call=True)
    if wanted.opinion:
        return rows.filter(waits_opinion=True)
    return rows if wanted.both else rows.filter(living=not wanted.ended)


def list_facets(wanted: CaseFilter, directory: Directory) -> list[tuple[str, object]]:
    """Return what of a filter the search index knows, as column and value."""
    found: list[tuple[str, object]] = [
        (name, getattr(wanted, name))
        for name in ("status", "channel", "outcome")
        if getattr(wanted, name)
    ]
    if wanted.category:
        column = "category" if "-" in wanted.category else "category_first"
        found.append((column, wanted.category))
    if wanted.ledger:
        none = wanted.ledger == "none"
        found.append(("unsorted", True) if none else ("ledger", wanted.ledger))
    if wanted.unit:
        found.append(("holder_unit", wanted.unit))
    if wanted.place and directory.has(wanted.place):
        found += place_condition(directory, wanted.place).items()
    if wanted.reopened:
        found.append(("again", True))
    if wanted.merged:
        found.append(("merged", True))
    if wanted.call:
        found.append(("wants_call", True))
    elif wanted.opinion:
        found.append(("waits_opinion", True))
    elif not wanted.both:
        found.append(("living", not wanted.ended))
    return found


def is_rare(wanted: CaseFilter) -> bool:
    """Return whether a filter has something that no index of the rows has in its order."""
    return bool(
        wanted.category
        or wanted.channel
        or wanted.outcome
        or wanted.unit
        or wanted.reopened
        or wanted.merged
        or (wanted.ended and wanted.status)
    )


def _at_place(rows: QuerySet[Case], wanted: CaseFilter, directory: Directory) -> QuerySet[Case]:
    if not wanted.place or not directory.has(wanted.place):
        return rows
    return rows.filter(**place_condition(directory, wanted.place))


def _axes(viewer: Actor, wanted: CaseFilter, directory: Directory) -> list[Condition]:
    if wanted.place and directory.has(wanted.place) and directory.reaches(viewer, wanted.place):
        return [{}]  # the whole place is in reach: no second condition is needed
    return list_axes(viewer, directory)


def _ledgers(wanted: CaseFilter) -> tuple[str, ...]:
    if not wanted.ledger:
        return LEDGERS
    return ("" if wanted.ledger == "none" else wanted.ledger,)


def _ledger(wanted: CaseFilter) -> Condition:
    return {"ledger": _ledgers(wanted)[0]} if wanted.ledger else {}


def _mine(rows: QuerySet[Case], viewer: Actor) -> list[QuerySet[Case]]:
    if not viewer.post:
        return []
    held = rows.filter(holder_post=viewer.post)
    return [held, rows.filter(handler_post=viewer.post).exclude(holder_post=viewer.post)]


_COLUMNS = {"status": "status", "channel": "channel", "outcome": "outcome", "unit": "holder_unit"}
"""Field of a filter and the column it is equal to."""


def _narrow(rows: QuerySet[Case], wanted: CaseFilter, now: datetime) -> QuerySet[Case]:
    equal = {column: getattr(wanted, name) for name, column in _COLUMNS.items()}
    rows = rows.filter(**{column: value for column, value in equal.items() if value})
    if wanted.category:
        # a first-level category stands for all below it: codes nest by prefix
        below = Q(category=wanted.category) | Q(category__startswith=f"{wanted.category}-")
        rows = rows.filter(below)
    if wanted.reopened:
        rows = rows.filter(reopened__gt=0)
    if wanted.merged:
        rows = rows.exclude(lead="")
    if wanted.since is not None:
        rows = rows.filter(recorded_at__gte=_midnight(wanted.since))
    if wanted.until is not None:
        rows = rows.filter(recorded_at__lt=_midnight(wanted.until) + timedelta(days=1))
    if wanted.clock and not wanted.ended:
        rows = _by_clock(rows, wanted.clock, now)
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _by_clock(rows: QuerySet[Case], clock: str, now: datetime) -> QuerySet[Case]:
    tomorrow = _midnight(now.astimezone(LOCAL).date()) + timedelta(days=1)
    if clock == "late":
        return rows.filter(sort_at__lte=now)
    if clock == "today":
        return rows.filter(sort_at__gt=now, sort_at__lte=tomorrow)
    if clock == "soon":
        return rows.filter(sort_at__gt=now, sort_at__lte=now + LONGEST_WARNING, soon_at__lte=now)
    return rows.filter(Q(soon_at=None) | Q(soon_at__gt=now), sort_at__gt=now)


def take_page(
    parts: Iterable[QuerySet[Case]], *, after: str, ended: bool, size: int = PAGE
) -> tuple[list[str], str]:
    """Return the ids of one page and the key of the next page, "" when this is the last."""
    key = read_key(after)
    found = [_take(part, key, ended, size + 1) for part in parts]
    merged = list(heapq.merge(*found, reverse=ended))[: size + 1]
    page = merged[:size]
    more = len(merged) > size
    return [case for _, case in page], write_key(page[-1]) if more else ""


def _take(part: QuerySet[Case], key: Key | None, ended: bool, size: int) -> list[Key]:
    if key is not None:
        at, case = key
        if ended:
            part = part.filter(sort_at__lte=at).exclude(sort_at=at, id__gte=case)
        else:
            part = part.filter(sort_at__gte=at).exclude(sort_at=at, id__lte=case)
    order = ("-sort_at", "-id") if ended else ("sort_at", "id")
    rows = part.order_by(*order).values_list("sort_at", "id")[:size]
    return [(at, case) for at, case in rows if at is not None]


def iterate(parts: Iterable[QuerySet[Case]], *, ended: bool) -> Iterator[str]:
    """Yield the ids of a whole list in order, in the memory of a few rows."""
    order = ("-sort_at", "-id") if ended else ("sort_at", "id")
    sources = [
        part.order_by(*order).values_list("sort_at", "id").iterator(chunk_size=2000)
        for part in parts
    ]
    known = [((at, case) for at, case in rows if at is not None) for rows in sources]
    for _at, case in heapq.merge(*known, reverse=ended):
        yield case


def count(parts: Iterable[QuerySet[Case]], cap: int = CAP) -> tuple[int, bool]:
    """Return how many rows there are, counted up to the cap, and whether there are more."""
    total = 0
    for part in parts:
        total += part.order_by()[: cap + 1 - total].count()
        if total > cap:
            return cap, True
    return total, False


def write_key(key: Key) -> str:
    """Return the opaque form of a place in a list."""
    at, case = key
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{case}".encode()).decode()


def read_key(text: str) -> Key | None:
    """Return the place that was written; None for none or nonsense (the first page then)."""
    try:
        at, _, case = base64.urlsafe_b64decode(text.encode()).decode().partition("|")
        moment = datetime.fromisoformat(at)
    except (ValueError, binascii.Error):
        return None
    return (moment.astimezone(UTC), case) if case else None
