"""交接: what a person's posts hold, for the sheet that both sign."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.console.deeds import HouseOptions
from minqing.console.reading.lines import show_line
from minqing.console.reading.staff import list_origins, list_post_options, show_post
from minqing.households.public import HouseholdView, count_caseload, find_households
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, get_state
from minqing.org.public import Directory, Handed, PostView


def see_hand_over(viewer: Actor, post: str, *, now: datetime) -> dict[str, Any] | None:
    """Return everything that changes hands with a filled post; None when not to be seen.

    For whoever is in the post, for those who appoint, and for those above who read its cases.
    """
    directory = get_snapshot(Directory)
    if not directory.has_post(post):
        return None
    held = directory.post(post)
    if not held.person or not _may_see(viewer, held, directory):
        return None
    posts = directory.posts_of(held.person)
    found = c.list_held(viewer, posts, now=now)
    return {
        "post": show_post(directory, held),
        "posts": [show_post(directory, directory.post(one)) for one in posts],
        "giver": held.person,
        "giver_name": held.person_name,
        "held": found,
        "lines": [_show_held(one, words=found.words) for one in found.cases],
        "caseloads": [_show_caseload(viewer, directory, one) for one in posts],
        "unit_name": directory.full_name(held.unit),
    }


def _may_see(viewer: Actor, post: PostView, directory: Directory) -> bool:
    if viewer.person and viewer.person == post.person:
        return True
    able = viewer.permissions & {"POST_ADMIN", "CASE_SUPERVISE"}
    return bool(able) and directory.reaches(viewer, post.unit)


def _show_held(one: c.HeldCase, *, words: bool) -> dict[str, Any]:
    line = show_line(one.line)
    notes = []
    if one.handled:
        notes.append(_("由别的岗位承办，本岗位经办"))
    if one.papers:
        notes.append(_("收着材料：{papers}").format(papers=_("、").join(one.papers)))
    if one.drafted:
        notes.append(_("答复已写，待审核"))
    if one.planned:
        notes.append(_("挂账，每月复看"))
    return {
        "line": line,
        "matter": line.matter if words else "",
        "notes": _("；").join(notes),
        "promise": one.line.promise,
    }


def _show_caseload(viewer: Actor, directory: Directory, post: str) -> dict[str, Any]:
    rows: list[HouseholdView] = find_households(viewer, post=post, limit=500)
    holder = directory.actor(post, scope="hand-over")
    return {
        "post": directory.post(post),
        "count": count_caseload(holder, post),
        "rows": rows,
    }


def list_sheet(posts: tuple[str, ...], *, now: datetime) -> tuple[Handed, ...]:
    """Return the sheet of a hand-over by ids, as the one in the posts sees it.

    Whoever carries the hand-over out may see less: he keeps the list and reads no word of it.
    Sealed complaints stand on no sheet; they go with the post all the same.
    """
    directory = get_snapshot(Directory)
    sheet: list[Handed] = []
    for post in posts:
        sheet += _list_post(directory.actor(post, scope="hand-over"), post, now=now)
    return tuple(dict.fromkeys(sheet))


def _list_post(holder: Actor, post: str, *, now: datetime) -> list[Handed]:
    found = c.list_held(holder, (post,), now=now)
    sheet = [Handed("case", one.line.id) for one in found.cases if not one.line.sealed]
    sheet += [Handed("paper", one.line.id) for one in found.papers]
    sheet += [Handed("planned", one.line.id) for one in found.planned]
    sheet += [Handed("draft", one.line.id) for one in found.drafted]
    return sheet + [
        Handed("household", one.id) for one in find_households(holder, post=post, limit=500)
    ]


def list_hand_over_options(viewer: Actor, post: str) -> HouseOptions:
    """Return who may take over."""
    options = list_post_options(viewer, post)
    return HouseOptions(persons=options.persons, origins=list_origins(viewer))


KINDS = ("case", "household", "paper", "planned", "draft")


def find_hand_over(viewer: Actor, record: str, *, now: datetime) -> dict[str, Any] | None:
    """Return a hand-over that was done, with its sheet as it then was; None when not to be seen.

    For the two and for those who appoint. Where a case is today is one click away, for those
    who may see it.
    """
    state = get_state(f"handover:{record}")
    if state is None:
        return None
    if viewer.person not in (state.giver, state.taker) and ("POST_ADMIN" not in viewer.permissions):
        return None
    directory = get_snapshot(Directory)
    lines = c.find_lines(viewer, [one.id for one in state.sheet if one.kind == "case"], now=now)
    papers = {one.id for one in state.sheet if one.kind == "paper"}
    counts = {kind: sum(one.kind == kind for one in state.sheet) for kind in KINDS}
    return {
        "state": state,
        "record": record,
        "giver": directory.person_name(state.giver),
        "taker": directory.person_name(state.taker),
        "posts": [show_post(directory, directory.post(post)) for post in state.posts],
        "counts": counts,
        "lines": [{"line": show_line(line), "paper": line.id in papers} for line in lines],
        "unread": counts["case"] - len(lines),
    }
