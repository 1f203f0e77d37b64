"""What came from elsewhere comes in once: a stream for each number of a source.

Both the case and this stream are decided in one command, so a repeated delivery is answered
with the receipt of the first, also inside one batch. Every county has a hotline of its own that
counts its orders for itself: one number is one case in each home banner.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command, Decision, Event, States


class ArrivedCase(msgspec.Struct, frozen=True):
    """A case that a number became; `home`: its home banner, None when the event is older than
    this field."""

    case: str
    receipt: str
    home: str | None = None


class ArrivalState(msgspec.Struct, frozen=True):
    """Which cases a number of a source became, at most one in each home banner."""

    cases: tuple[ArrivedCase, ...] = ()

    def find(self, home: str) -> ArrivedCase | None:
        """Return the case of a home banner; one of an older event stands for every banner."""
        return next((one for one in self.cases if one.home in (home, None)), None)


class Arrived(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A number of a source became a case."""

    TYPE: ClassVar[str] = "arrival.became-case@1"

    source: str
    number: str
    case: str
    receipt: str
    home: str | None = None


def stream_of(source: str, number: str) -> str:
    """Return the stream of a number; its id is derived, because numbers hold any sign."""
    return f"arrival:{derived_id('arrival', source, number.strip())}"


def evolve(state: ArrivalState | None, event: Arrived) -> ArrivalState:
    """Fold: the first case of a home banner keeps the number."""
    arrived = ArrivedCase(case=event.case, receipt=event.receipt, home=event.home)
    known = ArrivalState() if state is None else state
    return ArrivalState(cases=(*known.cases, arrived))


def needs(command: Command) -> tuple[str, ...]:
    """No command is only about an arrival."""
    raise AssertionError("arrivals are decided with their case")


def decide(command: Command, states: States, frame: object) -> Decision:
    """No command is only about an arrival."""
    raise AssertionError("arrivals are decided with their case")
