"""The fold: is it on, which model is in force, what was asked, how the last training failed."""

from __future__ import annotations

from datetime import datetime

import msgspec

from minqing.suggestions.terms import Asked, Failed, ModelNote


class SuggestionState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Suggestions of the office. `trained_at`: when the model in force was recorded;
    `switched_at`, `reason`: the last switch."""

    on: bool = True
    model: ModelNote | None = None
    trained_at: datetime | None = None
    asked: Asked | None = None
    failed: Failed | None = None
    switched_at: datetime | None = None
    reason: str = ""
