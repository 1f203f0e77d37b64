"""Values beside the main line of a case: where it came from, who urged, where it wandered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.kernel.clocks import Span
from minqing.kernel.messages import VaultRef


def _(text: str) -> str:
    """Mark a label for the message catalogue; faces translate it when they show it."""
    return text


class DueChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """A due date that the source took back: what it was, why, and when it told us."""

    was: datetime | None
    reason: str
    at: datetime


class External(msgspec.Struct, frozen=True, omit_defaults=True):
    """A case of another system (来件): its number there and its own deadline.

    `source`: code of the pack. `due_at`: the deadline the source set, None where it set none;
    never mixed with a clock of ours. `soon`: how long before it warns. `answered_at`: when our
    answer went back, `answer_number` the number under which it went; the clock ends there.
    """

    source: str
    number: str
    noted_at: datetime
    due_at: datetime | None = None
    soon: Span | None = None
    answered_at: datetime | None = None
    answer_number: str = ""
    missed: bool = False
    changes: tuple[DueChange, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether an answer is still owed by the source's date."""
        return self.due_at is not None and self.answered_at is None


class Urging(msgspec.Struct, frozen=True, omit_defaults=True):
    """One urging by a supervisor (督办) and what the holder said to it; the words are refs."""

    at: datetime
    post: str
    words: VaultRef
    answered_at: datetime | None = None
    answer: VaultRef = VaultRef("")


class Passage(StrEnum):
    """How a case went from one unit to another."""

    DISPATCHED = "dispatched"
    RAISED = "raised"
    RETURNED = "returned"
    REOPENED = "reopened"
    RULED = "ruled"


PASSAGE_ZH: Mapping[Passage, str] = {
    Passage.DISPATCHED: _("交办"),
    Passage.RAISED: _("提级"),
    Passage.RETURNED: _("退回"),
    Passage.REOPENED: _("重新办理"),
    Passage.RULED: _("异议裁定"),
}


class Passing(msgspec.Struct, frozen=True, omit_defaults=True):
    """A case went from unit to unit. `reason`: class of a return, a code of the pack."""

    at: datetime
    how: Passage
    start: str
    end: str
    reason: str = ""


class PlannedDate(msgspec.Struct, frozen=True, omit_defaults=True):
    """A date that was promised for a planned matter, when, and why it replaced the one before."""

    date: datetime
    set_at: datetime
    reason: str = ""
