"""A stream kind for tests of the log: a tally that counts, refuses and keeps a note."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from minqing.kernel.messages import (
    Command,
    Decided,
    Decision,
    Event,
    Frame,
    Personal,
    RefusalKind,
    States,
    VaultRef,
)
from minqing.log.registry import StreamKind, register, registry

TOO_MUCH = RefusalKind("tally-too-much", "不能加{amount}：上限为100。")


class Count(Command):
    TYPE: ClassVar[str] = "tally.count"
    PERMISSION: ClassVar[str] = "TALLY_COUNT"

    tally: str
    amount: int
    note: Personal[str] | None = None


class MoveTally(Command):
    """Atomic over two streams."""

    TYPE: ClassVar[str] = "tally.move"

    source: str
    target: str
    amount: int


class Counted(Event):
    TYPE: ClassVar[str] = "tally.counted@2"

    amount: int
    note: VaultRef = VaultRef("")


class TallyState(msgspec.Struct, frozen=True):
    total: int = 0
    times: int = 0


def needs(command: Any) -> tuple[str, ...]:
    if isinstance(command, MoveTally):
        return (f"tally:{command.source}", f"tally:{command.target}")
    return (f"tally:{command.tally}",)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    streams = needs(command)
    total = (states[streams[-1]] or TallyState()).total
    if total + command.amount > 100:
        return TOO_MUCH(amount=command.amount)
    if isinstance(command, MoveTally):
        return [
            Decided(streams[0], Counted(amount=-command.amount)),
            Decided(streams[1], Counted(amount=command.amount)),
        ]
    note = command.note.ref if command.note else VaultRef("")
    return [Decided(streams[0], Counted(amount=command.amount, note=note))]


def evolve(state: TallyState | None, event: Counted) -> TallyState:
    state = state or TallyState()
    return TallyState(state.total + event.amount, state.times + 1)


TALLY = StreamKind(
    name="tally",
    state=TallyState,
    evolve=evolve,
    decide=decide,
    needs=needs,
    commands=(Count, MoveTally),
    events=(Counted,),
    upcasters={
        "tally.counted@1": lambda old: ("tally.counted@2", {"amount": old["n"], "note": ""})
    },
)

if "tally" not in registry.kinds:
    register(TALLY)
