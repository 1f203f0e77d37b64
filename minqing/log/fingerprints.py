"""What tells a repeat of a command from another one under the same id.

A fingerprint is a keyed hash of the command without the fields that hold their default: a
command that gains a field keeps the fingerprint of every wish that does not use it. An old
phone's repeat, and the same row of the same file a year later, are then known again.

Until November 2026 a fingerprint took in every field that the command had that day. Those stand
on the log for ever; `old_shapes.json` says which fields there were, and is never added to
(docs/decisions/0019).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings

from minqing.kernel.messages import Command

OLD_SHAPES = Path(__file__).with_name("old_shapes.json")
_encode = msgspec.json.Encoder(order="deterministic").encode


def derive_key() -> bytes:
    """Return the key of this installation's fingerprints."""
    # keyed, because a plain hash of a name and a number could be found by trying
    return _derive_key(settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _derive_key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"minqing command fingerprint", "sha256")


def make_fingerprint(command: Command, key: bytes) -> bytes:
    """Return the 16 bytes that are the same for the same wish; `Command` leaves out defaults."""
    return _hash(command, _encode(_settle(command)), key)


def was_made_before(stored: bytes, command: Command, key: bytes) -> bool:
    """Return whether a stored fingerprint is this command's in one of the old forms."""
    return stored in _list_old(command, key)


def _hash(command: Command, body: bytes, key: bytes) -> bytes:
    person = type(command).TYPE.encode()[-16:]
    return hashlib.blake2b(body, digest_size=16, key=key, person=person).digest()


@cache
def _wordy_defaults(cls: type[Command]) -> tuple[tuple[str, Any], ...]:
    """Return the defaults that a decoder makes anew: the encoder leaves out only the very
    same object, which None, "", 0 and members of an enum always are."""
    return tuple(
        (field.name, field.default)
        for field in msgspec.structs.fields(cls)
        if type(field.default) in (str, int, float, tuple) and field.default
    )


def _settle(command: Command) -> Command:
    for name, default in _wordy_defaults(type(command)):
        value = getattr(command, name)
        if value == default and value is not default:
            command = msgspec.structs.replace(command, **{name: default})
    return command


@cache
def _read_shapes() -> dict[str, list[list[str]]]:
    found: dict[str, list[str]] = msgspec.json.decode(OLD_SHAPES.read_bytes())
    return {name: [shape.split() for shape in shapes] for name, shapes in found.items()}


def _list_old(command: Command, key: bytes) -> Iterator[bytes]:
    """Yield the fingerprints that earlier programs would have given this wish."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(type(command))}
    said = {name for name in defaults if getattr(command, name) != defaults[name]}
    for shape in _read_shapes().get(type(command).TYPE, ()):
        if said <= set(shape) <= set(defaults):
            parts = (f'"{name}":'.encode() + _encode(getattr(command, name)) for name in shape)
            yield _hash(command, b"{" + b",".join(parts) + b"}", key)
