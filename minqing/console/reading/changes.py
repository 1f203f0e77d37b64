"""What changes when a unit is moved, merged or closed: shown in numbers before it is done."""

from __future__ import annotations

from typing import Any

from minqing.cases import public as c
from minqing.console.reading.teams import list_teams_at, name_post
from minqing.households.public import count_assigned, count_households
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.public import Directory


def preview_change(viewer: Actor, code: str, act: str, other: str) -> dict[str, Any] | None:
    """Return what moves with a unit, in numbers: posts, units, households, cases, who sees."""
    directory = get_snapshot(Directory)
    if not (directory.has(code) and directory.has(other)):
        return None
    if not (directory.reaches(viewer, code) and directory.reaches(viewer, other)):
        return None
    below = (code, *directory.below(code), *directory.joined(code))
    gaining, losing = _list_reach_changes(directory, code, act, other)
    return {
        "unit": directory.unit(code),
        "other": directory.unit(other),
        "act": act,
        **_count(directory, code, below),
        "gaining": [name_post(directory, post) for post in gaining],
        "losing": [name_post(directory, post) for post in losing],
        "shown_posts": " ".join(directory.posts_at(code)),
        "shown_units": " ".join(directory.children(code)),
    }


def _list_reach_changes(
    directory: Directory, code: str, act: str, other: str
) -> tuple[list[str], list[str]]:
    """Return filled posts that see the unit afterwards and not now, and the reverse.

    Moving changes which units stand above; a merger adds those who see the other unit.
    """
    before = set(directory.path(code)[:-1])
    after = set(directory.path(other))
    seen = {
        post.id: {directory.current(unit) for unit in (post.unit, *post.reach)}
        for post in directory.posts()
        if post.person
    }
    # a merger works both ways: who saw the one sees the other too
    wider = (after - before) | ({code} if act == "merge" else set())
    gaining = [post for post, units in seen.items() if units & wider]
    lost = before - after
    losing = [post for post, units in seen.items() if units & lost and not units & (after | {code})]
    return gaining, losing


def preview_closing(viewer: Actor, code: str, into: str) -> dict[str, Any] | None:
    """Return what hangs on a unit, who will answer for it, and what stands in the way of closing.

    `filled`: posts with somebody in them, who must be handed over or relieved first.
    """
    directory = get_snapshot(Directory)
    if not (directory.has(code) and directory.has(into)):
        return None
    if not (directory.reaches(viewer, code) and directory.reaches(viewer, into)):
        return None
    posts = [directory.post(post) for post in directory.posts_at(code)]
    return {
        "unit": directory.unit(code),
        "other": directory.unit(into),
        **_count(directory, code, (code, *directory.joined(code))),
        "below": [directory.unit(unit) for unit in directory.children(code)],
        "filled": [post for post in posts if post.person],
        "empty": [post for post in posts if not post.person],
        "teams": list_teams_at(directory, code),
        "answering": list_answering(directory, code, into),
        "shown_posts": " ".join(post.id for post in posts),
    }


def list_answering(directory: Directory, code: str, into: str) -> list[str]:
    """Return who will answer for what the posts of a unit hold once it has gone over."""
    roles = directory.roles_at(code)
    found = (directory.find_answering(role, into) for role in roles)
    return [name_post(directory, post) for post in dict.fromkeys(filter(None, found))]


def _count(directory: Directory, code: str, units: tuple[str, ...]) -> dict[str, Any]:
    posts = [post for unit in units for post in directory.posts_at(unit)]
    return {
        "units": len(directory.below(code)),
        "posts": len(posts),
        "vacant": sum(not directory.post(post).person for post in posts),
        "households": count_households(units),
        "assigned": count_assigned(posts),
        "cases": c.count_open(units),
    }
