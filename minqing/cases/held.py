"""What posts hold open, for a hand-over (交接): nothing of it moves, all of it is looked through.

A case belongs to a post and not to a person, so a hand-over changes no case and stops no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from minqing.cases.drawing import Drawing
from minqing.cases.models import Case
from minqing.cases.papers import list_out
from minqing.cases.reach import visible
from minqing.cases.shown import CaseLine
from minqing.cases.state import CaseState
from minqing.cases.terms import Channel, Means, Status
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot, get_states
from minqing.org.public import Directory

SPOKEN_CHANNELS = frozenset({Channel.VISIT, Channel.PHONE, Channel.VISITOR})
SPOKEN_MEANS = frozenset({Means.FACE_TO_FACE, Means.PHONE})
"""Ways in which somebody of the household was spoken with."""

MOST = 1000
"""Lines that a sheet has at most; a caseload has a tenth of it."""


class HeldCase(msgspec.Struct, frozen=True, kw_only=True):
    """One open case on a sheet.

    `handled`: another post holds it, the work is here. `papers`: names of the papers that were
    taken and not handed back yet. `drafted`: its answer is written and not sent.
    """

    line: CaseLine
    handled: bool = False
    papers: tuple[str, ...] = ()
    drafted: bool = False
    planned: bool = False


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that posts hold open. `words`: whether the viewer may read the matters."""

    cases: tuple[HeldCase, ...] = ()
    words: bool = True

    @property
    def papers(self) -> tuple[HeldCase, ...]:
        """Cases of which papers lie with the post."""
        return tuple(one for one in self.cases if one.papers)

    @property
    def planned(self) -> tuple[HeldCase, ...]:
        return tuple(one for one in self.cases if one.planned)

    @property
    def drafted(self) -> tuple[HeldCase, ...]:
        return tuple(one for one in self.cases if one.drafted)


def list_held(viewer: Actor, posts: Iterable[str], *, now: datetime) -> Held:
    """Return the open cases that these posts hold or handle, soonest first.

    For whoever is in one of the posts, for those in whose reach they are, and for those who
    appoint: these see numbers and receipts, and no word of a matter. Sealed complaints are on
    their recipient's sheet alone.
    """
    directory = get_snapshot(Directory)
    allowed = [post for post in posts if _may_see(viewer, post, directory)]
    words = all(_may_read(viewer, post, directory) for post in allowed)
    rows = visible(viewer) if words else Case.objects.filter(sealed=False)
    ids: dict[str, None] = {}
    for column in ("holder_post", "handler_post"):
        wanted = rows.filter(living=True, **{f"{column}__in": allowed})
        ids.update(dict.fromkeys(wanted.order_by("sort_at", "id").values_list("id", flat=True)))
    drawing = Drawing(viewer, now)
    listed = list(ids)[:MOST]
    states = get_states(f"case:{case}" for case in listed)
    lines = drawing.lines(listed, words=words)
    return Held(
        cases=tuple(_draw(line, states[f"case:{line.id}"], allowed) for line in lines),
        words=words,
    )


def _may_see(viewer: Actor, post: str, directory: Directory) -> bool:
    if not directory.has_post(post):
        return False
    if _may_read(viewer, post, directory):
        return True
    return "POST_ADMIN" in viewer.permissions and directory.reaches(
        viewer, directory.post(post).unit
    )


def _may_read(viewer: Actor, post: str, directory: Directory) -> bool:
    if "CASE_VIEW" not in viewer.permissions:
        return False
    own = post == viewer.post or post in directory.posts_of(viewer.person)
    return own or directory.reaches(viewer, directory.post(post).unit)


def _draw(line: CaseLine, state: CaseState, posts: list[str]) -> HeldCase:
    return HeldCase(
        line=line,
        handled=state.holder_post not in posts,
        papers=tuple(paper.name for paper in list_out(state.errand)),
        drafted=state.status is Status.AWAITING_REVIEW and state.author_post in posts,
        planned=state.status is Status.PLANNED,
    )


def count_open_of(households: Iterable[str]) -> int:
    """Return how many open matters these households have raised, for a preview."""
    wanted = list(households)
    parts = (wanted[at : at + 500] for at in range(0, len(wanted), 500))
    open_ones = Case.objects.filter(living=True, sealed=False)
    return sum(open_ones.filter(household__in=part).count() for part in parts)


def count_open(units: Iterable[str]) -> dict[str, int]:
    """Return how many open and ended cases a change of these units touches, by what they are.

    Numbers for a preview: `placed` and `held` are open, `ended` is history that stays.
    """
    listed = list(units)
    living = Case.objects.filter(living=True)
    return {
        "placed": living.filter(place__in=listed).count(),
        "held": living.filter(holder_unit__in=listed).count(),
        "ended": Case.objects.filter(living=False, place__in=listed).count(),
    }


def find_lines(viewer: Actor, cases: Iterable[str], *, now: datetime) -> tuple[CaseLine, ...]:
    """Return the lines of those of these cases that the viewer may see, in this order."""
    directory, wanted = get_snapshot(Directory), list(cases)
    rows = visible(viewer).filter(id__in=wanted).values_list("id", "place", "holder_unit")
    seen = {case for case, *units in rows if directory.reaches_any(viewer, units)}
    return Drawing(viewer, now).lines(case for case in wanted if case in seen)


def _list_reached(viewer: Actor, household: str) -> list[str]:
    """Return the cases of a household that the viewer may see, newest first."""
    directory = get_snapshot(Directory)
    rows = visible(viewer).filter(household=household).order_by("-recorded_at")
    near = rows.values_list("id", "place", "holder_unit")[:MOST]
    return [case for case, *units in near if directory.reaches_any(viewer, units)]


def list_of_household(viewer: Actor, household: str, *, now: datetime) -> tuple[CaseLine, ...]:
    """Return every case of a household in reach, open and ended, newest first."""
    return Drawing(viewer, now).lines(_list_reached(viewer, household))


def find_last_contact(viewer: Actor, household: str) -> datetime | None:
    """Return when a household was last spoken with in a matter of its own, None: not yet.

    Told face to face or by phone, raised on a visit or a call: what cases know, no visit book.
    """
    states = get_states(f"case:{case}" for case in _list_reached(viewer, household))
    moments = [moment for state in states.values() for moment in _contacts(state)]
    return max(moments, default=None)


def _contacts(state: CaseState) -> Iterable[datetime]:
    if state.channel in SPOKEN_CHANNELS:
        yield state.raised_at
    if state.told_at is not None and state.told_by in SPOKEN_MEANS:
        yield state.told_at
