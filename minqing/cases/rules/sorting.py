"""Sorting: triage and routing, sealing, complaints on their way, what a reader may uncover."""

from __future__ import annotations

from collections.abc import Sequence

from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases.clocks_of_case import Clock
from minqing.cases.pack import CasesSection, find_ledger, index_categories
from minqing.cases.rules import refusals as r
from minqing.cases.rules.catalogue import check_not_below, make_route
from minqing.cases.rules.ground import Directory, choose_post, get_ground, is_answered_for
from minqing.cases.rules.intake import COMPLAINT, find_recipient, make_first_clock, rung_at
from minqing.cases.rules.running import acknowledge_clock, handle_clock
from minqing.cases.rules.suggested import keep_known
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.cases.terms import ClockName, Status
from minqing.kernel.messages import Frame, Refusal
from minqing.org.public import PostView

Events = Sequence[e.CaseEvent] | Refusal


def _verb(command: c.CaseCommand) -> str:
    return VERB_OF[type(command)].zh


def triage(command: c.TriageCase, state: CaseState, frame: Frame) -> Events:
    """Sort and route. Who routes to himself has acknowledged; a village does not send up
    without saying what was tried."""
    ground = get_ground(state, frame)
    section, directory = ground.section, ground.directory
    if command.kind is COMPLAINT:
        if state.members or state.lead:  # others would stand beside what must not be known
            return r.HAS_MEMBERS(verb=_verb(command), receipt=state.receipt)
        return _seal(command, state, section, directory, frame)
    known = {} if ground.categories is None else index_categories(ground.categories)
    if known and command.category not in known:
        return r.CATEGORY_UNKNOWN(
            verb=_verb(command), receipt=state.receipt, category=command.category
        )
    holder = _routed_to(command, state, frame)
    if isinstance(holder, Refusal):
        return holder
    rung = rung_at(section, directory, holder.unit)
    if rung.code != state.rung and state.rung == section.ladder[0].code and frame.by.unit:
        return r.USE_RAISE(receipt=state.receipt)
    start, verb = frame.by.unit or state.holder_unit, _verb(command)
    category, unit = command.category, holder.unit
    guarded = check_not_below(state, ground, category, unit, command.ledger, start=start, verb=verb)
    if guarded is not None:
        return guarded
    route = make_route(state, ground, category, holder, rung.code, command.why, verb=verb)
    if isinstance(route, Refusal):
        return route
    rule = find_ledger(section, command.ledger)
    own = holder.id == frame.by.post
    clock = handle_clock(rule, rung, frame.now) if own else acknowledge_clock(rule, rung, frame.now)
    return (
        e.CaseTriaged(
            at=frame.now,
            kind=command.kind,
            ledger=command.ledger,
            category=command.category,
            rung=rung.code,
            holder_post=holder.id,
            holder_unit=holder.unit,
            dispatcher_post=frame.by.post or state.holder_post,
            dispatcher_unit=frame.by.unit or state.holder_unit,
            status=Status.HANDLING if own else Status.AWAITING_ACKNOWLEDGEMENT,
            clock=clock,
            promise=Clock(
                name=ClockName.PROMISE, rule=rule.clocks.promise, started_at=state.raised_at
            ),
            suggested=keep_known(command.suggested, known, directory),
            route=route,
        ),
    )


def _routed_to(command: c.TriageCase, state: CaseState, frame: Frame) -> PostView | Refusal:
    """Return the post a sorted case goes to: the one named, the unit's, or the sorter's."""
    ground = get_ground(state, frame)
    directory, by = ground.directory, frame.by
    named = {"verb": _verb(command), "receipt": state.receipt}
    if command.unit and not directory.has(command.unit):
        return r.UNIT_UNKNOWN(**named, unit=command.unit)
    if command.post:
        return _named_post(command, directory, named)
    unit = command.unit or by.unit or state.holder_unit
    if not command.unit and by.post and directory.has_post(by.post):
        return directory.post(by.post)
    roles = rung_at(ground.section, directory, unit).roles
    post = choose_post(directory, unit, roles)
    if post is None or not is_answered_for(directory, post.id):
        return r.HOLDER_MISSING(**named, unit=directory.unit(unit).name)
    return post


def _named_post(
    command: c.TriageCase, directory: Directory, named: dict[str, str]
) -> PostView | Refusal:
    if not directory.has_post(command.post):
        return r.POST_NOT_THERE(**named)
    post = directory.post(command.post)
    elsewhere = command.unit and post.unit != command.unit
    if post.abolished or elsewhere or not is_answered_for(directory, post.id):
        return r.POST_NOT_THERE(**named)
    return post


def _seal(
    command: c.TriageCase,
    state: CaseState,
    section: CasesSection,
    directory: Directory,
    frame: Frame,
) -> Events:
    post = find_recipient(command, state.place, state.receipt, section, directory)
    if isinstance(post, Refusal):
        return post
    rung = rung_at(section, directory, post.unit)
    clock = make_first_clock(section, rung, frame, sealed=True, emergency=False)
    return (e.CaseSealed(at=frame.now, holder_post=post.id, holder_unit=post.unit, clock=clock),)


def transfer_complaint(command: c.TransferComplaint, state: CaseState, frame: Frame) -> Events:
    """Transfer a complaint to its organ; what was in it is erased by a reaction."""
    if not command.organ.strip():
        return r.ORGAN_MISSING(receipt=state.receipt)
    return (e.ComplaintTransferred(at=frame.now, organ=command.organ.strip()),)


def note_emergency_shown(command: c.NoteEmergencyShown, state: CaseState, frame: Frame) -> Events:
    """Note that 110/119/120 was offered, and which number was tapped."""
    return (e.EmergencyShown(at=frame.now, number=command.number),)


def unmask_raiser(command: c.UnmaskRaiser, state: CaseState, frame: Frame) -> Events:
    """Let the raiser be seen uncovered; the reason and who looked stay on the log."""
    if state.restricted:
        return r.DATA_RESTRICTED(receipt=state.receipt)
    if not command.reason.strip():
        return r.WORDS_MISSING(verb=_verb(command), receipt=state.receipt)
    return (e.RaiserUnmasked(at=frame.now, reason=command.reason.strip(), by_post=frame.by.post),)
