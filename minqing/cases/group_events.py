"""What happened to several cases together: merged, unmerged, answered together, split."""

from __future__ import annotations

from typing import ClassVar

from minqing.cases.base import CaseEvent
from minqing.cases.clocks_of_case import Breach, Clock
from minqing.cases.group_terms import Await, Member
from minqing.cases.terms import Ledger, Result, Status
from minqing.kernel.messages import VaultRef


class CaseMerged(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The case points at a main from now on. `clock`: the raiser's own promise, which goes on
    untouched; `breach`: it had been missed before."""

    TYPE: ClassVar[str] = "case.merged@1"

    main: str
    clock: Clock
    breach: Breach | None = None
    words: VaultRef = VaultRef("")
    suggested: bool = False


class MembersJoined(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """These cases point at this one from now on."""

    TYPE: ClassVar[str] = "case.members-joined@1"

    members: tuple[Member, ...]


class MemberRepointed(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The main was itself merged, or gave up the lead: the case points at the new main."""

    TYPE: ClassVar[str] = "case.member-repointed@1"

    main: str


class CaseUnmerged(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The case stands by itself again. `restored`: status, clock, rung and holder given here
    take the place of what the group had made of it."""

    TYPE: ClassVar[str] = "case.unmerged@1"

    main: str
    words: VaultRef
    restored: bool = False
    status: Status | None = None
    clock: Clock | None = None
    breach: Breach | None = None
    ledger: Ledger | None = None
    rung: str = ""
    holder_post: str = ""
    holder_unit: str = ""


class MemberLeft(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """This case no longer points here."""

    TYPE: ClassVar[str] = "case.member-left@1"

    member: str


class AnsweredWithMain(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The main's answer is this case's answer, to be told to its own raiser.

    `result.reply` is the case's own copy of the words, `answer` the main's. Whoever answered
    holds it now; `hands`: everybody who worked on the main, none of whom may call.
    """

    TYPE: ClassVar[str] = "case.answered-with-main@1"

    main: str
    answer: VaultRef
    result: Result
    ledger: Ledger
    rung: str
    holder_post: str
    holder_unit: str
    clock: Clock
    post: str = ""
    hands: tuple[str, ...] = ()


class MembersAwait(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The main has something for those that point at it. A reaction hands it on, so that each
    of them has it on its own stream, told and asked by itself. `words`: of a look at a plan."""

    TYPE: ClassVar[str] = "case.members-await@1"

    what: Await
    words: VaultRef = VaultRef("")


class LookedAtWithMain(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The main, which is planned like this case, was looked at."""

    TYPE: ClassVar[str] = "case.looked-at-with-main@1"

    main: str
    note: VaultRef
    clock: Clock


class LeadTaken(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The case leads the group now, because the main before was taken back by its raiser."""

    TYPE: ClassVar[str] = "case.lead-taken@1"

    main: str
    ledger: Ledger
    rung: str
    holder_post: str
    holder_unit: str
    clock: Clock
    members: tuple[Member, ...] = ()
    hands: tuple[str, ...] = ()


class LeadGivenUp(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The case leads nobody any more."""

    TYPE: ClassVar[str] = "case.lead-given-up@1"

    to: str


class CaseSplit(CaseEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Further matters were taken out of the text; `remaining` are the words that stay here."""

    TYPE: ClassVar[str] = "case.split@1"

    parts: tuple[str, ...]
    remaining: VaultRef
    category: str = ""


GROUP_EVENTS: tuple[type[CaseEvent], ...] = (
    CaseMerged,
    MembersJoined,
    MemberRepointed,
    CaseUnmerged,
    MemberLeft,
    MembersAwait,
    AnsweredWithMain,
    LookedAtWithMain,
    LeadTaken,
    LeadGivenUp,
    CaseSplit,
)
