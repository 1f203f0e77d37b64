"""From words to tokens: bigrams of the normal form, facets of the row, keyed. Pure.

A token is a keyed hash of 32 bits: without the index key (it lives in the key store) the
index says nothing of the words, and 32 bits are too few to prove that a word stood there.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

VERSION = 2
"""Raised when tokens are made in another way: the index is then built anew."""

LEAST = 2
"""Signs a word needs to be looked for."""

_BREAK = re.compile(r"[^\w]+", re.UNICODE)


def normalise(text: str) -> str:
    """Return the form that is compared: width and case folded, every break one space."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    return _BREAK.sub(" ", folded).strip()


def squeeze(number: str) -> str:
    """Return a receipt or external number as it is compared: no breaks at all."""
    return normalise(number).replace(" ", "")


def bigrams(text: str) -> set[str]:
    """Return the pairs of neighbouring signs of a text, none across a break."""
    found: set[str] = set()
    for part in normalise(text).split():
        found.update(part[i : i + 2] for i in range(len(part) - 1))
    return found


def split_words(typed: str) -> tuple[str, ...]:
    """Return the words to look for, in normal form, each once; too short ones are left out."""
    parts = dict.fromkeys(normalise(typed[:200]).split())
    return tuple(part for part in parts if len(part) >= LEAST)[:8]


@lru_cache(maxsize=1 << 17)
def hash_token(key: bytes, token: str) -> int:
    """Return the keyed number of a token, 0 to 2**32 - 1."""
    return int.from_bytes(hashlib.blake2b(token.encode(), key=key, digest_size=4).digest())


def word_tokens(key: bytes, text: str) -> set[int]:
    """Return the tokens of words that whoever reaches the case may read."""
    return {hash_token(key, f"t{gram}") for gram in bigrams(text)}


def name_tokens(key: bytes, name: str) -> set[int]:
    """Return the tokens of a raiser's name: found only by those who may uncover names."""
    return {hash_token(key, f"n{gram}") for gram in bigrams(name)}


def facet_token(key: bytes, column: str, value: object) -> int:
    """Return the token of a value in a column of the row."""
    return hash_token(key, f"f{column}={value}")


def facet_tokens(key: bytes, facets: Iterable[tuple[str, object]]) -> set[int]:
    return {facet_token(key, column, value) for column, value in facets}


def fingerprint(key: bytes) -> bytes:
    """Return what the index is marked with: another key or version makes it worthless."""
    return hashlib.blake2b(b"index", key=key, digest_size=12, salt=VERSION.to_bytes(8)).digest()
