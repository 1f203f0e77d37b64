"""What was suggested travels with the form, so that it is kept with what a person decided."""

from __future__ import annotations

from minqing.cases import public as c

SEPARATOR = "|"
LONGEST = 300


def write_suggested(model: str, categories: tuple[str, ...], unit: str) -> str:
    """Return what a hidden field holds."""
    return SEPARATOR.join((model, unit, *categories))


def read_suggested(written: str) -> c.Suggested | None:
    """Return what a form brings back; the rules keep known codes only."""
    parts = written[:LONGEST].split(SEPARATOR)
    if len(parts) < 2:
        return None
    model, unit, *categories = parts
    return c.Suggested(categories=tuple(categories), unit=unit, model=model)
