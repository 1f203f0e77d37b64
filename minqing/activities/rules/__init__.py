"""Rules of `activity:<id>`: what a command needs, decides and folds to. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from minqing.activities.commands import CorrectActivity, RecordActivity, WithdrawActivity
from minqing.activities.events import ActivityCorrected, ActivityRecorded, ActivityWithdrawn
from minqing.activities.pack import ActivitiesSection, ResultWord
from minqing.activities.rules import refusals as no
from minqing.activities.state import ActivityState
from minqing.kernel.messages import Decided, Decision, Event, Frame, Refusal, States
from minqing.kernel.periods import local_day
from minqing.mechanisms.public import Packs
from minqing.org.public import Directory

_ID = re.compile(r"[0-9A-Za-z-]{1,40}")
RECORD, CORRECT, WITHDRAW = "记录", "更正", "撤销"


def needs(command: Any) -> tuple[str, ...]:
    """Return the record, and for a new one the household it is about."""
    if isinstance(command, RecordActivity):
        return (f"activity:{command.activity}", f"household:{command.household}")
    return (f"activity:{command.activity}",)


def find_section(directory: Directory, packs: Packs, unit: str) -> ActivitiesSection | None:
    """Return the section of the mechanism in force at a unit, None when there is none."""
    if not directory.has(unit):
        return None
    path, banner = directory.path(unit), directory.banner_of(unit)
    pack = packs.for_unit(path, banner, section="activities")
    section = pack.section("activities") if pack is not None else None
    return section if isinstance(section, ActivitiesSection) else None


def _check_place(act: str, unit: str, frame: Frame) -> ActivitiesSection | Refusal:
    directory = frame.view(Directory)
    if not directory.reaches(frame.by, unit):
        return no.OUT_OF_REACH(act=act)
    return find_section(directory, frame.view(Packs), unit) or no.PACK_MISSING(act=act)


def _find_result(
    act: str, section: ActivitiesSection, kind: str, result: str
) -> ResultWord | Refusal:
    word = section.find_kind(kind)
    found = word.find_result(result) if word is not None else None
    return found or no.KIND_UNKNOWN(act=act, kind=kind, result=result)


def _check_day(act: str, on: date, today: date, section: ActivitiesSection) -> Refusal | None:
    if today - timedelta(days=section.back_days) <= on <= today:
        return None
    return no.DAY_WRONG(act=act, days=section.back_days)


def record(command: RecordActivity, states: States, frame: Frame) -> Decision:
    """Record what was done at a household in reach."""
    stream = f"activity:{command.activity}"
    if not _ID.fullmatch(command.activity):
        return no.ID_WRONG()
    if states.get(stream) is not None:
        return no.EXISTS()
    household = states.get(f"household:{command.household}")
    if household is None or household.closed is not None:
        return no.HOUSEHOLD_UNKNOWN(household=command.household)
    section = _check_place(RECORD, household.unit, frame)
    if isinstance(section, Refusal):
        return section
    result = _find_result(RECORD, section, command.kind, command.result)
    if isinstance(result, Refusal):
        return result
    today = local_day(frame.now)
    on = command.on or (local_day(command.happened_at) if command.happened_at else today)
    wrong = _check_day(RECORD, on, today, section) or _check_again(command, today, section)
    if wrong is not None:
        return wrong
    event = ActivityRecorded(
        household=command.household,
        unit=household.unit,
        home=household.home,
        post=frame.by.post,
        kind=command.kind,
        result=command.result,
        contact=result.contact,
        on=on,
        again_on=command.again_on,
        post_unit=_unit_of(frame),
    )
    return [Decided(stream, event)]


def _unit_of(frame: Frame) -> str:
    directory = frame.view(Directory)
    return directory.post(frame.by.post).unit if directory.has_post(frame.by.post) else ""


def _check_again(
    command: RecordActivity, today: date, section: ActivitiesSection
) -> Refusal | None:
    latest = today + timedelta(days=section.again_days)
    if command.again_on is None or today < command.again_on <= latest:
        return None
    return no.AGAIN_WRONG(days=section.again_days)


def _find_own(act: str, activity: str, states: States, frame: Frame) -> ActivityState | Refusal:
    state: ActivityState | None = states.get(f"activity:{activity}")
    if state is None:
        return no.UNKNOWN(act=act)
    if state.withdrawn:
        return no.WITHDRAWN(act=act)
    if state.post != frame.by.post and frame.by.kind != "system":
        return no.NOT_YOURS(act=act)
    return state


def correct(command: CorrectActivity, states: States, frame: Frame) -> Decision:
    """Put one's own record right."""
    state = _find_own(CORRECT, command.activity, states, frame)
    if isinstance(state, Refusal):
        return state
    section = _check_place(CORRECT, state.unit, frame)
    if isinstance(section, Refusal):
        return section
    kind, result = command.kind or state.kind, command.result or state.result
    on = command.on or state.on
    if (kind, result, on) == (state.kind, state.result, state.on):
        return no.NOTHING_CHANGED()
    found = _find_result(CORRECT, section, kind, result)
    if isinstance(found, Refusal):
        return found
    wrong = _check_day(CORRECT, on, local_day(frame.now), section) if command.on else None
    if wrong is not None:
        return wrong
    event = ActivityCorrected(
        kind=kind, result=result, contact=found.contact, on=on, reason=command.reason
    )
    return [Decided(f"activity:{command.activity}", event)]


def withdraw(command: WithdrawActivity, states: States, frame: Frame) -> Decision:
    """Take one's own record back."""
    state = _find_own(WITHDRAW, command.activity, states, frame)
    if isinstance(state, Refusal):
        return state
    event = ActivityWithdrawn(reason=command.reason)
    return [Decided(f"activity:{command.activity}", event)]


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    RecordActivity: record,
    CorrectActivity: correct,
    WithdrawActivity: withdraw,
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a command about a record, or its refusal."""
    return _DECIDE[type(command)](command, states, frame)


def evolve(state: ActivityState | None, event: Event) -> ActivityState:
    """Fold one event of a record."""
    if isinstance(event, ActivityRecorded):
        return ActivityState(
            household=event.household,
            unit=event.unit,
            home=event.home,
            post=event.post,
            kind=event.kind,
            result=event.result,
            contact=event.contact,
            on=event.on,
            again_on=event.again_on,
        )
    assert state is not None, "a record begins with being recorded"
    match event:
        case ActivityCorrected():
            return replace(
                state,
                kind=event.kind,
                result=event.result,
                contact=event.contact,
                on=event.on,
                corrected=True,
            )
        case ActivityWithdrawn():
            return replace(state, withdrawn=True)
    raise TypeError(type(event).TYPE)
