"""联系结对: the register of what the viewer reaches, and who is linked with some units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minqing.console.deeds import HouseOptions
from minqing.console.reading.promises import show_promise_line
from minqing.kernel.messages import Actor
from minqing.log.public import get_now, get_snapshot
from minqing.mechanisms.public import say_words
from minqing.meetings.public import commitments
from minqing.org.public import Directory, say_post
from minqing.partnerships.public import pairs


def show_pair(view: pairs.PairView) -> dict[str, Any]:
    return {"view": view, "kind": say_words(view.kind_zh, view.kind_en)}


def see_pairs(viewer: Actor) -> dict[str, Any]:
    """Return the pairs in reach by kind, the own ones first, and those that have ended."""
    found = pairs.list_pairs(viewer)
    groups: dict[str, list[dict[str, Any]]] = {}
    for view in sorted(found, key=lambda one: one.post != viewer.post):
        shown = {**show_pair(view), "own": bool(view.post) and view.post == viewer.post}
        groups.setdefault(shown["kind"], []).append(shown)
    own = [view.unit for view in found if view.post and view.post == viewer.post]
    promised = [
        line
        for unit in own
        for line in commitments.list_commitments(
            viewer, commitments.CommitmentFilter(unit=unit), now=get_now()
        )
    ]
    return {
        "promises": [show_promise_line(line) for line in promised],
        "groups": [{"title": title, "rows": rows} for title, rows in groups.items()],
        "ended": [show_pair(view) for view in pairs.list_pairs(viewer, lasting=False)],
        "has_kinds": bool(pairs.list_kinds(viewer.unit)),
    }


def list_linked(units: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return who is linked with each of these units now."""
    found: dict[str, list[dict[str, Any]]] = {}
    for view in pairs.list_pairs_of(units):
        found.setdefault(view.unit, []).append(show_pair(view))
    return found


def list_pair_options(viewer: Actor) -> HouseOptions:
    """Return the kinds, units and posts that a pair may name, and the pairs that may end."""
    directory, kinds = get_snapshot(Directory), pairs.list_kinds(viewer.unit)
    reach = [code for unit in viewer.units if directory.has(unit)
             for code in (unit, *directory.below(unit))]  # fmt: skip
    fitting = {kind for one in kinds for kind in one.linked_with}
    units = [code for code in dict.fromkeys(reach) if directory.unit(code).kind in fitting]
    roles = {role for one in kinds for role in one.roles}
    banner = directory.banner_of(viewer.unit) if directory.has(viewer.unit) else ""
    posts = [post for role in roles for post in directory.posts_at(banner, role)] if banner else []
    return HouseOptions(
        pair_kinds=tuple((one.code, say_words(one.zh, one.en)) for one in kinds),
        units=tuple((code, directory.unit(code).name) for code in units),
        leaders=tuple((post, say_post(directory, post)) for post in posts),
        own_pairs=tuple(
            (one.id, f"{one.who} · {one.unit_name}") for one in pairs.list_pairs(viewer)
        ),
    )
