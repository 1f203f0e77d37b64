"""整村交接: what every post of a village holds, and the sheets of such an act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count, takewhile
from typing import Any

from minqing.cases import public as c
from minqing.console.deeds import HouseOptions
from minqing.console.reading.handing import find_hand_over, list_sheet
from minqing.console.reading.staff import list_origins
from minqing.console.reading.teams import name_person
from minqing.duties.public import see_rounds
from minqing.households.public import count_caseload
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot, get_state
from minqing.org.public import VILLAGE_KINDS, Directory, Hand, PostView, list_candidates, say_title

NUMBERS = ("cases", "papers", "planned", "drafted", "households", "owed")


def see_village_posts(viewer: Actor, unit: str, *, now: datetime) -> dict[str, Any] | None:
    """Return the filled posts of a village with what each holds, in numbers; None for whoever
    may not hand them over, and for a unit that is no village."""
    directory = get_snapshot(Directory)
    if "POST_ADMIN" not in viewer.permissions or not directory.has(unit):
        return None
    if directory.unit(unit).kind not in VILLAGE_KINDS or not directory.reaches(viewer, unit):
        return None
    held = [directory.post(post) for post in directory.posts_at(unit)]
    rows = [_count(directory, post, now) for post in held if post.person]
    return {
        "unit": directory.unit(unit),
        "unit_name": directory.full_name(unit),
        "rows": rows,
        "vacant": [say_title(post) for post in held if not post.person],
        "sums": {name: sum(row[name] for row in rows) for name in NUMBERS},
    }


def _count(directory: Directory, post: PostView, now: datetime) -> dict[str, Any]:
    """Count what is the post's: it is so whoever is in it, and so it goes over with it."""
    holder = directory.actor(post.id, scope="hand-over")
    found = c.list_held(holder, (post.id,), now=now)
    return {
        "post": post,
        "title": say_title(post),
        "cases": len(found.cases),
        "papers": len(found.papers),
        "planned": len(found.planned),
        "drafted": len(found.drafted),
        "households": count_caseload(holder, post.id),
        "owed": see_rounds(holder, post=post.id, today=local_day(now)).owed,
    }


def list_village_options(viewer: Actor, unit: str) -> HouseOptions:
    """Return who may take posts of a village over."""
    directory = get_snapshot(Directory)
    people = list_candidates(viewer, unit)
    return HouseOptions(
        persons=tuple((one.id, name_person(directory, one)) for one in people),
        origins=list_origins(viewer),
    )


def make_hands(takers: Mapping[str, str], record: str, *, now: datetime) -> tuple[Hand, ...]:
    """Return the hands of a village's act with their sheets: the posts that one person gives to
    another are one. `takers`: post → who takes it over; `record`: what its sheets are kept as."""
    directory = get_snapshot(Directory)
    pairs: dict[tuple[str, str], list[str]] = {}
    for post, taker in takers.items():
        pairs.setdefault((directory.post(post).person or "", taker), []).append(post)
    return tuple(
        Hand(
            posts=tuple(posts),
            giver=giver,
            taker=taker,
            record=_number(record, number),
            sheet=list_sheet(tuple(posts), now=now),
        )
        for number, ((giver, taker), posts) in enumerate(pairs.items(), 1)
    )


def _number(record: str, number: int) -> str:
    return f"{record}-{number}"


def list_village_sheets(viewer: Actor, record: str, *, now: datetime) -> dict[str, Any] | None:
    """Return the sheets of a village's act, one for each two that sign; None when none is to be
    seen."""
    kept = _list_records(record)
    sheets = [find_hand_over(viewer, one, now=now) for one in kept]
    shown = [sheet for sheet in sheets if sheet is not None]
    if not shown:
        return None
    village = shown[0]["state"].village
    return {"village": get_snapshot(Directory).full_name(village), "unit": village, "sheets": shown}


def _list_records(record: str) -> Iterable[str]:
    numbered = (_number(record, number) for number in count(1))
    return takewhile(lambda one: get_state(f"handover:{one}") is not None, numbered)
