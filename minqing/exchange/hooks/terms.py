"""Words of hooks: which program is told of what. Pure."""

from __future__ import annotations

import msgspec

from minqing.cases.public import Step

PREFIX = "case."
"""A type of event is this and a step: `case.received`."""


class HookSecret(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a program is reached, and the key that signs. Lives in the vault only."""

    address: str = ""
    key: str = ""


def list_types() -> tuple[str, ...]:
    """Return the types of events that can be subscribed."""
    return tuple(PREFIX + step.value for step in Step)
