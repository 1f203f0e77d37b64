"""How often a secret may be guessed: the same answer in all processes, through the database.

A guess is counted before the secret is looked at, so that many at once do not get more than
one after the other. After the free ones each further guess doubles the wait, up to a cap;
nobody is locked out for ever by what others do, and a success forgets what led to it. Names of
buckets are keyed hashes: neither logins nor addresses are stored.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import F

from minqing.org.models import Trial

FORGOTTEN_AFTER = timedelta(hours=24)
"""A bucket without a guess for so long is empty again."""


class Limit(msgspec.Struct, frozen=True):
    """One bucket: what it counts, how many guesses are free, and the longest wait."""

    bucket: str
    free: int
    longest: timedelta = timedelta(minutes=15)


def compute_wait(limit: Limit, guesses: int) -> timedelta:
    """Return how long the next guess waits after so many that failed: 1 s, 2 s, 4 s … cap."""
    beyond = guesses - limit.free
    if beyond < 0:
        return timedelta()
    return min(limit.longest, timedelta(seconds=2 ** min(beyond, 20)))


def take_guess(limits: Sequence[Limit], now: datetime) -> timedelta:
    """Count a guess in every bucket; returns how long it has to wait, zero: it may be tried.

    A guess that has to wait is not counted, so that waiting ends.
    """
    keys = {_key(limit.bucket): limit for limit in limits}
    with transaction.atomic():
        for key in sorted(keys):
            Trial.objects.get_or_create(key=key, defaults={"failures": 0, "last_at": now})
        rows = {row.key: row for row in Trial.objects.select_for_update().filter(key__in=keys)}
        wait = max(_left(keys[key], row, now) for key, row in rows.items())
        if wait:
            return wait
        for key, row in rows.items():
            stale = now - row.last_at > FORGOTTEN_AFTER
            counted = 1 if stale else F("failures") + 1
            Trial.objects.filter(key=key).update(failures=counted, last_at=now)
    return timedelta()


def _left(limit: Limit, row: Trial, now: datetime) -> timedelta:
    if now - row.last_at > FORGOTTEN_AFTER:
        return timedelta()
    ends = row.last_at + compute_wait(limit, row.failures)
    return max(timedelta(), ends - now)


def count_guesses(limit: Limit) -> int:
    """Return how many guesses a bucket counts now, those that were right included."""
    row = Trial.objects.filter(key=_key(limit.bucket)).first()
    return 0 if row is None else row.failures


def forget_guesses(limits: Sequence[Limit]) -> None:
    """Empty these buckets: the secret was right."""
    Trial.objects.filter(key__in=[_key(limit.bucket) for limit in limits]).delete()


def forget_old(now: datetime) -> int:
    """Delete buckets that count nothing any more; returns how many."""
    return Trial.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()[0]


def _key(bucket: str) -> str:
    secret = settings.SECRET_KEY.encode()
    return hmac.digest(secret, f"minqing trial {bucket}".encode(), "sha256").hex()[:40]
