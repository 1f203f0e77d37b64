"""Objections to a dispatch that wait for their ruling, for everybody who may see the case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from minqing.cases.dispatch import ObjectionShown, show_objection
from minqing.cases.dispatch_followers import RULING
from minqing.cases.models import OwedPart
from minqing.cases.rules.parties import rules_here
from minqing.cases.state import CaseState
from minqing.kernel.messages import Actor, Frame
from minqing.log.public import get_states, make_frame
from minqing.org.public import Directory

SHOWN, LOOKED_THROUGH = 100, 1000
"""Objections of one page, and how many of all places are looked through for them: each waits
one working day."""


class WaitingObjection(msgspec.Struct, frozen=True, kw_only=True):
    """An objection that waits for its ruling. `mine`: the viewer rules; `own`: his unit objected."""

    case: str
    shown: ObjectionShown
    mine: bool
    own: bool


def list_waiting_objections(viewer: Actor, *, now: datetime) -> tuple[WaitingObjection, ...]:
    """Return the objections whose case the viewer reaches, or which are his to rule on; what is
    due first stands first."""
    if "CASE_VIEW" not in viewer.permissions:
        return ()
    states, frame = _read_open(), make_frame(viewer, now)
    found = (_show(state, frame) for state in states)
    return tuple(one for one in found if one is not None)[:SHOWN]


def _read_open() -> Sequence[CaseState]:
    rows = OwedPart.objects.filter(what=RULING).order_by("due_at", "id")
    cases = rows.values_list("case", flat=True)[:LOOKED_THROUGH]
    states = get_states(f"case:{case}" for case in cases).values()
    return [state for state in states if state is not None and not state.sealed]


def _show(state: CaseState, frame: Frame) -> WaitingObjection | None:
    open_one, viewer = state.objection, frame.by
    if open_one is None:  # ruled on a moment ago: the table follows
        return None
    mine = rules_here(state, frame)
    if not mine and not frame.view(Directory).reaches_any(viewer, (state.place, state.holder_unit)):
        return None
    shown = show_objection(state, frame)
    assert shown is not None, "it is open"
    own = bool(viewer.unit) and viewer.unit == open_one.unit
    return WaitingObjection(case=state.id, shown=shown, mine=mine, own=own)
