"""Every sentence of the screens exists in Traditional Chinese and in English."""

from __future__ import annotations

from config import catalogs


def list_gaps() -> list[str]:
    """Return one line for each missing, empty or guessed translation."""
    found = catalogs.gather()
    return [gap for language in catalogs.LANGUAGES for gap in catalogs.list_gaps(language, found)]
