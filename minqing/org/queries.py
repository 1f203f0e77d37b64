"""Reads for a viewer: units and posts in reach, who was in a post and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.directory import Directory, PostView, UnitView
from minqing.org.models import Account, Person, Tenure


def list_units(viewer: Actor, parent: str) -> list[UnitView]:
    """Return the open units right below a unit that the viewer reaches, by code."""
    directory = get_snapshot(Directory)
    return [directory.unit(c) for c in directory.children(parent) if directory.reaches(viewer, c)]


def list_posts(viewer: Actor, unit: str) -> list[PostView]:
    """Return the standing posts of a unit in reach, by id; names are shown, never masked."""
    directory = get_snapshot(Directory)
    if not directory.reaches(viewer, unit):
        return []
    return [directory.post(post) for post in directory.posts_at(unit)]


def list_own_posts(viewer: Actor) -> list[PostView]:
    """Return the posts that the viewer may act from, the main one first."""
    directory = get_snapshot(Directory)
    return [directory.post(post) for post in directory.posts_of(viewer.person)]


def list_tenures(viewer: Actor, post: str) -> list[Tenure]:
    """Return who has been in a post of the viewer's reach, newest first.

    Follows the log by cursor: seconds behind.
    """
    directory = get_snapshot(Directory)
    if not directory.has_post(post) or not directory.reaches(viewer, directory.post(post).unit):
        return []
    return list(Tenure.objects.filter(post=post).order_by("-since", "-position"))


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """One official. `posts`: held now, the main one first; `login` "" without an account."""

    id: str
    name: str
    home: str
    posts: tuple[PostView, ...] = ()
    left: date | None = None
    login: str = ""
    locked: bool = False
    invited: bool = False


MOST_PEOPLE = 200


def find_people(
    viewer: Actor, *, unit: str = "", name: str = "", limit: int = MOST_PEOPLE
) -> list[PersonView]:
    """Return officials in reach by part of a name, those at or below a unit: by name.

    In reach: where one of their posts stands, or their home unit. Names of officials are not
    masked. At most MOST_PEOPLE.
    """
    directory = get_snapshot(Directory)
    rows = Person.objects.values_list("id", "home", "left_on")
    found = []
    for person, home, left in rows:
        units = [directory.post(post).unit for post in directory.posts_of(person)]
        units += [home] if directory.has(home) else []
        if not directory.reaches_any(viewer, units):
            continue
        if unit and not any(directory.within(one, unit) for one in units):
            continue
        if name and name not in directory.person_name(person):
            continue
        found.append((left is not None, directory.person_name(person), person, home, left))
    found.sort(key=lambda one: one[:3])
    shown = found[: min(limit, MOST_PEOPLE)]
    accounts = _find_accounts(person for _, _, person, _, _ in shown)
    return [
        _draw_person(directory, person, home, left, accounts) for _, _, person, home, left in shown
    ]


class Candidate(msgspec.Struct, frozen=True):
    """One official who may be put into a post: home unit, and the post that counts first."""

    id: str
    name: str
    home: str
    post: str


def list_candidates(viewer: Actor, unit: str) -> list[Candidate]:
    """Return every official in reach who has not left, the nearest to a unit first, then by name.

    Nobody is left out: who cannot be chosen cannot be put into a post.
    """
    directory = get_snapshot(Directory)
    found = []
    for person, home in Person.objects.filter(left_on=None).values_list("id", "home"):
        posts = [directory.post(post) for post in directory.posts_of(person)]
        units = [post.unit for post in posts] + ([home] if directory.has(home) else [])
        if not directory.reaches_any(viewer, units):
            continue
        title = posts[0].title if posts else ""
        one = Candidate(person, directory.person_name(person), home, title)
        found.append((_distance(directory, unit, units), one.name, person, one))
    return [one for *_, one in sorted(found, key=lambda each: each[:3])]


def _distance(directory: Directory, unit: str, units: Iterable[str]) -> int:
    """Return 0 for the unit itself, then how many levels up both are under one unit."""
    ways = directory.path(unit)[::-1]
    return min(
        (n for one in units for n, way in enumerate(ways) if directory.within(one, way)),
        default=len(ways),
    )


def find_person(viewer: Actor, person: str) -> PersonView | None:
    """Return one official in reach, those who left too; None when not to be seen."""
    directory = get_snapshot(Directory)
    row = Person.objects.filter(id=person).values_list("id", "home", "left_on").first()
    if row is None:
        return None
    units = [directory.post(post).unit for post in directory.posts_of(person)]
    units += [row[1]] if directory.has(row[1]) else []
    units += [directory.post(t.post).unit for t in Tenure.objects.filter(person=person)]
    if viewer.person != person and not directory.reaches_any(viewer, units):
        return None
    return _draw_person(directory, *row, _find_accounts([person]))


def _find_accounts(people: Iterable[str]) -> dict[str, tuple[str, bool, bool]]:
    rows = Account.objects.filter(person__in=list(people)).order_by("-pk")
    return {row.person: (row.login, not row.is_active, row.has_usable_password()) for row in rows}


def _draw_person(
    directory: Directory,
    person: str,
    home: str,
    left: date | None,
    accounts: Mapping[str, tuple[str, bool, bool]],
) -> PersonView:
    login, locked, usable = accounts.get(person, ("", False, True))
    return PersonView(
        id=person,
        name=directory.person_name(person),
        home=home,
        posts=tuple(directory.post(post) for post in directory.posts_of(person)),
        left=left,
        login=login,
        locked=locked,
        invited=not usable,
    )


def list_careers(viewer: Actor, person: str) -> list[Tenure]:
    """Return in which posts a person in reach was and is, newest first. Seconds behind."""
    if find_person(viewer, person) is None:
        return []
    return list(Tenure.objects.filter(person=person).order_by("-since", "-position"))
