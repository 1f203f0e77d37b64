"""What cases say to figures: entry → rows, pure, nothing personal.

A row says what its own entry knows. Place, ledger and category of a case stand on its
`case_raised` and `case_sorted` rows and are joined by stream; who held it, and how long, by
the `holding_began` rows in order. A `case_confirmed` row that says `anonymous` stands in no
denominator of solved or satisfied: nobody can be asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from minqing.cases import events as e
from minqing.cases import group_events as g
from minqing.cases.origin import Ended
from minqing.cases.terms import Result, Suggested
from minqing.facts.public import FactKind, FactRow, register_facts
from minqing.kernel.periods import local_day
from minqing.log.public import LogEntry

KINDS = (
    FactKind("case_raised", "反映的事项", "件"),
    FactKind("case_sorted", "研判分办", "件"),
    FactKind("holding_began", "开始承办", "件"),
    FactKind("case_answered", "办理结果", "件"),
    FactKind("case_told", "告知反映人", "件"),
    FactKind("case_confirmed", "群众确认", "件"),
    FactKind("call_attempted", "回访未联系上", "次"),
    FactKind("case_closed", "销号的事项", "件"),
    FactKind("case_reopened", "重新办理", "件"),
    FactKind("raised_to_level", "提级办理", "件"),
    FactKind("case_returned", "退单", "件"),
    FactKind("deadline_missed", "逾期", "次"),
    FactKind("case_merged", "并入主件", "件"),
    FactKind("case_unmerged", "解除并案", "件"),
    FactKind("case_split", "拆分出的事项", "件"),
    FactKind("category_suggested", "系统建议过类别的事项", "件"),
    FactKind("unit_suggested", "系统建议过单位的事项", "件"),
)
"""Both counts are in these rows: needs raised are the `case_raised` rows; distinct matters are
those without the cases whose last `case_merged` row is not followed by a `case_unmerged`.
`category_suggested` stands under the category that a person decided: `place` is where it stood
among those shown (1 first, 0 not shown). Neither row says who decided."""


def _raised(event: e.CaseReceived) -> list[FactRow]:
    if event.sealed:
        return []  # complaints are counted by their organ, not here
    data = {
        "channel": event.channel,
        "kind": event.kind,
        "ledger": event.ledger,
        "anonymity": event.anonymity,
        "pack": event.pack,
        "seconds_before_recorded": int((event.at - event.raised_at).total_seconds()),
    }
    if event.part_of:
        data["part_of"] = event.part_of
    raised = FactRow(
        kind="case_raised",
        unit=event.place,
        banner=event.home_banner,
        holder=event.holder_unit,
        category=event.category,
        data=data,
    )
    shown = _suggested(event.suggested, event.category, "", "intake")
    return [raised, _holding(event.holder_unit, event.rung), *shown]


def _suggested(suggested: Suggested | None, category: str, unit: str, on: str) -> Iterator[FactRow]:
    """What was shown to the one who decided, and whether it was followed; never who it was."""
    if suggested is None:
        return
    data: dict[str, Any] = {"model": suggested.model, "on": on}
    shown = suggested.categories
    if shown and category:
        place = shown.index(category) + 1 if category in shown else 0
        ours = {**data, "first": shown[0], "shown": len(shown), "place": place}
        yield FactRow(kind="category_suggested", category=category, data=ours)
    if suggested.unit and unit:
        ours = {**data, "unit": suggested.unit, "taken": suggested.unit == unit}
        yield FactRow(kind="unit_suggested", category=category, holder=unit, data=ours)


def _history(event: e.HistoryRecorded) -> list[FactRow]:
    """What happened elsewhere counts on its own days; what was never settled there has no end."""
    shared: dict[str, Any] = {"unit": event.place, "banner": event.home_banner}
    came = {} if event.origin is None else {"ended": event.origin.ended}
    data = {
        "channel": event.channel,
        "kind": event.kind,
        "anonymity": event.anonymity,
        "history": True,
        "pack": event.pack,
        **came,
    }
    raised = FactRow(
        kind="case_raised",
        category=event.category,
        happened_on=local_day(event.raised_at),
        data=data,
        **shared,
    )
    if event.origin is not None and event.origin.ended is not Ended.SETTLED:
        return [raised]
    seconds = int((event.closed_at - event.raised_at).total_seconds())
    due = None if event.origin is None else event.origin.due_at
    late = {} if due is None else {"late": event.closed_at > due}
    closed = FactRow(
        kind="case_closed",
        category=event.category,
        happened_on=local_day(event.closed_at),
        data={"reason": "history", "history": True, "seconds": seconds, **late},
        **shared,
    )
    return [raised, closed]


def _holding(unit: str, rung: str) -> FactRow:
    return FactRow(kind="holding_began", holder=unit, data={"rung": rung})


def _sorted(event: e.CaseTriaged) -> list[FactRow]:
    data = {"ledger": event.ledger, "kind": event.kind}
    return [
        FactRow(kind="case_sorted", category=event.category, holder=event.holder_unit, data=data),
        _holding(event.holder_unit, event.rung),
        *_suggested(event.suggested, event.category, event.holder_unit, "triage"),
    ]


def _settled(event: e.SettledOnSpot) -> list[FactRow]:
    outcome = {**_say_outcome(event.result), "ledger": "immediate"}
    return [
        FactRow(kind="case_answered", data=outcome),
        FactRow(kind="case_told", data={"means": event.means}),
    ]


def _answered(event: e.ResultRecorded) -> list[FactRow]:
    return [FactRow(kind="case_answered", data=_say_outcome(event.result))]


def _say_outcome(result: Result) -> dict[str, Any]:
    """What came of it and, where the result says so, on which rung: the level that settled a
    case is that of its last answer before it ended (WDM-27)."""
    said: dict[str, Any] = {"outcome": result.outcome}
    return {**said, "rung": result.rung} if result.rung else said


def _told(event: e.RaiserTold) -> list[FactRow]:
    return [FactRow(kind="case_told", data={"means": event.means})]


def _confirmed(event: e.ConfirmationGiven) -> list[FactRow]:
    word = event.confirmation
    data = {
        "answered": word.answered,
        "solved": word.solved,
        "rating": word.rating,
        "given_on": word.given_on,
        "on_call_back": event.on_call_back,
        "anonymous": event.anonymous,
    }
    return [FactRow(kind="case_confirmed", data=data)]


def _attempted(event: e.CallAttempted) -> list[FactRow]:
    return [FactRow(kind="call_attempted", data={"counted": event.attempt.counted})]


def _closed(event: e.CaseStruckOff) -> list[FactRow]:
    return [FactRow(kind="case_closed", data={"reason": event.reason})]


def _withdrawn(event: e.CaseWithdrawn) -> list[FactRow]:
    return [FactRow(kind="case_closed", data={"reason": "withdrawn"})]


def _taken_back(event: e.ImportTakenBack) -> list[FactRow]:
    return [FactRow(kind="case_closed", data={"reason": "import_undone"})]


def _reopened(event: e.CaseReopened) -> list[FactRow]:
    data = {"cause": event.cause, "new_facts": event.new_facts, "rung": event.rung}
    return [
        FactRow(kind="case_reopened", holder=event.holder_unit, data=data),
        _holding(event.holder_unit, event.rung),
    ]


def _raised_to_level(event: e.CaseRaised) -> list[FactRow]:
    data = {"rung": event.rung, "by_clock": event.by_clock}
    return [
        FactRow(kind="raised_to_level", holder=event.holder_unit, data=data),
        _holding(event.holder_unit, event.rung),
        *_suggested(event.suggested, "", event.holder_unit, "raise"),
    ]


def _returned(event: e.CaseReturned) -> list[FactRow]:
    return [
        FactRow(kind="case_returned", holder=event.holder_unit, data={"reason": event.reason}),
        _holding(event.holder_unit, event.rung),
    ]


def _final_opinion(event: e.FinalOpinionRecorded) -> list[FactRow]:
    return [FactRow(kind="case_answered", data={"outcome": event.result.outcome, "final": True})]


def _missed(event: e.DeadlineMissed) -> list[FactRow]:
    breach = event.breach
    data = {"clock": breach.clock, "learned_late": breach.learned_late}
    return [FactRow(kind="deadline_missed", data=data)]


def _promise_missed(event: e.PromiseMissed) -> list[FactRow]:
    data = {"clock": "promise", "learned_late": event.learned_late}
    return [FactRow(kind="deadline_missed", data=data)]


def _merged(event: g.CaseMerged) -> list[FactRow]:
    return [FactRow(kind="case_merged", data={"into": event.main, "suggested": event.suggested})]


def _repointed(event: g.MemberRepointed) -> list[FactRow]:
    return [FactRow(kind="case_merged", data={"into": event.main, "repointed": True})]


def _unmerged(event: g.CaseUnmerged) -> list[FactRow]:
    return [FactRow(kind="case_unmerged", data={"from": event.main, "restored": event.restored})]


def _lead_taken(event: g.LeadTaken) -> list[FactRow]:
    data = {"from": event.main, "leads": len(event.members)}
    return [
        FactRow(kind="case_unmerged", data=data),
        _holding(event.holder_unit, event.rung),
    ]


def _answered_with_main(event: g.AnsweredWithMain) -> list[FactRow]:
    data = {**_say_outcome(event.result), "ledger": event.ledger, "with_main": event.main}
    return [
        FactRow(kind="case_answered", data=data),
        _holding(event.holder_unit, event.rung),
    ]


def _split(event: g.CaseSplit) -> list[FactRow]:
    return [FactRow(kind="case_split", value=len(event.parts))]


EXTRACTORS: Mapping[str, Callable[[Any], list[FactRow]]] = {
    e.CaseReceived.TYPE: _raised,
    e.HistoryRecorded.TYPE: _history,
    e.CaseTriaged.TYPE: _sorted,
    e.SettledOnSpot.TYPE: _settled,
    e.ResultRecorded.TYPE: _answered,
    e.RaiserTold.TYPE: _told,
    e.ConfirmationGiven.TYPE: _confirmed,
    e.CallAttempted.TYPE: _attempted,
    e.CaseStruckOff.TYPE: _closed,
    e.CaseWithdrawn.TYPE: _withdrawn,
    e.ImportTakenBack.TYPE: _taken_back,
    e.CaseReopened.TYPE: _reopened,
    e.CaseRaised.TYPE: _raised_to_level,
    e.CaseReturned.TYPE: _returned,
    e.FinalOpinionRecorded.TYPE: _final_opinion,
    e.DeadlineMissed.TYPE: _missed,
    e.PromiseMissed.TYPE: _promise_missed,
    g.CaseMerged.TYPE: _merged,
    g.MemberRepointed.TYPE: _repointed,
    g.CaseUnmerged.TYPE: _unmerged,
    g.LeadTaken.TYPE: _lead_taken,
    g.AnsweredWithMain.TYPE: _answered_with_main,
    g.CaseSplit.TYPE: _split,
}


def extract(entry: LogEntry) -> Sequence[FactRow]:
    """Return what an entry of a case means to figures."""
    return EXTRACTORS[entry.type](entry.event)


def register() -> None:
    """Register the fact kinds of cases."""
    register_facts(KINDS, EXTRACTORS, extract)
