"""What happened to a household. Names, phones and addresses are vault references."""

from __future__ import annotations

from typing import ClassVar

from minqing.households.terms import Ending, Presence, Support
from minqing.kernel.messages import Event, VaultRef


class HouseholdRegistered(Event, frozen=True, kw_only=True, omit_defaults=True):
    """`home`: the banner that the village stands in, "" above it."""

    TYPE: ClassVar[str] = "household.registered@1"

    unit: str
    home: str
    presence: Presence
    head: VaultRef
    address: VaultRef
    members: int
    support: Support = Support.ORDINARY
    group: str = ""


class HouseholdCorrected(Event, frozen=True, kw_only=True):
    """What is None stayed as it was."""

    TYPE: ClassVar[str] = "household.corrected@1"

    head: VaultRef | None = None
    address: VaultRef | None = None
    members: int | None = None


class HouseholdClassified(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Its support or its villagers' group is another; what is None stayed as it was."""

    TYPE: ClassVar[str] = "household.classified@1"

    support: Support | None = None
    group: str | None = None


class PresenceChanged(Event, frozen=True, kw_only=True):
    """The household came home, went away, or lives here for a time."""

    TYPE: ClassVar[str] = "household.presence-changed@1"

    presence: Presence


class CaseloadAssigned(Event, frozen=True, kw_only=True):
    """Another post is responsible; `before` was, "" for none."""

    TYPE: ClassVar[str] = "household.caseload-assigned@1"

    post: str
    before: str


class HouseholdClosed(Event, frozen=True, kw_only=True):
    """The record ended."""

    TYPE: ClassVar[str] = "household.closed@1"

    reason: Ending


EVENTS = (
    HouseholdRegistered,
    HouseholdCorrected,
    HouseholdClassified,
    PresenceChanged,
    CaseloadAssigned,
    HouseholdClosed,
)
