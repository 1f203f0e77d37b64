"""Typed readers of the process environment: the only place that reads `MINQING_` variables.

Every reader raises `ConfigurationError` whose sentence names the variable, the value found
and the values allowed. The names are listed in docs/reference/settings.md; a test compares.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

YES = ("1", "on", "true", "yes")
NO = ("0", "off", "false", "no")


class ConfigurationError(Exception):
    """A setting that cannot be used; the text is a whole sentence for the operator."""

    def __init__(self, name: str, value: str, allowed: str) -> None:
        super().__init__(f"不能使用设置 {name}={value!r}：值不在允许范围内。请改为：{allowed}。")
        self.name = name
        self.value = value
        self.allowed = allowed


def read_text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def read_flag(name: str, default: bool = False) -> bool:
    value = read_text(name).lower()
    if not value:
        return default
    if value in YES:
        return True
    if value in NO:
        return False
    raise ConfigurationError(name, value, " / ".join((*YES, *NO)))


def read_number(name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    value = read_text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ConfigurationError(name, value, f"{least} 到 {most} 的整数")
    return int(value)


def read_choice(name: str, allowed: Sequence[str], default: str) -> str:
    value = read_text(name, default)
    if value not in allowed:
        raise ConfigurationError(name, value, " / ".join(allowed))
    return value


def read_list(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return the comma-separated words of a variable."""
    value = read_text(name)
    return [word.strip() for word in value.split(",") if word.strip()] if value else list(default)


def read_folder(name: str, default: Path) -> Path:
    """Return a folder, made if it is missing (mode 0700: it holds keys and personal data)."""
    folder = Path(read_text(name, str(default))).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            name, str(folder), f"可以写入的文件夹（{error.strerror}）"
        ) from None
    return folder


def read_secret(name: str, kept_in: Path) -> str:
    """Return a secret from the environment, else from a file made on first use (mode 0600)."""
    value = read_text(name)
    if value:
        return value
    try:
        descriptor = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept_in.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(made := secrets.token_urlsafe(48))
    return made


def read_database(name: str, default: str) -> dict[str, Any]:
    """Return Django's description of a database from an address.

    `sqlite:///relative/path`, `sqlite:////absolute/path` or
    `postgresql://user:password@host:port/name?option=value` (also `postgres://`; a socket
    folder goes in `?host=`). Options of the address are handed to the driver.
    """
    value = read_text(name, default)
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise _bad_database(name, value) from None
    if parts.scheme == "sqlite" and len(parts.path) > 1 and not parts.netloc:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path[1:])}
    if parts.scheme in ("postgres", "postgresql") and len(parts.path) > 1:
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", unquote(parts.hostname or "")),
            "PORT": options.pop("port", str(port or "")),
            "OPTIONS": options,
        }
    raise _bad_database(name, value)


def _bad_database(name: str, value: str) -> ConfigurationError:
    # The address may hold a password: what stands before the "@" is not repeated.
    shown = value if "@" not in value else "…@" + value.rpartition("@")[2]
    return ConfigurationError(
        name, shown, "sqlite:///文件 或 postgresql://用户:口令@主机:端口/库名"
    )
