"""Merging (并案): a star of cases with one main, reversible; every raiser is answered apart.

docs/decisions/0011 tells why. The resident's own clock never stops for it; the handling clock
stands still while the main is worked on and is credited when the case comes back.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from minqing.cases import events as e
from minqing.cases import group_commands as gc
from minqing.cases import group_events as g
from minqing.cases.base import CaseCommand
from minqing.cases.clocks_of_case import Breach, Clock, due_moment
from minqing.cases.group_terms import MOST_MEMBERS, Await, Member, Membership
from minqing.cases.pack import CasesSection
from minqing.cases.rules import refusals as r
from minqing.cases.rules.checks import is_hidden, reaches
from minqing.cases.rules.evolve import evolve
from minqing.cases.rules.ground import WorkCalendar, get_ground
from minqing.cases.rules.running import (
    acknowledge_clock,
    planned_clock,
    promise_clock,
    reopened_clock,
    tell_clock,
)
from minqing.cases.state import CaseState
from minqing.cases.terms import (
    Anonymity,
    ClockName,
    CloseReason,
    Ledger,
    MatterKind,
    Outcome,
    ReopenCause,
    Result,
    Status,
)
from minqing.kernel.clocks import Pause
from minqing.kernel.messages import Decided, Decision, Frame, Refusal, States, VaultRef

NO_REF = VaultRef("")
ANSWERED = frozenset(
    {Status.AWAITING_TELLING, Status.AWAITING_CONFIRMATION, Status.PLANNED, Status.CLOSED}
)
"""Statuses in which a result stands that may be told: reviewed where the pack asks for it."""

VERB_MERGE, VERB_UNMERGE = "并案", "解除并案"


def stream_of(case: str) -> str:
    """Return the stream of a case."""
    return f"case:{case}"


def make_member(state: CaseState) -> Member:
    """Return how a case counts in a group; only a named raiser's house is told."""
    named = state.anonymity is Anonymity.NAMED
    return Member(state.id, state.household if named else "", state.anonymity)


def find_standing_answer(main: CaseState) -> Result | None:
    """Return the main's answer that its members get, None while there is none."""
    result = main.result
    if result is None or main.status not in ANSWERED or result.outcome is Outcome.WITHDRAWN:
        return None
    return None if main.close_reason is CloseReason.WITHDRAWN else result


# ---------------------------------------------------------------- merging
def check_merge(case: CaseState, main: CaseState | None, frame: Frame) -> Refusal | None:
    """Return why a case cannot be merged into this main, None when it can.

    `check_can(MergeCase, case, frame)` has said yes before. Faces ask this for a preview.
    """
    if main is None or is_hidden(main, frame.by):
        return r.CASE_UNKNOWN(verb=VERB_MERGE)
    named = {"verb": VERB_MERGE, "receipt": main.receipt}
    if main.sealed or main.kind is MatterKind.COMPLAINT_AGAINST_OFFICIAL:
        return r.COMPLAINT_SEALED(**named)
    if not reaches(main, frame):
        return r.NOT_IN_REACH(**named)
    if main.id == case.id or case.home_banner != main.home_banner or case.pack != main.pack:
        return r.MERGE_APART(receipt=case.receipt, main=main.receipt)
    if main.lead:
        return r.MERGE_CHAIN(receipt=case.receipt, main=main.receipt)
    if not main.is_living:
        return r.MERGE_ENDED(receipt=case.receipt, main=main.receipt)
    if case.lead not in ("", main.id):
        return r.ALREADY_MEMBER(receipt=case.receipt)
    if len(main.members) + 1 + len(case.members) > MOST_MEMBERS:
        return r.GROUP_FULL(receipt=main.receipt, most=MOST_MEMBERS)
    return None


def merge(command: gc.MergeCase, states: States, frame: Frame) -> Decision:
    """Let the case, and those it leads, point at the main."""
    case = states[stream_of(command.case)]
    main = states[stream_of(command.into)]
    refused = check_merge(case, main, frame)
    if refused is not None:
        return refused
    if set(command.carried) != {one.case for one in case.members}:
        return r.GROUP_CHANGED(receipt=case.receipt)
    now = frame.now
    merged = g.CaseMerged(
        at=now,
        main=main.id,
        clock=replace(case.promise, name=ClockName.PROMISE),
        breach=_missed_before(case, frame),
        words=NO_REF if command.words is None else command.words.ref,
        suggested=command.suggested,
    )
    carried = [
        Decided(stream_of(one.case), g.MemberRepointed(at=now, main=main.id))
        for one in case.members
    ]
    joined = g.MembersJoined(at=now, members=(make_member(case), *case.members))
    decided = [
        Decided(stream_of(case.id), merged),
        *carried,
        Decided(stream_of(main.id), joined),
    ]
    if find_standing_answer(main) is not None:  # told about what is already answered
        decided.append(Decided(stream_of(main.id), g.MembersAwait(at=now, what=Await.ANSWER)))
    return decided


def _missed_before(case: CaseState, frame: Frame) -> Breach | None:
    if not case.promise_missed or case.promise is None:
        return None
    due = due_moment(case.promise, frame.view(WorkCalendar))
    return Breach(clock=ClockName.PROMISE, due_at=due, noticed_at=frame.now)


# ---------------------------------------------------------------- unmerging
def unmerge(command: gc.UnmergeCase, states: States, frame: Frame) -> Decision:
    """Take the case out: what stood before comes back, or it is handled again."""
    case = states[stream_of(command.case)]
    if command.main != case.lead:
        return r.NOT_MEMBER(receipt=case.receipt)
    if not command.words.value.strip():
        return r.WORDS_MISSING(verb=VERB_UNMERGE, receipt=case.receipt)
    left = Decided(stream_of(command.main), g.MemberLeft(at=frame.now, member=case.id))
    events = _come_back(case, command.words.ref, frame)
    return [*(Decided(stream_of(case.id), event) for event in events), left]


def _come_back(case: CaseState, words: VaultRef, frame: Frame) -> Sequence[e.CaseEvent]:
    before, now = case.merged, frame.now
    plain = g.CaseUnmerged(at=now, main=case.lead, words=words)
    if before is None or case.close_reason is CloseReason.WITHDRAWN:
        return (plain,)  # it is already handled by itself, or its raiser took it back
    if case.status is Status.CLOSED:
        return (plain, _again(case, before, frame))
    restored = replace(
        plain,
        restored=True,
        status=before.status,
        clock=_credit(before.clock, before, frame),
        breach=_credit_breach(before, frame),
        ledger=before.ledger,
        rung=before.rung,
        holder_post=before.holder_post,
        holder_unit=before.holder_unit,
    )
    return (restored,)


def _credit(clock: Clock, before: Membership, frame: Frame) -> Clock:
    """Return the clock without the time in which the main was worked on instead."""
    if frame.now <= before.since:
        return clock
    stood = Pause(start=before.since, end=frame.now, cap=frame.now)
    return replace(clock, pauses=(*clock.pauses, stood))


def _credit_breach(before: Membership, frame: Frame) -> Breach | None:
    breach = before.breach
    if breach is None or breach.grace is None:
        return breach
    return replace(breach, grace=_credit(breach.grace, before, frame))


def _again(case: CaseState, before: Membership, frame: Frame) -> e.CaseReopened:
    """Return the reopening of a case that was struck off with an answer not meant for it. It
    was our mistake: it does not count as a time that the resident asked again."""
    ground = get_ground(case, frame)
    ledger = before.ledger or ground.section.default_ledger
    return e.CaseReopened(
        at=frame.now,
        cause=ReopenCause.UNMERGED,
        ledger=ledger,
        rung=before.rung,
        holder_post=before.holder_post,
        holder_unit=before.holder_unit,
        clock=reopened_clock(
            ground.section, ground.rung(replace(case, rung=before.rung)), frame.now
        ),
        promise=promise_clock(ground.section, ledger, frame.now),
        new_facts=True,
    )


# ---------------------------------------------------------------- what follows the main
def owe_members(
    main: CaseState, events: Sequence[e.CaseEvent], frame: Frame
) -> tuple[g.MembersAwait, ...]:
    """Return what these events of a main leave for its members, if anything."""
    if not main.members:
        return ()
    for event in events:
        if isinstance(event, e.CaseWithdrawn):
            return (g.MembersAwait(at=frame.now, what=Await.LEAD),)
        if isinstance(event, e.PlannedLookedAt):
            return (g.MembersAwait(at=frame.now, what=Await.LOOK, words=event.note),)
    after = main
    for event in events:
        after = evolve(after, event)
    before, answer = find_standing_answer(main), find_standing_answer(after)
    if answer is None or (before is not None and before.reply == answer.reply):
        return ()
    return (g.MembersAwait(at=frame.now, what=Await.ANSWER),)


def owes_answer(case: CaseState, main: CaseState) -> bool:
    """Return whether the main's standing answer is still to be given to this member."""
    answer, before = find_standing_answer(main), case.merged
    if answer is None or before is None or case.lead != main.id:
        return False
    if case.status is Status.PLANNED:
        return before.answer != answer.reply and answer.outcome is not Outcome.PLANNED
    return case.status is Status.MERGED


def answer_with_main(command: gc.AnswerWithMain, states: States, frame: Frame) -> Decision:
    """Give the member the main's answer; its own raiser is told and asked by itself."""
    case, main = states[stream_of(command.case)], states[stream_of(command.main)]
    if main is None or not owes_answer(case, main):
        return r.NOTHING_TO_SHARE(receipt=case.receipt)
    section = get_ground(case, frame).section
    ledger = _known_ledger(main.ledger, case, section)
    event = g.AnsweredWithMain(
        at=frame.now,
        main=main.id,
        answer=main.result.reply,
        result=replace(main.result, reply=command.reply.ref),
        ledger=ledger,
        rung=_known_rung(main.rung, case, section),
        holder_post=main.holder_post,
        holder_unit=main.holder_unit,
        clock=tell_clock(next(rule for rule in section.ledgers if rule.code == ledger), frame.now),
        post=main.author_post,
        hands=main.hands,
    )
    return [Decided(stream_of(case.id), event)]


def _known_ledger(wanted: Ledger | None, case: CaseState, section: CasesSection) -> Ledger:
    """Return the main's ledger; the case's own where its version of the pack has no such."""
    known = [rule.code for rule in section.ledgers]
    return next(
        (one for one in (wanted, case.ledger) if one in known and one), section.default_ledger
    )


def _known_rung(wanted: str, case: CaseState, section: CasesSection) -> str:
    return wanted if wanted in {rung.code for rung in section.ladder} else case.rung


def look_with_main(command: gc.LookWithMain, states: States, frame: Frame) -> Decision:
    """Note that the plan both wait for was looked at; the next look is due a month on."""
    case, main = states[stream_of(command.case)], states[stream_of(command.main)]
    if case.lead != command.main or main is None or case.merged is None:
        return r.NOT_MEMBER(receipt=case.receipt)
    section = get_ground(case, frame).section
    event = g.LookedAtWithMain(
        at=frame.now,
        main=command.main,
        note=command.note.ref,
        clock=planned_clock(section, frame.now),
    )
    return [Decided(stream_of(case.id), event)]


def choose_successor(members: Sequence[CaseState]) -> CaseState | None:
    """Return who leads when the main is taken back: the first who told of it and still waits."""
    waiting = [one for one in members if one.merged is not None and one.is_living]
    merged = [one for one in waiting if one.status is Status.MERGED]
    return min(merged, key=lambda one: (one.raised_at, one.id), default=None)


def take_lead(command: gc.TakeLead, states: States, frame: Frame) -> Decision:
    """Take over where the main stood: its holder goes on, with one acknowledgement."""
    case, main = states[stream_of(command.case)], states[stream_of(command.main)]
    if main is None or main.close_reason is not CloseReason.WITHDRAWN or case.lead != main.id:
        return r.NOT_MEMBER(receipt=case.receipt)
    if set(command.others) | {case.id} != {one.case for one in main.members}:
        return r.GROUP_CHANGED(receipt=case.receipt)
    ground = get_ground(case, frame)
    section, now = ground.section, frame.now
    ledger = _known_ledger(main.ledger, case, section)
    rung = ground.rung(replace(case, rung=_known_rung(main.rung, case, section)))
    rule = next(rule for rule in section.ledgers if rule.code == ledger)
    taken = g.LeadTaken(
        at=now,
        main=main.id,
        ledger=ledger,
        rung=rung.code,
        holder_post=main.holder_post,
        holder_unit=main.holder_unit,
        clock=acknowledge_clock(rule, rung, now),
        members=tuple(one for one in main.members if one.case != case.id),
        hands=main.hands,
    )
    repointed = [
        Decided(stream_of(one), g.MemberRepointed(at=now, main=case.id)) for one in command.others
    ]
    given_up = Decided(stream_of(main.id), g.LeadGivenUp(at=now, to=case.id))
    return [Decided(stream_of(case.id), taken), *repointed, given_up]


def list_streams(command: CaseCommand) -> tuple[str, ...]:
    """Return the streams a command of a group touches, the case's own first."""
    cases: tuple[str, ...]
    if isinstance(command, gc.MergeCase):
        cases = (command.case, command.into, *command.carried)
    elif isinstance(command, gc.TakeLead):
        cases = (command.case, command.main, *command.others)
    elif isinstance(command, gc.SplitCase):
        cases = (command.case, *(part.case for part in command.parts))
    else:
        cases = (command.case, command.main)  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(stream_of(case) for case in cases))
