"""What stays visible of a case that came again: its first clock, and the final opinion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.cases.clocks_of_case import compute_clock_due
from minqing.cases.rules.ground import get_ground
from minqing.cases.shown import FirstClock, OpinionShown, Word
from minqing.cases.state import CaseState
from minqing.cases.timeline import name_post
from minqing.kernel.calendar import WorkCalendar
from minqing.kernel.messages import Frame
from minqing.log.public import get_snapshot
from minqing.org.public import Directory


def show_first(state: CaseState) -> FirstClock | None:
    """Return the clock a reopened case began with, None where it was never reopened."""
    clock = state.first_promise
    if clock is None:
        return None
    return FirstClock(
        started_at=clock.started_at,
        due=compute_clock_due(clock, get_snapshot(WorkCalendar)),
        missed=state.first_missed,
        told_at=state.first_told_at,
        reopened=state.reopened,
    )


def show_opinion(state: CaseState, texts: Mapping[str, Any], frame: Frame) -> OpinionShown | None:
    """Return the final opinion with its words, None where there is none. The reply must be
    among the opened `texts`."""
    if state.opinion is None or state.result is None:
        return None
    words = {word.code: word for word in get_ground(state, frame).section.legal_channels}
    named = [words[code] for code in state.opinion.channels if code in words]
    return OpinionShown(
        at=state.opinion.at,
        by=name_post(frame.view(Directory), state.opinion.by_post),
        outcome=state.result.outcome,
        words=str(texts.get(state.result.reply, "")),
        channels=tuple(Word(word.zh, word.en) for word in named),
    )
