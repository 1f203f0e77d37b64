"""What programs may read of the organisation: units and posts, as the directory pages show them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from minqing.kernel.messages import Actor
from minqing.kernel.offers import (
    Asked,
    Part,
    Read,
    register_read,
    register_sight,
    register_subject,
)
from minqing.log.public import get_snapshot
from minqing.org.commands import SetUpPost
from minqing.org.directory import Directory, PostView, UnitView
from minqing.org.terms import Axis, UnitKind


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a list is narrowed to. `unit`: a unit with all below it."""

    unit: Annotated[str, Meta(max_length=40)] = ""


class UnitOut(msgspec.Struct, frozen=True, kw_only=True):
    """One unit. `level`: 1 region to 5 village. `successor`: the unit it was joined to."""

    code: str
    name: str
    short_name: str
    kind: UnitKind
    level: int
    parent: str
    axis: Axis
    closed: bool
    successor: str


class PostOut(msgspec.Struct, frozen=True, kw_only=True):
    """One post and who is in it; a resident may know who answers. `holder` "" while vacant."""

    id: str
    unit: str
    role: str
    title: str
    holder: str
    since: date | None
    until: date | None


def _draw_unit(unit: UnitView) -> UnitOut:
    return UnitOut(
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        level=unit.level,
        parent=unit.parent or "",
        axis=unit.axis,
        closed=unit.closed,
        successor=unit.successor,
    )


def _draw_post(post: PostView) -> PostOut:
    return PostOut(
        id=post.id,
        unit=post.unit,
        role=post.role,
        title=post.title,
        holder=post.person_name if post.person else "",
        since=post.since if post.person else None,
        until=post.until if post.person else None,
    )


def _list_reached(viewer: Actor, directory: Directory, root: str) -> list[str]:
    """Return the codes of open units in reach, at or below the root, sorted."""
    found: set[str] = set()
    waiting = list(viewer.units)
    while waiting:
        code = waiting.pop()
        if code in found or not directory.has(code):
            continue
        found.add(code)
        waiting += directory.children(code)
    return sorted(code for code in found if not root or directory.within(code, root))


def read_units(viewer: Actor, asked: Asked) -> Part:
    """Return one page of the open units in reach, by code."""
    directory = get_snapshot(Directory)
    codes = _list_reached(viewer, directory, asked.wanted.unit)
    later = [code for code in codes if code > asked.after]
    shown = later[: asked.size]
    following = shown[-1] if len(later) > len(shown) else ""
    return Part([_draw_unit(directory.unit(code)) for code in shown], following)


def read_unit(viewer: Actor, asked: Asked) -> UnitOut | None:
    """Return one unit in reach, closed ones too."""
    directory = get_snapshot(Directory)
    if not directory.has(asked.key) or not directory.reaches(viewer, asked.key):
        return None
    return _draw_unit(directory.unit(asked.key))


def read_posts(viewer: Actor, asked: Asked) -> Part:
    """Return one page of the standing posts in reach, by id."""
    directory = get_snapshot(Directory)
    root = asked.wanted.unit
    later = [
        post
        for post in directory.posts()
        if post.id > asked.after
        and directory.reaches(viewer, post.unit)
        and (not root or directory.within(post.unit, root))
    ]
    shown = later[: asked.size]
    following = shown[-1].id if len(later) > len(shown) else ""
    return Part([_draw_post(post) for post in shown], following)


def see_units(viewer: Actor, units: Collection[str]) -> frozenset[str]:
    """Return those of these units that are in reach."""
    directory = get_snapshot(Directory)
    return frozenset(unit for unit in units if directory.reaches(viewer, unit))


def see_posts(viewer: Actor, posts: Collection[str]) -> frozenset[str]:
    """Return those of these posts that stand in units in reach."""
    directory = get_snapshot(Directory)
    known = (post for post in posts if directory.has_post(post))
    return frozenset(post for post in known if directory.reaches(viewer, directory.post(post).unit))


def register() -> None:
    """Offer what programs may read of the organisation."""
    register_read(Read(
        name="units.list", path="/units", wanted=Wanted, answers=UnitOut, find=read_units,
        says="List the open units in the token's reach.",
    ))  # fmt: skip
    register_read(Read(
        name="units.find", path="/units/{key}", is_list=False, answers=UnitOut, find=read_unit,
        says="Read one unit.",
    ))  # fmt: skip
    register_read(Read(
        name="posts.list", path="/posts", wanted=Wanted, answers=PostOut, find=read_posts,
        says="List the posts in the token's reach, with who is in them.",
    ))  # fmt: skip
    register_sight("unit", see_units)
    register_sight("post", see_posts)
    register_subject(SetUpPost.TYPE, lambda command: f"person:{command.person}")
