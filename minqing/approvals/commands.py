"""What may be done with a request. `subject` is the stream that it is about.

Asking is a command of the context whose matter it is (`case.ask-extension`): it writes the
request and its own event together, with `approvals.public.ask`. Whether somebody may agree is
said by the kind, so the commands here carry no permission of their own.
"""

from __future__ import annotations

from typing import ClassVar

from minqing.approvals.terms import Terms
from minqing.kernel.messages import Command, Personal


class ApprovalCommand(Command, frozen=True, kw_only=True):
    """A command on one request; `approval` is its id, `subject` the stream it is about."""

    approval: str
    subject: str


class GiveConsent(ApprovalCommand, frozen=True, kw_only=True):
    """Agree. The last of the persons needed carries the act out, in the same transaction."""

    TYPE: ClassVar[str] = "approval.give-consent"

    remarks: Personal[str] | None = None


class SendBackRequest(ApprovalCommand, frozen=True, kw_only=True):
    """Send a request back with remarks; what others agreed to in this round is void."""

    TYPE: ClassVar[str] = "approval.send-back"

    remarks: Personal[str]


class AskAgain(ApprovalCommand, frozen=True, kw_only=True):
    """Ask again after it was sent back: a new round, with changed terms and words."""

    TYPE: ClassVar[str] = "approval.ask-again"

    terms: Terms
    words: Personal[str]


class WithdrawRequest(ApprovalCommand, frozen=True, kw_only=True):
    """Take the own request back."""

    TYPE: ClassVar[str] = "approval.withdraw"


class LapseRequest(ApprovalCommand, frozen=True, kw_only=True):
    """Let a request lapse whose matter went on without it. Sent by reactions only."""

    TYPE: ClassVar[str] = "approval.lapse"


COMMANDS: tuple[type[ApprovalCommand], ...] = (
    GiveConsent,
    SendBackRequest,
    AskAgain,
    WithdrawRequest,
    LapseRequest,
)
