"""Ending and beginning again: strike-off, the lot for call-backs, withdrawal, reopening."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from minqing.cases import commands as c
from minqing.cases import events as e
from minqing.cases.pack import Rung, find_next_rung, find_rung, get_joint_rung
from minqing.cases.rules import refusals as r
from minqing.cases.rules.checks import get_confirmation_rule, is_window_open
from minqing.cases.rules.ground import Ground, get_ground
from minqing.cases.rules.running import call_back_clock, promise_clock, reopened_clock
from minqing.cases.rules.table import VERB_OF
from minqing.cases.rules.work import find_holder_above
from minqing.cases.state import CaseState
from minqing.cases.terms import Channel, CloseReason, GivenOn, Ledger, Means, ReopenCause
from minqing.kernel.messages import Frame, Refusal, VaultRef

Events = Sequence[e.CaseEvent] | Refusal
NO_REF = VaultRef("")


def _named(command: c.CaseCommand, state: CaseState) -> dict[str, str]:
    return {"verb": VERB_OF[type(command)].zh, "receipt": state.receipt}


# ---------------------------------------------------------------- strike-off and the lot
def strike_off(command: c.StrikeOff, state: CaseState, frame: Frame) -> Events:
    """Strike a confirmed case off by hand."""
    assert state.confirmation is not None, "checked before"
    by_call = state.confirmation.given_on is GivenOn.CALL
    return close(state, frame, CloseReason.CONFIRMED, asked_by_call=by_call)


def close(
    state: CaseState, frame: Frame, reason: CloseReason, *, asked_by_call: bool
) -> tuple[e.CaseEvent, ...]:
    """Return the events that end a case: strike-off, and the lot where nobody called yet."""
    struck = e.CaseStruckOff(at=frame.now, reason=reason)
    rule = get_confirmation_rule(state, frame)
    section = get_ground(state, frame).section
    asked = asked_by_call or state.anonymity == "anonymous"
    seed = section.calls.seed
    if asked or not is_drawn(seed, state.id, frame.now, rule.call_back_percent):
        return (struck,)
    drawn = e.CallBackDrawn(
        at=frame.now,
        clock=call_back_clock(section, frame.now),
        seed=seed,
        drawn_at=frame.now,
    )
    return (struck, drawn)


def is_drawn(seed: str, case: str, moment: datetime, percent: float) -> bool:
    """Return whether the lot falls on a case: a fixed function that anyone can repeat.

    The moment is the server's, so whoever makes the case's id cannot choose the outcome.
    """
    text = f"{seed}\x1f{case}\x1f{moment.isoformat()}".encode()
    number = int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")
    return number % 10_000 < round(percent * 100)


def withdraw_case(command: c.WithdrawCase, state: CaseState, frame: Frame) -> Events:
    """Take the matter back. Where staff recorded it, an independent call asks whether it was
    the raiser's own wish; a withdrawal is never a success (C-01). Of an anonymous case, where
    nobody could be asked, staff cannot record one at all."""
    words = command.words
    withdrawn = e.CaseWithdrawn(
        at=frame.now,
        means=command.means,
        words=NO_REF if words is None else words.ref,
    )
    if frame.by.kind == "resident" or state.anonymity == "anonymous":
        return (withdrawn,)
    section = get_ground(state, frame).section
    clock = call_back_clock(section, frame.now)
    return (withdrawn, e.CallBackDrawn(at=frame.now, clock=clock, owed_by_rule=True))


def take_back_import(command: c.TakeBackImport, state: CaseState, frame: Frame) -> Events:
    """Take back a case that came by an import which is undone. Nobody is called: the raiser
    did nothing, and the same row may come in again."""
    if state.channel is not Channel.IMPORT or command.expected_version is None:
        return r.NOT_IMPORTED(receipt=state.receipt)
    if state.close_reason is CloseReason.IMPORT_UNDONE:
        return r.IMPORT_UNDONE(receipt=state.receipt)
    return (e.ImportTakenBack(at=frame.now, batch=command.batch),)


# ---------------------------------------------------------------- handling again
def reopen_case(command: c.ReopenCase, state: CaseState, frame: Frame) -> Events:
    """Reopen in the window; new facts always reopen."""
    if not command.words.value.strip():
        return r.WORDS_MISSING(**_named(command, state))
    facts = command.facts
    if command.new_facts and (facts is None or not facts.value.strip()):
        return r.FACTS_MISSING(receipt=state.receipt)
    if not command.new_facts and state.final:
        return r.ALREADY_FINAL(receipt=state.receipt, channels=say_channels(state, frame))
    if not command.new_facts and not is_window_open(state, frame):
        return r.WINDOW_PASSED(receipt=state.receipt)
    return (
        reopen(
            state,
            frame,
            ReopenCause.RESIDENT_ASKED,
            words=command.words.ref,
            facts=facts.ref if facts is not None and command.new_facts else NO_REF,
            means=command.means,
            new_facts=command.new_facts,
        ),
    )


def say_channels(state: CaseState, frame: Frame) -> str:
    """Return the legal channels that a final opinion names, in words."""
    words = {word.code: word.zh for word in get_ground(state, frame).section.legal_channels}
    named = () if state.opinion is None else state.opinion.channels
    if not named and state.result is not None and state.result.legal_channel:
        named = (state.result.legal_channel,)
    return "、".join(words.get(code, code) for code in named or words)


def reopen(
    state: CaseState,
    frame: Frame,
    cause: ReopenCause,
    *,
    words: VaultRef = NO_REF,
    facts: VaultRef = NO_REF,
    means: Means | None = None,
    new_facts: bool = False,
) -> e.CaseReopened:
    """Return the event: the first time the same holder, the second a rung up, the third the
    joint meeting; new facts begin with the same holder."""
    ground = get_ground(state, frame)
    section = ground.section
    time = state.reopened_counted + (0 if new_facts else 1)
    to_meeting = not new_facts and time >= section.reopening.meeting_from
    rung, post, unit = find_rung(section, state.rung), state.holder_post, state.holder_unit
    if not new_facts and time >= section.reopening.up_from:
        rung, post, unit = _higher(ground, state, to_meeting=to_meeting)
    ledger = state.ledger or section.default_ledger
    if rung.code != state.rung:
        ledger = Ledger.REPORT_UP
    return e.CaseReopened(
        at=frame.now,
        cause=cause,
        ledger=ledger,
        rung=rung.code,
        holder_post=post,
        holder_unit=unit,
        clock=reopened_clock(section, rung, frame.now),
        promise=promise_clock(section, ledger, frame.now),
        words=words,
        new_facts=new_facts,
        to_meeting=to_meeting,
        facts=facts,
        means=means,
    )


def _higher(ground: Ground, state: CaseState, *, to_meeting: bool) -> tuple[Rung, str, str]:
    """Return rung and holder for a second or third time; where nobody stands above, it stays."""
    section = ground.section
    rung = find_rung(section, state.rung)
    here = (rung, state.holder_post, state.holder_unit)
    if find_next_rung(section, rung.code) is None:
        return here
    below = state
    if to_meeting:
        place = section.ladder.index(get_joint_rung(section)) - 1
        below = msgspec.structs.replace(state, rung=section.ladder[place].code)
    found = find_holder_above(ground, below)
    if isinstance(found, Refusal):
        return here
    return (found[0], found[1].id, found[1].unit)
