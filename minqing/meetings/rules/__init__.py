"""Rules of `meeting:<id>`: what a command needs, decides and folds to. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minqing.kernel.messages import Decision, Frame, States
from minqing.meetings import commands as c
from minqing.meetings.rules import closing, opening, planning, sitting
from minqing.meetings.rules.evolve import evolve

__all__ = ["decide", "evolve", "needs"]


def needs(command: c.MeetingCommand) -> tuple[str, ...]:
    """Return the streams a command touches: the meeting, what is on its agenda, what it makes."""
    return tuple(dict.fromkeys((f"meeting:{command.meeting}", *_list_others(command))))


def _list_others(command: c.MeetingCommand) -> tuple[str, ...]:
    match command:
        case c.OpenMeeting(before=before):
            return (f"meeting:{before}",) if before else ()
        case c.LookAtMeeting(waiting=waiting):
            return waiting
        case c.LinkFindings(findings=findings):
            return findings
        case c.PlanMeeting(topics=topics) | c.BeginMeeting(topics=topics):
            return tuple(subject for topic in topics for subject in topic.subjects)
        case c.AddItem(topic=topic):
            return topic.subjects
        case c.CloseMeeting(subjects=subjects, commitments=commitments):
            return (*subjects, *(f"commitment:{one}" for one in commitments))
    return ()


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    c.OpenMeeting: opening.open_meeting,
    c.LookAtMeeting: opening.look,
    c.LinkFindings: planning.link_findings,
    c.PlanMeeting: planning.plan,
    c.AddItem: planning.add_item,
    c.RemoveItem: planning.remove_item,
    c.OrderItems: planning.order_items,
    c.DraftAnswer: planning.draft_answer,
    c.AnnounceMeeting: planning.announce,
    c.PostponeMeeting: planning.postpone,
    c.BeginMeeting: sitting.begin,
    c.PassChair: sitting.pass_chair,
    c.MarkAttendance: sitting.mark_attendance,
    c.SpeakToItem: sitting.speak,
    c.CountBallots: sitting.count_ballots,
    c.ResolveItem: sitting.resolve,
    c.CloseMeeting: closing.close,
    c.RecordMinutes: closing.record_minutes,
}


def decide(command: c.MeetingCommand, states: States, frame: Frame) -> Decision:
    """Return the events of a command about a meeting, or its refusal."""
    return _DECIDE[type(command)](command, states, frame)
