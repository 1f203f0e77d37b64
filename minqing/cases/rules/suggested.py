"""What the model had shown, as it may stand on the log: known codes only. Pure."""

from __future__ import annotations

from collections.abc import Container

from minqing.cases.rules.ground import Directory
from minqing.cases.terms import Suggested

MOST = 3
"""Categories that are shown at once, at most."""

MODEL_SIGNS = 40


def keep_known(
    suggested: Suggested | None, categories: Container[str], directory: Directory
) -> Suggested | None:
    """Return what was shown, without anything that is no code: it comes back from a form, and
    free text has no place on the log. None when nothing is left."""
    if suggested is None:
        return None
    shown = tuple(code for code in suggested.categories if code in categories)[:MOST]
    unit = suggested.unit if directory.has(suggested.unit) else ""
    if not shown and not unit:
        return None
    model = suggested.model
    is_name = model.isascii() and model.isalnum() and len(model) <= MODEL_SIGNS
    return Suggested(categories=shown, unit=unit, model=model if is_name else "")
