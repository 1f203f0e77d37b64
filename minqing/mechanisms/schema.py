"""The JSON Schema of packs as this program reads them, for editors and other tools."""

from __future__ import annotations

from typing import Any

import msgspec

from minqing.mechanisms.pack import Identity
from minqing.mechanisms.registry import Registry, registry


def build_schema(*, known: Registry = registry) -> dict[str, Any]:
    """Return the schema of a whole pack.yaml: the base keys and every registered section."""
    names = sorted(known.sections)
    kinds = [Identity, *(known.sections[name].schema for name in names)]
    roots, components = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    base = components.pop(roots[0]["$ref"].rpartition("/")[2])
    for name, root in zip(names, roots[1:], strict=True):
        base["properties"][name] = root
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **base,
        "title": "Minqing pack",
        "$defs": components,
    }


def format_schema(*, known: Registry = registry) -> str:
    """Return the schema as indented JSON text."""
    text = msgspec.json.encode(build_schema(known=known), order="deterministic")
    return msgspec.json.format(text, indent=2).decode() + "\n"
