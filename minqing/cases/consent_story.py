"""What the story of a case says of requests, consents, opinions and notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minqing.cases import events as e
from minqing.cases.consent_terms import (
    CONSENT_STEP_ZH,
    CONSENT_ZH,
    NOTICE_ZH,
    OPENING_STEPS,
    ConsentKind,
    ConsentStep,
)
from minqing.cases.terms import OUTCOME_ZH


def title_consent(event: e.CaseEvent) -> str:
    """Return the title of a step of a request, "" for all other events."""
    return CONSENT_STEP_ZH[event.step] if isinstance(event, e.ConsentMoved) else ""


def is_told_by_its_act(event: e.CaseEvent) -> bool:
    """Return whether the next entry says the same: what was granted stands there as an act."""
    return isinstance(event, e.ConsentMoved) and event.step is ConsentStep.GRANTED


Name = Callable[[str], str]
"""From a post to its unit and title."""


def tell_consent(event: e.CaseEvent, name: Name) -> dict[str, Any]:
    """Return what may be said of an event of this kind, {} for all others."""
    if isinstance(event, e.ConsentMoved):
        facts: dict[str, Any] = {
            "consent_zh": CONSENT_ZH[event.kind],
        }
        if event.kind is ConsentKind.EXTENSION and event.step in OPENING_STEPS:
            facts["amount"] = event.amount
        return facts
    if isinstance(event, e.DeadlineExtended):
        span = event.extension.span
        days = {"amount": span.amount} if span.unit == "working_days" else {}
        return {**days, "consented": name(event.approved_by), "reason_zh": event.reason}
    if isinstance(event, e.IdentityUnsealed):
        return {
            "for_whom": name(event.for_post),
            "until": event.until,
            "consented": _name_all(event.consented, name),
        }
    if isinstance(event, e.FinalOpinionRecorded):
        return {
            "outcome": event.result.outcome,
            "outcome_zh": OUTCOME_ZH[event.result.outcome],
            "consented": _name_all(event.consented, name),
        }
    if isinstance(event, e.NoticeGiven):
        return {"about_zh": NOTICE_ZH[event.about[0]], "told_at": event.told_at}
    return {}


def _name_all(posts: tuple[str, ...], name: Name) -> str:
    return "、".join(filter(None, map(name, posts)))
