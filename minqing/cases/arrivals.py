"""What came from elsewhere comes in once: a stream for each number of a source.

Both the case and this stream are decided in one command, so a repeated delivery is answered
with the receipt of the first, also inside one batch.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Decision, Event, States


class ArrivalState(msgspec.Struct, frozen=True):
    """Which case a number of a source became."""

    case: str
    receipt: str


class Arrived(Event, frozen=True, kw_only=True):
    """A number of a source became a case."""

    TYPE: ClassVar[str] = "arrival.became-case@1"

    source: str
    number: str
    case: str
    receipt: str


def stream_of(source: str, number: str) -> str:
    """Return the stream of a number; its id is derived, because numbers hold any sign."""
    return f"arrival:{derived_id('arrival', source, number.strip())}"


def evolve(state: ArrivalState | None, event: Arrived) -> ArrivalState:
    """Fold: the first case keeps the number."""
    return state or ArrivalState(case=event.case, receipt=event.receipt)


def needs(command: Command) -> tuple[str, ...]:
    """No command is only about an arrival."""
    raise AssertionError("arrivals are decided with their case")


def decide(command: Command, states: States, frame: object) -> Decision:
    """No command is only about an arrival."""
    raise AssertionError("arrivals are decided with their case")
