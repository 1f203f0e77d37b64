"""What a search asks of the index: words, reach and filters as tokens, joined by blocks."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from minqing.cases.models import SearchText
from minqing.cases.reach import Condition
from minqing.cases.search import bitmaps, index
from minqing.cases.search import tokens as t

FIRST, MORE = 4, 32
"""Blocks that are read at once: few for what is common, many for what is rare."""

Every = frozenset[int]
"""Tokens that must all stand in a case."""


class Plan(msgspec.Struct, frozen=True):
    """Alternatives that must each be met: for every group, all tokens of one of its sets."""

    groups: tuple[tuple[Every, ...], ...]

    def tokens(self) -> set[int]:
        return {token for group in self.groups for every in group for token in every}


def reach_group(key: bytes, axes: Sequence[Condition]) -> tuple[Every, ...]:
    """Return the viewer's axes as tokens; () where everything is in reach."""
    if any(not axis for axis in axes):
        return ()
    return tuple(frozenset(t.facet_tokens(key, axis.items())) for axis in axes)


def facet_group(key: bytes, column: str, values: Iterable[object]) -> tuple[Every, ...]:
    return tuple(frozenset({t.facet_token(key, column, value)}) for value in values)


def walk(plan: Plan, *, below: int = 0) -> Iterator[int]:
    """Yield the numbers of the cases that meet a plan, newest first; `below` 0: from the end."""
    for block, found in walk_blocks(plan, below=below):
        for place in bitmaps.newest_first(found):
            yield (block << bitmaps.SHIFT) | place


def walk_blocks(plan: Plan, *, below: int = 0) -> Iterator[tuple[int, bitmaps.Places]]:
    """Yield blocks with the cases that meet a plan, newest first."""
    tokens = plan.tokens()
    last, place = bitmaps.split(below) if below else (index.count_blocks() - 1, bitmaps.BLOCK)
    block, size = last, FIRST
    while block >= 0 and tokens:
        window = range(block, max(-1, block - size), -1)
        keys = (bitmaps.make_key(token, one) for token in tokens for one in window)
        stored = index.read_blocks(keys)
        for one in window:
            found = _join(plan, one, stored)
            if one == last and below:
                found = bitmaps.below(found, place)
            if found:
                yield one, found
        block, size = window[-1] - 1, MORE


def _join(plan: Plan, block: int, stored: Mapping[int, bytes]) -> bitmaps.Places:
    """Return the places of a block that meet all groups; the shortest group is met first."""
    groups = [_find_ways(group, block, stored) for group in plan.groups]
    if not all(groups):
        return 0
    groups.sort(key=lambda ways: sum(min(map(len, way)) for way in ways))
    found: bitmaps.Places | None = None
    for ways in groups:
        met = functools.reduce(bitmaps.either, map(bitmaps.meet, ways))
        found = met if found is None else bitmaps.both(found, met)
        if not found:
            return 0
    return found or 0


def _find_ways(
    group: Sequence[Every], block: int, stored: Mapping[int, bytes]
) -> list[list[bytes]]:
    """Return the alternatives of a group of which every token stands in the block."""
    found = []
    for every in group:
        way = [stored.get(bitmaps.make_key(token, block)) for token in every]
        known = [one for one in way if one is not None]
        if known and len(known) == len(way):
            found.append(known)
    return found


def list_cases(numbers: Iterable[int]) -> dict[int, str]:
    """Return the ids of the cases of those numbers."""
    found = SearchText.objects.filter(number__among=list(numbers)).exclude(number=index.MARK)
    return dict(found.values_list("number", "case"))
