"""Steps of a case that other systems may be told of: codes and dates, the reply only when asked.

A complaint against an official and history leave the house by no step.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.cases import events as e
from minqing.cases import events_of_clocks as ec
from minqing.cases.clocks_of_case import due_moment
from minqing.cases.messages import is_silent
from minqing.cases.rules.ground import WorkCalendar
from minqing.cases.state import CaseState
from minqing.cases.terms import Status
from minqing.cases.terms import gettext_noop as _
from minqing.log.public import get_snapshot
from minqing.vault.public import open_value


class Step(StrEnum):
    """What happened to a case, in words that stay the same while events get new versions."""

    RECEIVED = "received"
    SORTED = "sorted"
    ACKNOWLEDGED = "acknowledged"
    RAISED = "raised"
    RETURNED = "returned"
    ANSWERED = "answered"
    REOPENED = "reopened"
    MISSED = "deadline-missed"
    STRUCK_OFF = "struck-off"
    WITHDRAWN = "withdrawn"


STEP_ZH: Mapping[Step, str] = {
    Step.RECEIVED: _("登记"),
    Step.SORTED: _("分办"),
    Step.ACKNOWLEDGED: _("签收"),
    Step.RAISED: _("提级"),
    Step.RETURNED: _("退回"),
    Step.ANSWERED: _("答复反映人"),
    Step.REOPENED: _("重新办理"),
    Step.MISSED: _("超过时限"),
    Step.STRUCK_OFF: _("销号"),
    Step.WITHDRAWN: _("反映人撤回"),
}

STEPS: Mapping[str, Step] = {
    e.CaseReceived.TYPE: Step.RECEIVED,
    e.CaseTriaged.TYPE: Step.SORTED,
    e.CaseAcknowledged.TYPE: Step.ACKNOWLEDGED,
    e.CaseRaised.TYPE: Step.RAISED,
    e.CaseReturned.TYPE: Step.RETURNED,
    e.SettledOnSpot.TYPE: Step.ANSWERED,
    e.RaiserTold.TYPE: Step.ANSWERED,
    e.CaseReopened.TYPE: Step.REOPENED,
    ec.DeadlineMissed.TYPE: Step.MISSED,
    e.CaseStruckOff.TYPE: Step.STRUCK_OFF,
    e.CaseWithdrawn.TYPE: Step.WITHDRAWN,
}
"""Type of event to the step it is."""


class CaseOutside(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What another system may know of a case: codes and dates, no word of anybody's.

    `place`: code of the village or community, `unit`: of the unit that holds it. `due_at`: by
    when the raiser is to be answered.
    """

    case: str
    receipt: str
    status: Status
    place: str
    unit: str
    kind: str
    raised_at: datetime
    category: str = ""
    ledger: str = ""
    outcome: str = ""
    due_at: datetime | None = None
    closed_at: datetime | None = None


def show_outside(state: CaseState) -> CaseOutside | None:
    """Return what may leave the house of a case as it stands, None where nothing may."""
    if is_silent(state):
        return None
    promise = state.promise
    return CaseOutside(
        case=state.id,
        receipt=state.receipt,
        status=state.status,
        place=state.place,
        unit=state.holder_unit,
        kind=state.kind.value,
        raised_at=state.raised_at,
        category=state.category,
        ledger="" if state.ledger is None else state.ledger.value,
        outcome="" if state.result is None else state.result.outcome.value,
        due_at=None if promise is None else due_moment(promise, get_snapshot(WorkCalendar)),
        closed_at=state.closed_at,
    )


def open_reply_outside(state: CaseState) -> str:
    """Return the reply's words for the office that the case came from, "" where there are none or
    none may leave."""
    if is_silent(state) or state.restricted or state.result is None:
        return ""
    return str(open_value(state.result.reply) or "")
