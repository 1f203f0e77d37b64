"""Recovery codes: ten words on paper, each good once, kept as keyed hashes."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from minqing.log.public import write_transaction
from minqing.signin.models import RecoveryCode
from minqing.vault.public import get_index_key

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which are mistaken for each other on paper."""
LENGTH = 10
COUNT = 10
"""Ten codes of 49 bits. Source: ours."""


def make_codes() -> list[str]:
    """Return new codes as they are printed, in two groups."""
    words = ("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT))
    return [f"{word[:5]}-{word[5:]}" for word in words]


def keep_codes(person: str, codes: list[str], *, now: datetime) -> None:
    """Keep the hashes of new codes; the old ones are forgotten."""
    rows = [RecoveryCode(digest=_digest(person, code, now), person=person) for code in codes]
    with write_transaction():
        RecoveryCode.objects.filter(person=person).delete()
        RecoveryCode.objects.bulk_create(rows)


def use_code(person: str, typed: str, *, now: datetime) -> bool:
    """Return whether this is a code that was not used yet; it is used up by that."""
    digest = _digest(person, typed, now)
    return RecoveryCode.objects.filter(digest=digest, person=person).delete()[0] == 1


def count_codes(person: str) -> int:
    """Return how many codes are left."""
    return RecoveryCode.objects.filter(person=person).count()


def looks_like_code(typed: str) -> bool:
    """Return whether it may be a recovery code, by its signs."""
    word = _plain(typed)
    return len(word) == LENGTH and all(sign in ALPHABET for sign in word)


def _plain(typed: str) -> str:
    return "".join(sign for sign in typed.lower() if sign not in " -")


def _digest(person: str, code: str, now: datetime) -> str:
    key = get_index_key("recovery codes", now)
    return hmac.digest(key, f"{person} {_plain(code)}".encode(), "sha256").hex()
