"""How promises are drawn. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def hash_seed(seed: str) -> str:
    """Return what is published of a seed before it is used: SHA-256, in hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, candidates: Iterable[str], count: int) -> tuple[str, ...]:
    """Return the `count` candidates whose SHA-256 of `<seed>:<id>` is lowest, lowest first.

    Whoever has seed and candidates gets the same ones; nobody can wish for one of them.
    """
    return tuple(sorted(set(candidates), key=lambda one: hash_seed(f"{seed}:{one}"))[:count])
