"""What other contexts may use of facts."""

from __future__ import annotations

from collections.abc import Iterable

from minqing.facts.queries import iterate_facts
from minqing.facts.terms import Extractor, FactKind, FactRow

KINDS: dict[str, FactKind] = {}
EXTRACTORS: dict[str, Extractor] = {}
"""Event type → what its entries mean."""


def register_facts(kinds: Iterable[FactKind], types: Iterable[str], extract: Extractor) -> None:
    """Register fact kinds and the extractor of these event types; one extractor a type."""
    for kind in kinds:
        if kind.name in KINDS:
            raise ValueError(f"fact kind {kind.name} is registered twice")
        KINDS[kind.name] = kind
    for name in types:
        if name in EXTRACTORS:
            raise ValueError(f"event {name} has two extractors of facts")
        EXTRACTORS[name] = extract


__all__ = ["Extractor", "FactKind", "FactRow", "iterate_facts", "register_facts"]
