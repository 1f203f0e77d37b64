"""Words of merging (并案) and splitting (拆分). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.cases.clocks_of_case import Breach, Clock
from minqing.cases.terms import Anonymity, Ledger, MatterKind, Status
from minqing.kernel.messages import VaultRef

MOST_MEMBERS = 500
"""Cases that one main may lead; a command that re-points them stays one transaction. Ours."""

MOST_PARTS = 9
"""Parts that one text may be split into at once. Source: ours."""


class Await(StrEnum):
    """What a main has for those that point at it."""

    ANSWER = "answer"
    LOOK = "look"
    LEAD = "lead"


class Membership(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stood on a case when it was merged, so that unmerging can give it back.

    `answer`: the main's reply that the case was answered with, "" while it waits for one.
    """

    since: datetime
    status: Status
    clock: Clock
    rung: str
    holder_post: str
    holder_unit: str
    breach: Breach | None = None
    ledger: Ledger | None = None
    answer: VaultRef = VaultRef("")


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """One case that points at a main. `household` is empty unless the raiser is named: that a
    sealed raiser shares a house with somebody must not be told by a number that stands still.
    """

    case: str
    household: str = ""
    anonymity: Anonymity = Anonymity.NAMED


class Weight(msgspec.Struct, frozen=True):
    """How many stand behind a matter (涉及×户).

    `households`: distinct houses of named raisers; one who named no house counts as a house
    of his own. `unplaced`: how many of those named no house. Sealed and anonymous raisers are
    counted apart, each as one, and never put into a house.
    """

    households: int
    unplaced: int = 0
    sealed: int = 0
    anonymous: int = 0

    @property
    def is_shared(self) -> bool:
        """Whether more than one receipt stands behind the matter."""
        return self.households + self.sealed + self.anonymous > 1


def weigh(raisers: Iterable[Member]) -> Weight:
    """Compute the weight of a matter from everybody who raised it, the main's raiser too."""
    houses: set[str] = set()
    unplaced = sealed = anonymous = 0
    for one in raisers:
        if one.anonymity is Anonymity.ANONYMOUS:
            anonymous += 1
        elif one.anonymity is Anonymity.SEALED:
            sealed += 1
        elif one.household:
            houses.add(one.household)
        else:
            unplaced += 1
    return Weight(len(houses) + unplaced, unplaced, sealed, anonymous)


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One further matter found in a text. `case`: the new case's id, made at the edge."""

    case: str
    kind: MatterKind
    category: str = ""
