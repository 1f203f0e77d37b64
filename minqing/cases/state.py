"""The fold of one case. Times here are recorded or claimed times, never computed dues."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.cases.beside import External, Passing, PlannedDate, Urging
from minqing.cases.clocks_of_case import Breach, Clock
from minqing.cases.consent_terms import FinalOpinion, NoticeAbout, PendingConsent, Unsealing
from minqing.cases.dispatch_terms import Objection, Piece, Route, Ruling
from minqing.cases.group_terms import Member, Membership
from minqing.cases.origin import Origin
from minqing.cases.papers import Errand
from minqing.cases.raiser import Attached, Request
from minqing.cases.terms import (
    LIVING,
    Anonymity,
    Attempt,
    CallBack,
    Channel,
    CloseReason,
    Confirmation,
    Holding,
    Ledger,
    Link,
    MatterKind,
    Means,
    Result,
    Status,
)
from minqing.kernel.messages import VaultRef


class CaseState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a case now.

    `rung`: code of the pack's ladder. `holder_post` is the one accountable post (vacant: the
    directory names the post above); `handler_*` does the work. `hands`: every post and person
    that ever held or handled it, none of whom may make the independent call. `clock` is the
    one that the status runs on, `promise` the resident's own; `first_promise` is the one it
    began with, kept when the case is reopened. `external`: number and deadline of the system
    it came from. `passings`: from unit to unit. `returned`: times the running dispatch came
    back. `planned_dates`: every date that was promised for a planned matter. `despite`: why a
    person's number stands in the reply. `lead`: the main case it was merged into, `merged`
    what stood before and comes back when that is undone, `members` those merged into it.
    `part_of` and `parts`: what one text was split into. `requests`: what the raiser asked of
    the office; `restricted`: the rule under which personal data is stored only and shown to
    nobody but the raiser (封存). `consents`: acts that wait for a second person. `final`: the
    joint meeting's round, which ends with an `opinion`. `notices`: of what the raiser is still
    to be told. `route`: the line of the responsibility catalogue it was sent by; `objection`:
    the one that awaits its ruling, `rulings`: those that were made. `pieces`: what co-handlers
    owe and owed; none of them holds the case.
    """

    id: str
    receipt: str
    status: Status
    place: str
    home_banner: str
    channel: Channel
    kind: MatterKind
    matter: VaultRef
    raised_at: datetime
    recorded_at: datetime
    pack: str
    pack_version: int
    rung: str
    holder_post: str
    holder_unit: str
    raiser: VaultRef = VaultRef("")
    asks: VaultRef = VaultRef("")
    anonymity: Anonymity = Anonymity.NAMED
    household: str = ""
    ledger: Ledger | None = None
    category: str = ""
    language: str = "zh"
    sealed: bool = False
    emergency: bool = False
    learned_late: bool = False
    history: bool = False
    origin: Origin | None = None
    external_number: str = ""
    recorder_post: str = ""
    dispatcher_post: str = ""
    dispatcher_unit: str = ""
    handler_post: str = ""
    handler_person: str = ""
    author_post: str = ""
    hands: tuple[str, ...] = ()
    holdings: tuple[Holding, ...] = ()
    clock: Clock | None = None
    promise: Clock | None = None
    held_clock: Clock | None = None
    held_status: Status | None = None
    breach: Breach | None = None
    promise_missed: bool = False
    result: Result | None = None
    was_planned: bool = False
    told_at: datetime | None = None
    told_by: Means | None = None
    confirmation: Confirmation | None = None
    attempts: tuple[Attempt, ...] = ()
    not_reached: bool = False
    call_back: CallBack = CallBack.NONE
    call_back_clock: Clock | None = None
    call_back_missed: bool = False
    closed_at: datetime | None = None
    close_reason: CloseReason | None = None
    reopened: int = 0
    reopened_counted: int = 0
    final: bool = False
    returns: int = 0
    extended: int = 0
    errand: Errand | None = None
    emergency_shown_at: datetime | None = None
    external: External | None = None
    urgings: tuple[Urging, ...] = ()
    passings: tuple[Passing, ...] = ()
    planned_dates: tuple[PlannedDate, ...] = ()
    despite: str = ""
    links: tuple[Link, ...] = ()
    lead: str = ""
    merged: Membership | None = None
    members: tuple[Member, ...] = ()
    part_of: str = ""
    parts: tuple[str, ...] = ()
    spot: VaultRef = VaultRef("")
    files: tuple[Attached, ...] = ()
    requests: tuple[Request, ...] = ()
    restricted: str = ""
    consents: tuple[PendingConsent, ...] = ()
    notices: tuple[NoticeAbout, ...] = ()
    first_promise: Clock | None = None
    first_missed: bool = False
    first_told_at: datetime | None = None
    opinion: FinalOpinion | None = None
    unsealings: tuple[Unsealing, ...] = ()
    returned: int = 0
    route: Route | None = None
    objection: Objection | None = None
    rulings: tuple[Ruling, ...] = ()
    pieces: tuple[Piece, ...] = ()

    @property
    def is_living(self) -> bool:
        """Whether a post answers for it and a clock runs (law 1)."""
        return self.status in LIVING

    @property
    def is_bound(self) -> bool:
        """Whether a ruling has found that its holder's unit is to handle it."""
        last = self.rulings[-1] if self.rulings else None
        return last is not None and not last.upheld and last.unit == self.holder_unit
