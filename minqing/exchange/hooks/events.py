"""What happened to hooks; stored for ever."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from minqing.kernel.messages import Event, VaultRef


class HookOpened(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A program is told of steps. `host`: of its address, which is in the vault."""

    TYPE: ClassVar[str] = "exchange.hook-opened@1"

    at: datetime
    hook: str
    unit: str
    banner: str
    title: str
    types: tuple[str, ...]
    secret: VaultRef
    host: str = ""


class HookRenewed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A hook has another address or key; those under `replaces` are deleted."""

    TYPE: ClassVar[str] = "exchange.hook-renewed@1"

    at: datetime
    secret: VaultRef
    replaces: VaultRef
    host: str = ""


class HookClosed(Event, frozen=True, kw_only=True, omit_defaults=True):
    """A program is told nothing more; what stood under `secret` is deleted."""

    TYPE: ClassVar[str] = "exchange.hook-closed@1"

    at: datetime
    reason: str
    secret: VaultRef


HOOK_EVENTS = (HookOpened, HookRenewed, HookClosed)
