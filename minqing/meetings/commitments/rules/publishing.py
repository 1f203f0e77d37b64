"""What everybody may read: words confirmed, lines withheld, comments moderated. Pure."""

from __future__ import annotations

from datetime import timedelta

from minqing.kernel.messages import Decision, Frame, Refusal, States
from minqing.meetings.commitments import commands as c
from minqing.meetings.commitments import events as e
from minqing.meetings.commitments.pack import CommitmentsSection
from minqing.meetings.commitments.rules import refusals as no
from minqing.meetings.commitments.rules.ground import (
    check_public_words,
    check_reach,
    check_words,
    find_section,
    get_today,
)
from minqing.meetings.commitments.rules.keeping import decided
from minqing.meetings.commitments.state import CommitmentState
from minqing.meetings.commitments.terms import Comment, Refused

MOST_WAITING = 200
"""Comments of one promise that wait for moderation at most. Source: ours."""


def clear_words(
    command: c.ClearWords, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Confirm the public form of a text; it can be put right later, the newest one counts."""
    act = "确认公开"
    wrong = check_reach(act, state, frame) or check_public_words(
        act, command.words, f"commitment:{command.commitment}"
    )
    if wrong is not None:
        return wrong
    if command.key not in state.words:
        return no.KEY_UNKNOWN()
    event = e.WordsCleared(
        key=command.key, words=command.words.ref, at=frame.now, post=frame.by.post
    )
    return decided(command, event)


def _find_decider(act: str, state: CommitmentState, frame: Frame) -> CommitmentsSection | Refusal:
    wrong = check_reach(act, state, frame)
    if wrong is not None:
        return wrong
    section = find_section(state.unit, frame)
    if section is None:
        return no.NO_PACK()
    if not frame.by.post or not set(frame.by.roles) & set(section.may_withhold):
        return no.MAY_NOT_WITHHOLD(act=act)  # a named post decides, never a program
    return section


def withhold(
    command: c.WithholdCommitment, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Take the content of a line from the board, by a named leader and a class of the law."""
    section = _find_decider("决定不公开", state, frame)
    if isinstance(section, Refusal):
        return section
    if state.withheld is not None:
        return no.ALREADY_WITHHELD()
    if section.find_class(command.legal_class) is None:
        return no.CLASS_UNKNOWN()
    return decided(
        command,
        e.CommitmentWithheld(legal_class=command.legal_class, at=frame.now, post=frame.by.post),
    )


def disclose(
    command: c.DiscloseCommitment, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Give the line back to the board."""
    section = _find_decider("恢复公开", state, frame)
    if isinstance(section, Refusal):
        return section
    if state.withheld is None:
        return no.NOT_WITHHELD()
    return decided(command, e.CommitmentDisclosed(at=frame.now, post=frame.by.post))


def takes_comments(state: CommitmentState, frame: Frame) -> bool:
    """Return whether the comment period runs: until some days after the promise ended."""
    section = find_section(state.unit, frame)
    if section is None or state.withheld is not None:
        return False
    ended = state.ended_on
    return ended is None or get_today(frame) <= ended + timedelta(days=section.comment_days)


def comment(
    command: c.MakeComment, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Take a resident's comment; it waits for a person before anybody else reads it."""
    wrong = check_words("评议", command.words, (f"comment:{command.id}",))
    if wrong is not None:
        return wrong
    if not takes_comments(state, frame):
        return no.COMMENTS_OVER()
    if state.waiting_comments >= MOST_WAITING:
        return no.COMMENTS_FULL(most=MOST_WAITING)
    event = e.CommentMade(comment=command.id, words=command.words.ref, at=frame.now)
    return decided(command, event)


def _find_comment(state: CommitmentState, comment_id: str) -> Comment | None:
    return next((one for one in state.comments if one.id == comment_id), None)


def publish_comment(
    command: c.PublishComment, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Publish a comment with its personal data covered."""
    act, found = "公开评议", _find_comment(state, command.comment)
    wrong = check_reach(act, state, frame) or check_public_words(
        act, command.words, f"comment:{command.comment}"
    )
    if wrong is not None:
        return wrong
    if found is None or not found.is_waiting:
        return no.COMMENT_UNKNOWN(act=act)
    event = e.CommentPublished(
        comment=command.comment,
        words=command.words.ref,
        at=frame.now,
        post=frame.by.post,
        raw=found.words,
    )
    return decided(command, event)


def refuse_comment(
    command: c.RefuseComment, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Leave a comment unpublished for a reason of the closed list."""
    act, found = "不予公开评议", _find_comment(state, command.comment)
    wrong = check_reach(act, state, frame)
    if wrong is not None:
        return wrong
    if found is None or not found.is_waiting:
        return no.COMMENT_UNKNOWN(act=act)
    if command.why not in set(Refused):
        return no.REASON_UNKNOWN()
    event = e.CommentRefused(
        comment=command.comment,
        why=command.why,
        at=frame.now,
        post=frame.by.post,
        raw=found.words,
    )
    return decided(command, event)


def reply(
    command: c.ReplyToComment, state: CommitmentState, states: States, frame: Frame
) -> Decision:
    """Reply in public; once."""
    act, found = "答复评议", _find_comment(state, command.comment)
    wrong = check_reach(act, state, frame) or check_public_words(
        act, command.words, f"commitment:{command.commitment}"
    )
    if wrong is not None:
        return wrong
    if found is None or not found.public or found.reply:
        return no.COMMENT_UNKNOWN(act=act)
    event = e.CommentReplied(
        comment=command.comment, words=command.words.ref, at=frame.now, post=frame.by.post
    )
    return decided(command, event)
