"""Sets of case numbers in blocks of 16,384, small enough to be read and joined in bulk. Pure.

On disk a block is a list of 16-bit places while it is short, else 2,048 bytes of bits; in memory
it is one whole number, and “and” and “or” of thousands of cases cost less than a microsecond;
what is short stays a set of places.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence

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


def encode(wanted: Collection[int]) -> bytes:
    """Return the stored form of a block of these places; b"" of none."""
    if len(wanted) > _LONGEST_LIST:
        return _to_bits(wanted).to_bytes(_WHOLE, "little")
    return array("H", sorted(wanted)).tobytes()


def change(stored: bytes, gained: set[int], lost: set[int]) -> bytes:
    """Return the stored form of a block that gains and loses places; b"" where none is left."""
    if len(stored) != _WHOLE:
        return encode(set(_read_list(stored)) - lost | gained)
    bits = bytearray(stored)
    for place in lost:
        bits[place >> 3] &= ~(1 << (place & 7)) & 0xFF
    for place in gained:
        bits[place >> 3] |= 1 << (place & 7)
    left = int.from_bytes(bits, "little")
    if lost and left.bit_count() <= _LONGEST_LIST:
        return encode(set(places(left)))
    return bytes(bits)


def _read_list(stored: bytes) -> array[int]:
    listed = array("H")
    listed.frombytes(stored)
    return listed


def _to_bits(places: Iterable[int]) -> int:
    whole = bytearray(_WHOLE)
    for place in places:
        whole[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(whole, "little")


def places(bits: int) -> Iterator[int]:
    """Yield the places of a block, the highest (newest) first."""
    if bits.bit_count() < _FEW:
        while bits:
            place = bits.bit_length() - 1
            yield place
            bits ^= 1 << place
        return
    whole = bits.to_bytes(_WHOLE, "little")
    for at in range(_WHOLE - 1, -1, -1):
        if whole[at]:
            for bit in _BITS_OF[whole[at]]:
                yield at << 3 | bit


_FEW = 64
"""Below so many places it is quicker to take them one by one out of the number."""

_BITS_OF = tuple(
    tuple(bit for bit in range(7, -1, -1) if byte >> bit & 1) for byte in range(1 << 8)
)


# ---------------------------------------------------------------- joining stored forms
Places = int | set[int]
"""Places of one block: a whole number where they are many, a set where they are few. Short
lists are never made into numbers to be joined: that cost more than all the rest."""


def meet(stored: Sequence[bytes]) -> Places:
    """Return the places that stand in all of these stored blocks (at least one)."""
    wholes = [one for one in stored if len(one) == _WHOLE]
    lists = sorted((one for one in stored if len(one) != _WHOLE), key=len)
    if not lists:
        bits = -1
        for one in wholes:
            bits &= int.from_bytes(one, "little")
        return bits
    found = set(_read_list(lists[0]))
    for one in lists[1:]:
        found.intersection_update(_read_list(one))
        if not found:
            return found
    for one in wholes:
        found = {place for place in found if one[place >> 3] >> (place & 7) & 1}
    return found


def both(one: Places, other: Places) -> Places:
    """Return the places that stand in both."""
    if isinstance(one, int) and isinstance(other, int):
        return one & other
    if isinstance(one, int):
        one, other = other, one
    assert isinstance(one, set), "one of them is a set here"
    if isinstance(other, set):
        return one & other
    whole = other.to_bytes(_WHOLE, "little")
    return {place for place in one if whole[place >> 3] >> (place & 7) & 1}


def either(one: Places, other: Places) -> Places:
    """Return the places that stand in one of them at least."""
    if isinstance(one, set) and isinstance(other, set):
        return one | other
    return _as_bits(one) | _as_bits(other)


def below(one: Places, place: int) -> Places:
    """Return what of it is older than a place."""
    if isinstance(one, int):
        return one & ((1 << place) - 1)
    return {other for other in one if other < place}


def newest_first(one: Places) -> Iterator[int]:
    return places(one) if isinstance(one, int) else iter(sorted(one, reverse=True))


def _as_bits(one: Places) -> int:
    return one if isinstance(one, int) else _to_bits(one)
