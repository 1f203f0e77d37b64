"""What other contexts may use of the approval act."""

from minqing.approvals.commands import (
    COMMANDS,
    ApprovalCommand,
    AskAgain,
    GiveConsent,
    LapseRequest,
    SendBackRequest,
    WithdrawRequest,
)
from minqing.approvals.kinds import (
    ApprovalKind,
    Moved,
    all_kinds,
    get_kind,
    register_approval_kind,
)
from minqing.approvals.queries import (
    ApprovalLine,
    ApprovalPage,
    RoundStep,
    find_approval,
    find_undecided_subjects,
    list_asked,
    list_of_subject,
    list_waiting,
)
from minqing.approvals.refusals import EXISTS as APPROVAL_EXISTS
from minqing.approvals.rules import ask, available, can, decide, evolve, hand_of, needs
from minqing.approvals.state import ApprovalState
from minqing.approvals.terms import APPROVAL_STATUS_ZH, ApprovalStatus, Hand, Step, Terms

__all__ = [
    "APPROVAL_EXISTS",
    "APPROVAL_STATUS_ZH",
    "COMMANDS",
    "ApprovalCommand",
    "ApprovalKind",
    "ApprovalLine",
    "ApprovalPage",
    "ApprovalState",
    "ApprovalStatus",
    "AskAgain",
    "GiveConsent",
    "Hand",
    "LapseRequest",
    "Moved",
    "RoundStep",
    "SendBackRequest",
    "Step",
    "Terms",
    "WithdrawRequest",
    "all_kinds",
    "ask",
    "available",
    "can",
    "decide",
    "evolve",
    "find_approval",
    "find_undecided_subjects",
    "get_kind",
    "hand_of",
    "list_asked",
    "list_of_subject",
    "list_waiting",
    "needs",
    "register_approval_kind",
]
