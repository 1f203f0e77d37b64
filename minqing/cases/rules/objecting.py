"""Objections to a dispatch and their rulings: by a third party, within the pack's clock. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from minqing.cases import dispatch_commands as d
from minqing.cases import dispatch_events as de
from minqing.cases import events as e
from minqing.cases.clocks_of_case import Clock
from minqing.cases.dispatch_terms import NO_REF, Objection, Route, item_of
from minqing.cases.pack import find_ledger
from minqing.cases.pack_dispatch import NotBelow, ResponsibilitiesSection, Responsibility
from minqing.cases.personal_numbers import holds_number
from minqing.cases.rules import dispatch_refusals as dr
from minqing.cases.rules import refusals as r
from minqing.cases.rules.catalogue import (
    check_not_below,
    find_catalogue,
    find_edition,
    propose,
)
from minqing.cases.rules.ground import (
    Directory,
    Ground,
    choose_post,
    get_ground,
    is_answered_for,
)
from minqing.cases.rules.intake import rung_at
from minqing.cases.rules.parties import find_ruler
from minqing.cases.rules.running import acknowledge_clock
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.cases.terms import ClockName, Ledger
from minqing.kernel.messages import Frame, Refusal
from minqing.kernel.periods import local_day
from minqing.org.public import PostView

Events = Sequence[e.CaseEvent] | Refusal
LONGEST_CITE = 200


# ---------------------------------------------------------------- objecting
def object_to_dispatch(command: d.ObjectToDispatch, state: CaseState, frame: Frame) -> Events:
    """Object, resting on an item; the third party's clock begins, the resident's runs on."""
    named = {"verb": VERB_OF[d.ObjectToDispatch].zh, "receipt": state.receipt}
    if not command.words.value.strip():
        return r.WORDS_MISSING(**named)
    catalogue = find_catalogue(state, frame)
    assert catalogue is not None, "without a catalogue nobody rules: checked before"
    refused = _check_item(command, state, catalogue)
    if refused is not None:
        return refused
    directory = frame.view(Directory)
    if not directory.has(command.proposes) or command.proposes == state.holder_unit:
        return dr.OBJECTION_UNIT(**named)
    objection = Objection(
        at=frame.now,
        unit=state.holder_unit,
        post=frame.by.post,
        person=frame.by.person,
        dispatcher=state.dispatcher_unit,
        ruler=find_ruler(state, frame, frame.by.person),
        words=command.words.ref,
        entry=command.entry,
        cite=_cite(command, catalogue),
        proposes=command.proposes,
    )
    clock = Clock(name=ClockName.OBJECTION, rule=catalogue.objections.clock, started_at=frame.now)
    return (de.DispatchObjected(at=frame.now, objection=objection, clock=clock),)


def _check_item(
    command: d.ObjectToDispatch, state: CaseState, catalogue: ResponsibilitiesSection
) -> Refusal | None:
    codes = {line.code for line in _list_lines(catalogue)}
    cite = command.cite.strip()
    known = not command.entry or command.entry in codes
    if not known or not (command.entry or cite):
        return dr.OBJECTION_ITEM(receipt=state.receipt)
    if len(cite) > LONGEST_CITE or holds_number(cite):
        return dr.OBJECTION_ITEM(receipt=state.receipt)
    item = item_of(command.entry, cite)
    if any(item_of(one.entry, one.cite) == item for one in state.rulings):
        return dr.OBJECTION_TWICE(receipt=state.receipt)
    return None


def _list_lines(catalogue: ResponsibilitiesSection) -> list[Responsibility | NotBelow]:
    return [*catalogue.entries, *catalogue.not_below]


def _cite(command: d.ObjectToDispatch, catalogue: ResponsibilitiesSection) -> str:
    """Return the item in words: that of the line of the catalogue, or as it was written."""
    for line in _list_lines(catalogue):
        if command.entry == line.code:
            return "；".join(str(one) for one in line.cites)
    return command.cite.strip()


# ---------------------------------------------------------------- ruling
def rule_objection(command: d.RuleObjection, state: CaseState, frame: Frame) -> Events:
    """Rule: upheld, the case goes to the ruled unit; rejected, it is to be acknowledged."""
    objection = state.objection
    assert objection is not None, "checked before"
    ground, named = get_ground(state, frame), {"verb": VERB_OF[d.RuleObjection].zh}
    named["receipt"] = state.receipt
    if not command.words.value.strip():
        return r.WORDS_MISSING(**named)
    unit = (command.unit or objection.proposes) if command.upheld else state.holder_unit
    holder = _find_holder(unit, state, ground, command.upheld)
    if isinstance(holder, Refusal):
        return holder
    post, where = holder
    rung = ground.rung(state)
    if command.upheld:
        rung = rung_at(ground.section, ground.directory, where)
    ledger = state.ledger or Ledger.REPORT_UP
    return (
        de.ObjectionRuled(
            at=frame.now,
            upheld=command.upheld,
            post=frame.by.post,
            person=frame.by.person,
            words=command.words.ref,
            start=state.holder_unit,
            holder_post=post,
            holder_unit=where,
            rung=rung.code,
            clock=acknowledge_clock(find_ledger(ground.section, ledger), rung, frame.now),
            category=state.category,
            place_kind=ground.directory.unit(state.place).kind,
            entry=objection.entry,
            cite=objection.cite,
            route=_route(command, state, ground, where),
        ),
    )


def _find_holder(
    unit: str, state: CaseState, ground: Ground, upheld: bool
) -> tuple[str, str] | Refusal:
    if not upheld:
        return state.holder_post, state.holder_unit
    directory, verb = ground.directory, VERB_OF[d.RuleObjection].zh
    named = {"verb": verb, "receipt": state.receipt}
    if not directory.has(unit) or directory.current(unit) == directory.current(state.holder_unit):
        return dr.OBJECTION_UNIT(**named)
    refused = check_not_below(
        state, ground, state.category, unit, state.ledger, start=state.holder_unit, verb=verb
    )
    if refused is not None:
        return refused
    roles = rung_at(ground.section, directory, unit).roles
    post: PostView | None = choose_post(directory, unit, roles)
    if post is None or not is_answered_for(directory, post.id):
        return r.HOLDER_MISSING(**named, unit=directory.unit(unit).name)
    return post.id, post.unit


def _route(command: d.RuleObjection, state: CaseState, ground: Ground, unit: str) -> Route | None:
    """Return the line the case goes by from now on: the ruling stands for the reason."""
    if not command.upheld:
        return state.route
    frame = ground.frame
    edition = find_edition(state.pack, state.pack_version, frame)
    found = propose(edition, state.category, state.place, ground.directory, local_day(frame.now))
    if found is None:
        return None
    return Route(
        entry=found.line.code,
        pack_version=found.pack_version,
        proposed=found.unit,
        unit=unit,
        cites=found.cites,
        co_units=found.co_units,
        why=command.words.ref if unit != found.unit else NO_REF,
    )
