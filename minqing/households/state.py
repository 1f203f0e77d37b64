"""The fold of one household."""

from __future__ import annotations

import msgspec

from minqing.households.terms import Ending, Presence, Support
from minqing.kernel.messages import VaultRef


class HouseholdState(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a household now; `post`: who is responsible, "" for nobody yet."""

    unit: str
    home: str
    presence: Presence
    head: VaultRef
    address: VaultRef
    members: int
    post: str = ""
    support: Support = Support.ORDINARY
    group: str = ""
    closed: Ending | None = None
