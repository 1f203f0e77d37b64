"""The fold of what happens beside the main line of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from minqing.cases import events as e
from minqing.cases import events_beside as eb
from minqing.cases.base import CaseEvent
from minqing.cases.beside import (
    DueChange,
    External,
    Passage,
    Passing,
    PlannedDate,
    Urging,
)
from minqing.cases.papers import Errand, Paper, list_old_items
from minqing.cases.state import CaseState
from minqing.cases.terms import Result


# ---------------------------------------------------------------- papers
def begin_errand(event: e.ErrandTaken) -> Errand:
    """Return the errand as it begins; one recorded by names alone gets its papers from them."""
    errand = event.errand
    if errand.items or not errand.papers:
        return errand
    return replace(errand, items=list_old_items(errand, event.post))


def hand_back(errand: Errand, event: e.PapersHandedBack) -> Errand:
    """Return the errand after papers went back; an event without numbers means all of them."""
    every = not event.papers and not event.kept
    items = tuple(_settle(paper, event, every=every) for paper in errand.items)
    done = all(paper.settled_at is not None for paper in items)
    return replace(errand, items=items, handed_back_at=event.at if done else None)


def _settle(paper: Paper, event: e.PapersHandedBack, *, every: bool) -> Paper:
    if paper.settled_at is not None:
        return paper
    if paper.number in event.kept:
        return replace(paper, settled_at=event.at, kept=True)
    if every or paper.number in event.papers:
        return replace(paper, settled_at=event.at, returned_to=event.returned_to)
    return paper


def _handed_back(state: CaseState, event: e.PapersHandedBack) -> CaseState:
    assert state.errand is not None, "papers go back from an errand"
    return replace(state, errand=hand_back(state.errand, event))


def _papers_taken(state: CaseState, event: eb.PapersTaken) -> CaseState:
    errand = state.errand
    assert errand is not None, "more papers are taken for an errand"
    items = (*errand.items, *event.items)
    names = (*errand.papers, *(paper.name for paper in event.items))
    return replace(state, errand=replace(errand, items=items, papers=names))


def _needed_listed(state: CaseState, event: eb.NeededPapersListed) -> CaseState:
    assert state.errand is not None, "papers are needed for an errand"
    return replace(state, errand=replace(state.errand, needed=event.needed))


def _handed_in(state: CaseState, event: eb.PapersHandedIn) -> CaseState:
    assert state.errand is not None, "papers of an errand are handed in"
    items = tuple(
        replace(
            paper,
            office=event.office,
            office_number=event.office_number,
            handed_in_at=event.at,
        )
        if paper.number in event.papers
        else paper
        for paper in state.errand.items
    )
    return replace(state, errand=replace(state.errand, items=items))


# ---------------------------------------------------------------- elsewhere, urging, version
def begin_external(event: e.CaseReceived) -> External | None:
    """Return where a case came from, None when it has no number of a source."""
    if not event.external_source:
        return None
    return External(
        source=event.external_source,
        number=event.external_number,
        noted_at=event.at,
        due_at=event.external_due_at,
        soon=event.external_soon,
    )


def _external_noted(state: CaseState, event: eb.ExternalNoted) -> CaseState:
    known = state.external
    changes: tuple[DueChange, ...] = ()
    if known is not None:
        change = DueChange(was=known.due_at, reason=event.reason, at=event.at)
        changes = (*known.changes, change)
    external = External(
        source=event.source,
        number=event.number,
        noted_at=event.at if known is None else known.noted_at,
        due_at=event.due_at,
        soon=event.soon,
        changes=changes,
    )
    return replace(state, external=external, external_number=event.number)


def _answer_sent_back(state: CaseState, event: eb.AnswerSentBack) -> CaseState:
    assert state.external is not None, "an answer goes back to a source"
    number = event.answer_number
    external = replace(state.external, answered_at=event.at, answer_number=number)
    return replace(state, external=external)


def _external_missed(state: CaseState, event: eb.ExternalMissed) -> CaseState:
    assert state.external is not None, "a source's deadline was missed"
    return replace(state, external=replace(state.external, missed=True))


def _urged(state: CaseState, event: eb.CaseUrged) -> CaseState:
    urging = Urging(at=event.at, post=event.post, words=event.words)
    return replace(state, urgings=(*state.urgings, urging))


def _urging_answered(state: CaseState, event: eb.UrgingAnswered) -> CaseState:
    answered = tuple(
        one
        if one.answered_at is not None
        else replace(one, answered_at=event.at, answer=event.words)
        for one in state.urgings
    )
    return replace(state, urgings=answered)


def _moved(state: CaseState, event: eb.MovedToVersion) -> CaseState:
    return replace(
        state,
        pack_version=event.pack_version,
        rung=event.rung,
        clock=event.clock or state.clock,
        held_clock=event.held_clock or state.held_clock,
        promise=event.promise or state.promise,
    )


# ---------------------------------------------------------------- wandering and planned dates
def add_passing(
    state: CaseState, how: Passage, end: str, at: datetime, reason: str = ""
) -> tuple[Passing, ...]:
    """Return the passages of a case with one more, where the unit changes."""
    if end == state.holder_unit:
        return state.passings
    passing = Passing(at=at, how=how, start=state.holder_unit, end=end, reason=reason)
    return (*state.passings, passing)


def first_date(state: CaseState, event: e.ResultRecorded) -> tuple[PlannedDate, ...]:
    """Return the promised dates with the one that a planned result sets."""
    plan = event.result.plan
    if plan is None:
        return state.planned_dates
    return (*state.planned_dates, PlannedDate(date=plan.date, set_at=event.at, reason=plan.reason))


def look_at_plan(
    state: CaseState, event: e.PlannedLookedAt
) -> tuple[Result | None, tuple[PlannedDate, ...]]:
    """Return result and dates after a look: the new date stands, the old ones stay visible."""
    result, dates = state.result, state.planned_dates
    if result is None or result.plan is None:
        return result, dates
    plan = result.plan
    if event.new_date is not None:
        dates = dates or (PlannedDate(date=plan.date, set_at=state.told_at or event.at),)
        plan = replace(plan, date=event.new_date)
        set_at, reason = event.at, event.reason
        dates = (*dates, PlannedDate(date=event.new_date, set_at=set_at, reason=reason))
    if event.pointing is not None:
        plan = replace(plan, pointing=event.pointing)
    return replace(result, plan=plan), dates


def _planned_looked_at(state: CaseState, event: e.PlannedLookedAt) -> CaseState:
    result, dates = look_at_plan(state, event)
    return replace(state, clock=event.clock, breach=None, result=result, planned_dates=dates)


FOLDS_BESIDE: Mapping[type[CaseEvent], Callable[[Any, Any], CaseState]] = {
    e.PapersHandedBack: _handed_back,
    e.PlannedLookedAt: _planned_looked_at,
    eb.PapersTaken: _papers_taken,
    eb.NeededPapersListed: _needed_listed,
    eb.PapersHandedIn: _handed_in,
    eb.ExternalNoted: _external_noted,
    eb.AnswerSentBack: _answer_sent_back,
    eb.ExternalMissed: _external_missed,
    eb.CaseUrged: _urged,
    eb.UrgingAnswered: _urging_answered,
    eb.MovedToVersion: _moved,
}
