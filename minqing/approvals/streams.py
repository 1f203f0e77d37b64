"""How the log knows requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.approvals import rules
from minqing.approvals.commands import COMMANDS
from minqing.approvals.events import EVENTS
from minqing.approvals.models import Approval
from minqing.approvals.state import ApprovalState
from minqing.approvals.terms import ApprovalStatus
from minqing.log.public import StreamKind

COLUMNS = (
    "id", "kind", "subject", "status", "waits", "home", "asker_post", "asked_at", "ended_at",
)  # fmt: skip


def approval_row(
    approval: str, state: ApprovalState, snapshots: Mapping[type, Any]
) -> tuple[Any, ...]:
    """Return the row in the order of COLUMNS."""
    return (
        approval,
        state.kind,
        state.subject,
        state.status.value,
        state.status is ApprovalStatus.ASKED,
        state.home,
        state.asker.post,
        state.round_began_at or state.asked_at,
        state.ended_at,
    )


APPROVAL = StreamKind(
    name="approval",
    state=ApprovalState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=COMMANDS,
    events=EVENTS,
    table=Approval,
    columns=COLUMNS,
    row=approval_row,
    home=lambda state: state.home,
)
