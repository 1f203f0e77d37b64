"""Needs, decide, evolve of `hook:<id>`. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from minqing.exchange.hooks import commands as c
from minqing.exchange.hooks import events as e
from minqing.exchange.hooks.state import HookState
from minqing.exchange.hooks.terms import HookSecret, list_types
from minqing.exchange.wire.addresses import is_address
from minqing.exchange.wire.signing import is_key
from minqing.kernel.messages import (
    Decided,
    Decision,
    Frame,
    Refusal,
    RefusalKind,
    States,
    VaultRef,
)
from minqing.org.public import Directory

TITLE_MISSING = RefusalKind("hook-title-missing", "不能开通推送：没有写名称。请填写名称。")
UNIT_OUTSIDE = RefusalKind(
    "hook-unit-outside",
    "不能改动推送{title}：单位{unit}不在您的管辖范围。请选择本单位或下级单位。",
)
EXISTS = RefusalKind("hook-exists", "不能开通推送{title}：已经开通。请刷新页面。")
TYPES_WRONG = RefusalKind(
    "hook-types-wrong", "不能开通推送{title}：没有选要推送的事。请至少选一种。"
)
ADDRESS_WRONG = RefusalKind(
    "hook-address-wrong",
    "不能使用推送{title}的地址：格式不对，或者没有加密。请填写对方给出的完整 https 地址。",
)
KEY_WRONG = RefusalKind("hook-key-wrong", "不能使用推送{title}的密钥：格式不对。请由系统重新生成。")
CLOSED = RefusalKind("hook-closed", "不能改动推送：没有开通或者已经停用。请刷新页面。")
REASON_MISSING = RefusalKind(
    "hook-reason-missing", "不能停用推送{title}：没有写明理由。请填写理由。"
)

REFUSALS = tuple(one for one in list(vars().values()) if isinstance(one, RefusalKind))


def needs(command: Any) -> tuple[str, ...]:
    """The hook's own stream."""
    return (f"hook:{command.hook}",)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Open, renew or close a hook in reach."""
    stream = needs(command)[0]
    state: HookState | None = states[stream]
    decided = _DECIDE[type(command)](command, state, frame)
    return decided if isinstance(decided, Refusal) else [Decided(stream, decided)]


def _open(command: c.OpenHook, state: HookState | None, frame: Frame) -> e.HookOpened | Refusal:
    title, directory = command.title.strip(), frame.view(Directory)
    if not title:
        return TITLE_MISSING()
    if state is not None:
        return EXISTS(title=title)
    if not directory.has(command.unit) or not _reaches(command.unit, frame):
        return UNIT_OUTSIDE(title=title, unit=command.unit)
    if not command.types or not set(command.types) <= set(list_types()):
        return TYPES_WRONG(title=title)
    refused = _check_secret(command.secret.value, title)
    if refused is not None:
        return refused
    return e.HookOpened(
        at=frame.now,
        hook=command.hook,
        unit=command.unit,
        banner=directory.banner_of(command.unit),
        title=title,
        types=tuple(dict.fromkeys(command.types)),
        secret=command.secret.ref,
        host=_host(command.secret.value),
    )


def _check_secret(secret: HookSecret, title: str) -> Refusal | None:
    if not is_address(secret.address):
        return ADDRESS_WRONG(title=title)
    return None if is_key(secret.key) else KEY_WRONG(title=title)


def _host(secret: HookSecret) -> str:
    return urlsplit(secret.address).hostname or ""


def _check_open(state: HookState | None, frame: Frame) -> Refusal | None:
    if state is None or state.closed_at is not None:
        return CLOSED()
    if not _reaches(state.unit, frame):
        return UNIT_OUTSIDE(title=state.title, unit=state.unit)
    return None


def _renew(command: c.RenewHook, state: HookState | None, frame: Frame) -> e.HookRenewed | Refusal:
    refused = _check_open(state, frame)
    if refused is not None or state is None:
        return refused or CLOSED()
    refused = _check_secret(command.secret.value, state.title)
    if refused is not None:
        return refused
    return e.HookRenewed(
        at=frame.now,
        secret=command.secret.ref,
        replaces=state.secret,
        host=_host(command.secret.value),
    )


def _close(command: c.CloseHook, state: HookState | None, frame: Frame) -> e.HookClosed | Refusal:
    refused = _check_open(state, frame)
    if refused is not None or state is None:
        return refused or CLOSED()
    if not command.reason.strip():
        return REASON_MISSING(title=state.title)
    return e.HookClosed(at=frame.now, reason=command.reason.strip(), secret=state.secret)


_DECIDE: dict[type, Callable[..., Any]] = {
    c.OpenHook: _open,
    c.RenewHook: _renew,
    c.CloseHook: _close,
}


def _reaches(unit: str, frame: Frame) -> bool:
    return frame.by.kind == "system" or frame.view(Directory).reaches(frame.by, unit)


def evolve(state: HookState | None, event: Any) -> HookState:
    """Fold one event."""
    if isinstance(event, e.HookOpened):
        return HookState(
            id=event.hook,
            unit=event.unit,
            banner=event.banner,
            title=event.title,
            types=event.types,
            opened_at=event.at,
            secret=event.secret,
            host=event.host,
        )
    assert state is not None, "a hook begins by being opened"
    if isinstance(event, e.HookRenewed):
        return msgspec.structs.replace(
            state, secret=event.secret, host=event.host, renewed_at=event.at
        )
    return msgspec.structs.replace(state, secret=VaultRef(""), closed_at=event.at)
