"""The normalised form of a pack: one JSON text with all defaults, keys in order. Pure.

Published packs are stored in this form with the schema version of every part, so that a
later program reads an old pack through upcasters and finds the same pack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from minqing.mechanisms import problems
from minqing.mechanisms.conform import compare
from minqing.mechanisms.pack import SCHEMA, Identity, Pack
from minqing.mechanisms.problems import Problem
from minqing.mechanisms.registry import Registry, Upcaster, registry

UPCASTERS: Mapping[int, Upcaster] = {}
"""Base schema: `UPCASTERS[n]` brings an identity of version n to n + 1."""


class _Body(msgspec.Struct):
    """The outer form of a normalised body; what is inside is judged by `build`."""

    schema: dict[str, int]
    identity: dict[str, Any]
    sections: dict[str, Any]


_encode = msgspec.json.Encoder(order="deterministic").encode


class PackInvalid(Exception):
    """A document is not a pack; `problems` say where and why."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__("\n".join(map(str, found)))
        self.problems = tuple(found)


def normalise(pack: Pack, *, known: Registry = registry) -> str:
    """Return the JSON text of a pack; equal packs give equal texts."""
    versions = {name: known.sections[name].version for name in pack.sections}
    document = {
        "schema": {"pack": SCHEMA, **versions},
        "identity": pack.identity,
        "sections": dict(pack.sections),
    }
    return _encode(document).decode()


def digest(body: str) -> str:
    """Fingerprint of a normalised body, 64 hexadecimal signs."""
    return hashlib.sha256(body.encode()).hexdigest()


def decode_body(body: str, *, known: Registry = registry) -> Pack:
    """Read a normalised body of this or an older schema; raises PackInvalid."""
    try:
        stored = msgspec.json.decode(body, type=_Body)
    except msgspec.MsgspecError as error:
        raise PackInvalid([problems.FILE_UNREADABLE(detail=str(error))]) from error
    versions = stored.schema
    identity = _bring_up(stored.identity, versions.get("pack", 0), SCHEMA, UPCASTERS, "$")
    identity["schema"] = SCHEMA
    plain = {}
    for name, section in stored.sections.items():
        kind = known.sections.get(name)
        if kind is None:
            allowed = tuple(known.sections)
            raise PackInvalid([problems.KEY_UNKNOWN(f"$.{name}", name, allowed=allowed)])
        path = f"$.{name}"
        plain[name] = _bring_up(section, versions.get(name, 0), kind.version, kind.upcasters, path)
    return build(identity, plain, known=known)


def build(
    identity: Mapping[str, Any], sections: Mapping[str, Any], *, known: Registry = registry
) -> Pack:
    """Type plain documents; raises PackInvalid with everything that does not fit."""
    found = compare(dict(identity), Identity)
    for name, section in sections.items():
        found += compare(section, known.sections[name].schema, path=f"$.{name}")
    if found:
        raise PackInvalid(found)
    typed = {
        name: _convert(section, known.sections[name].schema, f"$.{name}")
        for name, section in sections.items()
    }
    return Pack(_convert(identity, Identity, "$"), typed)


def _convert(document: Any, schema: type, path: str) -> Any:
    try:
        return msgspec.convert(document, schema)
    except msgspec.ValidationError as error:
        raise PackInvalid([problems.VALUE_RANGE(path, "{…}", detail=str(error))]) from error


def _bring_up(
    document: dict[str, Any],
    version: int,
    wanted: int,
    upcasters: Mapping[int, Upcaster],
    path: str,
) -> dict[str, Any]:
    if not 1 <= version <= wanted:
        raise PackInvalid([problems.SCHEMA_UNKNOWN(path, version, detail=str(wanted))])
    for number in range(version, wanted):
        document = upcasters[number](document)
    return document
