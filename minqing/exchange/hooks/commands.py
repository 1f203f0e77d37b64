"""What may be asked of hooks (推送订阅)."""

from __future__ import annotations

from typing import ClassVar

from minqing.exchange.hooks.terms import HookSecret
from minqing.kernel.messages import Command, Personal


class OpenHook(Command, frozen=True, kw_only=True):
    """Tell a program of steps of the cases of a unit and all below it, from now on.

    `types`: which events, of `list_types`. `secret`: under the subject `hook:<id>`.
    """

    TYPE: ClassVar[str] = "exchange.open-hook"
    PERMISSION: ClassVar[str] = "EXCHANGE_ADMIN"

    hook: str
    unit: str
    title: str
    types: tuple[str, ...]
    secret: Personal[HookSecret]


class RenewHook(Command, frozen=True, kw_only=True):
    """Give a hook another address or key; the old ones are deleted."""

    TYPE: ClassVar[str] = "exchange.renew-hook"
    PERMISSION: ClassVar[str] = "EXCHANGE_ADMIN"

    hook: str
    secret: Personal[HookSecret]


class CloseHook(Command, frozen=True, kw_only=True):
    """Tell a program nothing more; its key is deleted."""

    TYPE: ClassVar[str] = "exchange.close-hook"
    PERMISSION: ClassVar[str] = "EXCHANGE_ADMIN"

    hook: str
    reason: str


COMMANDS = (OpenHook, RenewHook, CloseHook)
