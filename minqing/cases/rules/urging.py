"""Urging by hand (督办): a supervisor's words, the holder's answer, both kept on the case."""

from __future__ import annotations

from collections.abc import Sequence

from minqing.cases import commands_beside as b
from minqing.cases import events as e
from minqing.cases import events_beside as eb
from minqing.cases.rules import refusals as r
from minqing.cases.rules.table import VERB_OF
from minqing.cases.state import CaseState
from minqing.kernel.messages import Frame, Refusal

Events = Sequence[e.CaseEvent] | Refusal


def urge_case(command: b.UrgeCase, state: CaseState, frame: Frame) -> Events:
    """Urge the holder in words."""
    if not command.words.value.strip():
        return r.WORDS_MISSING(verb=VERB_OF[b.UrgeCase].zh, receipt=state.receipt)
    return (eb.CaseUrged(at=frame.now, words=command.words.ref, post=frame.by.post),)


def answer_urging(command: b.AnswerUrging, state: CaseState, frame: Frame) -> Events:
    """Answer every urging that stands open."""
    if not command.words.value.strip():
        return r.WORDS_MISSING(verb=VERB_OF[b.AnswerUrging].zh, receipt=state.receipt)
    return (eb.UrgingAnswered(at=frame.now, words=command.words.ref),)
