"""What may be asked of a case. One class a verb of the field; `case` is the case's id.

Permissions are those of `org.roles`; who in particular may act (holder, reach, resident) is
decided by the table in `rules/table.py`.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.cases.base import CaseCommand
from minqing.cases.commands_beside import COMMANDS_BESIDE
from minqing.cases.commands_raiser import (
    COMMANDS_RAISER,
)
from minqing.cases.consent_commands import (
    AskExtension,
    AskUnsealing,
    RecordFinalOpinion,
    TellOfChange,
)
from minqing.cases.dispatch_commands import DISPATCH_COMMANDS
from minqing.cases.dispatch_terms import LeftOpen
from minqing.cases.group_commands import GROUP_COMMANDS
from minqing.cases.origin import Origin
from minqing.cases.papers import PaperTaken, ReturnedTo
from minqing.cases.raiser import Attachment, Spot
from minqing.cases.terms import (
    Anonymity,
    Channel,
    GivenOn,
    Ledger,
    Link,
    MatterKind,
    Means,
    Outcome,
    Plan,
    Pointing,
    RaiserDetails,
    Rating,
    Suggested,
)
from minqing.kernel.messages import Personal


class ReceiveCase(CaseCommand, frozen=True, kw_only=True):
    """Receive a need (登记事项; SDN-22 household sorting, SDN-23).

    `receipt`: made at the edge by `kernel.receipts`, unique. `unit`: code of the place of the
    matter. `happened_at` (of Command): when the resident told us; the resident's clock runs
    from it, also for a voice note that waits for an interpreter (`language`: a code of `Spoken`). `pack`: key of
    the mechanism, empty for the one that serves the place. Named and sealed raisers need
    `raiser`; anonymous ones must not have it. `emergency_shown`: the prompt 110/119/120 stood
    on the screen before this was sent. A household is kept of a named raiser only: it would
    say who the others are. `external_*`: number and deadline in the system it came from
    (`external_source`, a code of the pack). `spot`: where exactly; `files`: photos and papers,
    kept in the vault before. Personal subjects: `"case:<id>"`, a known raiser
    `"person:<id>"`.
    """

    TYPE: ClassVar[str] = "case.receive"
    PERMISSION: ClassVar[str] = "CASE_RECEIVE"

    receipt: str
    unit: str
    channel: Channel
    kind: MatterKind
    matter: Personal[str]
    raiser: Personal[RaiserDetails] | None = None
    anonymity: Anonymity = Anonymity.NAMED
    asks: Personal[str] | None = None
    household: str = ""
    ledger: Ledger | None = None
    category: str = ""
    language: str = "zh"
    home_banner: str = ""
    pack: str = ""
    pack_version: int = 0
    links: tuple[Link, ...] = ()
    external_number: str = ""
    external_source: str = ""
    external_due_at: datetime | None = None
    emergency_shown: bool = False
    spot: Personal[Spot] | None = None
    files: tuple[Personal[Attachment], ...] = ()
    suggested: Suggested | None = None


class RecordHistory(CaseCommand, frozen=True, kw_only=True):
    """Record a finished case of another system with its own past times (ARCHITECTURE, Three
    times): no reactions, no notices, no call-back. `answered_at` or `closed_at` is needed; a
    case that still lives elsewhere comes in by `ReceiveCase`. `outcome`: what came of it, where
    the other system says so. `origin`: how it stood there. `held_by`: code of the unit that
    handled it; nobody is charged for it.
    """

    TYPE: ClassVar[str] = "case.record-history"
    PERMISSION: ClassVar[str] = "CASE_IMPORT"

    receipt: str
    unit: str
    channel: Channel
    kind: MatterKind
    matter: Personal[str]
    raised_at: datetime
    outcome: Outcome | None = None
    reply: Personal[str] | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    raiser: Personal[RaiserDetails] | None = None
    anonymity: Anonymity = Anonymity.NAMED
    household: str = ""
    ledger: Ledger | None = None
    category: str = ""
    home_banner: str = ""
    pack: str = ""
    external_number: str = ""
    origin: Origin | None = None
    held_by: str = ""


class TriageCase(CaseCommand, frozen=True, kw_only=True):
    """Sort a case and route it to the post that will answer (研判分办; SDN-23).

    `unit`: who shall hold it, empty for the own unit; `post`: a certain post there, empty for
    the handler's post of that level in the pack's ladder. Kind “complaint against an
    official” seals the case and routes it to the recipient the pack names. `suggested`: what
    the office's model had shown to the one who sorts. `why`: the reason where another unit than
    the responsibility catalogue's is chosen.
    """

    TYPE: ClassVar[str] = "case.triage"
    PERMISSION: ClassVar[str] = "CASE_TRIAGE"

    kind: MatterKind
    ledger: Ledger
    category: str
    unit: str = ""
    post: str = ""
    suggested: Suggested | None = None
    why: Personal[str] | None = None


class AcknowledgeCase(CaseCommand, frozen=True, kw_only=True):
    """Acknowledge a dispatched case (签收); the handling clock begins."""

    TYPE: ClassVar[str] = "case.acknowledge"
    PERMISSION: ClassVar[str] = "CASE_ACKNOWLEDGE"


class SettleOnSpot(CaseCommand, frozen=True, kw_only=True):
    """Settle a matter at once and tell the resident in the same breath (即办; SDN-24)."""

    TYPE: ClassVar[str] = "case.settle-on-spot"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    outcome: Outcome
    reply: Personal[str]
    means: Means = Means.FACE_TO_FACE
    despite: str = ""


class TakeOnErrand(CaseCommand, frozen=True, kw_only=True):
    """Take the resident's papers and run the errand for them (代办; SDN-25, SDN-33).

    `taken`: each paper with its form and pages; `papers`: names alone, from those who know no
    more. `needed`: what the office asks for; empty: the mechanism's list for the category.
    Names only: a number of a person is refused.
    """

    TYPE: ClassVar[str] = "case.take-on-errand"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    papers: tuple[str, ...] = ()
    taken: tuple[PaperTaken, ...] = ()
    needed: tuple[str, ...] = ()


class HandBackPapers(CaseCommand, frozen=True, kw_only=True):
    """Hand papers of the errand back (代办清单交还; SDN-25).

    `papers`: numbers on the receipt, `kept`: those that stay with the office for good; both
    empty: all that are out went back. Until the last one the case cannot be struck off.
    """

    TYPE: ClassVar[str] = "case.hand-back-papers"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    papers: tuple[int, ...] = ()
    returned_to: ReturnedTo = ReturnedTo.RAISER
    kept: tuple[int, ...] = ()


class RaiseToNextLevel(CaseCommand, frozen=True, kw_only=True):
    """Raise a case to the next rung (提级办理; SDN-26). `tried` (已做工作) is mandatory.

    `unit`: which unit of the next rung (a department); empty for the one the responsibility
    catalogue names there, else the one above the holder. `why`: the reason where another than
    the catalogue's is chosen.
    """

    TYPE: ClassVar[str] = "case.raise"
    PERMISSION: ClassVar[str] = "CASE_RAISE"

    tried: Personal[str]
    unit: str = ""
    suggested: Suggested | None = None
    why: Personal[str] | None = None


class ReturnCase(CaseCommand, frozen=True, kw_only=True):
    """Send a case back to who dispatched it (退单), with a reason class and words."""

    TYPE: ClassVar[str] = "case.return"
    PERMISSION: ClassVar[str] = "CASE_ACKNOWLEDGE"

    reason: str
    words: Personal[str]


class AssignHandler(CaseCommand, frozen=True, kw_only=True):
    """Name who does the work (经办人); the accountable post stays the same."""

    TYPE: ClassVar[str] = "case.assign-handler"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    post: str


class RecordResult(CaseCommand, frozen=True, kw_only=True):
    """Record the result and the words of the reply (办理结果; SDN-27).

    Planned needs `plan`; not accepted needs `reason` and `legal_channel` (codes of the pack);
    cannot by rule needs `rule` cited; passed on needs `organ`. A reply in which a person's
    number stands needs a reason why it must (`despite`). `left_open`: why it does not wait for
    pieces of co-handlers that are still owed, one by one.
    """

    TYPE: ClassVar[str] = "case.record-result"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    outcome: Outcome
    reply: Personal[str]
    plan: Plan | None = None
    reason: str = ""
    legal_channel: str = ""
    rule: str = ""
    organ: str = ""
    despite: str = ""
    left_open: tuple[LeftOpen, ...] = ()


class ReviewResult(CaseCommand, frozen=True, kw_only=True):
    """Approve a drafted result or send it back with remarks (审核); never by its author.

    `despite`: why personal data stays in the reply, where the reviewer says so.
    """

    TYPE: ClassVar[str] = "case.review-result"
    PERMISSION: ClassVar[str] = "CASE_REVIEW"

    approved: bool
    remarks: Personal[str] | None = None
    despite: str = ""


class RecordTelling(CaseCommand, frozen=True, kw_only=True):
    """Record that the raiser was told, how, and the proof (告知凭证; SDN-15, SDN-27).

    `proof`: name of a kept file, number of a letter or message; empty face to face.
    """

    TYPE: ClassVar[str] = "case.record-telling"
    PERMISSION: ClassVar[str] = "CASE_TELL"

    means: Means
    proof: str = ""


class TellByMessage(CaseCommand, frozen=True, kw_only=True):
    """Tell the raiser by a text message that the outbox sends (短信告知).

    Nothing is told by this alone: when the gateway says that it arrived, the telling is recorded
    with its number as proof.
    """

    TYPE: ClassVar[str] = "case.tell-by-message"
    PERMISSION: ClassVar[str] = "CASE_TELL"


class RecordConfirmation(CaseCommand, frozen=True, kw_only=True):
    """Record the resident's own word (群众确认): answered and solved are two questions.

    The handler can never answer for the resident: on a staff session the screen must be in the
    resident's mode (`in_resident_mode`), and the record says so. A call needs CASE_CALLBACK
    and somebody who never held the case; residents themselves hold CASE_CONFIRM. `again`: the
    resident, in person, says that it is not solved and is to be handled again.
    """

    TYPE: ClassVar[str] = "case.record-confirmation"
    PERMISSION: ClassVar[str] = ""

    answered: bool
    solved: bool
    given_on: GivenOn
    rating: Rating = Rating.RATHER_NOT_SAY
    in_resident_mode: bool = False
    again: bool = False


class RecordCallAttempt(CaseCommand, frozen=True, kw_only=True):
    """Record a call-back that reached nobody (未联系上); the third that counts ends it."""

    TYPE: ClassVar[str] = "case.record-call-attempt"
    PERMISSION: ClassVar[str] = "CASE_CALLBACK"


class StrikeOff(CaseCommand, frozen=True, kw_only=True):
    """Strike a told and confirmed case off (销号; SDN-26)."""

    TYPE: ClassVar[str] = "case.strike-off"
    PERMISSION: ClassVar[str] = "CASE_STRIKE_OFF"


class ReopenCase(CaseCommand, frozen=True, kw_only=True):
    """Handle a closed case again (重新办理). New facts always reopen it.

    `words`: what was not done. `facts`: what is new, mandatory with `new_facts`. `means`: how
    the resident asked a staff member for it; None on the portal.
    """

    TYPE: ClassVar[str] = "case.reopen"
    PERMISSION: ClassVar[str] = "CASE_REOPEN"

    words: Personal[str]
    new_facts: bool = False
    facts: Personal[str] | None = None
    means: Means | None = None


class WithdrawCase(CaseCommand, frozen=True, kw_only=True):
    """Record that the raiser takes the matter back (反映人撤回); never counted as solved.

    Recorded by staff it always owes an independent call-back (C-01).
    """

    TYPE: ClassVar[str] = "case.withdraw"
    PERMISSION: ClassVar[str] = "CASE_WITHDRAW"

    means: Means
    words: Personal[str] | None = None


class TakeBackImport(CaseCommand, frozen=True, kw_only=True):
    """Take back what an import brought in, because its batch is undone (撤销导入).

    Only by the system, for a case that no person has touched: `expected_version` is the one at
    which that was seen, so that whoever touches it meanwhile comes first. `batch`: its id.
    """

    TYPE: ClassVar[str] = "case.take-back-import"
    PERMISSION: ClassVar[str] = "CASE_IMPORT"

    batch: str


class TransferComplaint(CaseCommand, frozen=True, kw_only=True):
    """Transfer a complaint against an official (检举控告): only “transferred” remains here."""

    TYPE: ClassVar[str] = "case.transfer-complaint"
    PERMISSION: ClassVar[str] = "CASE_VIEW_SEALED"

    organ: str


class PauseCase(CaseCommand, frozen=True, kw_only=True):
    """Pause the handling clock with a reason class and a last moment (暂缓)."""

    TYPE: ClassVar[str] = "case.pause"
    PERMISSION: ClassVar[str] = "CASE_PAUSE"

    reason: str
    until: datetime


class ResumeCase(CaseCommand, frozen=True, kw_only=True):
    """Go on before the pause ends; the paused time is credited exactly."""

    TYPE: ClassVar[str] = "case.resume"
    PERMISSION: ClassVar[str] = "CASE_PAUSE"


class LookAtPlanned(CaseCommand, frozen=True, kw_only=True):
    """Look at a planned case again (每月复看).

    A new date needs a reason, and how the raiser was told of it (`raiser_told`); the dates
    before stay on the case. `pointing`: what will solve it, where that is known now.
    """

    TYPE: ClassVar[str] = "case.look-at-planned"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    note: Personal[str]
    new_date: datetime | None = None
    reason: str = ""
    raiser_told: Means | None = None
    pointing: Pointing | None = None


class LookAgain(CaseCommand, frozen=True, kw_only=True):
    """Let the rule decide what a clock that ran out demands. Sent by the sweep only.

    Refused with `case-nothing-due` when nothing is, so repeating it is harmless.
    """

    TYPE: ClassVar[str] = "case.look-again"
    PERMISSION: ClassVar[str] = "CASE_SUPERVISE"


class LinkCase(CaseCommand, frozen=True, kw_only=True):
    """Let a case point at anything: `target` is `"<kind>:<id>"`."""

    TYPE: ClassVar[str] = "case.link"
    PERMISSION: ClassVar[str] = "CASE_HANDLE"

    relation: str
    target: str


class NoteEmergencyShown(CaseCommand, frozen=True, kw_only=True):
    """Note that the prompt 110/119/120 was shown, and which number was tapped (涉险提示)."""

    TYPE: ClassVar[str] = "case.note-emergency-shown"
    PERMISSION: ClassVar[str] = "CASE_RECEIVE"

    number: str = ""


class UnmaskRaiser(CaseCommand, frozen=True, kw_only=True):
    """See the raiser's name and number uncovered, with a reason that stays on the case (C-04).

    Does not open a sealed identity: that takes two persons.
    """

    TYPE: ClassVar[str] = "case.unmask-raiser"
    PERMISSION: ClassVar[str] = "CASE_UNMASK"

    reason: str


COMMANDS: tuple[type[CaseCommand], ...] = (
    ReceiveCase,
    RecordHistory,
    TriageCase,
    AcknowledgeCase,
    SettleOnSpot,
    TakeOnErrand,
    HandBackPapers,
    *COMMANDS_BESIDE,
    *GROUP_COMMANDS,
    *DISPATCH_COMMANDS,
    RaiseToNextLevel,
    ReturnCase,
    AssignHandler,
    RecordResult,
    ReviewResult,
    RecordTelling,
    TellByMessage,
    RecordConfirmation,
    RecordCallAttempt,
    StrikeOff,
    ReopenCase,
    WithdrawCase,
    TakeBackImport,
    TransferComplaint,
    PauseCase,
    ResumeCase,
    AskExtension,
    AskUnsealing,
    RecordFinalOpinion,
    TellOfChange,
    LookAtPlanned,
    LookAgain,
    LinkCase,
    *COMMANDS_RAISER,
    NoteEmergencyShown,
    UnmaskRaiser,
)
