"""What happened to the clocks of a case: paused, extended, looked at, missed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.cases.base import CaseEvent
from minqing.cases.clocks_of_case import Breach, Clock
from minqing.cases.terms import Means, Pointing
from minqing.kernel.clocks import Extension
from minqing.kernel.messages import VaultRef


class CasePaused(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The handling clock stands still until `clock` ends."""

    TYPE: ClassVar[str] = "case.paused@1"

    reason: str
    clock: Clock
    cap: datetime


class CaseResumed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The handling clock goes on; `clock` has the pause in it."""

    TYPE: ClassVar[str] = "case.resumed@1"

    clock: Clock
    by_clock: bool = False
    promise: Clock | None = None


class DeadlineExtended(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """More time was granted. Of old the approver wrote `reason` and how the raiser was told;
    now it is granted by `approval`, its reason are `words`, and a notice is owed."""

    TYPE: ClassVar[str] = "case.deadline-extended@1"

    extension: Extension
    reason: str = ""
    raiser_told: Means | None = None
    approved_by: str
    approval: str = ""
    words: VaultRef = VaultRef("")


class PlannedLookedAt(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A planned case was looked at; a new date carries its reason."""

    TYPE: ClassVar[str] = "case.planned-looked-at@1"

    note: VaultRef
    clock: Clock
    new_date: datetime | None = None
    reason: str = ""
    raiser_told: Means | None = None
    pointing: Pointing | None = None


class DeadlineMissed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The status clock ran out and was noticed."""

    TYPE: ClassVar[str] = "case.deadline-missed@1"

    breach: Breach


class PromiseMissed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The resident's own clock ran out and was noticed."""

    TYPE: ClassVar[str] = "case.promise-missed@1"

    due_at: datetime
    learned_late: bool = False


class CallBackMissed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A call-back that the lot fell on was not made in time."""

    TYPE: ClassVar[str] = "case.call-back-missed@1"

    due_at: datetime
