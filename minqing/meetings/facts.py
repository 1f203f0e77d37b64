"""What meetings, commitments and spot checks say to figures: entry → rows, pure, nothing personal.

Unit, kind and window of a meeting stand on its `meeting_called` row and are joined by stream (six
analysis meetings of WDM-F01 are rows of `meeting_closed` or `meeting_kept_empty`). A promised
day that was moved or missed keeps its rows for ever; what came in the end is told beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from minqing.facts.public import FactKind, FactRow, register_facts
from minqing.log.public import LogEntry
from minqing.meetings import events as m
from minqing.meetings.commitments import events as c
from minqing.meetings.commitments.checks import rules as s

KINDS = (
    FactKind("meeting_called", "到期召开的会议", "次"),
    FactKind("meeting_noticed", "发出预告的会议", "次"),
    FactKind("meeting_closed", "开过的会议", "次"),
    FactKind("meeting_item_decided", "会上议定的议题", "件"),
    FactKind("assessment_ballots", "民意测评收回的票", "张"),
    FactKind("meeting_kept_empty", "本期无议题的会议", "次"),
    FactKind("meeting_missed", "应开未开的会议", "次"),
    FactKind("meeting_minutes_missed", "没有按时记录的会议", "次"),
    FactKind("commitment_made", "承诺事项", "项"),
    FactKind("commitment_moved", "已说明并改期的承诺", "次"),
    FactKind("commitment_missed", "逾期未兑现的承诺", "次"),
    FactKind("commitment_fulfilled", "兑现的承诺", "次"),
    FactKind("commitment_answered", "群众对兑现的答复", "次"),
    FactKind("commitment_withheld", "不予公开的承诺", "次"),
    FactKind("commitment_followed_up", "承诺的跟踪回访", "次"),
    FactKind("spot_check_drawn", "抽查的事项", "件"),
)


def _called(event: m.MeetingOpened) -> list[FactRow]:
    data = {"kind": event.kind, "pack": event.pack, "first": event.first.isoformat()}
    return [
        FactRow(kind="meeting_called", unit=event.unit, banner=event.home,
                happened_on=event.due_on, data=data)
    ]  # fmt: skip


def _noticed(event: m.MeetingAnnounced) -> list[FactRow]:
    return [FactRow(kind="meeting_noticed", data={"short": event.short})]


def _closed(event: m.MeetingClosed) -> list[FactRow]:
    decided = len(event.outcomes)
    rows = [FactRow(kind="meeting_closed")]
    return rows + [FactRow(kind="meeting_item_decided", value=decided)] if decided else rows


def _ballots(event: m.BallotsCounted) -> list[FactRow]:
    """One row an answer; too few ballots are told as returned alone."""
    counted = event.ballots.counts or {"": event.ballots.returned}
    data = {"number": event.number, "given": event.ballots.given}
    return [
        FactRow(kind="assessment_ballots", value=number, data={**data, "answer": answer})
        for answer, number in counted.items()
        if number
    ]


def _empty(event: m.MeetingKeptEmpty) -> list[FactRow]:
    return [FactRow(kind="meeting_kept_empty")]


def _missed_meeting(event: m.MeetingMissed) -> list[FactRow]:
    return [FactRow(kind="meeting_missed", data={"waiting": event.waiting})]


def _missed_minutes(event: m.MinutesMissed) -> list[FactRow]:
    return [FactRow(kind="meeting_minutes_missed")]


def _made(event: c.CommitmentMade) -> list[FactRow]:
    data = {"due": event.due.isoformat(), "in_meeting": bool(event.meeting)}
    return [
        FactRow(kind="commitment_made", unit=event.place, banner=event.home, holder=event.unit,
                category=event.category, data=data)
    ]  # fmt: skip


def _moved(event: c.DateMoved) -> list[FactRow]:
    days = (event.due - event.was).days
    return [FactRow(kind="commitment_moved", data={"days": days, "late": event.late})]


def _missed(event: c.DueMissed) -> list[FactRow]:
    return [FactRow(kind="commitment_missed", happened_on=event.due)]


def _fulfilled(event: c.FulfilmentRecorded) -> list[FactRow]:
    if event.dropped:
        return []
    data = {"whole": event.whole}
    return [FactRow(kind="commitment_fulfilled", happened_on=event.on, data=data)]


def _answered(event: c.FulfilmentAnswered) -> list[FactRow]:
    return [FactRow(kind="commitment_answered", data={"answer": str(event.answer)})]


def _withheld(event: c.CommitmentWithheld) -> list[FactRow]:
    return [FactRow(kind="commitment_withheld", data={"legal_class": event.legal_class})]


def _followed_up(event: c.FollowedUp) -> list[FactRow]:
    data = {"mode": str(event.mode), "finding": str(event.finding)}
    return [FactRow(kind="commitment_followed_up", happened_on=event.on, data=data)]


def _drawn(event: s.CheckDrawn) -> list[FactRow]:
    return [FactRow(kind="spot_check_drawn", value=len(event.drawn))] if event.drawn else []


EXTRACTORS: Mapping[str, Callable[[Any], list[FactRow]]] = {
    m.MeetingOpened.TYPE: _called,
    m.MeetingAnnounced.TYPE: _noticed,
    m.MeetingClosed.TYPE: _closed,
    m.BallotsCounted.TYPE: _ballots,
    m.MeetingKeptEmpty.TYPE: _empty,
    m.MeetingMissed.TYPE: _missed_meeting,
    m.MinutesMissed.TYPE: _missed_minutes,
    c.CommitmentMade.TYPE: _made,
    c.DateMoved.TYPE: _moved,
    c.DueMissed.TYPE: _missed,
    c.FulfilmentRecorded.TYPE: _fulfilled,
    c.FulfilmentAnswered.TYPE: _answered,
    c.CommitmentWithheld.TYPE: _withheld,
    c.FollowedUp.TYPE: _followed_up,
    s.CheckDrawn.TYPE: _drawn,
}


def extract(entry: LogEntry) -> Sequence[FactRow]:
    """Return what an entry of a meeting, a commitment or a check means to figures."""
    return EXTRACTORS[entry.type](entry.event)


def register() -> None:
    """Register the fact kinds of meetings."""
    register_facts(KINDS, EXTRACTORS, extract)
