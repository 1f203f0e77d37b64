"""What may be asked of suggestions."""

from __future__ import annotations

from typing import ClassVar

from minqing.kernel.messages import Command
from minqing.suggestions.terms import Failure, ModelNote


class AskTraining(Command, frozen=True, kw_only=True):
    """Ask for a model from the office's decisions; the worker trains within a minute."""

    TYPE: ClassVar[str] = "suggestions.ask-training"
    PERMISSION: ClassVar[str] = "SUGGESTION_ADMIN"


class RecordTraining(Command, frozen=True, kw_only=True):
    """Record how a training ended: a model, or why there is none. By the system only.

    `retire`: the model in force must go though none takes its place: something it was
    learned from was erased.
    """

    TYPE: ClassVar[str] = "suggestions.record-training"
    PERMISSION: ClassVar[str] = "SUGGESTION_ADMIN"

    model: ModelNote | None = None
    failure: Failure | None = None
    retire: bool = False


class SwitchSuggestions(Command, frozen=True, kw_only=True):
    """Show suggestions or stop showing them, with a reason; off, the model is deleted."""

    TYPE: ClassVar[str] = "suggestions.switch"
    PERMISSION: ClassVar[str] = "SUGGESTION_ADMIN"

    on: bool
    reason: str
