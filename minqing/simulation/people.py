"""The people of a made-up banner: posts in its real units, synthetic officials, accounts to try.

Every name is a role and a number (“包户干部12”); no phone can exist (100-…). Ids are fixed, so
loading twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import msgspec

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
    RegisterPerson,
    create_account,
)
from minqing.simulation.carrying import carry_out

SINCE = date(2025, 12, 1)
"""The day on which everybody took up their post, a month before the first need."""

PASSWORD = "minqing-2026"  # noqa: S105 (printed for whoever tries the demonstration)
LEAST_VILLAGES = 5
"""A township-level unit with fewer village-level units is a zone, not a town of the slice."""


class Seat(msgspec.Struct, frozen=True):
    """One post with the person in it, to be made."""

    post: str
    unit: str
    role: str
    title: str
    name: str
    login: str = ""


class Slice(msgspec.Struct, frozen=True):
    """Which part of a banner is filled with households: towns and their first villages."""

    banner: str
    towns: tuple[str, ...]
    villages: tuple[str, ...]


def choose_slice(directory: Directory, banner: str, *, towns: int, villages: int) -> Slice:
    """Return the first towns of the banner with their first villages and gachas, by code.

    Each chosen town gives `villages` units, its communities left out.
    """
    chosen: list[str] = []
    found: list[str] = []
    for town in _list_towns(directory, banner):
        below = [
            code
            for code in directory.children(town)
            if directory.unit(code).kind in VILLAGE_KINDS
            and directory.unit(code).kind != "community"
        ]
        if len(chosen) < towns and len(below) >= villages:
            chosen.append(town)
            found += below[:villages]
    return Slice(banner, tuple(chosen), tuple(found))


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
        ("banner_clerk", "旗级经办员", 2, "bannerclerk"),
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
    for number, unit in enumerate(departments, start=1):
        short = directory.unit(unit).short_name
        login = "handler" if unit == shown else ""
        yield Seat(
            f"{unit}-handler", unit, "department_handler", "经办人", f"{short}经办人{number}", login
        )
        login = "reviewer" if unit == shown else ""
        yield Seat(
            f"{unit}-head", unit, "department_reviewer", "负责人", f"{short}负责人{number}", login
        )


def _town_seats(towns: Sequence[str]) -> Iterator[Seat]:
    for number, town in enumerate(towns, start=1):
        first = number == 1
        clerk, leader = ("clerk" if first else ""), ("townleader" if first else "")
        yield Seat(f"{town}-clerk", town, "township_clerk", "分办员", f"镇分办员{number}", clerk)
        yield Seat(f"{town}-leader", town, "township_leader", "分管领导", f"镇领导{number}", leader)


def _village_seats(directory: Directory, towns: Sequence[str], part: Slice) -> Iterator[Seat]:
    villages = [
        code
        for town in towns
        for code in directory.children(town)
        if directory.unit(code).kind in VILLAGE_KINDS
    ]
    first = part.villages[0] if part.villages else ""
    for number, unit in enumerate(villages, start=1):
        login = "secretary" if unit == first else ""
        yield Seat(f"{unit}-secretary", unit, "village_secretary", "书记", f"村书记{number}", login)
    for number, unit in enumerate(part.villages, start=1):
        login = "cadre" if unit == first else ""
        yield Seat(cadre_post(unit), unit, "village_cadre", "包户干部", f"包户干部{number}", login)


def cadre_post(village: str) -> str:
    """Return the id of the stationed cadre's post of a village of the slice."""
    return f"{village}-cadre"


def seat_people(seats: Iterable[Seat], *, by: Actor, now: datetime) -> None:
    """Create the posts, register the people, put each into their post."""
    seats = list(seats)
    carry_out((c for seat in seats for c in _found_seat(seat)), by=by, now=now)
    carry_out((_fill_seat(seat) for seat in seats), by=by, now=now)


def _found_seat(seat: Seat) -> Iterator[Command]:
    person = f"{seat.post}-p"
    yield CreatePost(
        id=derived_id("demo-post", seat.post),
        post=seat.post,
        unit=seat.unit,
        role=seat.role,
        title=seat.title,
    )
    yield RegisterPerson(
        id=derived_id("demo-person", person),
        person=person,
        name=Personal(seat.name, f"person:{person}"),
        home=seat.unit,
    )


def _fill_seat(seat: Seat) -> Command:
    return AppointPerson(
        id=derived_id("demo-appoint", seat.post),
        post=seat.post,
        person=f"{seat.post}-p",
        since=SINCE,
    )


class TrialAccount(msgspec.Struct, frozen=True):
    """One account to try: role code, login name, password."""

    role: str
    name: str
    password: str


def open_accounts(seats: Iterable[Seat], *, existing: Iterable[str]) -> list[TrialAccount]:
    """Open the accounts to try that do not exist yet; returns all of them, printed words."""
    known = set(existing)
    opened = []
    for seat in seats:
        if not seat.login:
            continue
        if seat.login not in known:
            create_account(
                login=seat.login, password=PASSWORD, person=f"{seat.post}-p", post=seat.post
            )
        opened.append(TrialAccount(seat.role, seat.login, PASSWORD))
    return opened


def get_directory() -> Directory:
    """Return the organisation as it stands now."""
    return get_snapshot(Directory)
