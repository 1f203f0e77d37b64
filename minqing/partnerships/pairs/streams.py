"""How the log knows pairs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.log.public import StreamKind
from minqing.org.public import Directory
from minqing.partnerships.models import Pair
from minqing.partnerships.pairs import rules
from minqing.partnerships.pairs.commands import COMMANDS
from minqing.partnerships.pairs.state import EVENTS, PairState, evolve

LEVELS = ("league", "banner", "town", "village")
COLUMNS = ("id", "pack", "kind", "unit", "post", "partner", "since", "until", "lasts", *LEVELS)


def pair_row(pair: str, state: PairState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of the newest link in the order of COLUMNS."""
    directory: Directory = snapshots[Directory]
    link = state.last
    levels = directory.levels(link.unit) if directory.has(link.unit) else {}
    return (
        pair, state.pack, state.kind, link.unit, state.post, state.partner, link.since,
        link.until, state.lasts, *(levels.get(level, "") for level in LEVELS),
    )  # fmt: skip


PAIR = StreamKind(
    name="pair",
    state=PairState,
    evolve=evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=COMMANDS,
    events=EVENTS,
    table=Pair,
    columns=COLUMNS,
    row=pair_row,
    derived=LEVELS,
    home=lambda state: state.home,
)
