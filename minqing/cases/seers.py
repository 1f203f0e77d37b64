"""Who may see a case, and why (谁能看到这件事项): asked of the same rules that decide it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.cases.queries import find_case, may_view
from minqing.cases.rules import holds, is_hidden
from minqing.cases.state import CaseState
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot, make_frame
from minqing.org.public import Directory


class Reason(StrEnum):
    """Why somebody sees a case; the first that holds is named."""

    HOLDS = "holds"
    HANDLES = "handles"
    ANSWERS = "answers"
    SAME_UNIT = "same_unit"
    PLACE = "place"
    HOLDER_UNIT = "holder_unit"
    SEALED = "sealed"


class Seer(msgspec.Struct, frozen=True, kw_only=True):
    """One filled post that may see the case. `may_unmask`: after writing a reason."""

    post: str
    reason: Reason
    may_unmask: bool


def list_seers(viewer: Actor, case: str, *, now: datetime) -> tuple[Seer, ...]:
    """Return every filled post that may see a case which this viewer sees, by unit and title.

    Nothing for a viewer who may not see the case himself.
    """
    page = find_case(viewer, case, now=now)
    if page is None:
        return ()
    directory = get_snapshot(Directory)
    found = []
    for post in directory.posts():
        if not post.person:
            continue
        actor = directory.actor(post.id, scope="look", on=local_day(now))
        frame = make_frame(actor, now)
        if is_hidden(page.state, actor) or not may_view(page.state, frame):
            continue
        found.append(
            Seer(
                post=post.id,
                reason=_explain(page.state, actor, holds(page.state, frame), directory),
                may_unmask="CASE_UNMASK" in actor.permissions and not page.state.sealed,
            )
        )
    return tuple(sorted(found, key=lambda one: _rank(one, directory)))


def _rank(one: Seer, directory: Directory) -> tuple[int, int, str, str]:
    unit = directory.unit(directory.post(one.post).unit)
    return list(Reason).index(one.reason), -unit.level, unit.code, one.post


def _explain(state: CaseState, actor: Actor, has: bool, directory: Directory) -> Reason:
    if state.sealed:
        return Reason.SEALED
    if actor.post == state.holder_post:
        return Reason.HOLDS
    if actor.post == state.handler_post:
        return Reason.HANDLES
    if has and actor.unit == directory.current(state.holder_unit):
        return Reason.SAME_UNIT
    if has:
        return Reason.ANSWERS
    return Reason.PLACE if directory.reaches(actor, state.place) else Reason.HOLDER_UNIT
