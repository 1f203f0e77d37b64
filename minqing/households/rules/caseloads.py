"""Who answers for which household: assign some, divide a whole village. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from minqing.households.commands import AssignCaseload, DivideVillage
from minqing.households.events import CaseloadAssigned
from minqing.households.rules import refusals as no
from minqing.households.rules.checks import check_open, covers, is_caseload_post, is_village
from minqing.kernel.messages import Decided, Decision, Frame, Refusal, States
from minqing.org.public import Directory

MOST_AT_ONCE, MOST_IN_VILLAGE = 500, 1000


def list_named(command: AssignCaseload | DivideVillage) -> Iterable[str]:
    """Return the households that a command names, once each, in order."""
    if isinstance(command, AssignCaseload):
        return dict.fromkeys(command.households)
    return dict.fromkeys(chain.from_iterable(share.households for share in command.shares))


def assign(command: AssignCaseload, states: States, frame: Frame) -> Decision:
    """Give households to one post, or release them."""
    chosen = tuple(list_named(command))
    if not 1 <= len(chosen) <= MOST_AT_ONCE or len(chosen) != len(command.households):
        return no.CASELOAD_WRONG(most=MOST_AT_ONCE)
    return _give(((command.post, chosen),), "", states, frame)


def divide(command: DivideVillage, states: States, frame: Frame) -> Decision:
    """Give the households of one village to several posts."""
    directory = frame.view(Directory)
    if not is_village(directory, command.unit):
        return no.VILLAGE_WRONG(unit=command.unit)
    name = directory.unit(command.unit).short_name
    chosen = tuple(list_named(command))
    named = sum(len(share.households) for share in command.shares)
    posts = [share.post for share in command.shares]
    if not 1 <= len(chosen) <= MOST_IN_VILLAGE or len(chosen) != named:
        return no.SHARES_WRONG(unit=name, most=MOST_IN_VILLAGE)
    if len(set(posts)) != len(posts):
        return no.SHARES_WRONG(unit=name, most=MOST_IN_VILLAGE)
    shares = [(share.post, share.households) for share in command.shares]
    return _give(shares, command.unit, states, frame)


def _give(
    shares: Iterable[tuple[str, tuple[str, ...]]], village: str, states: States, frame: Frame
) -> Decision:
    """Check every household before anything is decided: all are given, or none."""
    directory = frame.view(Directory)
    decided: list[Decided] = []
    for post, households in shares:
        if post and not is_caseload_post(directory, post):
            return no.POST_WRONG(post=post)
        for household in households:
            event = _give_one(household, post, village, states, frame)
            if isinstance(event, Refusal):
                return event
            if event is not None:
                decided.append(Decided(f"household:{household}", event))
    return decided or no.CASELOAD_SAME()


def _give_one(
    household: str, post: str, village: str, states: States, frame: Frame
) -> CaseloadAssigned | Refusal | None:
    state = check_open("交接", household, states, frame)
    if isinstance(state, Refusal):
        return state
    directory = frame.view(Directory)
    if village and not directory.within(state.unit, village):
        name = directory.unit(village).short_name
        return no.NOT_IN_VILLAGE(unit=name, household=household)
    if post and not covers(directory, post, state.unit):
        unit = directory.unit(state.unit).short_name
        return no.POST_ELSEWHERE(household=household, unit=unit)
    if state.post == post:
        return None
    return CaseloadAssigned(post=post, before=state.post)
