"""Receipt numbers: made offline, read aloud, written by hand, checked by anyone.

13 signs: place 4 · device 2 · chance 6 · check 1, printed `ABCD-EF-GHJKMN-P`.

Alphabet: 28 signs, the ten digits and 18 letters. Of each group that hands and eyes confuse
only one sign is used (0 of 0OQ, 1 of 1IL, 2 of 2Z, 5 of 5S, 8 of 8B, V of UV), so a sign
outside of the alphabet is read as the one it stands for.

Check sign: 28 = 4 x 7, so a sign is a pair from two fields, GF(4) and the integers modulo 7. In
each field the weighted sum of all signs is zero; neighbours have different weights and no weight
is zero. A single wrong sign or a swap of neighbours changes a pair in at least one field and is
always found; so are swaps and twins one place apart. (A single sum modulo 28 cannot do this:
28 is even, so odd weights differ by an even number.)
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from typing import Protocol

from minqing.kernel.errors import KernelRefused
from minqing.kernel.messages import RefusalKind

ALPHABET = "0123456789ACDEFGHJKMNPRTVWXY"
BASE = len(ALPHABET)
LOOK_ALIKES = {"O": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8", "U": "V"}
PLACE_LENGTH, DEVICE_LENGTH, CHANCE_LENGTH = 4, 2, 6
LENGTH = PLACE_LENGTH + DEVICE_LENGTH + CHANCE_LENGTH + 1

_CHANCES = BASE**CHANCE_LENGTH
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_READ = {sign: sign for sign in ALPHABET} | LOOK_ALIKES
_SKIPPED = frozenset(" -_.·—–―‐‑‒−/\t\r\n\u3000")
_PAIRS = [a + b for a in ALPHABET for b in ALPHABET]
_GF4_TIMES = ((0, 0, 0, 0), (0, 1, 2, 3), (0, 2, 3, 1), (0, 3, 1, 2))

RECEIPT_INVALID = RefusalKind(
    "receipt-invalid",
    "不能查询受理编号“{text}”：{reason}。请对照回执，从左到右重新输入13位编号。",
)


class ReceiptInvalid(KernelRefused):
    """A text is no receipt number."""


class Chance(Protocol):
    """The part of `random.Random` that is used."""

    def randrange(self, stop: int, /) -> int: ...


def _weigh(position: int, value: int) -> tuple[int, int]:
    """Return the sign's share of the two sums; weights 1, a, a+1 in GF(4), 3^n modulo 7."""
    return _GF4_TIMES[position % 3 + 1][value // 7], value % 7 * pow(3, position, 7) % 7


_SHARES = [{s: _weigh(p, v) for s, v in _VALUES.items()} for p in range(LENGTH)]
_CHECK_SIGNS = {share: sign for sign, share in _SHARES[LENGTH - 1].items()}


def _sum(signs: str) -> tuple[int, int]:
    four = seven = 0
    for shares, sign in zip(_SHARES, signs, strict=False):
        a, b = shares[sign]
        four ^= a
        seven += b
    return four, seven % 7


def new_receipt(place: str, device: str, rng: Chance | None = None) -> str:
    """Return a fresh receipt number, 13 signs without dashes.

    `place`: 4 signs from `place_tag`. `device`: 2 signs, given to the device when it is
    registered (`device_tag`). 28^6 = 481,890,304 numbers a device and place: the maker checks
    its own numbers, so that none is given twice. `rng` only for repeatable simulations.
    Raises ReceiptInvalid when a tag is none.
    """
    if len(place) != PLACE_LENGTH or len(device) != DEVICE_LENGTH:
        raise _invalid(f"{place}-{device}", f"地点标记应为{PLACE_LENGTH}位，设备标记应为2位")
    chance = (
        int.from_bytes(os.urandom(16), "big") % _CHANCES if rng is None else rng.randrange(_CHANCES)
    )
    signs = place + device + _encode(chance, CHANCE_LENGTH)
    try:
        four, seven = _sum(signs)
    except KeyError:
        raise _invalid(f"{place}-{device}", "标记含有字母表以外的字符") from None
    return signs + _CHECK_SIGNS[four, -seven % 7]


def _encode(number: int, length: int) -> str:
    signs = ""
    for _ in range(length // 2):
        number, pair = divmod(number, BASE * BASE)
        signs = _PAIRS[pair] + signs
    return signs


def check_receipt(text: str) -> str:
    """Return the receipt number as it is stored, whatever way it was typed.

    Lower case, spaces, dashes, full-width signs and look-alikes are put right. Raises
    ReceiptInvalid with the reason: foreign sign, wrong length, or a check sign that does not fit.
    """
    signs = ""
    for sign in unicodedata.normalize("NFKC", text).upper():
        if sign in _SKIPPED:
            continue
        read = _READ.get(sign)
        if read is None:
            raise _invalid(text, f"编号中没有“{sign}”这个字符")
        signs += read
    if len(signs) != LENGTH:
        raise _invalid(text, f"编号应为{LENGTH}位，输入了{len(signs)}位")
    if _sum(signs) != (0, 0):
        raise _invalid(text, "校验位不符，至少有一位输错或前后颠倒")
    return signs


def is_receipt(text: str) -> bool:
    """Tell whether the text is a receipt number in any notation."""
    try:
        check_receipt(text)
    except ReceiptInvalid:
        return False
    return True


def format_receipt(text: str) -> str:
    """Return the number as printed, `ABCD-EF-GHJKMN-P`; raises ReceiptInvalid.

    A matter parted from another is stored as `<number>-<part>` and printed with its part last.
    """
    number, _, part = text.rpartition("-")
    if len(number) == LENGTH and part.isdecimal():
        return f"{format_receipt(number)}-{part}"
    signs = check_receipt(text)
    return f"{signs[:4]}-{signs[4:6]}-{signs[6:12]}-{signs[12:]}"


def _invalid(text: str, reason: str) -> ReceiptInvalid:
    return ReceiptInvalid(RECEIPT_INVALID(text=text[:40], reason=reason))


def place_tag(unit: str) -> str:
    """Return the 4 signs that stand for a unit code.

    The first 8 bytes of BLAKE2b of the code (UTF-8, digest size 8), as a big-endian number
    modulo 28^4, written in ALPHABET. Two units may share a tag: the tag guides sorting and
    rate limits, the whole number is what is unique.
    """
    return _tag("place", unit, PLACE_LENGTH)


def device_tag(device: str) -> str:
    """Return the 2 signs that stand for a device id, derived as `place_tag` is.

    784 tags only: whoever registers devices takes the next free one when two devices of one
    place would share it (`list_device_tags`).
    """
    return _tag("device", device, DEVICE_LENGTH)


def list_device_tags() -> list[str]:
    """Return all device tags in order; "00" is the server's own."""
    return list(_PAIRS)


def _tag(kind: str, name: str, length: int) -> str:
    digest = hashlib.blake2b(name.encode(), digest_size=8, person=kind.encode()).digest()
    return _encode(int.from_bytes(digest, "big") % BASE**length, length)
