"""Reads for a viewer: units and posts in reach, who was in a post and when."""

from __future__ import annotations

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.directory import Directory, PostView, UnitView
from minqing.org.models import Tenure


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
