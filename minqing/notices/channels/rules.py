"""Needs, decide, evolve of `channel:<id>` and `contact:<person>`. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from minqing.kernel.messages import (
    Actor,
    Decided,
    Decision,
    Frame,
    Personal,
    Refusal,
    RefusalKind,
    States,
    VaultRef,
)
from minqing.notices.channels import commands as c
from minqing.notices.channels import events as e
from minqing.notices.channels.gateways import GATEWAYS
from minqing.notices.channels.state import ChannelState, ContactState
from minqing.notices.channels.terms import LEAST_KEY, ChannelKind, ChannelSecret
from minqing.org.public import Directory

TITLE_MISSING = RefusalKind("channel-title-missing", "不能开通通知渠道：没有写名称。请填写名称。")
UNIT_OUTSIDE = RefusalKind(
    "channel-unit-outside",
    "不能开通通知渠道{title}：单位{unit}不在您的管辖范围。请选择本单位或下级单位。",
)
EXISTS = RefusalKind("channel-exists", "不能开通通知渠道{title}：已经开通。请刷新页面。")
ADDRESS_WRONG = RefusalKind(
    "channel-address-wrong",
    "不能使用通知渠道{title}的地址：格式不对，或者没有加密。请粘贴平台给出的完整 https 地址。",
)
GATEWAY_UNKNOWN = RefusalKind(
    "channel-gateway-unknown",
    "不能开通通知渠道{title}：没有这种短信网关格式。请从列表中选择。",
)
KEY_SHORT = RefusalKind(
    "channel-key-short",
    "不能使用通知渠道{title}的来信密钥：不足{least}位。请向短信网关索取或另设密钥。",
)
DUTY_MISSING = RefusalKind(
    "channel-duty-missing",
    "不能开通通知渠道{title}：没有指定看来信的值班岗位。请选择本范围内的岗位。",
)
CLOSED = RefusalKind("channel-closed", "不能改动通知渠道：没有开通或者已经停用。请刷新页面。")
REASON_MISSING = RefusalKind(
    "channel-reason-missing", "不能停用通知渠道{title}：没有写明理由。请填写理由。"
)
CONTACT_NOT_YOURS = RefusalKind(
    "contact-not-yours", "不能更改联系方式：不是您本人的。请由本人或者管理岗位的人更改。"
)
CONTACT_WRONG = RefusalKind(
    "contact-wrong", "不能保存联系方式：手机号或者邮箱的格式不对。请核对后再填。"
)

REFUSALS = tuple(one for one in list(vars().values()) if isinstance(one, RefusalKind))
_MAIL = re.compile(r"[^@\s<>,;\r\n]{1,64}@[^@\s<>,;\r\n]{1,190}")
_PHONE = re.compile(r"\+?\d{7,15}")


# ---------------------------------------------------------------- channels
def needs_channel(command: Any) -> tuple[str, ...]:
    """The channel's own stream."""
    return (f"channel:{command.channel}",)


def decide_channel(command: Any, states: States, frame: Frame) -> Decision:
    """Open, renew or close a channel in reach."""
    stream = needs_channel(command)[0]
    state: ChannelState | None = states[stream]
    decided = _DECIDE[type(command)](command, state, frame)
    return decided if isinstance(decided, Refusal) else [Decided(stream, decided)]


def _open(
    command: c.OpenChannel, state: ChannelState | None, frame: Frame
) -> e.ChannelOpened | Refusal:
    title, directory = command.title.strip(), frame.view(Directory)
    if not title:
        return TITLE_MISSING()
    if state is not None:
        return EXISTS(title=title)
    if not directory.has(command.unit) or not reaches(command.unit, frame):
        return UNIT_OUTSIDE(title=title, unit=command.unit)
    secret = _value(command.secret)
    refused = _check_secret(command.kind, secret, title) or _check_gateway(command, title, frame)
    if refused is not None:
        return refused
    return e.ChannelOpened(
        at=frame.now,
        channel=command.channel,
        unit=command.unit,
        banner=directory.banner_of(command.unit),
        kind=command.kind,
        title=title,
        secret=_ref(command.secret),
        gateway=command.gateway,
        duty_post=command.duty_post,
    )


def _check_gateway(command: c.OpenChannel, title: str, frame: Frame) -> Refusal | None:
    if command.kind is not ChannelKind.SMS:
        return None
    if command.gateway not in GATEWAYS:
        return GATEWAY_UNKNOWN(title=title)
    directory = frame.view(Directory)
    post = command.duty_post
    if not directory.has_post(post) or directory.post(post).unit not in (
        command.unit,
        *directory.path(command.unit),
        *directory.below(command.unit),
    ):
        return DUTY_MISSING(title=title)
    return None


def _check_secret(kind: ChannelKind, secret: ChannelSecret, title: str) -> Refusal | None:
    if kind is ChannelKind.SHOWN:
        return None
    schemes = ("smtp", "smtps") if kind is ChannelKind.MAIL else ("http", "https")
    if not is_address(secret.address, schemes):
        return ADDRESS_WRONG(title=title)
    if kind is ChannelKind.SMS and len(secret.inbound) < LEAST_KEY:
        return KEY_SHORT(title=title, least=LEAST_KEY)
    return None


def is_address(text: str, schemes: tuple[str, ...]) -> bool:
    """Return whether a text is an address of these schemes: unencrypted only inside the house
    (a private or loopback address), and without line breaks."""
    if any(sign.isspace() or ord(sign) < 32 for sign in text):
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in schemes or not host:
        return False
    return parts.scheme in ("https", "smtps") or _is_inside(host)


def _is_inside(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private


def _renew(
    command: c.RenewChannel, state: ChannelState | None, frame: Frame
) -> e.ChannelRenewed | Refusal:
    if state is None or state.closed_at is not None:
        return CLOSED()
    if not reaches(state.unit, frame):
        return UNIT_OUTSIDE(title=state.title, unit=state.unit)
    refused = _check_secret(state.kind, command.secret.value, state.title)
    if refused is not None:
        return refused
    return e.ChannelRenewed(at=frame.now, secret=command.secret.ref, replaces=state.secret)


def _close(
    command: c.CloseChannel, state: ChannelState | None, frame: Frame
) -> e.ChannelClosed | Refusal:
    if state is None or state.closed_at is not None:
        return CLOSED()
    if not reaches(state.unit, frame):
        return UNIT_OUTSIDE(title=state.title, unit=state.unit)
    if not command.reason.strip():
        return REASON_MISSING(title=state.title)
    return e.ChannelClosed(at=frame.now, reason=command.reason.strip(), secret=state.secret)


_DECIDE: dict[type, Callable[..., Any]] = {
    c.OpenChannel: _open,
    c.RenewChannel: _renew,
    c.CloseChannel: _close,
}


def reaches(unit: str, frame: Frame) -> bool:
    """Return whether the actor administers a unit."""
    return frame.by.kind == "system" or frame.view(Directory).reaches(frame.by, unit)


def _value(secret: Personal[ChannelSecret] | None) -> ChannelSecret:
    return ChannelSecret() if secret is None else secret.value


def _ref(secret: Personal[Any] | None) -> VaultRef:
    return VaultRef("") if secret is None else secret.ref


def evolve_channel(state: ChannelState | None, event: Any) -> ChannelState:
    """Fold one event."""
    if isinstance(event, e.ChannelOpened):
        return ChannelState(
            id=event.channel,
            unit=event.unit,
            banner=event.banner,
            kind=event.kind,
            title=event.title,
            opened_at=event.at,
            secret=event.secret,
            gateway=event.gateway,
            duty_post=event.duty_post,
        )
    assert state is not None, "a channel begins by being opened"
    if isinstance(event, e.ChannelRenewed):
        return msgspec.structs.replace(state, secret=event.secret, renewed_at=event.at)
    return msgspec.structs.replace(state, secret=VaultRef(""), closed_at=event.at)


# ---------------------------------------------------------------- contacts
def needs_contact(command: c.KeepContact) -> tuple[str, ...]:
    """The contact of the person."""
    return (f"contact:{command.person}",)


def decide_contact(command: c.KeepContact, states: States, frame: Frame) -> Decision:
    """Keep a contact: the person's own, or by whoever administers posts."""
    stream = needs_contact(command)[0]
    state: ContactState | None = states[stream]
    if not may_keep_contact(command.person, frame.by):
        return CONTACT_NOT_YOURS()
    details = command.contact.value if command.contact is not None else None
    phone, mail = ("", "") if details is None else (details.phone, details.mail)
    if (phone and not _PHONE.fullmatch(phone)) or (mail and not _MAIL.fullmatch(mail)):
        return CONTACT_WRONG()
    kept = e.ContactKept(
        at=frame.now,
        contact=_ref(command.contact),
        replaces=VaultRef("") if state is None else state.contact,
        phone=bool(phone),
        mail=bool(mail),
    )
    return [Decided(stream, kept)]


def may_keep_contact(person: str, by: Actor) -> bool:
    """Return whether this actor may say where a person is told."""
    own = by.kind == "staff" and bool(person) and by.person == person
    return own or "POST_ADMIN" in by.permissions


def evolve_contact(state: ContactState | None, event: e.ContactKept) -> ContactState:
    """Fold: only the newest is of use."""
    return ContactState(at=event.at, contact=event.contact, phone=event.phone, mail=event.mail)
