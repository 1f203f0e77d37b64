"""How a place is staffed: teams, reserve cadres, terms, the share that lives in the villages.

Counted by unit from the records; nothing here is typed, and no person is compared with another.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import msgspec
from django.db.models import Count

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs
from minqing.org.directory import Directory, PostView, TeamView
from minqing.org.models import HandOver, Person, Remit
from minqing.org.pack import StationingSection
from minqing.org.rules.stationing import is_reserve
from minqing.org.terms import VILLAGE_KINDS, UnitKind


class ShareStationed(msgspec.Struct, frozen=True, kw_only=True):
    """One unit (SDN-07): cadres on its strength, how many of them live in villages full time.

    `strength`: officials registered with the unit who have not left. `wanted`: the least number
    that keeps the mechanism's share.
    """

    unit: str
    name: str
    strength: int
    stationed: int
    wanted: int

    @property
    def keeps(self) -> bool:
        return self.stationed >= self.wanted


class VillageStaff(msgspec.Struct, frozen=True, kw_only=True):
    """One village: its group, the teams that work for it, who is stationed, what is missing.

    `reserves` against `reserves_wanted` (SDN-05). `group` None: there is none yet (SDN-08).
    """

    unit: str
    name: str
    stationed: tuple[PostView, ...]
    group: TeamView | None
    teams: tuple[TeamView, ...]
    reserves: int
    reserves_wanted: int


class TermEnding(msgspec.Struct, frozen=True, kw_only=True):
    """A posting whose term is over or ends soon: a hand-over is owed (SDN-06)."""

    post: PostView
    until: date
    over: bool


class Staffing(msgspec.Struct, frozen=True, kw_only=True):
    """A unit with everything below it. `mechanism`: whose rules they are, "" nobody's."""

    unit: str
    shares: tuple[ShareStationed, ...] = ()
    villages: tuple[VillageStaff, ...] = ()
    teams: tuple[TeamView, ...] = ()
    endings: tuple[TermEnding, ...] = ()
    mechanism: str = ""
    section: StationingSection | None = None


def find_stationing(unit: str) -> tuple[str, StationingSection] | None:
    """Return key and section of the mechanism that says how a unit is staffed, None if none."""
    directory = get_snapshot(Directory)
    if not directory.has(unit):
        return None
    packs = get_snapshot(Packs)
    pack = packs.for_unit(directory.path(unit), directory.banner_of(unit), section="stationing")
    section = pack.section("stationing") if pack is not None else None
    return (pack.key, section) if pack and isinstance(section, StationingSection) else None


def see_staffing(viewer: Actor, unit: str, *, today: date) -> Staffing | None:
    """Return how a unit in reach is staffed; None when it is not to be seen."""
    directory = get_snapshot(Directory)
    if not directory.has(unit) or not directory.reaches(viewer, unit):
        return None
    found = find_stationing(unit)
    if found is None:
        return Staffing(unit=unit)
    key, section = found
    below = (unit, *directory.below(unit))
    peopled = _list_village_kinds(section)
    return Staffing(
        unit=unit,
        shares=_list_shares(directory, below, section),
        villages=tuple(
            _see_village(directory, code, section)
            for code in below
            if directory.unit(code).kind in peopled
        ),
        teams=tuple(team for code in below for team in directory.teams_of(code)),
        endings=_list_endings(directory, below, section, today),
        mechanism=key,
        section=section,
    )


def _list_village_kinds(section: StationingSection) -> frozenset[UnitKind]:
    """Return the kinds of units that get a group of whoever is stationed there."""
    kinds = [kind for rule in section.teams if rule.members == "stationed"
             for kind in rule.unit_kinds]  # fmt: skip
    return frozenset(kinds) or VILLAGE_KINDS


def _list_shares(
    directory: Directory, below: tuple[str, ...], section: StationingSection
) -> tuple[ShareStationed, ...]:
    units = [code for code in below if directory.unit(code).kind in section.share.kinds]
    strength = _count_strength(units)
    away = Counter(
        directory.current(post.posting.origin)
        for post in directory.posts()
        if post.posting is not None and post.posting.full_time and post.person
    )
    return tuple(
        ShareStationed(
            unit=code,
            name=directory.unit(code).short_name,
            strength=strength.get(code, 0),
            stationed=away[code],
            wanted=_round_up(strength.get(code, 0) * section.share.share),
        )
        for code in units
        if strength.get(code, 0) or away[code]
    )


def _round_up(number: float) -> int:
    # a hair below a whole number is that number: 0.8 × 5 must be 4
    return -int(-(number - 1e-9) // 1)


def _count_strength(units: list[str]) -> dict[str, int]:
    rows = Person.objects.filter(home__in=units, left_on=None).values_list("home")
    return dict(rows.annotate(Count("id")).order_by())


def _see_village(directory: Directory, code: str, section: StationingSection) -> VillageStaff:
    posts = [directory.post(post) for post in directory.posts_at(code)]
    stationed = tuple(post for post in posts if post.person and post.posting is not None)
    groups = [rule.code for rule in section.teams if rule.members == "stationed"]
    group = next((team for kind in groups for team in directory.teams_of(code, kind)), None)
    return VillageStaff(
        unit=code,
        name=directory.unit(code).short_name,
        stationed=stationed,
        group=group,
        teams=tuple(team for team in directory.teams() if team.village == code),
        reserves=sum(is_reserve(post.posting) for post in stationed),
        reserves_wanted=section.reserve.per_village,
    )


def _list_endings(
    directory: Directory, below: tuple[str, ...], section: StationingSection, today: date
) -> tuple[TermEnding, ...]:
    last = today + timedelta(days=section.term.soon_days)
    found = [
        TermEnding(post=post, until=post.until, over=post.until <= today)
        for code in below
        for post in map(directory.post, directory.posts_at(code))
        if post.person and post.posting and post.until and post.until <= last
    ]
    return tuple(sorted(found, key=lambda one: (one.until, one.post.id)))


def list_remits(viewer: Actor, unit: str) -> list[Remit]:
    """Return the papers of responsibilities in force at a unit in reach, newest first.

    Those of the units above it are its own too: a village reads what the banner wrote.
    """
    directory = get_snapshot(Directory)
    if not directory.has(unit) or not directory.reaches(viewer, unit):
        return []
    rows = Remit.objects.filter(unit__in=directory.path(unit), withdrawn_on=None)
    return list(rows.order_by("-issued_on", "id"))


def list_hand_overs(viewer: Actor, person: str) -> list[HandOver]:
    """Return the hand-overs that a person gave or took, newest first.

    For those who may appoint, and for the person.
    """
    if viewer.person != person and "POST_ADMIN" not in viewer.permissions:
        return []
    rows = HandOver.objects.filter(giver=person) | HandOver.objects.filter(taker=person)
    return list(rows.order_by("-done_on", "-id"))
