"""Needs, decide, evolve of `sms:<id>`; what a text means. Pure."""

from __future__ import annotations

import unicodedata
from typing import Any

import msgspec

from minqing.kernel.messages import (
    Decided,
    Decision,
    Frame,
    Refusal,
    RefusalKind,
    States,
)
from minqing.notices.channels.state import Channels
from minqing.notices.inbound import commands as c
from minqing.notices.inbound import events as e
from minqing.notices.inbound.state import TextState
from minqing.notices.inbound.terms import BY_PERSON, BY_RULE, Content, Meaning, Settled
from minqing.notices.pack import ReplyWords
from minqing.org.public import Directory

SYSTEM_ONLY = RefusalKind(
    "text-system-only", "不能收入短信：短信只由短信网关送入。请使用“登记事项”。"
)
CHANNEL_UNKNOWN = RefusalKind(
    "text-channel-unknown", "不能收入短信：通知渠道没有开通或者已经停用。请联系管理员。"
)
KNOWN = RefusalKind("text-known", "不必再次收入短信：已经收到过。无需处理。")
UNKNOWN = RefusalKind(
    "text-unknown", "不能处理来信：没有这条来信，或者不在您的管辖范围。请刷新页面。"
)
SETTLED = RefusalKind("text-settled", "不能处理来信：已经处理过了。请刷新页面。")
REASON_MISSING = RefusalKind("text-reason-missing", "不能结束来信：没有写明理由。请填写理由。")
SUBJECT_MISSING = RefusalKind(
    "text-subject-missing", "不能结束来信：没有写明登记成了哪一件。请填写回执编号。"
)

REFUSALS = tuple(one for one in list(vars().values()) if isinstance(one, RefusalKind))


def needs(command: Any) -> tuple[str, ...]:
    """The text's own stream."""
    return (f"sms:{command.text}",)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Take a text in once; settle it once."""
    stream = needs(command)[0]
    state: TextState | None = states[stream]
    make = _receive if isinstance(command, c.ReceiveText) else _settle
    decided = make(command, state, frame)
    return decided if isinstance(decided, Refusal) else [Decided(stream, decided)]


def _receive(
    command: c.ReceiveText, state: TextState | None, frame: Frame
) -> e.TextReceived | Refusal:
    if frame.by.kind != "system":
        return SYSTEM_ONLY()
    if state is not None:
        return KNOWN()
    channel = frame.view(Channels).find(command.channel)
    if channel is None:
        return CHANNEL_UNKNOWN()
    return e.TextReceived(
        at=frame.now,
        channel=channel.id,
        unit=channel.unit,
        banner=channel.banner,
        words=command.words.ref,
        phone=command.phone.ref,
        meaning=command.meaning,
        content=command.content,
    )


def _settle(
    command: c.SettleText, state: TextState | None, frame: Frame
) -> e.TextSettled | Refusal:
    by_system = frame.by.kind == "system"
    if state is None or not (by_system or frame.view(Directory).reaches(frame.by, state.unit)):
        return UNKNOWN()
    allowed, open_in = (BY_RULE, Settled.NEW) if by_system else (BY_PERSON, Settled.WAITS)
    if state.settled is not open_in or command.settled not in allowed:
        return SETTLED()
    if command.settled is Settled.DISMISSED and not command.reason.strip():
        return REASON_MISSING()
    if command.settled is Settled.REGISTERED and not command.subject:
        return SUBJECT_MISSING()
    return e.TextSettled(
        at=frame.now,
        settled=command.settled,
        subject=command.subject,
        reason=command.reason.strip(),
        by_post=frame.by.post,
    )


def evolve(state: TextState | None, event: Any) -> TextState:
    """Fold one event."""
    if isinstance(event, e.TextReceived):
        return TextState(
            at=event.at,
            channel=event.channel,
            unit=event.unit,
            banner=event.banner,
            words=event.words,
            phone=event.phone,
            meaning=event.meaning,
            content=event.content,
        )
    assert state is not None, "a text begins by coming in"
    return msgspec.structs.replace(
        state,
        settled=event.settled,
        subject=event.subject,
        reason=event.reason,
        by_post=event.by_post,
        settled_at=event.at,
    )


# ---------------------------------------------------------------- what it means
def read_meaning(text: str, words: ReplyWords | None) -> tuple[Meaning, Content]:
    """Return what a text says: only whole words of the mechanism count, nothing is guessed.

    “1”, “１。” and “1 满意” are an answer; “1号井又坏了” is for a person.
    """
    if words is None:
        return Meaning.OTHER, Content.UNSAID
    parts = _split(text)
    meanings = {
        **dict.fromkeys(words.solved, Meaning.SOLVED),
        **dict.fromkeys(words.partly, Meaning.PARTLY),
        **dict.fromkeys(words.not_solved, Meaning.NOT_SOLVED),
        **dict.fromkeys(words.stop, Meaning.STOP),
        **dict.fromkeys(words.start, Meaning.START),
    }
    contents = {
        **dict.fromkeys(words.satisfied, Content.SATISFIED),
        **dict.fromkeys(words.basically, Content.BASICALLY),
        **dict.fromkeys(words.dissatisfied, Content.DISSATISFIED),
    }
    known = {_fold(word): meaning for word, meaning in meanings.items()}
    rated = {_fold(word): content for word, content in contents.items()}
    if not 1 <= len(parts) <= 2 or parts[0] not in known:
        return Meaning.OTHER, Content.UNSAID
    if len(parts) == 2 and parts[1] not in rated:
        return Meaning.OTHER, Content.UNSAID
    return known[parts[0]], rated[parts[1]] if len(parts) == 2 else Content.UNSAID


def _fold(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().strip()


def _split(text: str) -> list[str]:
    folded = _fold(text)
    spaced = "".join(sign if sign.isalnum() else " " for sign in folded)
    return spaced.split()
