"""What other contexts hear of the raiser's own word on a case."""

from __future__ import annotations

import msgspec

from minqing.cases.events import ConfirmationGiven
from minqing.cases.queries import find_state
from minqing.cases.terms import RaiserDetails
from minqing.kernel.messages import Event
from minqing.vault.public import open_value

CONFIRMED_WHEN = (ConfirmationGiven.TYPE,)
"""Types of the entries in which the raiser says whether his matter is solved."""


def find_confirmation(event: Event) -> bool | None:
    """Return whether the raiser says that it is solved; None when the event is another one."""
    return event.confirmation.solved if isinstance(event, ConfirmationGiven) else None


def list_names(case: str) -> tuple[str, ...]:
    """Return the names that a text about a case must not tell; to compare with, never to show."""
    state = find_state(case)
    value = None if state is None or not state.raiser else open_value(state.raiser)
    if value is None:
        return ()
    name = msgspec.convert(value, RaiserDetails).name.strip()
    return (name,) if len(name) > 1 else ()
