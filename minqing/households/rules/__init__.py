"""Rules of `household:<id>`: what a command needs, decides and folds to. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from minqing.households.commands import (
    AssignCaseload,
    ChangePresence,
    CloseHousehold,
    CorrectHousehold,
    DivideVillage,
    RegisterHousehold,
)
from minqing.households.events import (
    CaseloadAssigned,
    HouseholdClassified,
    HouseholdClosed,
    HouseholdCorrected,
    HouseholdRegistered,
    PresenceChanged,
)
from minqing.households.rules import caseloads, register
from minqing.households.rules.checks import MOST_MEMBERS
from minqing.households.state import HouseholdState
from minqing.kernel.messages import Decision, Event, Frame, States

__all__ = ["MOST_MEMBERS", "decide", "evolve", "needs"]


def needs(command: Any) -> tuple[str, ...]:
    """Return the streams of the households that a command touches."""
    if isinstance(command, AssignCaseload | DivideVillage):
        return tuple(f"household:{household}" for household in caseloads.list_named(command))
    return (f"household:{command.household}",)


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    RegisterHousehold: register.register,
    CorrectHousehold: register.correct,
    ChangePresence: register.change_presence,
    AssignCaseload: caseloads.assign,
    DivideVillage: caseloads.divide,
    CloseHousehold: register.close,
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a household command, or its refusal."""
    return _DECIDE[type(command)](command, states, frame)


def evolve(state: HouseholdState | None, event: Event) -> HouseholdState:
    """Fold one event of a household."""
    if isinstance(event, HouseholdRegistered):
        return HouseholdState(
            unit=event.unit,
            home=event.home,
            presence=event.presence,
            head=event.head,
            address=event.address,
            members=event.members,
            support=event.support,
            group=event.group,
        )
    assert state is not None, "a household begins with registration"
    match event:
        case HouseholdCorrected():
            return replace(
                state,
                head=state.head if event.head is None else event.head,
                address=state.address if event.address is None else event.address,
                members=state.members if event.members is None else event.members,
            )
        case HouseholdClassified():
            return replace(
                state,
                support=state.support if event.support is None else event.support,
                group=state.group if event.group is None else event.group,
            )
        case PresenceChanged():
            return replace(state, presence=event.presence)
        case CaseloadAssigned():
            return replace(state, post=event.post)
        case HouseholdClosed():
            return replace(state, closed=event.reason)
    raise TypeError(type(event).TYPE)
