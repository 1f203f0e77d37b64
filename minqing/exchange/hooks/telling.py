"""What programs are told of cases: codes and dates, no word of anybody's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from minqing.cases import public as cases
from minqing.exchange.hooks.state import Hooks, HookState
from minqing.exchange.hooks.terms import PREFIX, HookSecret
from minqing.exchange.models import Outgoing
from minqing.exchange.outbox.sending import NotReady, Ready, keep
from minqing.exchange.outbox.terms import SendState
from minqing.kernel.ids import derived_id
from minqing.kernel.periods import local_day
from minqing.log.public import LogEntry, get_snapshot, get_state, get_states
from minqing.org.public import Directory
from minqing.vault.public import open_value

FOLLOWED = tuple(cases.STEPS)


class HookEvent(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a web-hook: its type, when it happened, and the case as it stood then."""

    type: str
    timestamp: datetime
    data: cases.CaseOutside


# ---------------------------------------------------------------- filling the outbox
def prepare(entries: Sequence[LogEntry]) -> list[Outgoing]:
    """Return the messages that follow from entries, read before the writers' lock."""
    hooks = get_snapshot(Hooks)
    if not hooks:
        return []
    states: dict[str, cases.CaseState] = get_states({entry.stream for entry in entries})
    return [
        message
        for entry in entries
        if (state := states.get(entry.stream)) is not None
        for message in _draw_all(entry, state, hooks)
    ]


def _draw_all(entry: LogEntry, state: cases.CaseState, hooks: Hooks) -> Iterator[Outgoing]:
    step = cases.STEPS[type(entry.event).TYPE]
    wanted = [one for one in hooks.all() if _concerns(one, step, state, entry)]
    shown = _show(state) if wanted else None
    if shown is None:
        return
    event = HookEvent(type=PREFIX + step.value, timestamp=entry.recorded_at, data=shown)
    body = msgspec.json.encode(event).decode()
    for hook in wanted:
        yield _draw(entry, hook, event.type, body)


def _show(state: cases.CaseState) -> cases.CaseOutside | None:
    """Return what a program may know: of a raiser under sealed identity not even that it is."""
    sealed = state.anonymity is cases.Anonymity.SEALED
    return None if sealed else cases.show_outside(state)


def _concerns(hook: HookState, step: cases.Step, state: cases.CaseState, entry: LogEntry) -> bool:
    """Whether a hook wants this step, and the case's place or holder is in its reach."""
    if PREFIX + step.value not in hook.types or entry.recorded_at < hook.opened_at:
        return False
    directory = get_snapshot(Directory)
    units = (state.place, state.holder_unit)
    return any(directory.has(unit) and directory.within(unit, hook.unit) for unit in units)


def _draw(entry: LogEntry, hook: HookState, kind: str, body: str) -> Outgoing:
    # not from the position: after a restore another entry may stand there
    cause = (entry.stream, entry.version, entry.command_id, entry.command_seq)
    return Outgoing(
        id=derived_id("exchange-hook", hook.id, *cause),
        target=f"hook:{hook.id}",
        unit=hook.unit,
        kind=kind,
        subject=entry.stream,
        position=entry.position,
        params=body,
        made_on=local_day(entry.recorded_at),
        made_at=entry.recorded_at,
        due_at=entry.recorded_at,
        state=SendState.WAITING.value,
    )


def fill(entries: Sequence[LogEntry], messages: Sequence[Outgoing]) -> None:
    """Put messages into the outbox."""
    keep(messages)


# ---------------------------------------------------------------- making them ready
def make_ready(message: Outgoing, now: datetime) -> Ready:
    """Return a message to a program; raises NotReady.

    A case that was sealed since, or is restricted, is told of no more.
    """
    hook = get_snapshot(Hooks).find(message.target.partition(":")[2])
    value = None if hook is None else open_value(hook.secret)
    if value is None:
        raise NotReady("closed")
    state: cases.CaseState | None = get_state(message.subject)
    if state is None or _show(state) is None:
        raise NotReady("silent")
    secret = msgspec.convert(value, HookSecret)
    return Ready(secret.address, secret.key, message.params.encode())
