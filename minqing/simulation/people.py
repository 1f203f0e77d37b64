"""The people of a made-up banner: posts in its real units, synthetic officials, accounts to try.

Every name is a role and a number (“包户干部12”); no phone can exist (100-…). Ids are fixed, so
loading twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache

import msgspec
from django.contrib.auth.hashers import get_hasher, make_password

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Command, Personal
from minqing.log.public import get_snapshot
from minqing.org.public import (
    ROLES,
    TOWN_KINDS,
    VILLAGE_KINDS,
    AppointPerson,
    CreatePost,
    Directory,
    PostingKind,
    RegisterPerson,
    create_account,
)
from minqing.org.public import Posting as Sent
from minqing.simulation.carrying import carry_out
from minqing.simulation.staffing import Posting, list_postings, list_single_postings, share_out

SINCE = date(2014, 1, 2)
"""The day on which everybody took up their post, before the first need of all."""

AGENT = 2
"""Number of the cadre who is also the agent (代办员, one of the five duties of a village)."""
AGENT_TITLE = "包户干部、代办员"

HANDLERS = 90
"""Who works on what departments are asked for, in 34 of them."""

PASSWORD = "minqing-2026"  # noqa: S105 (printed for whoever tries the demonstration)
LEAST_VILLAGES = 5
"""A township-level unit with fewer village-level units is a zone, not a town of the slice."""


class Seat(msgspec.Struct, frozen=True):
    """One post with the person in it, to be made.

    `home`: the unit on whose strength the person is, when not the post's. `origin`: the unit
    that sent them here for a year. Without `role` there is a person and no post.
    """

    post: str
    unit: str
    role: str
    title: str
    name: str
    login: str = ""
    home: str = ""
    origin: str = ""
    reserve: bool = False


class Slice(msgspec.Struct, frozen=True):
    """Which part of a banner is filled: towns, their villages, the cadres stationed there."""

    banner: str
    towns: tuple[str, ...]
    villages: tuple[str, ...]
    postings: tuple[Posting, ...]
    whole: bool = False


def choose_slice(
    directory: Directory, banner: str, *, seed: str, towns: int = 0, villages: int = 0
) -> Slice:
    """Return the whole banner, or the first towns with their first villages, by code.

    In a part each village has one cadre. Communities are left out.
    """
    found: dict[str, list[str]] = {}
    for town in _list_towns(directory, banner):
        below = [
            code
            for code in directory.children(town)
            if directory.unit(code).kind in VILLAGE_KINDS
            and directory.unit(code).kind != "community"
        ]
        if not towns or (len(found) < towns and len(below) >= villages):
            found[town] = below[:villages] if villages else below
    chosen = tuple(village for below in found.values() for village in below)
    postings = list_single_postings(chosen, seed) if towns else list_postings(found, seed)
    return Slice(banner, tuple(found), chosen, tuple(postings), whole=not towns)


def _list_towns(directory: Directory, banner: str) -> list[str]:
    return [
        code
        for code in directory.children(banner)
        if directory.unit(code).kind in TOWN_KINDS
        and len(directory.children(code)) >= LEAST_VILLAGES
    ]


def list_seats(directory: Directory, part: Slice) -> list[Seat]:
    """Return every post to be made, banner first. Accounts to try are on the first of a role."""
    towns = _list_towns(directory, part.banner)
    return [
        *_banner_seats(part.banner),
        *_department_seats(directory, part.banner),
        *_town_seats(towns),
        *_village_seats(directory, towns, part),
    ]


def _banner_seats(banner: str) -> Iterator[Seat]:
    rows = (
        ("banner_leader", "旗领导", 2, "leader"),
        ("banner_clerk", "旗级经办员", 5, "bannerclerk"),
        ("independent_caller", "回访员", 4, "caller"),
        ("supervisor", "督查员", 2, "supervisor"),
        ("administrator", "系统管理员", 1, "admin"),
        ("discipline_recipient", "信访受理员", 1, "discipline"),
    )
    for role, title, count, login in rows:
        if role not in ROLES:
            continue  # the roles of this version do not know it
        for number in range(1, count + 1):
            name = f"{title}{number}"
            post = f"{banner}-{role.replace('_', '-')}-{number}"
            yield Seat(post, banner, role, title, name, login if number == 1 else "")


def _department_seats(directory: Directory, banner: str) -> Iterator[Seat]:
    departments = [u for u in directory.children(banner) if directory.unit(u).kind == "department"]
    shown = next((u for u in departments if directory.unit(u).short_name == "水利局"), "")
    hands = share_out(HANDLERS, [1.0] * len(departments))
    for number, (unit, count) in enumerate(zip(departments, hands, strict=True), start=1):
        short = directory.unit(unit).short_name
        for place in range(1, count + 1):
            login = "handler" if unit == shown and place == 1 else ""
            post = f"{unit}-handler" if place == 1 else f"{unit}-handler-{place}"
            name = f"{short}经办人{place}"
            yield Seat(post, unit, "department_handler", "经办人", name, login)
        login = "reviewer" if unit == shown else ""
        yield Seat(
            f"{unit}-head", unit, "department_reviewer", "负责人", f"{short}负责人{number}", login
        )


def _town_seats(towns: Sequence[str]) -> Iterator[Seat]:
    rows = (
        ("township_clerk", "clerk", "分办员", "镇分办员", 2, "clerk"),
        ("township_leader", "leader", "镇领导", "镇领导", 4, "townleader"),
        ("supervisor", "supervisor", "督查员", "镇督查员", 2, ""),
    )
    for town, first in zip(towns, (True, *[False] * len(towns)), strict=False):
        for role, word, title, name, count, login in rows:
            for number in range(1, count + 1):
                post = f"{town}-{word}" if number == 1 else f"{town}-{word}-{number}"
                place = towns.index(town) * count + number
                shown = login if first and number == 1 else ""
                yield Seat(post, town, role, title, f"{name}{place}", shown)


def _village_seats(directory: Directory, towns: Sequence[str], part: Slice) -> Iterator[Seat]:
    villages = [
        code
        for town in towns
        for code in directory.children(town)
        if directory.unit(code).kind in VILLAGE_KINDS
    ]
    departments = [
        code
        for code in directory.children(part.banner)
        if directory.unit(code).kind == "department"
    ]
    first = part.villages[0] if part.villages else ""
    for number, unit in enumerate(villages, start=1):
        login = "secretary" if unit == first else ""
        yield Seat(f"{unit}-secretary", unit, "village_secretary", "书记", f"村书记{number}", login)
    for number, posting in enumerate(part.postings, start=1):
        login = {1: "cadre", AGENT: "agent"}.get(number, "")
        kind = "后备干部" if posting.reserve else "包户干部"
        title, name = (AGENT_TITLE if number == AGENT else kind), f"{kind}{number}"
        town = directory.parent(posting.village) or part.banner
        origin = departments[number % len(departments)] if posting.reserve else town
        yield Seat(
            posting.post, posting.village, "village_cadre", title, name, login,
            home=origin, origin=origin, reserve=posting.reserve,
        )  # fmt: skip


def seat_people(seats: Iterable[Seat], *, by: Actor, now: datetime) -> None:
    """Create the posts, register the people, put each into their post."""
    seats = list(seats)
    carry_out((c for seat in seats for c in _found_seat(seat)), by=by, now=now)
    carry_out((_fill_seat(seat) for seat in seats), by=by, now=now)


def _found_seat(seat: Seat) -> Iterator[Command]:
    yield CreatePost(
        id=derived_id("demo-post", seat.post),
        post=seat.post,
        unit=seat.unit,
        role=seat.role,
        title=seat.title,
    )
    yield register_person(seat)


def register_person(seat: Seat) -> Command:
    """Return the registering of whoever sits there, on the strength of their home unit."""
    person = f"{seat.post}-p"
    return RegisterPerson(
        id=derived_id("demo-person", person),
        person=person,
        name=Personal(seat.name, f"person:{person}"),
        home=seat.home or seat.unit,
    )


def _fill_seat(seat: Seat) -> Command:
    posting = make_posting(seat)
    return AppointPerson(
        id=derived_id("demo-appoint", seat.post),
        post=seat.post,
        person=f"{seat.post}-p",
        since=SINCE,
        until=SINCE.replace(year=SINCE.year + 1) if posting else None,
        posting=posting,
    )


def make_posting(seat: Seat) -> Sent | None:
    """Return that somebody was sent here from another unit; None for who is at home."""
    if not seat.origin:
        return None
    return Sent(PostingKind.RESERVE if seat.reserve else PostingKind.TOWN, seat.origin)


class TrialAccount(msgspec.Struct, frozen=True, omit_defaults=True):
    """One account to try: role code, login name, password; a title where the role's is not it.

    `place`: daily name of its banner or district, where the demonstration has several.
    """

    role: str
    name: str
    password: str
    title: str = ""
    place: str = ""


@lru_cache(maxsize=2)
def _hash_password(hasher: str) -> str:
    """Return the one hash of all accounts to try: making it is meant to be slow.

    `hasher`: by which it is made, so that another one makes another.
    """
    return make_password(PASSWORD)


def open_accounts(
    seats: Iterable[Seat], *, existing: Iterable[str], place: str = "", by_title: bool = False
) -> list[TrialAccount]:
    """Open the accounts to try that do not exist yet; returns all of them, printed words.

    `by_title`: each is shown by its post's title, as roles are called otherwise there.
    """
    known = set(existing)
    hashed = ""
    opened = []
    for seat in seats:
        if not seat.login:
            continue
        if seat.login not in known:
            hashed = hashed or _hash_password(type(get_hasher()).__name__)
            person = get_directory().post(seat.post).person or f"{seat.post}-p"
            create_account(
                login=seat.login, password=PASSWORD, person=person, post=seat.post, hashed=hashed
            )
        title = seat.title if by_title or seat.title == AGENT_TITLE else ""
        opened.append(TrialAccount(seat.role, seat.login, PASSWORD, title, place))
    return opened


def get_directory() -> Directory:
    """Return the organisation as it stands now."""
    return get_snapshot(Directory)
