"""Needs, decide, evolve of `suggestions:office`; when it is time to train again. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from minqing.kernel.messages import (
    Command,
    Decided,
    Decision,
    Event,
    Frame,
    Refusal,
    RefusalKind,
    States,
)
from minqing.suggestions import commands as c
from minqing.suggestions import events as e
from minqing.suggestions.state import SuggestionState
from minqing.suggestions.terms import STREAM, Asked, Failed, Failure

RENEWED_AFTER = timedelta(days=7)
"""How old a model gets before the worker trains again. Source: ours."""

ENOUGH_NEW = 50
"""New decisions that make a training worth it. Source: ours."""

TRIED_AGAIN_AFTER = timedelta(days=1)
"""After a training that failed. Source: ours."""

IS_OFF = RefusalKind("suggestions-off", "不能训练系统建议：系统建议已停用。请先启用。")
ALREADY_ASKED = RefusalKind(
    "suggestions-already-asked", "不必再次要求训练：已经排上，后台正在做。请稍后查看。"
)
ALREADY_SO = RefusalKind(
    "suggestions-already-so", "不必切换系统建议：现在就是这样。请刷新页面查看。"
)
REASON_MISSING = RefusalKind(
    "suggestions-reason-missing", "不能切换系统建议：没有写理由。请写明理由后再办。"
)
SYSTEM_ONLY = RefusalKind(
    "suggestions-system-only", "不能登记训练结果：训练结果由系统登记。请使用“现在训练”。"
)
NOTHING_TO_RECORD = RefusalKind(
    "suggestions-nothing-to-record", "不能登记训练结果：既没有模型，也没有原因。请重新训练。"
)


def needs(command: Command) -> tuple[str, ...]:
    """The one stream."""
    return (STREAM,)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Ask, record, switch."""
    state = states[STREAM] or SuggestionState()
    found = _DECIDE[type(command)](command, state, frame)
    if isinstance(found, Refusal):
        return found
    return [Decided(STREAM, event) for event in found]


def _ask(
    command: c.AskTraining, state: SuggestionState, frame: Frame
) -> tuple[Event, ...] | Refusal:
    if not state.on:
        return IS_OFF()
    if state.asked is not None:
        return ALREADY_ASKED()
    return (e.TrainingAsked(at=frame.now),)


def _record(
    command: c.RecordTraining, state: SuggestionState, frame: Frame
) -> tuple[Event, ...] | Refusal:
    if frame.by.kind != "system":
        return SYSTEM_ONLY()
    if not state.on:  # switched off while it was learning
        return IS_OFF()
    old = "" if state.model is None else state.model.subject
    if command.model is not None:
        return (e.ModelTrained(at=frame.now, model=command.model, replaces=old),)
    found: list[Event] = []
    if command.failure is not None:
        found.append(e.TrainingFailed(at=frame.now, why=command.failure))
    if command.retire and old:
        found.append(e.ModelRetired(at=frame.now, subject=old))
    return tuple(found) or NOTHING_TO_RECORD()


def _switch(
    command: c.SwitchSuggestions, state: SuggestionState, frame: Frame
) -> tuple[Event, ...] | Refusal:
    if command.on == state.on:
        return ALREADY_SO()
    if not command.reason.strip():
        return REASON_MISSING()
    switched = e.SuggestionsSwitched(at=frame.now, on=command.on, reason=command.reason.strip())
    if command.on or state.model is None:
        return (switched,)
    return (switched, e.ModelRetired(at=frame.now, subject=state.model.subject))


_DECIDE: dict[type[Command], Any] = {
    c.AskTraining: _ask,
    c.RecordTraining: _record,
    c.SwitchSuggestions: _switch,
}


# ---------------------------------------------------------------- the fold
def evolve(state: SuggestionState | None, event: Event) -> SuggestionState:
    """Fold one event."""
    before = state or SuggestionState()
    changes: dict[str, Any]
    match event:
        case e.TrainingAsked():
            changes = {"asked": Asked(at=event.at)}
        case e.ModelTrained():
            changes = {
                "model": event.model, "trained_at": event.at, "asked": None, "failed": None,
            }  # fmt: skip
        case e.TrainingFailed():
            changes = {"failed": Failed(at=event.at, why=event.why), "asked": None}
        case e.ModelRetired():
            changes = {"model": None, "trained_at": None}
        case e.SuggestionsSwitched():
            changes = {
                "on": event.on, "switched_at": event.at, "reason": event.reason, "asked": None,
            }  # fmt: skip
        case _:
            raise AssertionError(f"no event of suggestions: {event!r}")
    return msgspec.structs.replace(before, **changes)


# ---------------------------------------------------------------- when to train
class Learnable(msgspec.Struct, frozen=True, kw_only=True):
    """What has changed since the model in force: `new` decisions (counted up to a limit),
    `all` decisions there are, whether something it learned from was `erased`."""

    new: int
    all: int
    erased: bool


def may_be_due(state: SuggestionState, now: datetime) -> bool:
    """Return whether it is worth counting what has changed."""
    if not state.on:
        return False
    if state.asked is not None:
        return True
    if state.model is None or state.trained_at is None:
        return False  # the first model is asked for by a person
    if state.failed is not None and now < state.failed.at + TRIED_AGAIN_AFTER:
        return False
    return now >= state.trained_at + RENEWED_AFTER


def is_due(state: SuggestionState, changed: Learnable, now: datetime) -> bool:
    """Return whether to train now: asked for; or a week old, with enough that is new or
    something erased. A model that a labelled file helped gives way to the office's own
    decisions when these are as many, because the file was not kept."""
    if not may_be_due(state, now):
        return False
    if state.asked is not None or changed.erased:
        return True
    assert state.model is not None, "without a model only asking makes it due"
    return changed.new >= ENOUGH_NEW and changed.all >= state.model.labelled


def must_retire(failure: Failure | None, changed: Learnable) -> bool:
    """Return whether the old model goes though there is no new one: an erased text must not
    live on in it because too few others are left, or because this machine cannot learn."""
    return failure is not None and changed.erased
