"""The fold of a commitment. No event takes a promised day out of it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from minqing.kernel.messages import Event, VaultRef
from minqing.meetings.commitments import events as e
from minqing.meetings.commitments.state import CommitmentState
from minqing.meetings.commitments.terms import (
    MEASURE,
    Answer,
    Comment,
    Dated,
    FollowUp,
    Keeping,
    Report,
    Stage,
    Withholding,
    Words,
    name_words,
)

S = CommitmentState


def begin(event: e.CommitmentMade) -> S:
    """Return the state of a promise just made."""
    return CommitmentState(
        subject=event.subject,
        unit=event.unit,
        post=event.post,
        dates=(Dated(event.due, event.at, post=event.by_post),),
        words={MEASURE: Words(event.measure)},
        made_at=event.at,
        made_by=event.by_post,
        meeting=event.meeting,
        item=event.item,
        place=event.place,
        category=event.category,
        home=event.home,
        person_named=event.person_named,
        others=event.others,
    )


def _say(state: S, key: str, ref: VaultRef) -> dict[str, Words]:
    return {**state.words, key: Words(ref)} if ref else state.words


def _ask(state: S, event: e.ReportAsked) -> S:
    return replace(state, asked=event.due)


def _report(state: S, event: e.ProgressReported) -> S:
    key = name_words("report", len(state.reports) + 1)
    told = Report(event.due, event.at, key, event.evidence, event.post)
    return replace(state, reports=(*state.reports, told), words=_say(state, key, event.words))


def _move(state: S, event: e.DateMoved) -> S:
    key = name_words("reason", len(state.dates))
    moved = Dated(event.due, event.at, key, event.late, event.post)
    return replace(state, dates=(*state.dates, moved), words=_say(state, key, event.reason))


def _miss(state: S, event: e.DueMissed) -> S:
    return replace(state, missed=(*state.missed, event.due))


def _keep(state: S, event: e.FulfilmentRecorded) -> S:
    key = name_words("result", len(state.keepings) + 1)
    kept = Keeping(
        whole=event.whole,
        on=event.on,
        at=event.at,
        evidence=event.evidence,
        words=key if event.words else "",
        next_due=event.next_due,
        post=event.post,
    )
    dates = state.dates
    if event.next_due is not None and event.next_due != state.due:
        dates = (*dates, Dated(event.next_due, event.at, kept.words, post=event.post))
    ended = Stage.DROPPED if event.dropped else Stage.ENDED_PARTLY
    part = Stage.PARTLY if event.next_due is not None else ended
    return replace(
        state,
        keepings=(*state.keepings, kept),
        words=_say(state, key, event.words),
        dates=dates,
        stage=Stage.KEPT if event.whole else part,
    )


def _answer(state: S, event: e.FulfilmentAnswered) -> S:
    case = event.case or state.case
    known = state.keepings[-1]
    answers = {**known.answers, case: event.answer}
    last = replace(known, answer=event.answer, answered_at=event.at, answers=answers)
    stage = state.stage
    if event.answer is Answer.NOT_KEPT:
        earlier = any(not one.whole for one in state.keepings)
        stage = Stage.PARTLY if earlier else Stage.RUNNING
    return replace(state, keepings=(*state.keepings[:-1], last), stage=stage)


def _clear(state: S, event: e.WordsCleared) -> S:
    cleared = replace(state.words[event.key], public=event.words, at=event.at, post=event.post)
    return replace(state, words={**state.words, event.key: cleared})


def _withhold(state: S, event: e.CommitmentWithheld) -> S:
    return replace(state, withheld=Withholding(event.legal_class, event.at, event.post))


def _disclose(state: S, event: e.CommitmentDisclosed) -> S:
    return replace(state, withheld=None)


def _follow(state: S, event: e.FollowedUp) -> S:
    key = name_words("visit", len(state.follow_ups) + 1)
    done = FollowUp(
        mode=event.mode,
        on=event.on,
        finding=event.finding,
        at=event.at,
        post=event.post,
        words=key if event.words else "",
    )
    return replace(state, follow_ups=(*state.follow_ups, done), words=_say(state, key, event.words))


def _comment(state: S, event: e.CommentMade) -> S:
    made = Comment(event.comment, event.words, event.at)
    return replace(state, comments=(*state.comments, made))


def _change(state: S, comment: str, **changes: Any) -> S:
    return replace(
        state,
        comments=tuple(
            replace(one, **changes) if one.id == comment else one for one in state.comments
        ),
    )


def _publish(state: S, event: e.CommentPublished) -> S:
    return _change(state, event.comment, public=event.words, moderated_at=event.at)


def _refuse(state: S, event: e.CommentRefused) -> S:
    return _change(state, event.comment, refused=event.why, moderated_at=event.at)


def _reply(state: S, event: e.CommentReplied) -> S:
    return _change(state, event.comment, reply=event.words, replied_at=event.at)


_EVOLVE: dict[type[Event], Callable[[S, Any], S]] = {
    e.ReportAsked: _ask,
    e.ProgressReported: _report,
    e.DateMoved: _move,
    e.DueMissed: _miss,
    e.FulfilmentRecorded: _keep,
    e.FulfilmentAnswered: _answer,
    e.WordsCleared: _clear,
    e.CommitmentWithheld: _withhold,
    e.CommitmentDisclosed: _disclose,
    e.FollowedUp: _follow,
    e.CommentMade: _comment,
    e.CommentPublished: _publish,
    e.CommentRefused: _refuse,
    e.CommentReplied: _reply,
}


def evolve(state: S | None, event: Event) -> S:
    """Fold one event of a commitment."""
    if isinstance(event, e.CommitmentMade):
        return begin(event)
    assert state is not None, "a commitment begins with its promise"
    return _EVOLVE[type(event)](state, event)
