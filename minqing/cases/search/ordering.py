"""Lists that no index of the rows has in order: rare filters, and by reception or last move."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db.models import Q, QuerySet

from minqing.cases import listing
from minqing.cases.models import Case, SearchText
from minqing.cases.reach import list_axes, visible
from minqing.cases.search import index, plan
from minqing.cases.shown import CaseFilter
from minqing.kernel.messages import Actor
from minqing.log.public import read_once
from minqing.org.public import Directory

FEW = 1_000
"""Cases that are simply fetched and put in order."""

ORDERED = 5_000
"""Cases that are fetched by name and put in order; a post holds fewer."""

CHUNK = 500
LOOKED_AT = 20_000
"""Cases that are looked at for one page; the next page goes on from there."""

ORDERS = ("received", "moved")


def find_few(
    viewer: Actor, wanted: CaseFilter, *, now: datetime, directory: Directory
) -> tuple[QuerySet[Case] | None, bool]:
    """Return the list as rows named one by one, where its filter leaves few of them.

    None where they are many (then walking in order finds a page quickly), or unknown. And
    whether they are known to be more than FEW, so that nobody needs to count them.
    """
    if wanted.mine or not listing.is_rare(wanted):
        return None, False
    asked = _plan(viewer, wanted, now, directory)
    if asked is None:
        return None, False
    numbers = _find_first(asked)
    if len(numbers) > FEW:
        # what the index does not know leaves fewer, nobody knows how many
        return None, not (wanted.clock or wanted.since or wanted.until)
    ids = plan.list_cases(numbers).values()
    return _rows(viewer, wanted, now, directory).filter(id__among=list(ids)), False


def take_page(
    viewer: Actor,
    wanted: CaseFilter,
    *,
    now: datetime,
    directory: Directory,
    after: str,
    size: int,
) -> tuple[list[str], str] | None:
    """Return one page in the order asked for, newest first; None where the index cannot."""
    asked = _plan(viewer, wanted, now, directory)
    if asked is None:
        return None
    below = int(after[1:]) if after[:1] == "n" and after[1:].isdecimal() else 0
    if wanted.mine or wanted.clock:
        # the index knows no deadlines, and what a post holds is never much
        parts = listing.select(viewer, wanted, now=now, directory=directory)
        page = _order_all(parts, wanted, below, size)
        if page is not None or wanted.mine:
            return page
    rows = _rows(viewer, wanted, now, directory)
    if wanted.sort == "moved":
        first = _find_first(asked)
        if len(first) > FEW:
            return _walk(_moved(below), rows, size)
        return _order_few(first, rows, below, size)
    return _walk(((n, n) for n in _walk_numbers(asked, below)), rows, size)


def _find_first(asked: plan.Plan) -> list[int]:
    """Return the newest numbers of a plan, one more than FEW where there are more.

    A page asks for them to count, to narrow and to order: they are found once.
    """
    return read_once(f"plan {asked}", lambda: list(islice(plan.walk(asked), FEW + 1)))


def _walk_numbers(asked: plan.Plan, below: int) -> Iterator[int]:
    if not below:
        first = _find_first(asked)
        yield from first
        if len(first) <= FEW:
            return
        below = first[-1]
    yield from plan.walk(asked, below=below)


Place = tuple[int, int]
"""Place in the order, and number, of a case."""


def _walk(places: Iterable[Place], rows: QuerySet[Case], size: int) -> tuple[list[str], str]:
    """Take the first of these that the rows allow."""
    found: list[tuple[int, str]] = []
    source, last, looked = iter(places), 0, 0
    while len(found) <= size and looked < LOOKED_AT:
        some = list(islice(source, 2 * size if not looked else CHUNK))
        if not some:
            last = 0
            break
        looked, last = looked + len(some), some[-1][0]
        ids = plan.list_cases(number for _, number in some)
        allowed = set(rows.filter(id__among=list(ids.values())).values_list("id", flat=True))
        found += [(at, ids[n]) for at, n in some if ids.get(n) in allowed]
    if len(found) > size:
        last = found[size - 1][0]
    return [case for _, case in found[:size]], f"n{last}" if last else ""


def _moved(below: int) -> Iterable[Place]:
    texts = SearchText.objects.exclude(number=index.MARK).order_by("-moved")
    if below:
        texts = texts.filter(moved__lt=below)
    return texts.values_list("moved", "number")[:LOOKED_AT]


def _order_few(
    numbers: Iterable[int], rows: QuerySet[Case], below: int, size: int
) -> tuple[list[str], str]:
    texts = SearchText.objects.filter(number__among=list(numbers))
    places = sorted(texts.values_list("moved", "number"), reverse=True)
    return _walk([one for one in places if not below or one[0] < below], rows, size)


def _order_all(
    parts: Iterable[QuerySet[Case]], wanted: CaseFilter, below: int, size: int
) -> tuple[list[str], str] | None:
    """Take all of a list, put it in order and return a page; None where it is more than that."""
    ids: list[str] = []
    for part in parts:
        ids += part.values_list("id", flat=True)[: ORDERED + 1 - len(ids)]
        if len(ids) > ORDERED:
            return None
    column = "moved" if wanted.sort == "moved" else "number"
    places = SearchText.objects.filter(case__among=ids).values_list(column, "case")
    found = sorted((one for one in places if not below or one[0] < below), reverse=True)
    page = found[:size]
    return [case for _, case in page], f"n{page[-1][0]}" if len(found) > size else ""


def _plan(
    viewer: Actor, wanted: CaseFilter, now: datetime, directory: Directory
) -> plan.Plan | None:
    key = index.get_key(now)
    if not index.is_current(key) or not index.is_near():
        return None
    if "CASE_VIEW" not in viewer.permissions | _system(viewer):
        return None
    axes = list_axes(viewer, directory)
    groups = [plan.facet_group(key, column, [value])
              for column, value in listing.list_facets(wanted, directory)]  # fmt: skip
    reach = plan.reach_group(key, axes)
    if reach:
        groups.append(reach)
    return plan.Plan(tuple(groups)) if axes else None


def _system(viewer: Actor) -> frozenset[str]:
    return frozenset({"CASE_VIEW"} if viewer.kind == "system" else ())


def _rows(viewer: Actor, wanted: CaseFilter, now: datetime, directory: Directory) -> QuerySet[Case]:
    """Return the rows that the viewer may see and the filter leaves: what decides in the end."""
    axes = list_axes(viewer, directory)
    reach = functools.reduce(operator.or_, (Q(**axis) for axis in axes), Q())
    return listing.narrow(visible(viewer).filter(reach), wanted, now, directory)
