"""Promises that a meeting made for several matters which were one item (WDM-12)."""

from __future__ import annotations

from collections.abc import Iterable

from minqing.log.public import get_states
from minqing.meetings.models import Matter
from minqing.meetings.state import MeetingState
from minqing.meetings.terms import Resolution


def list_promised(subjects: Iterable[str]) -> list[str]:
    """Return the ids of what meetings promised about items with one of these subjects."""
    rows = Matter.objects.filter(subject__in=list(subjects), outcome=Resolution.COMMITTED)
    pairs = list(rows.values_list("meeting", "number"))
    states = get_states(f"meeting:{meeting}" for meeting, _ in pairs)
    found: dict[str, None] = {}
    for meeting, number in pairs:
        state: MeetingState = states[f"meeting:{meeting}"]
        for outcome in state.outcomes:
            if outcome.number == number:
                found.update(dict.fromkeys(outcome.commitments))
    return list(found)


def list_subjects_promised(subjects: Iterable[str]) -> list[str]:
    """Return those of these subjects about whose item a meeting promised something."""
    rows = Matter.objects.filter(subject__in=list(subjects), outcome=Resolution.COMMITTED)
    return list(rows.values_list("subject", flat=True))
