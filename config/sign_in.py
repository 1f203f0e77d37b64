"""How an installation lets people in: second factors, and the office's own sign-in (OIDC).

Read from the environment by `config.settings`; docs/reference/settings.md says what each means.
"""

from __future__ import annotations

import ipaddress
from datetime import date
from urllib.parse import urlsplit

import msgspec

from config import environment as env


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """An OpenID Connect provider. `issuer`: as it names itself, to the sign."""

    issuer: str
    client: str
    secret: str
    title: str
    claim: str
    scopes: tuple[str, ...]


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """`passwords`: always taken, only while the provider is away, or never. `factor`: whether
    whoever comes from the provider is asked for the second factor here as well."""

    second_factor_roles: tuple[str, ...] = ()
    second_factor_from: date | None = None
    provider: Provider | None = None
    passwords: str = "always"
    factor: str = "here"


def read_sign_in() -> SignIn:
    """Return what the environment says; raises ConfigurationError."""
    provider = _read_provider()
    allowed = ("always", "outage", "never")
    passwords = env.read_choice("MINQING_OIDC_PASSWORDS", allowed, "always")
    return SignIn(
        second_factor_roles=tuple(env.read_list("MINQING_SECOND_FACTOR_ROLES")),
        second_factor_from=_read_day("MINQING_SECOND_FACTOR_FROM"),
        provider=provider,
        passwords=passwords if provider is not None else "always",
        factor=env.read_choice("MINQING_OIDC_SECOND_FACTOR", ("here", "provider"), "here"),
    )


def _read_provider() -> Provider | None:
    issuer = env.read_text("MINQING_OIDC_ISSUER")
    if not issuer:
        return None
    if not is_safe(issuer):
        raise env.ConfigurationError("MINQING_OIDC_ISSUER", issuer, "https://身份认证平台的地址")
    client = env.read_text("MINQING_OIDC_CLIENT")
    if not client:
        raise env.ConfigurationError("MINQING_OIDC_CLIENT", "", "在身份认证平台登记的应用编号")
    return Provider(
        issuer=issuer,
        client=client,
        secret=env.read_text("MINQING_OIDC_CLIENT_SECRET"),
        title=env.read_text("MINQING_OIDC_TITLE"),
        claim=env.read_text("MINQING_OIDC_LOGIN_CLAIM"),
        scopes=tuple(env.read_list("MINQING_OIDC_SCOPES", ("openid",))),
    )


def is_safe(address: str) -> bool:
    """Return whether an address is encrypted, or stays on this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read_day(name: str) -> date | None:
    value = env.read_text(name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise env.ConfigurationError(name, value, "一个日期，如 2026-12-01") from None
