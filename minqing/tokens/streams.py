"""What the log must know of tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.log.public import StreamKind
from minqing.tokens import rules
from minqing.tokens.commands import COMMANDS
from minqing.tokens.events import EVENTS
from minqing.tokens.models import Token
from minqing.tokens.state import TokenState

COLUMNS = (
    "id", "name", "acts_as", "person", "post", "unit", "scopes", "units", "issued_at", "until",
    "digest", "revoked_at",
)  # fmt: skip


def row(token: str, state: TokenState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a token; lists are words with a space between."""
    return (
        token,
        state.name,
        state.acts_as.value,
        state.person,
        state.post,
        state.unit,
        " ".join(state.scopes),
        " ".join(state.units),
        state.issued_at,
        state.until,
        state.digest,
        state.revoked_at,
    )


TOKEN = StreamKind(
    name="token",
    state=TokenState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=COMMANDS,
    events=EVENTS,
    table=Token,
    columns=COLUMNS,
    row=row,
    home=lambda state: state.home,
)
