"""What is printed on a receipt slip: numbers made at the edge, and the PIN that opens them.

Both derive from keyed digests: sending the same form twice gives the same numbers, and
nothing has to be kept.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from random import Random

from django.utils.crypto import salted_hmac

from minqing.kernel.receipts import new_receipt, place_tag

SERVER = "00"
"""Device tag of the server's own receipts."""


def make_pin(receipt: str) -> str:
    """Return the six digits printed on the slip."""
    digest = salted_hmac("minqing.slip-pin", receipt, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06}"


def make_receipt(unit: str, case: str) -> str:
    """Return the receipt of a case that is being taken in at a place (unit code)."""
    seed = salted_hmac("minqing.receipt", case, algorithm="sha256").digest()
    # a keyed digest, not chance: sending the form twice must not give two numbers
    chance = Random(int.from_bytes(hashlib.sha256(seed).digest(), "big"))  # noqa: S311
    return new_receipt(place_tag(unit), SERVER, chance)


def read_digits(text: str) -> str:
    """Return the digits of what was typed; phones here often type full-width ones."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign in "0123456789")


def is_same(typed: str, known: str) -> bool:
    """Compare without telling by time how much of it was right."""
    return hmac.compare_digest(typed.encode(), known.encode())
