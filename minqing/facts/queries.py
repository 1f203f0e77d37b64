"""Reads of facts for pages that count a few of them. Pages of figures have their own context."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from minqing.facts.models import Fact

_decode = msgspec.json.Decoder(dict[str, Any]).decode


def iterate_facts(
    kind: str, *, since: datetime, most: int = 20_000
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield category and data of the newest rows of a kind, recorded since a moment."""
    rows = Fact.objects.filter(kind=kind, recorded_at__gte=since).order_by("-id")
    for category, data in rows.values_list("category", "data")[:most]:
        yield category, _decode(data or "{}")
