"""What happened to suggestions; stored for ever. Nothing here holds a word that was told."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.kernel.messages import Event
from minqing.suggestions.terms import Failure, ModelNote


class TrainingAsked(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A training was asked for."""

    TYPE: ClassVar[str] = "suggestions.training-asked@1"

    at: datetime


class ModelTrained(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A model is in force from here on; `replaces`: subject of the one it took over from."""

    TYPE: ClassVar[str] = "suggestions.model-trained@1"

    at: datetime
    model: ModelNote
    replaces: str = ""


class TrainingFailed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A training gave no model; the one in force stays."""

    TYPE: ClassVar[str] = "suggestions.training-failed@1"

    at: datetime
    why: Failure


class ModelRetired(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The model in force was deleted with its key; nothing is suggested until the next."""

    TYPE: ClassVar[str] = "suggestions.model-retired@1"

    at: datetime
    subject: str


class SuggestionsSwitched(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Suggestions are shown, or no longer."""

    TYPE: ClassVar[str] = "suggestions.switched@1"

    at: datetime
    on: bool
    reason: str


EVENTS = (TrainingAsked, ModelTrained, TrainingFailed, ModelRetired, SuggestionsSwitched)
