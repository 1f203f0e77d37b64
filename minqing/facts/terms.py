"""Shapes of the context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec

from minqing.log.public import LogEntry


class FactRow(msgspec.Struct, frozen=True, kw_only=True):
    """What an extractor says of an entry.

    `unit`: division code of the place as it was then. `holder`: unit that held it. `value`:
    whole number in the unit of the fact kind (1 for a count, seconds for a duration).
    `happened_on`: the local day on which it happened, where the entry names a day of its own (a
    visit written down the day after). `data`: further dimensions, nothing personal.
    """

    kind: str
    unit: str = ""
    banner: str = ""
    holder: str = ""
    category: str = ""
    value: int = 1
    happened_on: date | None = None
    data: dict[str, Any] = {}


class FactKind(msgspec.Struct, frozen=True):
    """One kind of fact: its name, what one row is, and the unit of `value`."""

    name: str
    meaning_zh: str
    unit_zh: str


Extractor = Callable[[LogEntry], Sequence[FactRow]]
