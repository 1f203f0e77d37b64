"""What the log must know of suggestions; what becomes of a model's bytes and key."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from minqing.log.public import StreamKind
from minqing.suggestions import rules
from minqing.suggestions.commands import AskTraining, RecordTraining, SwitchSuggestions
from minqing.suggestions.events import EVENTS, ModelRetired, ModelTrained
from minqing.suggestions.state import SuggestionState
from minqing.vault.public import claim_files, delete_files_of, delete_key


def forget_model(subject: str) -> None:
    """Delete a model with its key, so that copies in backups become unreadable too."""
    if subject:
        delete_files_of(subject)
        transaction.on_commit(lambda: delete_key(subject))


def _keep(stream: str, event: ModelTrained) -> None:
    claim_files([event.model.file])
    forget_model(event.replaces)


def _retire(stream: str, event: ModelRetired) -> None:
    forget_model(event.subject)


EFFECTS: dict[str, Any] = {ModelTrained.TYPE: _keep, ModelRetired.TYPE: _retire}

SUGGESTIONS = StreamKind(
    name="suggestions",
    state=SuggestionState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=(AskTraining, RecordTraining, SwitchSuggestions),
    events=EVENTS,
    effects=EFFECTS,
)
