"""Propose how a village may be divided among its posts: equal shares, groups kept whole. Pure.

The households stand in one line, group after group, so that a share is a stretch of the line
and neighbours stay together. Where to cut is found exactly (dynamic programming): first as few
shares as possible outside the measure, then as few groups cut as possible, then as equal as
possible. The same households give the same proposal; a person accepts it or does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import msgspec

from minqing.households.terms import Share


class Dwelling(msgspec.Struct, frozen=True):
    """One household as the proposal sees it. `post`: who answers for it now, "" nobody."""

    id: str
    group: str = ""
    post: str = ""


class Measure(msgspec.Struct, frozen=True):
    """How many households one post answers for, both included (SDN-09: 60 to 70)."""

    low: int
    high: int

    def fits(self, count: int) -> bool:
        """Return whether a caseload of that many households keeps the measure."""
        return self.low <= count <= self.high

    def count_posts(self, households: int) -> tuple[int, int]:
        """Return the least and the most posts that can share so many within the measure.

        The least is greater than the most where no number of posts can: 90 households are too
        many for one at 60 to 70, and too few for two.
        """
        return -(-households // self.high), households // self.low


_NUMBER = re.compile(r"\d+")
SLACK = 6
"""How far from an equal share a cut may lie to keep a group whole where the measure allows
no choice. Source: ours."""

Cost = tuple[int, int, int]


def _sort_key(dwelling: Dwelling) -> tuple[bool, str, str]:
    # 2社 before 10社; households without a group stand last
    natural = _NUMBER.sub(lambda found: found.group().zfill(6), dwelling.group)
    return not dwelling.group, natural, dwelling.id


def propose_split(
    dwellings: Sequence[Dwelling], posts: Sequence[str], measure: Measure | None
) -> tuple[Share, ...]:
    """Return one share for each post, in the order of the posts; together every household once.

    A share goes to the post that answers for most of it now, so that as few households as
    possible meet another cadre. Without posts, or without households, there is nothing to
    propose.
    """
    if not dwellings or not posts:
        return ()
    line = sorted(dwellings, key=_sort_key)
    cuts = _find_cuts(line, len(posts), measure)
    stretches = [line[start:end] for start, end in zip(cuts, cuts[1:], strict=False)]
    owners = _match(stretches, posts)
    return tuple(Share(post, tuple(d.id for d in stretches[owners[post]])) for post in posts)


def _find_cuts(line: Sequence[Dwelling], parts: int, measure: Measure | None) -> list[int]:
    """Return the ends of the best stretches: 0, …, length of the line."""
    total = len(line)
    best: dict[int, tuple[Cost, tuple[int, ...]]] = {0: ((0, 0, 0), (0,))}
    for part in range(1, parts + 1):
        following: dict[int, tuple[Cost, tuple[int, ...]]] = {}
        for start, (cost, cuts) in best.items():
            for end in _list_ends(start, part, parts, total, measure):
                price = _price(line, start, end, parts, measure)
                sum_of = (cost[0] + price[0], cost[1] + price[1], cost[2] + price[2])
                found = following.get(end)
                if found is None or (sum_of, (*cuts, end)) < found:
                    following[end] = (sum_of, (*cuts, end))
        best = following
    return list(best[total][1])


def _list_ends(
    start: int, part: int, parts: int, total: int, measure: Measure | None
) -> Sequence[int]:
    """Return where a stretch from `start` may end; the rest must still be divisible."""
    if part == parts:
        return (total,)
    low, high = total // parts - SLACK, -(-total // parts) + SLACK
    if measure is not None:
        least, most = measure.count_posts(total)
        if least <= parts <= most:
            low, high = measure.low, measure.high
    rest = parts - part
    low, high = max(0, low), max(0, high)
    earliest = max(start + low, total - rest * high)
    latest = min(start + high, total - rest * low, total)
    return range(max(earliest, start), max(latest, start) + 1)


def _price(
    line: Sequence[Dwelling], start: int, end: int, parts: int, measure: Measure | None
) -> Cost:
    size = end - start
    outside = measure is not None and not measure.fits(size)
    cut = 0 < end < len(line) and line[end].group == line[end - 1].group != ""
    uneven = size * parts - len(line)
    return int(outside), int(cut), uneven * uneven


def _match(stretches: Sequence[Sequence[Dwelling]], posts: Sequence[str]) -> dict[str, int]:
    """Return post → number of its stretch: largest overlap with today first."""
    overlaps = [
        (-count, posts.index(post), number)
        for number, stretch in enumerate(stretches)
        for post, count in Counter(d.post for d in stretch).items()
        if post in posts
    ]
    owners: dict[str, int] = {}
    for _, place, number in sorted(overlaps):
        if posts[place] not in owners and number not in owners.values():
            owners[posts[place]] = number
    free = [number for number in range(len(stretches)) if number not in owners.values()]
    for post in posts:
        if post not in owners:
            owners[post] = free.pop(0)
    return owners
