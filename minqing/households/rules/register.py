"""The record of one household: register, correct, presence, close. Pure."""

from __future__ import annotations

import re

from minqing.households.commands import (
    ChangePresence,
    CloseHousehold,
    CorrectHousehold,
    RegisterHousehold,
)
from minqing.households.events import (
    HouseholdClassified,
    HouseholdClosed,
    HouseholdCorrected,
    HouseholdRegistered,
    PresenceChanged,
)
from minqing.households.rules import refusals as no
from minqing.households.rules.checks import (
    check_address,
    check_group,
    check_head,
    check_members,
    check_open,
    check_reach,
    is_village,
)
from minqing.households.terms import PRESENCE_ZH, Ending
from minqing.kernel.messages import Decided, Decision, Event, Frame, Refusal, States, VaultRef
from minqing.org.public import Directory

_ID = re.compile(r"[0-9A-Za-z-]{1,40}")


def _check_given(act: str, command: RegisterHousehold | CorrectHousehold) -> Refusal | None:
    """Refuse the first of the given values that cannot be."""
    household = command.household
    wrong: Refusal | None = None
    if command.head is not None:
        wrong = check_head(act, household, command.head)
    if wrong is None and command.address is not None:
        wrong = check_address(act, household, command.address)
    if wrong is None and command.members is not None:
        wrong = check_members(act, household, command.members)
    if wrong is None and command.group is not None:
        wrong = check_group(act, household, command.group)
    return wrong


def register(command: RegisterHousehold, states: States, frame: Frame) -> Decision:
    """Open the record of a household in a village."""
    household, stream = command.household, f"household:{command.household}"
    if not _ID.fullmatch(household):
        return no.ID_WRONG()
    if states.get(stream) is not None:
        return no.EXISTS(household=household)
    directory = frame.view(Directory)
    if not is_village(directory, command.unit):
        return no.UNIT_WRONG(household=household, unit=command.unit)
    wrong = check_reach("登记", household, command.unit, frame) or _check_given("登记", command)
    if wrong is not None:
        return wrong
    address = command.address.ref if command.address is not None else VaultRef("")
    event = HouseholdRegistered(
        unit=command.unit,
        home=directory.banner_of(command.unit),
        presence=command.presence,
        head=command.head.ref,
        address=address,
        members=command.members,
        support=command.support,
        group=command.group.strip(),
    )
    return [Decided(stream, event)]


def correct(command: CorrectHousehold, states: States, frame: Frame) -> Decision:
    """Correct what is given; what is recorded so already is no correction."""
    household, stream = command.household, f"household:{command.household}"
    state = check_open("更正", household, states, frame)
    if isinstance(state, Refusal):
        return state
    wrong = _check_given("更正", command)
    if wrong is not None:
        return wrong
    events: list[Event] = []
    if (command.head, command.address, command.members) != (None, None, None):
        events.append(
            HouseholdCorrected(
                head=command.head.ref if command.head is not None else None,
                address=command.address.ref if command.address is not None else None,
                members=command.members,
            )
        )
    support = command.support if command.support is not state.support else None
    group = command.group.strip() if command.group is not None else None
    if support is not None or group not in (None, state.group):
        events.append(HouseholdClassified(support=support, group=group))
    if not events:
        return no.NOTHING_CHANGED(household=household)
    return [Decided(stream, event) for event in events]


def change_presence(command: ChangePresence, states: States, frame: Frame) -> Decision:
    """Note that the household came home or went away."""
    household = command.household
    state = check_open("更改", household, states, frame)
    if isinstance(state, Refusal):
        return state
    if state.presence is command.presence:
        return no.PRESENCE_SAME(household=household, presence=PRESENCE_ZH[command.presence])
    return [Decided(f"household:{household}", PresenceChanged(presence=command.presence))]


def close(command: CloseHousehold, states: States, frame: Frame) -> Decision:
    """End the record; the cases of the household stay."""
    state = check_open("注销", command.household, states, frame)
    if isinstance(state, Refusal):
        return state
    if command.reason is Ending.IMPORT_UNDONE and frame.by.kind != "system":
        return no.IMPORT_ONLY(household=command.household)
    return [Decided(f"household:{command.household}", HouseholdClosed(reason=command.reason))]
