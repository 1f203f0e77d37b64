"""From the fold of a case to its row. Calendar and organisation come from the snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from minqing.cases.clocks_of_case import derive
from minqing.cases.papers import is_out
from minqing.cases.places import find_levels
from minqing.cases.state import CaseState
from minqing.cases.terms import LIVING, Anonymity, CallBack, OnMiss, Status
from minqing.kernel.calendar import WorkCalendar
from minqing.org.public import Directory

COLUMNS = (
    "id", "receipt", "home_banner", "status", "living", "ledger", "kind", "channel", "category",
    "anonymity", "sealed", "emergency", "place", "household", "rung", "holder_post",
    "holder_unit", "handler_post", "handler_person", "raised_at", "recorded_at", "closed_at",
    "outcome", "close_reason", "answered", "solved", "rating", "reopened", "returns",
    "breached", "call", "wants_call", "waits_opinion", "owes_notice", "asks_office", "due_clock",
    "pack", "pack_version", "lead", "external_number", "external_source", "papers_out", "urged",
    "wandered",
    "due_at", "promise_due_at", "sort_at", "look_again_at", "place_league", "place_banner",
    "place_town", "place_village", "away_banner", "away_town", "external_due_at", "urge_at",
    "soon_at",
)  # fmt: skip
DERIVED = COLUMNS[COLUMNS.index("due_at") :]
"""Recomputed when a calendar is re-issued or a unit moves; `verify` compares them apart."""


def find_call(state: CaseState) -> str:
    """Return which call is wanted: to confirm before strike-off, or one drawn after it.

    The end of a window that is only marked is the sign that a call is owed: the resident's
    silence would not close such a case.
    """
    if state.status is Status.CLOSED:
        return "sample" if state.call_back is CallBack.OWED else ""
    if state.status is not Status.AWAITING_CONFIRMATION or state.confirmation is not None:
        return ""
    if state.not_reached:
        return ""  # asked often enough: only the papers have to go back
    clock = state.clock
    asked = clock is not None and clock.on_miss is OnMiss.MARK
    return "confirm" if asked and state.anonymity is not Anonymity.ANONYMOUS else ""


def row(case: str, state: CaseState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a case, in the order of COLUMNS.

    `_value_` instead of `value`: the property costs more than the rest of the row.
    """
    derived = derive(state, snapshots[WorkCalendar])
    directory = snapshots[Directory]
    league, banner, town, village = find_levels(directory, state.place)
    _, holder_banner, holder_town, _ = find_levels(directory, state.holder_unit)
    word = state.confirmation
    living = state.status in LIVING
    sort_at: datetime | None = derived.due_at if living else state.closed_at
    call = find_call(state)
    if call == "sample":
        sort_at = derived.due_at
    return (
        case,
        state.receipt,
        state.home_banner,
        state.status._value_,
        living,
        "" if state.ledger is None else state.ledger._value_,
        state.kind._value_,
        state.channel._value_,
        state.category,
        state.anonymity._value_,
        state.sealed,
        state.emergency,
        state.place,
        state.household,
        state.rung,
        state.holder_post,
        state.holder_unit,
        state.handler_post or None,
        state.handler_person,
        state.raised_at,
        # lists and the board go by it: what came from elsewhere stands among its own days
        state.raised_at if state.history else state.recorded_at,
        state.closed_at,
        "" if state.result is None else state.result.outcome._value_,
        "" if state.close_reason is None else state.close_reason._value_,
        None if word is None else word.answered,
        None if word is None else word.solved,
        "" if word is None else word.rating._value_,
        state.reopened,
        state.returns,
        state.breach is not None,
        call,
        bool(call),
        living and state.final and state.opinion is None,
        bool(state.notices),
        any(one.answer is None for one in state.requests),
        derived.due_clock,
        state.pack,
        state.pack_version,
        state.lead,
        state.external_number,
        _find_source(state),
        is_out(state.errand),
        any(one.answered_at is None for one in state.urgings),
        state.returns > 0,
        derived.due_at,
        derived.promise_due_at,
        sort_at,
        derived.look_again_at,
        league,
        banner,
        town,
        village,
        holder_banner if holder_banner != banner else None,
        holder_town if holder_town != town else None,
        derived.external_due_at,
        derived.urge_at,
        derived.soon_at,
    )


def _find_source(state: CaseState) -> str:
    """Return the system a case came from: one that waits for an answer, or one of history."""
    if state.external is not None:
        return state.external.source
    return "" if state.origin is None else state.origin.source
