"""What happened to a request: facts that stay readable for ever."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.approvals.terms import Hand, Terms
from minqing.kernel.messages import Event, VaultRef


class ApprovalEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A fact about one request, recorded at `at`, done by `by`."""

    at: datetime
    by: Hand


class ApprovalAsked(ApprovalEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody asked. The rule is frozen here: how many persons, in which roles.

    `units`: where the matter stands (its place, its holder), for reach.
    """

    TYPE: ClassVar[str] = "approval.asked@1"

    approval: str
    kind: str
    subject: str
    words: VaultRef
    persons: int
    terms: Terms = {}
    roles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    home: str = ""


class ApprovalAskedAgain(ApprovalEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The asker asked again: a new round begins, without any consent."""

    TYPE: ClassVar[str] = "approval.asked-again@1"

    words: VaultRef
    terms: Terms = {}


class ConsentGiven(ApprovalEvent, frozen=True, kw_only=True, omit_defaults=True):
    """One person agreed."""

    TYPE: ClassVar[str] = "approval.consent-given@1"

    remarks: VaultRef = VaultRef("")


class RequestSentBack(ApprovalEvent, frozen=True, kw_only=True, omit_defaults=True):
    """One person sent it back with remarks; the round is over."""

    TYPE: ClassVar[str] = "approval.sent-back@1"

    remarks: VaultRef


class ApprovalGranted(ApprovalEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Everybody needed agreed; what was asked for happened with this entry."""

    TYPE: ClassVar[str] = "approval.granted@1"


class RequestWithdrawn(ApprovalEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The asker took it back."""

    TYPE: ClassVar[str] = "approval.withdrawn@1"


class RequestLapsed(ApprovalEvent, frozen=True, kw_only=True, omit_defaults=True):
    """Its matter went on without it."""

    TYPE: ClassVar[str] = "approval.lapsed@1"


EVENTS: tuple[type[ApprovalEvent], ...] = (
    ApprovalAsked,
    ApprovalAskedAgain,
    ConsentGiven,
    RequestSentBack,
    ApprovalGranted,
    RequestWithdrawn,
    RequestLapsed,
)
