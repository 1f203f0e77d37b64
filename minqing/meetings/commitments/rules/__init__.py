"""Rules of `commitment:<id>`: what a command needs, decides and folds to. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minqing.kernel.messages import Decision, Frame, States
from minqing.meetings.commitments import commands as c
from minqing.meetings.commitments.rules import keeping, publishing
from minqing.meetings.commitments.rules import refusals as no
from minqing.meetings.commitments.rules.evolve import evolve
from minqing.meetings.commitments.rules.making import (
    CommitmentDraft,
    check_draft,
    make,
    make_directly,
)
from minqing.meetings.commitments.state import CommitmentState

__all__ = ["CommitmentDraft", "check_draft", "decide", "evolve", "make", "needs"]

EVIDENCE_KINDS = ("case", "project")
MOST_EVIDENCE = 20

Rule = Callable[[Any, CommitmentState, States, Frame], Decision]


def needs(command: Any) -> tuple[str, ...]:
    """Return the commitment, what it is about while it is made, and what is named as evidence."""
    own = f"commitment:{command.commitment}"
    named = list(getattr(command, "evidence", ()))[:MOST_EVIDENCE]
    if isinstance(command, c.MakeCommitment):
        named.append(command.subject)
    kinds = {target: target.partition(":")[0] for target in named}
    return (own, *(target for target in kinds if kinds[target] in EVIDENCE_KINDS))


_ACTS: dict[type, tuple[str, Rule]] = {
    c.ReportProgress: ("报告进展", keeping.report),
    c.MoveDate: ("改期", keeping.move_date),
    c.RecordFulfilment: ("登记兑现", keeping.record),
    c.AnswerFulfilment: ("回答是否兑现", keeping.answer),
    c.LookAtCommitment: ("催办承诺", keeping.look),
    c.FollowUpCommitment: ("回访", keeping.follow_up),
    c.ClearWords: ("确认公开", publishing.clear_words),
    c.WithholdCommitment: ("决定不公开", publishing.withhold),
    c.DiscloseCommitment: ("恢复公开", publishing.disclose),
    c.MakeComment: ("评议", publishing.comment),
    c.PublishComment: ("公开评议", publishing.publish_comment),
    c.RefuseComment: ("不予公开评议", publishing.refuse_comment),
    c.ReplyToComment: ("答复评议", publishing.reply),
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a command about a commitment, or its refusal."""
    if isinstance(command, c.MakeCommitment):
        return make_directly(command, states, frame)
    act, rule = _ACTS[type(command)]
    state: CommitmentState | None = states.get(f"commitment:{command.commitment}")
    return no.UNKNOWN(act=act) if state is None else rule(command, state, states, frame)
