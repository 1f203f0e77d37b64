"""Rules of `project:<id>`: what a command needs, decides and folds to. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec.structs import replace

from minqing.kernel.messages import Decided, Decision, Event, Frame, Refusal, States
from minqing.kernel.money import Money
from minqing.kernel.periods import local_day
from minqing.org.public import Directory
from minqing.partnerships.commands import (
    BeginProject,
    CancelProject,
    FinishProject,
    FoundProject,
    RegisterProject,
)
from minqing.partnerships.events import (
    ProjectBegun,
    ProjectCancelled,
    ProjectFinished,
    ProjectFounded,
    ProjectRegistered,
)
from minqing.partnerships.rules import refusals as no
from minqing.partnerships.state import ProjectState
from minqing.partnerships.terms import STAGE_ZH, Stage

_ID = re.compile(r"[0-9A-Za-z-]{1,40}")
MOST_CASES, LONGEST_REASON = 200, 200
OPEN = (Stage.DECIDED, Stage.BEGUN)


def needs(command: Any) -> tuple[str, ...]:
    """Return the project and the matters that a command names."""
    cases = tuple(dict.fromkeys(getattr(command, "cases", ())))[: MOST_CASES + 1]
    return (f"project:{command.project}", *(f"case:{case}" for case in cases))


def _check_cases(act: str, cases: tuple[str, ...], states: States, frame: Frame) -> Refusal | None:
    directory = frame.view(Directory)
    if len(cases) > MOST_CASES:
        return no.CASES_WRONG(act=act)
    for case in cases:
        state = states.get(f"case:{case}")
        units = (state.place, state.holder_unit) if state is not None else ()
        if state is None or state.sealed or not directory.reaches_any(frame.by, units):
            return no.CASES_WRONG(act=act)
    return None


def _check_money(act: str, money: Money | None) -> Refusal | None:
    return no.MONEY_WRONG(act=act) if money is not None and money.fen < 0 else None


def register(command: RegisterProject, states: States, frame: Frame) -> Decision:
    """Register a project in a place in reach."""
    stream, directory = f"project:{command.project}", frame.view(Directory)
    if not _ID.fullmatch(command.project):
        return no.ID_WRONG()
    if states.get(stream) is not None:
        return no.EXISTS()
    if not 2 <= len(command.name.strip()) <= 60:
        return no.NAME_WRONG()
    for unit in (command.place, command.unit):
        if not directory.has(unit):
            return no.UNIT_UNKNOWN(unit=unit)
    if not directory.reaches(frame.by, command.place):
        return no.OUT_OF_REACH(act="登记")
    if not 1990 <= command.year <= local_day(frame.now).year + 10:
        return no.YEAR_WRONG(year=command.year)
    cases = tuple(dict.fromkeys(command.cases))
    wrong = _check_money("登记", command.money) or _check_cases("登记", cases, states, frame)
    if wrong is not None:
        return wrong
    event = ProjectRegistered(
        name=command.name.strip(),
        place=command.place,
        unit=command.unit,
        home=directory.banner_of(command.place),
        year=command.year,
        on=local_day(command.happened_at or frame.now),
        money=command.money,
    )
    founded = [Decided(stream, ProjectFounded(cases=cases))] if cases else []
    return [Decided(stream, event), *founded]


def _find_open(
    act: str, project: str, states: States, frame: Frame, *stages: Stage
) -> ProjectState | Refusal:
    state: ProjectState | None = states.get(f"project:{project}")
    if state is None:
        return no.UNKNOWN(act=act)
    if not frame.view(Directory).reaches(frame.by, state.place):
        return no.OUT_OF_REACH(act=act)
    if state.stage not in stages:
        return no.STAGE_WRONG(act=act, stage=STAGE_ZH[state.stage])
    return state


def found(command: FoundProject, states: States, frame: Frame) -> Decision:
    """Add matters that a project in reach is to solve."""
    state = _find_open("关联", command.project, states, frame, *OPEN)
    if isinstance(state, Refusal):
        return state
    cases = tuple(dict.fromkeys(command.cases))
    wrong = _check_cases("关联", cases, states, frame)
    if wrong is not None:
        return wrong
    new = tuple(case for case in cases if case not in state.cases)
    if not new:
        return no.NOTHING_NEW()
    return [Decided(f"project:{command.project}", ProjectFounded(cases=new))]


def _check_day(act: str, on: date, since: date, frame: Frame) -> Refusal | None:
    return None if since <= on <= local_day(frame.now) else no.DAY_WRONG(act=act)


def begin(command: BeginProject, states: States, frame: Frame) -> Decision:
    """Note that work began."""
    state = _find_open("开工", command.project, states, frame, Stage.DECIDED)
    if isinstance(state, Refusal):
        return state
    wrong = _check_day("开工", command.on, state.decided_on, frame)
    return wrong or [Decided(f"project:{command.project}", ProjectBegun(on=command.on))]


def finish(command: FinishProject, states: States, frame: Frame) -> Decision:
    """Note that it is finished."""
    state = _find_open("完成", command.project, states, frame, Stage.BEGUN)
    if isinstance(state, Refusal):
        return state
    since = state.begun_on or state.decided_on
    wrong = _check_day("完成", command.on, since, frame) or _check_money("完成", command.money)
    event = ProjectFinished(on=command.on, money=command.money)
    return wrong or [Decided(f"project:{command.project}", event)]


def cancel(command: CancelProject, states: States, frame: Frame) -> Decision:
    """Give it up, with a reason."""
    state = _find_open("取消", command.project, states, frame, *OPEN)
    if isinstance(state, Refusal):
        return state
    reason = command.reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        return no.REASON_MISSING()
    event = ProjectCancelled(on=local_day(frame.now), reason=reason)
    return [Decided(f"project:{command.project}", event)]


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    RegisterProject: register,
    FoundProject: found,
    BeginProject: begin,
    FinishProject: finish,
    CancelProject: cancel,
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a command about a project, or its refusal."""
    return _DECIDE[type(command)](command, states, frame)


def evolve(state: ProjectState | None, event: Event) -> ProjectState:
    """Fold one event of a project."""
    if isinstance(event, ProjectRegistered):
        return ProjectState(
            name=event.name,
            place=event.place,
            unit=event.unit,
            home=event.home,
            year=event.year,
            decided_on=event.on,
            money=event.money,
        )
    assert state is not None, "a project begins with registration"
    match event:
        case ProjectFounded():
            return replace(state, cases=(*state.cases, *event.cases))
        case ProjectBegun():
            return replace(state, stage=Stage.BEGUN, begun_on=event.on)
        case ProjectFinished():
            return replace(
                state, stage=Stage.FINISHED, ended_on=event.on, spent=event.money or state.money
            )
        case ProjectCancelled():
            return replace(state, stage=Stage.CANCELLED, ended_on=event.on, reason=event.reason)
    raise TypeError(type(event).TYPE)
