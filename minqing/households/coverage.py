"""Whether every household has a post that answers, and whether caseloads keep the measure.

Computed from the register each time it is asked for; nothing here is typed or stored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from django.db.models import Count, QuerySet

from minqing.households.models import Household
from minqing.households.pack import CaseloadsSection
from minqing.households.queries import find_column, visible
from minqing.households.rules.split import Dwelling, Measure, propose_split
from minqing.households.terms import Share
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Pack, Packs
from minqing.org.public import VILLAGE_KINDS, Directory

Verdict = Literal["fits", "under", "over", "unmeasured"]


class Caseload(msgspec.Struct, frozen=True, kw_only=True):
    """The households of one post. `count`: all of them; `here`: those of the village asked for.

    `by`: how many are missing or too many. `vacant`: nobody is in the post now; the post above
    answers by derivation.
    """

    post: str
    count: int
    here: int
    verdict: Verdict
    by: int = 0
    vacant: bool = False


class VillageCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """One village. `without`: households that no post answers for. `least`, `most`: between how
    many posts the measure could be kept (least above most: with no number of posts)."""

    unit: str
    name: str
    households: int
    without: int
    caseloads: tuple[Caseload, ...]
    measure: Measure | None = None
    least: int = 0
    most: int = 0

    @property
    def outside(self) -> int:
        """How many caseloads are under or over the measure."""
        return sum(one.verdict in ("under", "over") for one in self.caseloads)

    @property
    def vacant(self) -> int:
        """How many households here belong to a post that nobody is in."""
        return sum(one.here for one in self.caseloads if one.vacant)


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """A unit with its villages. `mechanism`: key of the pack whose measure holds, "" none."""

    unit: str
    households: int
    without: int
    outside: int
    vacant: int
    villages: tuple[VillageCoverage, ...]
    mechanism: str = ""


def find_measure(unit: str) -> tuple[Pack, CaseloadsSection] | None:
    """Return the mechanism that measures caseloads at a unit, with its section; None if none."""
    directory = get_snapshot(Directory)
    if not directory.has(unit):
        return None
    packs = get_snapshot(Packs)
    pack = packs.for_unit(directory.path(unit), directory.banner_of(unit), section="caseloads")
    section = pack.section("caseloads") if pack is not None else None
    return (pack, section) if pack and isinstance(section, CaseloadsSection) else None


def see_coverage(viewer: Actor, unit: str) -> Coverage | None:
    """Return how the households of a unit in reach are covered, by village; None out of reach.

    Two queries, whatever the number of villages.
    """
    rows = visible(viewer)
    directory = get_snapshot(Directory)
    if rows is None or not directory.has(unit) or not directory.reaches(viewer, unit):
        return None
    column = find_column(directory, unit)
    if not column:
        return None
    counts = _count(rows.filter(**{column: unit}))
    villages = tuple(_list_villages(directory, unit, counts))
    found = find_measure(unit)
    return Coverage(
        unit=unit,
        households=sum(village.households for village in villages),
        without=sum(village.without for village in villages),
        outside=sum(village.outside for village in villages),
        vacant=sum(village.vacant for village in villages),
        villages=villages,
        mechanism=found[0].key if found else "",
    )


def _count(rows: QuerySet[Household]) -> dict[str, Counter[str]]:
    """Return village → post → open households."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    grouped = rows.filter(closed="").order_by().values_list("village", "post")
    for village, post, count in grouped.annotate(Count("id")):
        counts[village][post] += count
    return counts


def _list_villages(
    directory: Directory, unit: str, counts: Mapping[str, Counter[str]]
) -> Iterable[VillageCoverage]:
    totals = _count_totals(counts)
    for code in sorted({*_villages_below(directory, unit), *counts}):
        found = find_measure(code)
        section = found[1] if found else None
        posts = Counter(counts.get(code, Counter()))
        if section is not None:
            posts.update({post: 0 for role in section.measure.roles
                          for post in directory.posts_at(code, role)})  # fmt: skip
        without = posts.pop("", 0)
        households = without + sum(posts.values())
        if not households and not posts:
            continue
        least, most = section.limits.count_posts(households) if section else (0, 0)
        yield VillageCoverage(
            unit=code,
            name=directory.unit(code).short_name,
            households=households,
            without=without,
            caseloads=tuple(
                _draw(directory, post, totals.get(post, here), here, section)
                for post, here in sorted(posts.items())
            ),
            measure=section.limits if section else None,
            least=least,
            most=most,
        )


def _count_totals(counts: Mapping[str, Counter[str]]) -> dict[str, int]:
    """Return post → all its open households, in other villages too."""
    posts = {post for village in counts.values() for post in village if post}
    grouped = Household.objects.filter(post__in=posts, closed="").order_by().values_list("post")
    return dict(grouped.annotate(Count("id")))


def _villages_below(directory: Directory, unit: str) -> list[str]:
    codes = (unit, *directory.below(unit))
    return [code for code in codes if directory.unit(code).kind in VILLAGE_KINDS]


def _draw(
    directory: Directory, post: str, count: int, here: int, section: CaseloadsSection | None
) -> Caseload:
    held = directory.post(post) if directory.has_post(post) else None
    vacant = held is None or held.abolished or not held.person
    verdict, by = _judge(count, held.role if held else "", section)
    return Caseload(post=post, count=count, here=here, verdict=verdict, by=by, vacant=vacant)


def _judge(count: int, role: str, section: CaseloadsSection | None) -> tuple[Verdict, int]:
    if section is None or role not in section.measure.roles:
        return "unmeasured", 0
    measure = section.limits
    if count < measure.low:
        return "under", measure.low - count
    if count > measure.high:
        return "over", count - measure.high
    return "fits", 0


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A division of a village to accept or not. `moved`: how many households of each share
    change their post, `moving`: which. `after`: the caseload of each share's post once it is
    accepted, with what it has in other villages, held against the measure."""

    unit: str
    shares: tuple[Share, ...]
    groups: Mapping[str, tuple[str, ...]]
    moved: Mapping[str, int]
    moving: tuple[str, ...] = ()
    after: tuple[Caseload, ...] = ()
    measure: Measure | None = None

    @property
    def households(self) -> int:
        return sum(len(share.households) for share in self.shares)


def list_caseload_posts(unit: str) -> tuple[str, ...]:
    """Return the filled posts at a village that its mechanism gives households to, by id."""
    directory, found = get_snapshot(Directory), find_measure(unit)
    if found is None:
        return ()
    posts = (post for role in found[1].measure.roles for post in directory.posts_at(unit, role))
    return tuple(sorted(post for post in posts if directory.post(post).person))


def propose_division(viewer: Actor, unit: str, posts: Iterable[str]) -> Proposal | None:
    """Return an equal division of a village in reach among these posts; None when not to be seen.

    Deterministic: until a household or a post changes, the same question has the same answer.
    """
    rows = visible(viewer)
    directory = get_snapshot(Directory)
    if rows is None or not directory.has(unit) or not directory.reaches(viewer, unit):
        return None
    known = [post for post in dict.fromkeys(posts) if directory.has_post(post)]
    columns = ("id", "villagers_group", "post")
    dwellings = [
        Dwelling(*row) for row in rows.filter(village=unit, closed="").values_list(*columns)
    ]
    found = find_measure(unit)
    section = found[1] if found else None
    shares = propose_split(dwellings, known, section.limits if section else None)
    by_id = {dwelling.id: dwelling for dwelling in dwellings}
    return Proposal(
        unit=unit,
        shares=shares,
        groups={s.post: _name_groups(by_id[h].group for h in s.households) for s in shares},
        moved={s.post: sum(by_id[h].post != s.post for h in s.households) for s in shares},
        moving=tuple(h for s in shares for h in s.households if by_id[h].post != s.post),
        after=tuple(_foresee(directory, unit, shares, section)),
        measure=section.limits if section else None,
    )


def _foresee(
    directory: Directory, unit: str, shares: Iterable[Share], section: CaseloadsSection | None
) -> Iterable[Caseload]:
    """Yield the caseload of each share's post as it will be: the share, and what is elsewhere."""
    given = {share.post: len(share.households) for share in shares}
    rows = Household.objects.filter(post__in=given, closed="").exclude(village=unit)
    elsewhere = dict(rows.order_by().values_list("post").annotate(Count("id")))
    for post, here in given.items():
        yield _draw(directory, post, here + elsewhere.get(post, 0), here, section)


def foresee_caseload(post: str, *, more: int = 0) -> tuple[Caseload, Measure] | None:
    """Return the caseload of a post with so many more households, and the measure it is held
    against; None for a post that nothing measures."""
    directory = get_snapshot(Directory)
    if not directory.has_post(post):
        return None
    held = directory.post(post)
    found = find_measure(held.unit)
    if found is None or held.role not in found[1].measure.roles:
        return None
    count = Household.objects.filter(post=post, closed="").count() + more
    return _draw(directory, post, count, count, found[1]), found[1].limits


def _name_groups(groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(group for group in dict.fromkeys(groups) if group)
