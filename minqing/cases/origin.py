"""Where a case of history comes from: another system's word for how it stood there. Pure.

Nothing of it is a cell copied blindly: status, unit and category are words that the mapping of
the import knows; what people wrote is in the vault.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.cases.terms import gettext_noop as _
from minqing.kernel.ids import derived_id


class Ended(StrEnum):
    """How a case stood in the system it comes from when it left it."""

    SETTLED = "settled"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred"
    UNFINISHED = "unfinished"


ENDED_ZH: Mapping[Ended, str] = {
    Ended.SETTLED: _("已办结"),
    Ended.DUPLICATE: _("重复件"),
    Ended.TRANSFERRED: _("已转出"),
    Ended.UNFINISHED: _("未办结"),
}


class Origin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the other system said of a case.

    `source`: its name as the mapping gives it. `status`: its own word. `due_at`: when it was due
    there; no clock of this house runs on it. `duplicate_of`: the number there of the one that it
    repeats. `moved_to`: the unit it was handed to, in that system's word.
    """

    source: str
    ended: Ended = Ended.SETTLED
    status: str = ""
    due_at: datetime | None = None
    duplicate_of: str = ""
    moved_to: str = ""


def find_history(source: str, number: str, turn: int = 0) -> str:
    """Return the id of the case that a number of a source became.

    `turn`: how many times it was brought in and taken back before.
    """
    base = derived_id("history", source, number.strip())
    return derived_id(base, "again", turn) if turn else base
