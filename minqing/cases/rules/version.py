"""Moving a living case to a newer version of its mechanism: what changes, and the event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from minqing.cases import commands_beside as b
from minqing.cases import events as e
from minqing.cases import events_beside as eb
from minqing.cases.clocks_of_case import Clock, due_moment
from minqing.cases.pack import CasesSection, LedgerRule, Rung
from minqing.cases.rules import refusals as r
from minqing.cases.rules.ground import Packs, WorkCalendar, get_section
from minqing.cases.state import CaseState
from minqing.cases.terms import ClockName
from minqing.kernel.clocks import ClockRule
from minqing.kernel.messages import Frame, Refusal
from minqing.mechanisms.public import Pack, PackUnknown

Events = Sequence[e.CaseEvent] | Refusal


class ClockMove(msgspec.Struct, frozen=True):
    """One clock before and after a move. `restarted`: it counts from the move on, because
    counted from its own beginning it would be over."""

    name: ClockName
    was: datetime
    becomes: datetime
    restarted: bool = False


class VersionMove(msgspec.Struct, frozen=True):
    """What a move would change, and the event that records it."""

    version: int
    title: str
    rung: str
    clocks: tuple[ClockMove, ...] = ()
    event: eb.MovedToVersion | None = None


def move_to_version(command: b.MoveToVersion, state: CaseState, frame: Frame) -> Events:
    """Move the case; refused unless the version is newer, in force and knows ledger and rung."""
    if not command.reason.strip():
        return r.MOVE_REASON(receipt=state.receipt)
    plan = plan_move(state, command.version, frame, command.reason.strip())
    if isinstance(plan, Refusal):
        return plan
    assert plan.event is not None, "a plan that is not refused has its event"
    return (plan.event,)


def list_newer(state: CaseState, frame: Frame) -> tuple[int, ...]:
    """Return the newer version in force of the case's mechanism: none or one."""
    current = frame.view(Packs).find_current(state.pack)
    newer = current is not None and current.version > state.pack_version
    return (current.version,) if newer and current is not None else ()


def plan_move(
    state: CaseState, version: int, frame: Frame, reason: str = ""
) -> VersionMove | Refusal:
    """Work out what a move changes, for the preview and for the event. Clocks go forward only:

    1. a clock that was missed stays as it is: nothing is taken back;
    2. a running clock takes the new rule from its own beginning, with its pauses and
       extensions; where that moment has passed, it begins anew at the move;
    3. the resident's own clock never becomes later than it was promised.
    """
    if version not in list_newer(state, frame):
        return r.VERSION_NOT_NEWER(receipt=state.receipt, version=version)
    pack: Pack = _get(state, version, frame)
    section = get_section(pack)
    rung = next((one for one in section.ladder if one.code == state.rung), None)
    ledger = state.ledger or section.default_ledger
    rule = next((one for one in section.ledgers if one.code == ledger), None)
    if rung is None or rule is None:
        return r.VERSION_LACKS(receipt=state.receipt, version=version, rung=state.rung)
    calendar = frame.view(WorkCalendar)
    moves, event = [], {}
    for field in ("clock", "held_clock", "promise"):
        old: Clock | None = getattr(state, field)
        moved = _move(field, old, state, section, rule, rung, frame, calendar)
        if moved is not None:
            moves.append(moved[0])
            event[field] = moved[1]
    noted = eb.MovedToVersion(
        at=frame.now, pack_version=version, reason=reason, rung=rung.code, **event
    )
    return VersionMove(version, pack.title, rung.zh, tuple(moves), noted)


def _get(state: CaseState, version: int, frame: Frame) -> Pack:
    try:
        return frame.view(Packs).get(state.pack, version)
    except PackUnknown as error:  # pragma: no cover - it was found as the current one
        raise AssertionError("the newer version was just found") from error


def _move(
    field: str,
    old: Clock | None,
    state: CaseState,
    section: CasesSection,
    rule: LedgerRule,
    rung: Rung,
    frame: Frame,
    calendar: WorkCalendar,
) -> tuple[ClockMove, Clock] | None:
    missed = state.promise_missed if field == "promise" else state.breach is not None
    if old is None or missed:
        return None
    fresh = find_rule(old.name, section, rule, rung, emergency=state.emergency)
    if fresh is None or fresh == old.rule:
        return None
    new, was = msgspec.structs.replace(old, rule=fresh), due_moment(old, calendar)
    due = due_moment(new, calendar)
    if field == "promise":
        return (ClockMove(old.name, was, due), new) if frame.now < due < was else None
    if due > frame.now:
        return ClockMove(old.name, was, due), new
    new = msgspec.structs.replace(new, started_at=frame.now, pauses=(), extensions=())
    return ClockMove(old.name, was, due_moment(new, calendar), restarted=True), new


def find_rule(
    name: ClockName,
    section: CasesSection,
    ledger: LedgerRule,
    rung: Rung,
    *,
    emergency: bool = False,
) -> ClockRule | None:
    """Return the rule that a version has for a named clock; None where it has none of its own
    (a pause runs to the moment it was given)."""
    of_ledger, clocks = ledger.clocks, section.clocks
    return {
        ClockName.TRIAGE: clocks.emergency_triage if emergency else clocks.triage,
        ClockName.ACKNOWLEDGE: of_ledger.acknowledge,
        ClockName.HANDLE: rung.handle or of_ledger.handle,
        ClockName.TELL: of_ledger.tell,
        ClockName.CONFIRM: of_ledger.confirm,
        ClockName.PROMISE: of_ledger.promise,
        ClockName.REVIEW: clocks.review,
        ClockName.PLANNED_LOOK: clocks.planned_look,
        ClockName.REOPENED: clocks.reopened,
    }.get(name)
