"""What follows from a case by itself: the sweep of its clocks, the erasure of a complaint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from minqing.approvals.public import LapseRequest, find_undecided_subjects
from minqing.approvals.public import can as can_approve
from minqing.cases import events as e
from minqing.cases.commands import LookAgain
from minqing.cases.events import ComplaintTransferred
from minqing.cases.events_raiser import RequestAnswered
from minqing.cases.group_commands import AnswerWithMain, LookWithMain, TakeLead
from minqing.cases.group_events import CaseMerged, MembersAwait
from minqing.cases.group_terms import Await
from minqing.cases.models import Case
from minqing.cases.raiser import RequestAnswer, RequestKind
from minqing.cases.rules.group import choose_successor, find_standing_answer, owes_answer
from minqing.cases.state import CaseState
from minqing.cases.terms import CloseReason, Status
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Frame, Personal
from minqing.log.public import EraseSubject, LogEntry, get_state, get_states
from minqing.vault.public import open_value

ERASED_WHEN = (ComplaintTransferred.TYPE,)
ASKED_WHEN = (RequestAnswered.TYPE,)
ASKED = "反映人申请删除"
SHARED_WHEN = (MembersAwait.TYPE,)
LAPSES_AFTER = tuple(
    event.TYPE
    for event in (
        e.CaseSealed,
        e.ComplaintTransferred,
        e.SettledOnSpot,
        e.ErrandTaken,
        e.CaseRaised,
        e.CaseReturned,
        e.ResultRecorded,
        e.FinalOpinionRecorded,
        e.CaseStruckOff,
        e.CaseWithdrawn,
        e.CaseReopened,
        CaseMerged,
    )
)
"""After these a request may have lost its matter; the rule decides whether it has."""
REASON = "检举控告已转送，本平台不留存内容"


def look_again_due(now: datetime, limit: int) -> Sequence[Command]:
    """Return a look for every case whose stored moment has come; the rule decides what is due.

    The id derives from case and moment, so two workers ask the same question once.
    """
    due = (
        Case.objects.filter(look_again_at__isnull=False, look_again_at__lte=now)
        .order_by("look_again_at", "id")
        .values_list("id", "look_again_at")[:limit]
    )
    return [LookAgain(id=derived_id("look-again", case, at), case=case) for case, at in due]


def erase_when_asked(entry: LogEntry, frame: Frame) -> Sequence[Command]:
    """Erase what the raiser asked to have erased, once the office has agreed."""
    event = entry.event
    assert isinstance(event, RequestAnswered), "registered for answers alone"
    if event.kind is not RequestKind.ERASE or event.answer is not RequestAnswer.DONE:
        return []
    return [
        EraseSubject(
            id=derived_id(entry.position, "cases-erase-asked", 0),
            subject=f"case:{entry.key}",
            reason=ASKED,
        )
    ]


def erase_transferred(entry: LogEntry, frame: Frame) -> Sequence[Command]:
    """Erase what was in a transferred complaint: only “transferred” remains here."""
    return [
        EraseSubject(
            id=derived_id(entry.position, "cases-erase-transferred", 0),
            subject=f"case:{entry.key}",
            reason=REASON,
        )
    ]


def share_with_members(entry: LogEntry, frame: Frame) -> Sequence[Command]:
    """Hand on what a main has for its members: the answer, a look at the plan, or the lead.

    States are read as they are now: what a member got meanwhile, or left, is not repeated.
    """
    event = entry.event
    assert isinstance(event, MembersAwait), "registered for this type alone"
    main: CaseState | None = get_state(f"case:{entry.key}")
    if main is None:
        return []
    found = get_states(f"case:{one.case}" for one in main.members)
    members = [state for state in found.values() if state is not None]
    if event.what is Await.LEAD:
        return _pass_lead(entry, main, members)
    if event.what is Await.LOOK:
        return _share_look(entry, event, main, members)
    return _share_answer(entry, main, members)


def _share_answer(
    entry: LogEntry, main: CaseState, members: Sequence[CaseState]
) -> Sequence[Command]:
    answer = find_standing_answer(main)
    owed = [one for one in members if owes_answer(one, main)]
    if answer is None or not owed:
        return []
    # each raiser gets a copy of his own: erasing one case must not empty another's answer
    words = str(open_value(answer.reply) or "")
    return [
        AnswerWithMain(
            id=derived_id("answer-with-main", entry.position, one.id),
            case=one.id,
            main=main.id,
            reply=Personal(words, subject=f"case:{one.id}"),
        )
        for one in owed
    ]


def _share_look(
    entry: LogEntry, event: MembersAwait, main: CaseState, members: Sequence[CaseState]
) -> Sequence[Command]:
    words = str(open_value(event.words) or "")
    return [
        LookWithMain(
            id=derived_id("look-with-main", entry.position, one.id),
            case=one.id,
            main=main.id,
            note=Personal(words, subject=f"case:{one.id}"),
        )
        for one in members
        if one.status is Status.PLANNED and one.merged is not None
    ]


def _pass_lead(entry: LogEntry, main: CaseState, members: Sequence[CaseState]) -> Sequence[Command]:
    heir = choose_successor(members)
    if heir is None or main.close_reason is not CloseReason.WITHDRAWN:
        return []
    others = tuple(one.case for one in main.members if one.case != heir.id)
    return [
        TakeLead(
            id=derived_id("take-lead", entry.position, heir.id),
            case=heir.id,
            main=main.id,
            others=others,
        )
    ]


def leave_undecided(entries: Sequence[LogEntry]) -> Sequence[LogEntry]:
    """Leave those whose case has a request that has not ended: few have one."""
    undecided = find_undecided_subjects({entry.stream for entry in entries})
    return [entry for entry in entries if entry.stream in undecided]


def lapse_requests(entry: LogEntry, frame: Frame) -> Sequence[Command]:
    """Let requests lapse whose case went on without them (a result, a raise, strike-off)."""
    state = get_state(entry.stream)
    if state is None or not state.consents:
        return []
    requests = get_states(f"approval:{one.approval}" for one in state.consents)
    return [
        LapseRequest(
            id=derived_id(entry.position, "cases-lapse-requests", number),
            approval=request.id,
            subject=entry.stream,
        )
        for number, request in enumerate(requests.values())
        if can_approve(LapseRequest, request, state, frame)
    ]
