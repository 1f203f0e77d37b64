"""Wishes about households. `household` is the id after `household:`."""

from __future__ import annotations

from typing import ClassVar

from minqing.households.terms import Ending, HouseholdHead, Presence, Share, Support
from minqing.kernel.messages import Command, Personal


class RegisterHousehold(Command, frozen=True, kw_only=True):
    """Register a household (户情登记; SDN-09: every household has an owner).

    `unit`: code of its village. `members`: persons, 1 to 30. `group`: the villagers' group
    (社, 组) or neighbourhood in it, as people call it. Personal values have the subject
    `household:<id>`. For a whole village pass all of them to one `submit`.
    """

    TYPE: ClassVar[str] = "household.register"
    PERMISSION: ClassVar[str] = "HOUSEHOLD_EDIT"

    household: str
    unit: str
    presence: Presence
    head: Personal[HouseholdHead]
    address: Personal[str] | None = None
    members: int = 1
    support: Support = Support.ORDINARY
    group: str = ""


class CorrectHousehold(Command, frozen=True, kw_only=True):
    """Correct what is recorded (更正; a right of the household): only what is given changes."""

    TYPE: ClassVar[str] = "household.correct"
    PERMISSION: ClassVar[str] = "HOUSEHOLD_EDIT"

    household: str
    head: Personal[HouseholdHead] | None = None
    address: Personal[str] | None = None
    members: int | None = None
    support: Support | None = None
    group: str | None = None


class ChangePresence(Command, frozen=True, kw_only=True):
    """Note that a household is resident, away or temporary from now on (SDN-11, SDN-12)."""

    TYPE: ClassVar[str] = "household.change-presence"
    PERMISSION: ClassVar[str] = "HOUSEHOLD_EDIT"

    household: str
    presence: Presence


class AssignCaseload(Command, frozen=True, kw_only=True):
    """Make one post responsible for these households (包联; SDN-09), all or none.

    At most 500. `post` is a post of the households' village or above it; "" releases them,
    and the post that answers is then the village's by derivation.
    """

    TYPE: ClassVar[str] = "household.assign-caseload"
    PERMISSION: ClassVar[str] = "HOUSEHOLD_ASSIGN"

    post: str
    households: tuple[str, ...]


class DivideVillage(Command, frozen=True, kw_only=True):
    """Divide the households of one village among posts in one act (SDN-09), all or none.

    At most 1,000 households, none of them twice; households that are not named stay where they
    are, and open matters with the posts that answer for them. Other people in the same posts:
    `org.HandOverVillage`.
    """

    TYPE: ClassVar[str] = "household.divide-village"
    PERMISSION: ClassVar[str] = "HOUSEHOLD_ASSIGN"

    unit: str
    shares: tuple[Share, ...]


class CloseHousehold(Command, frozen=True, kw_only=True):
    """Close the record of a household that is no more; its cases stay."""

    TYPE: ClassVar[str] = "household.close"
    PERMISSION: ClassVar[str] = "HOUSEHOLD_EDIT"

    household: str
    reason: Ending


COMMANDS = (
    RegisterHousehold,
    CorrectHousehold,
    ChangePresence,
    AssignCaseload,
    DivideVillage,
    CloseHousehold,
)
