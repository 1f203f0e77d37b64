"""What happened to a case: facts that stay readable for ever.

Every event carries `at`, the moment it was recorded: the fold charges holders from it.
Defaults are left out of the stored bytes, so a default here may never change.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.cases.base import CaseEvent
from minqing.cases.clocks_of_case import Clock
from minqing.cases.consent_events import (
    ConsentMoved,
    FinalOpinionRecorded,
    IdentityUnsealed,
    NoticeGiven,
)
from minqing.cases.dispatch_events import DISPATCH_EVENTS
from minqing.cases.dispatch_terms import LeftOpen, Route
from minqing.cases.events_beside import EVENTS_BESIDE
from minqing.cases.events_of_clocks import (
    CallBackMissed,
    CasePaused,
    CaseResumed,
    DeadlineExtended,
    DeadlineMissed,
    PlannedLookedAt,
    PromiseMissed,
)
from minqing.cases.events_raiser import (
    EVENTS_RAISER,
)
from minqing.cases.group_events import GROUP_EVENTS
from minqing.cases.origin import Origin
from minqing.cases.papers import Errand, ReturnedTo
from minqing.cases.raiser import Attached
from minqing.cases.terms import (
    Anonymity,
    Attempt,
    Channel,
    CloseReason,
    Confirmation,
    Ledger,
    Link,
    MatterKind,
    Means,
    ReopenCause,
    Result,
    Status,
    Suggested,
)
from minqing.kernel.clocks import Span
from minqing.kernel.messages import VaultRef


class CaseReceived(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A need was taken in; the receipt works from here on."""

    TYPE: ClassVar[str] = "case.received@1"

    case: str
    receipt: str
    place: str
    home_banner: str
    channel: Channel
    kind: MatterKind
    matter: VaultRef
    raised_at: datetime
    pack: str
    pack_version: int
    rung: str
    holder_post: str
    holder_unit: str
    clock: Clock
    promise: Clock | None = None
    recorder_post: str = ""
    raiser: VaultRef = VaultRef("")
    asks: VaultRef = VaultRef("")
    anonymity: Anonymity = Anonymity.NAMED
    household: str = ""
    ledger: Ledger | None = None
    category: str = ""
    language: str = "zh"
    sealed: bool = False
    emergency: bool = False
    emergency_shown: bool = False
    learned_late: bool = False
    links: tuple[Link, ...] = ()
    external_number: str = ""
    spot: VaultRef = VaultRef("")
    files: tuple[Attached, ...] = ()
    external_source: str = ""
    external_due_at: datetime | None = None
    external_soon: Span | None = None
    part_of: str = ""
    suggested: Suggested | None = None


class HistoryRecorded(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A finished case of another system was recorded with its own times. `result` None: that
    system does not say what came of it."""

    TYPE: ClassVar[str] = "case.history-recorded@1"

    case: str
    receipt: str
    place: str
    home_banner: str
    channel: Channel
    kind: MatterKind
    matter: VaultRef
    raised_at: datetime
    closed_at: datetime
    result: Result | None
    pack: str
    pack_version: int
    rung: str
    holder_post: str
    holder_unit: str
    answered_at: datetime | None = None
    raiser: VaultRef = VaultRef("")
    anonymity: Anonymity = Anonymity.NAMED
    household: str = ""
    ledger: Ledger | None = None
    category: str = ""
    external_number: str = ""
    origin: Origin | None = None


class CaseTriaged(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The case was sorted and routed. `status`: awaiting acknowledgement, or handling when
    the one who sorted holds it himself. `dispatcher_*`: where a return goes."""

    TYPE: ClassVar[str] = "case.triaged@1"

    kind: MatterKind
    ledger: Ledger
    category: str
    rung: str
    holder_post: str
    holder_unit: str
    dispatcher_post: str
    dispatcher_unit: str
    status: Status
    clock: Clock
    promise: Clock
    suggested: Suggested | None = None
    route: Route | None = None


class CaseSealed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Sorting found a complaint against an official: sealed, and out of the holder's hands."""

    TYPE: ClassVar[str] = "case.sealed@1"

    holder_post: str
    holder_unit: str
    clock: Clock


class CaseAcknowledged(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The holder acknowledged the case."""

    TYPE: ClassVar[str] = "case.acknowledged@1"

    status: Status
    clock: Clock


class SettledOnSpot(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Settled and told at once (SDN-24)."""

    TYPE: ClassVar[str] = "case.settled-on-spot@1"

    result: Result
    means: Means
    clock: Clock
    post: str
    person: str = ""
    despite: str = ""


class ErrandTaken(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The resident's papers were taken (代办)."""

    TYPE: ClassVar[str] = "case.errand-taken@1"

    errand: Errand
    clock: Clock
    post: str
    promise: Clock | None = None
    person: str = ""


class PapersHandedBack(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Papers went back to the resident, `kept` ones were left with the office for good.

    Both empty, as it was written at first: all went back.
    """

    TYPE: ClassVar[str] = "case.papers-handed-back@1"

    papers: tuple[int, ...] = ()
    returned_to: ReturnedTo | None = None
    kept: tuple[int, ...] = ()


class CaseRaised(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The case went up a rung, with what was tried, or by the clock (`tried` then empty).

    `meeting`: id of the meeting that could not solve it and carried it up.
    """

    TYPE: ClassVar[str] = "case.raised@1"

    rung: str
    holder_post: str
    holder_unit: str
    clock: Clock
    tried: VaultRef = VaultRef("")
    by_clock: bool = False
    promise: Clock | None = None
    suggested: Suggested | None = None
    meeting: str = ""
    route: Route | None = None


class CaseReturned(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The holder sent the case back to its dispatcher, or, when that dispatch was returned
    too often, to the level above, which decides who handles it (`to_decide`)."""

    TYPE: ClassVar[str] = "case.returned@1"

    reason: str
    words: VaultRef
    rung: str
    holder_post: str
    holder_unit: str
    clock: Clock
    to_decide: bool = False


class HandlerAssigned(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody was named to do the work."""

    TYPE: ClassVar[str] = "case.handler-assigned@1"

    post: str
    person: str = ""


class ResultRecorded(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A result with its reply stands, to be reviewed or told."""

    TYPE: ClassVar[str] = "case.result-recorded@1"

    result: Result
    status: Status
    clock: Clock
    post: str
    person: str = ""
    despite: str = ""
    left_open: tuple[LeftOpen, ...] = ()


class ResultReviewed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A drafted result was approved, or sent back with remarks."""

    TYPE: ClassVar[str] = "case.result-reviewed@1"

    approved: bool
    status: Status
    clock: Clock
    remarks: VaultRef = VaultRef("")
    despite: str = ""


class RaiserTold(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The raiser was told. `clock` is what runs next; none when the case ends here."""

    TYPE: ClassVar[str] = "case.raiser-told@1"

    means: Means
    told_at: datetime
    status: Status
    clock: Clock | None = None
    proof: str = ""


class TellingSent(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A message with the result was asked for; it is told when the message arrived."""

    TYPE: ClassVar[str] = "case.telling-sent@1"

    means: Means


class ConfirmationGiven(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The resident said whether there was an answer and whether it is solved.

    `anonymous`: said by whoever holds the receipt; in no denominator of solved or satisfied.
    """

    TYPE: ClassVar[str] = "case.confirmation-given@1"

    confirmation: Confirmation
    on_call_back: bool = False
    anonymous: bool = False


class TellingAsked(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The resident says that no answer came: it is to be told again."""

    TYPE: ClassVar[str] = "case.telling-asked@1"

    clock: Clock


class CallAttempted(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A call-back reached nobody."""

    TYPE: ClassVar[str] = "case.call-attempted@1"

    attempt: Attempt
    gives_up: bool = False


class CallBackDrawn(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The lot fell on this case: an independent call-back is owed. Anyone can draw again
    from `seed`, the case's id and `drawn_at`."""

    TYPE: ClassVar[str] = "case.call-back-drawn@1"

    clock: Clock
    seed: str = ""
    drawn_at: datetime | None = None
    owed_by_rule: bool = False


class CaseStruckOff(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The case ended."""

    TYPE: ClassVar[str] = "case.struck-off@1"

    reason: CloseReason


class CaseReopened(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The case is handled again. `counted`: stands in the count that moves it up the ladder."""

    TYPE: ClassVar[str] = "case.reopened@1"

    cause: ReopenCause
    ledger: Ledger
    rung: str
    holder_post: str
    holder_unit: str
    clock: Clock
    promise: Clock
    words: VaultRef = VaultRef("")
    new_facts: bool = False
    to_meeting: bool = False
    facts: VaultRef = VaultRef("")
    means: Means | None = None


class CaseWithdrawn(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The raiser took the matter back."""

    TYPE: ClassVar[str] = "case.withdrawn@1"

    means: Means
    words: VaultRef = VaultRef("")


class ImportTakenBack(CaseEvent, frozen=True, kw_only=True):
    """The import that brought the case in was undone; `batch`: its id."""

    TYPE: ClassVar[str] = "case.import-taken-back@1"

    batch: str


class ComplaintTransferred(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The complaint went to its organ; the fold forgets everything else."""

    TYPE: ClassVar[str] = "case.complaint-transferred@1"

    organ: str


class CaseLinked(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The case points at something."""

    TYPE: ClassVar[str] = "case.linked@1"

    link: Link


class EmergencyShown(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The prompt 110/119/120 was shown; `number` was tapped."""

    TYPE: ClassVar[str] = "case.emergency-shown@1"

    number: str = ""


class RaiserUnmasked(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody saw the raiser's name and number uncovered, for this reason."""

    TYPE: ClassVar[str] = "case.raiser-unmasked@1"

    reason: str
    by_post: str


EVENTS: tuple[type[CaseEvent], ...] = (
    CaseReceived,
    HistoryRecorded,
    CaseTriaged,
    CaseSealed,
    CaseAcknowledged,
    SettledOnSpot,
    ErrandTaken,
    PapersHandedBack,
    *EVENTS_BESIDE,
    *GROUP_EVENTS,
    *DISPATCH_EVENTS,
    CaseRaised,
    CaseReturned,
    HandlerAssigned,
    ResultRecorded,
    ResultReviewed,
    RaiserTold,
    TellingSent,
    ConfirmationGiven,
    TellingAsked,
    CallAttempted,
    CallBackDrawn,
    CaseStruckOff,
    CaseReopened,
    CaseWithdrawn,
    ImportTakenBack,
    ComplaintTransferred,
    CasePaused,
    CaseResumed,
    DeadlineExtended,
    ConsentMoved,
    IdentityUnsealed,
    FinalOpinionRecorded,
    NoticeGiven,
    PlannedLookedAt,
    DeadlineMissed,
    PromiseMissed,
    CallBackMissed,
    CaseLinked,
    *EVENTS_RAISER,
    EmergencyShown,
    RaiserUnmasked,
)
