"""Errands (代办): papers needed, taken, handed in, handed back; never what stands on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from minqing.cases import commands as c
from minqing.cases import commands_beside as b
from minqing.cases import events as e
from minqing.cases import events_beside as eb
from minqing.cases.base import CaseCommand
from minqing.cases.clocks_of_case import due_moment
from minqing.cases.pack import find_ledger
from minqing.cases.papers import Errand, PaperTaken, list_items, list_out
from minqing.cases.personal_numbers import find_personal_numbers
from minqing.cases.rules import refusals as r
from minqing.cases.rules.checks import get_confirmation_rule
from minqing.cases.rules.ending import close
from minqing.cases.rules.ground import Ground, WorkCalendar, get_ground
from minqing.cases.rules.running import handle_clock, promise_clock
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.cases.terms import CloseReason, GivenOn, Ledger, OnMiss, Status
from minqing.kernel.messages import Frame, Refusal

Events = Sequence[e.CaseEvent] | Refusal
MOST_PAPERS = 60
LONGEST_NAME = 60


def _named(command: CaseCommand, state: CaseState) -> dict[str, str]:
    return {"verb": VERB_OF[type(command)].zh, "receipt": state.receipt}


def take_on_errand(command: c.TakeOnErrand, state: CaseState, frame: Frame) -> Events:
    """Take the papers; the case moves to the agent ledger and is being handled."""
    ground = get_ground(state, frame)
    rule = find_ledger(ground.section, Ledger.AGENT)
    names = (paper.strip() for paper in command.papers)
    taken = [*_clean(command.taken), *(PaperTaken(name) for name in names if name)]
    needed = _clean_names(command.needed) or list_needed(ground, state.category)
    refused = _check(command, state, [paper.name for paper in taken], needed)
    if refused is not None:
        return refused
    errand = Errand(
        papers=tuple(paper.name for paper in taken),
        taken_at=frame.now,
        items=list_items(taken, at=frame.now, by=frame.by.post),
        needed=needed,
    )
    return (
        e.ErrandTaken(
            at=frame.now,
            errand=errand,
            clock=handle_clock(rule, ground.rung(state), frame.now),
            promise=promise_clock(ground.section, Ledger.AGENT, state.raised_at),
            post=frame.by.post,
            person=frame.by.person,
        ),
    )


def list_needed(ground: Ground, category: str) -> tuple[str, ...]:
    """Return what the mechanism lists for a category, or for the one above it."""
    if ground.materials is None:
        return ()
    found = {one.category: one for one in ground.materials.lists}
    listed = found.get(category) or found.get(category.partition("-")[0])
    return () if listed is None else tuple(line.zh for line in listed.lines)


def take_more_papers(command: b.TakeMorePapers, state: CaseState, frame: Frame) -> Events:
    """Take further papers; they are numbered on."""
    errand = state.errand
    assert errand is not None, "checked before"
    taken = _clean(command.taken)
    if not taken:
        return r.PAPERS_MISSING(**_named(command, state))
    refused = _check(command, state, [paper.name for paper in taken], ())
    if refused is not None:
        return refused
    first = len(errand.items) + 1
    items = list_items(taken, at=frame.now, by=frame.by.post, first=first)
    return (eb.PapersTaken(at=frame.now, items=items),)


def list_needed_papers(command: b.ListNeededPapers, state: CaseState, frame: Frame) -> Events:
    """Say anew which papers the office asks for."""
    needed = _clean_names(command.needed)
    refused = _check(command, state, (), needed)
    return refused or (eb.NeededPapersListed(at=frame.now, needed=needed),)


def hand_in_papers(command: b.HandInPapers, state: CaseState, frame: Frame) -> Events:
    """Record where papers were handed in, and the number of that office's slip."""
    office, number = command.office.strip(), command.office_number.strip()
    if not office:
        return r.OFFICE_MISSING(receipt=state.receipt)
    out = {paper.number for paper in list_out(state.errand)}
    papers = tuple(dict.fromkeys(command.papers)) or tuple(sorted(out))
    if not set(papers) <= out:
        return r.PAPER_UNKNOWN(**_named(command, state))
    refused = _check(command, state, (office, number), ())
    return refused or (
        eb.PapersHandedIn(at=frame.now, papers=papers, office=office, office_number=number),
    )


def hand_back_papers(command: c.HandBackPapers, state: CaseState, frame: Frame) -> Events:
    """Hand papers back; with the last one a case that only waited for them ends."""
    out = {paper.number: paper for paper in list_out(state.errand)}
    kept = tuple(dict.fromkeys(command.kept))
    papers = tuple(dict.fromkeys(command.papers))
    if not papers and not kept:
        papers = tuple(out)
    if not {*papers, *kept} <= set(out) or set(papers) & set(kept):
        return r.PAPER_UNKNOWN(**_named(command, state))
    if any(out[number].handed_in_at is None for number in kept):
        return r.KEPT_NOWHERE(receipt=state.receipt)
    given = e.PapersHandedBack(
        at=frame.now, papers=papers, returned_to=command.returned_to, kept=kept
    )
    if set(out) - {*papers, *kept}:
        return (given,)
    return (given, *_end_what_waited(state, frame))


def _end_what_waited(state: CaseState, frame: Frame) -> Sequence[e.CaseEvent]:
    reason = find_waiting_end(state, frame)
    if reason is None:
        return ()
    if reason in (CloseReason.TOLD, CloseReason.NOT_REACHED):
        return (e.CaseStruckOff(at=frame.now, reason=reason),)
    word = state.confirmation
    by_call = word is not None and word.given_on is GivenOn.CALL
    return close(state, frame, reason, asked_by_call=by_call)


def find_waiting_end(state: CaseState, frame: Frame) -> CloseReason | None:
    """Return how a case ends that only waits for its papers to go back, None when it does not.

    It was told and needs no confirmation, nobody could be reached, the resident has confirmed
    it, or the window for that has passed.
    """
    if state.status is not Status.AWAITING_CONFIRMATION:
        return None
    section = get_ground(state, frame).section
    if state.result is not None and state.result.outcome in section.no_confirmation:
        return CloseReason.TOLD
    if state.not_reached:
        return CloseReason.NOT_REACHED
    word, by_hand = state.confirmation, get_confirmation_rule(state, frame).strike_off == "by_hand"
    if word is not None and word.answered:
        return None if by_hand else CloseReason.CONFIRMED
    clock = state.clock
    closes = clock is not None and clock.on_miss is OnMiss.CLOSE
    if clock is not None and closes and due_moment(clock, frame.view(WorkCalendar)) <= frame.now:
        return CloseReason.WINDOW_CLOSED
    return None


# ---------------------------------------------------------------- names, never numbers
def _clean(taken: Iterable[PaperTaken]) -> tuple[PaperTaken, ...]:
    cleaned = (PaperTaken(one.name.strip(), one.form, one.pages) for one in taken)
    return tuple(one for one in cleaned if one.name)


def _clean_names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _check(
    command: CaseCommand, state: CaseState, names: Sequence[str], needed: Sequence[str]
) -> Refusal | None:
    every = (*names, *needed)
    if len(every) > MOST_PAPERS or any(len(name) > LONGEST_NAME for name in every):
        return r.PAPERS_TOO_MANY(**_named(command, state), most=MOST_PAPERS, longest=LONGEST_NAME)
    pages = getattr(command, "taken", ())
    if any(not 1 <= one.pages <= 999 for one in pages):
        return r.PAGES_WRONG(receipt=state.receipt)
    if any(find_personal_numbers(name) for name in every):
        return r.PAPER_NUMBER(**_named(command, state))
    return None
