"""The fold of a hook, and the open ones as a snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from minqing.kernel.messages import VaultRef


class HookState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A hook as it stands. `opened_at`: it is never told of what happened before."""

    id: str
    unit: str
    banner: str
    title: str
    types: tuple[str, ...]
    opened_at: datetime
    secret: VaultRef
    host: str = ""
    renewed_at: datetime | None = None
    closed_at: datetime | None = None


class Hooks:
    """The open hooks, as a snapshot."""

    def __init__(self, hooks: Iterable[HookState]) -> None:
        self._open = {one.id: one for one in hooks if one.closed_at is None}

    def __bool__(self) -> bool:
        return bool(self._open)

    def all(self) -> tuple[HookState, ...]:
        """Return the open hooks, in the order of their ids."""
        return tuple(self._open[key] for key in sorted(self._open))

    def find(self, hook: str) -> HookState | None:
        """Return an open hook, None when there is none of that id."""
        return self._open.get(hook)
