"""What the log must know of text messages that come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from minqing.log.public import StreamKind
from minqing.notices.inbound import rules
from minqing.notices.inbound.commands import ReceiveText, SettleText
from minqing.notices.inbound.events import INBOUND_EVENTS
from minqing.notices.inbound.state import TextState
from minqing.notices.models import TextIn


def row(text: str, state: TextState, snapshots: Mapping[type, Any]) -> tuple[Any, ...]:
    """Return the row of a text."""
    return (
        text,
        state.channel,
        state.unit,
        state.banner,
        state.at,
        state.meaning.value,
        state.settled.value,
        state.subject,
    )


TEXT = StreamKind(
    name="sms",
    state=TextState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=(ReceiveText, SettleText),
    events=INBOUND_EVENTS,
    table=TextIn,
    columns=("id", "channel", "unit", "banner", "at", "meaning", "settled", "subject"),
    row=row,
    home=lambda state: state.banner,
)
