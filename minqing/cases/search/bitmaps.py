"""Sets of case numbers in blocks of 16,384, small enough to be read and joined in bulk. Pure.

On disk a block is a list of 16-bit places while it is short, else 2,048 bytes of bits; in memory
it is one whole number, and “and” and “or” of thousands of cases cost less than a microsecond.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

SHIFT = 14
BLOCK = 1 << SHIFT
_WHOLE = BLOCK // 8
_LONGEST_LIST = _WHOLE // 2 - 1
BLOCKS_SHIFT = 20
"""A key is the token, then 20 bits of block: room for 17 thousand million positions."""


def split(number: int) -> tuple[int, int]:
    """Return block and place of a case number."""
    return number >> SHIFT, number & (BLOCK - 1)


def make_key(token: int, block: int) -> int:
    """Return the key under which a token's block is stored; blocks of one token are neighbours."""
    return token << BLOCKS_SHIFT | block


def encode(bits: int) -> bytes:
    """Return the stored form of a block."""
    if bits.bit_count() > _LONGEST_LIST:
        return bits.to_bytes(_WHOLE, "little")
    return array("H", sorted(places(bits))).tobytes()


def decode(stored: bytes) -> int:
    """Return the block of a stored form."""
    if len(stored) == _WHOLE:
        return int.from_bytes(stored, "little")
    listed = array("H")
    listed.frombytes(stored)
    bits = 0
    for place in listed:
        bits |= 1 << place
    return bits


def places(bits: int) -> Iterator[int]:
    """Yield the places of a block, the highest (newest) first."""
    while bits:
        place = bits.bit_length() - 1
        yield place
        bits ^= 1 << place
