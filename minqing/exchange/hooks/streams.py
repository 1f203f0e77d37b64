"""What the log must know of hooks."""

from __future__ import annotations

from minqing.exchange.hooks import commands as c
from minqing.exchange.hooks import events as e
from minqing.exchange.hooks import rules
from minqing.exchange.hooks.state import Hooks, HookState
from minqing.exchange.models import HookRow
from minqing.log.public import StreamKind, get_states
from minqing.vault.public import delete_value


def forget_replaced(stream: str, event: e.HookRenewed) -> None:
    """Delete what another key replaced, in the event's own transaction."""
    delete_value(event.replaces)


def forget_secret(stream: str, event: e.HookClosed) -> None:
    """Delete the key of a closed hook, in the event's own transaction."""
    delete_value(event.secret)


def row(hook: str, state: HookState, snapshots: object) -> tuple[object, ...]:
    """Return the row of a hook."""
    return (hook, state.banner, state.unit, state.closed_at is None)


HOOK = StreamKind(
    name="hook",
    state=HookState,
    evolve=rules.evolve,
    decide=rules.decide,
    needs=rules.needs,
    commands=c.COMMANDS,
    events=e.HOOK_EVENTS,
    table=HookRow,
    columns=("id", "banner", "unit", "is_open"),
    row=row,
    home=lambda state: state.banner,
    effects={e.HookRenewed.TYPE: forget_replaced, e.HookClosed.TYPE: forget_secret},
)


def load_hooks() -> Hooks:
    """Load the snapshot of the open hooks."""
    ids = HookRow.objects.filter(is_open=True).order_by("id").values_list("id", flat=True)
    return Hooks(get_states(f"hook:{hook}" for hook in ids).values())
