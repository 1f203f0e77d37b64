"""What a text is made of: signs and pairs of signs, named by keyed hashes.

Pure, without Django: learning in a child process and answering in the server use the same
functions. A hash cannot be read back to a sign without the key, which lies encrypted with the
model it belongs to; no list of words is kept anywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import blake2b

MOST_SIGNS = 2000
"""Of a longer text only so much is read: the matter is told at its beginning."""

_SIGNS = re.compile(r"[^\w]+")
_DIGITS = re.compile(r"\d+")


def list_grams(text: str) -> Counter[str]:
    """Return the signs and pairs of signs of a text with their counts; figures are left out."""
    found: Counter[str] = Counter()
    for piece in _SIGNS.split(_DIGITS.sub(" ", text[:MOST_SIGNS].lower())):
        found.update(piece)
        found.update(piece[place : place + 2] for place in range(len(piece) - 1))
    return found


class Hasher:
    """Names grams by 32-bit keyed hashes; remembers those it has seen while it lives."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[str, int] = {}

    def name(self, gram: str) -> int:
        """Return the hash of one gram, 0 to 2**32 - 1."""
        found = self._known.get(gram)
        if found is None:
            digest = blake2b(gram.encode(), digest_size=4, key=self._key).digest()
            found = self._known[gram] = int.from_bytes(digest, "little")
        return found
