"""Checks that several rules of households share. Pure."""

from __future__ import annotations

import re

from minqing.households.rules import refusals as no
from minqing.households.state import HouseholdState
from minqing.households.terms import HouseholdHead
from minqing.kernel.messages import Frame, Personal, Refusal, States
from minqing.org.public import VILLAGE_KINDS, Directory, get_role

MOST_MEMBERS, LONGEST_NAME, LONGEST_ADDRESS, LONGEST_GROUP = 30, 50, 200, 20
_PHONE = re.compile(r"[0-9+ -]{0,20}")


def check_head(act: str, household: str, head: Personal[HouseholdHead]) -> Refusal | None:
    """Refuse a head without name, with an odd phone, or kept under another subject."""
    if head.subject != f"household:{household}":
        return no.SUBJECT_WRONG(act=act, household=household)
    name = head.value.name.strip()
    if not name or len(name) > LONGEST_NAME or not _PHONE.fullmatch(head.value.phone):
        return no.HEAD_WRONG(act=act, household=household)
    return None


def check_address(act: str, household: str, address: Personal[str]) -> Refusal | None:
    """Refuse an address that is no address, or kept under another subject."""
    if address.subject != f"household:{household}":
        return no.SUBJECT_WRONG(act=act, household=household)
    if len(address.value) > LONGEST_ADDRESS:
        return no.ADDRESS_LONG(act=act, household=household, most=LONGEST_ADDRESS)
    return None


def check_members(act: str, household: str, members: int) -> Refusal | None:
    """Refuse a number of persons that no household has."""
    if not 1 <= members <= MOST_MEMBERS:
        return no.MEMBERS_WRONG(act=act, household=household, most=MOST_MEMBERS)
    return None


def check_group(act: str, household: str, group: str) -> Refusal | None:
    """Refuse a name of a villagers' group that is too long to be one."""
    if len(group) > LONGEST_GROUP:
        return no.GROUP_LONG(act=act, household=household, most=LONGEST_GROUP)
    return None


def check_reach(act: str, household: str, unit: str, frame: Frame) -> Refusal | None:
    """Refuse a household in a village that the actor does not reach."""
    directory = frame.view(Directory)
    if directory.reaches(frame.by, unit):
        return None
    name = directory.unit(unit).short_name if directory.has(unit) else unit
    return no.OUT_OF_REACH(act=act, household=household, unit=name)


def check_open(act: str, household: str, states: States, frame: Frame) -> HouseholdState | Refusal:
    """Return the household while its record is open and in reach, else the refusal."""
    state: HouseholdState | None = states.get(f"household:{household}")
    if state is None:
        return no.UNKNOWN(act=act, household=household)
    if state.closed is not None:
        return no.CLOSED(act=act, household=household)
    return check_reach(act, household, state.unit, frame) or state


def is_village(directory: Directory, unit: str) -> bool:
    """Return whether the unit is an open village, gacha or community."""
    if not directory.has(unit):
        return False
    found = directory.unit(unit)
    return found.kind in VILLAGE_KINDS and not found.closed


def is_caseload_post(directory: Directory, post: str) -> bool:
    """Return whether households may be given to the post."""
    if not directory.has_post(post) or directory.post(post).abolished:
        return False
    return "HOUSEHOLD_EDIT" in get_role(directory.post(post).role).permissions


def covers(directory: Directory, post: str, unit: str) -> bool:
    """Return whether the post reaches the village."""
    held = directory.post(post)
    return any(directory.within(unit, root) for root in (held.unit, *held.reach))
