"""Reads of pairs: the register of a place, who is linked with a unit. Public matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from django.db.models import Q, QuerySet

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory, say_post
from minqing.partnerships.models import Pair
from minqing.partnerships.pairs.pack import KindOfPair, PairingsSection
from minqing.partnerships.pairs.rules import find_pairings

MOST = 300


class PairView(msgspec.Struct, frozen=True, kw_only=True):
    """One link as lists show it. `who`: words of the post, or the organisation's name."""

    id: str
    kind: str
    kind_zh: str
    kind_en: str
    unit: str
    unit_name: str
    post: str
    who: str
    since: date
    until: date | None


def list_kinds(unit: str) -> tuple[KindOfPair, ...]:
    """Return the kinds of pairs that the mechanism of a unit knows, nothing without one."""
    found = find_pairings(unit, get_snapshot(Directory), get_snapshot(Packs))
    return () if found is None else found[1].kinds


def list_pairs(viewer: Actor, *, lasting: bool = True) -> list[PairView]:
    """Return the pairs of the places in reach, by kind and unit, at most MOST."""
    rows = Pair.objects.filter(lasts=lasting)
    if viewer.kind != "system":
        reach = Q(pk__in=())
        for unit in viewer.units:
            reach |= Q(unit=unit) | Q(village=unit) | Q(town=unit) | Q(banner=unit)
        rows = rows.filter(reach | Q(post=viewer.post or "-"))
    return _view(rows)


def list_pairs_of(units: Iterable[str]) -> list[PairView]:
    """Return who is linked with one of these units now; everybody may know."""
    return _view(Pair.objects.filter(lasts=True, unit__in=list(dict.fromkeys(units))))


def _view(rows: QuerySet[Pair]) -> list[PairView]:
    directory, packs = get_snapshot(Directory), get_snapshot(Packs)
    found = []
    for row in rows.order_by("kind", "unit", "since", "id")[:MOST]:
        kind = _find_kind(packs, row)
        found.append(
            PairView(
                id=row.id,
                kind=row.kind,
                kind_zh=kind.zh if kind else row.kind,
                kind_en=kind.en if kind else row.kind,
                unit=row.unit,
                unit_name=directory.unit(row.unit).short_name if directory.has(row.unit) else "",
                post=row.post,
                who=row.partner or say_post(directory, row.post),
                since=row.since,
                until=row.until,
            )
        )
    return found


def _find_kind(packs: Packs, row: Pair) -> KindOfPair | None:
    pack = packs.find_current(row.pack)
    section = None if pack is None else pack.section("pairings")
    return section.find_kind(row.kind) if isinstance(section, PairingsSection) else None
