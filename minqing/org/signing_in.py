"""Signing in: how often one may try, how long a session lives, what its owner is told.

A person who signed in before from a device has a bucket of their own there: what others
guess, from wherever, never keeps them out. Nobody but the owner is told when they signed in
(law 5: no online time), and only the last two times are kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from django.contrib.auth import authenticate
from django.core import signing
from django.db.models import F
from django.utils.crypto import get_random_string

from minqing.log.public import get_snapshot
from minqing.org import trials
from minqing.org.directory import Directory
from minqing.org.models import Account, SignIn
from minqing.org.trials import Limit

DEVICE_KEPT_FOR = timedelta(days=180)
_devices = signing.TimestampSigner(salt="minqing device")


class SessionRule(msgspec.Struct, frozen=True):
    """How long a session lives without a request, and at most; the first that ends ends it."""

    idle: timedelta
    most: timedelta
    source: str = "ours"


USUAL = SessionRule(idle=timedelta(hours=1), most=timedelta(hours=12))
STRICT = SessionRule(idle=timedelta(minutes=15), most=timedelta(hours=4))
SESSION_RULES = {"administrator": STRICT, "discipline_recipient": STRICT}
"""By role; others have the usual one. Sealed complaints and the machine itself: short."""


class Trying(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt to sign in. `device`: the signed mark of a device used before, or ""."""

    login: str
    password: str
    address: str
    device: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """What became of an attempt: an account, or how long to wait, or neither (both wrong)."""

    account: Account | None = None
    wait: timedelta = timedelta()


def try_sign_in(trying: Trying, *, now: datetime) -> Outcome:
    """Check a login and its password, unless too many were tried; unknown logins cost the same."""
    login = trying.login.strip().lower()
    limits = _limits(login, trying)
    wait = trials.take_guess(limits, now)
    if wait:
        return Outcome(wait=wait)
    account = authenticate(username=login, password=trying.password)
    if not isinstance(account, Account):
        SignIn.objects.filter(login=login).update(failures=F("failures") + 1)
        return Outcome()
    trials.forget_guesses([limit for limit in limits if not limit.bucket.startswith("address")])
    return Outcome(account=account)


def _limits(login: str, trying: Trying) -> list[Limit]:
    device = read_device(login, trying.device)
    if device:
        return [Limit(f"device {device}", free=5)]
    return [
        Limit(f"pair {login} {trying.address}", free=5),
        Limit(f"login {login}", free=10),
        # an office shares one address: many free guesses, a short wait
        Limit(f"address {trying.address}", free=60, longest=timedelta(minutes=1)),
    ]


def read_device(login: str, mark: str) -> str:
    """Return the number of a device that this login signed in from before, "" for another."""
    try:
        found = _devices.unsign(mark, max_age=DEVICE_KEPT_FOR)
    except signing.BadSignature:
        return ""
    owner, _, number = found.rpartition(" ")
    return number if owner == login else ""


def make_device_mark(account: Account) -> str:
    """Return the mark to keep on the device of a successful sign-in."""
    return _devices.sign(f"{account.login} {get_random_string(16)}")


# ------------------------------------------------------------------ sessions
def get_session_rule(account: Account) -> SessionRule:
    """Return the strictest rule among the posts of an account's person."""
    directory = get_snapshot(Directory)
    roles = {directory.post(post).role for post in directory.posts_of(account.person)}
    rules = [SESSION_RULES.get(role, USUAL) for role in roles] or [USUAL]
    return min(rules, key=lambda rule: rule.idle)


def end_all_sessions(account: Account) -> None:
    """Sign an account out wherever it is signed in, this session included."""
    Account.objects.filter(pk=account.pk).update(sessions=F("sessions") + 1)
    account.refresh_from_db(fields=["sessions"])


# ------------------------------------------------------------------ told to the owner alone
class LastSignIn(msgspec.Struct, frozen=True):
    """The sign-in before this one, and how many wrong passwords came in between."""

    at: datetime | None
    failures: int


def note_sign_in(account: Account, *, now: datetime) -> LastSignIn:
    """Write down that the owner signed in and return what to tell them."""
    row, _ = SignIn.objects.get_or_create(login=account.login)
    told = LastSignIn(row.last_at, row.failures)
    SignIn.objects.filter(login=account.login).update(
        last_at=now, before_at=row.last_at, failures_before=row.failures, failures=0
    )
    return told


def read_own_sign_in(account: Account) -> LastSignIn:
    """Return the sign-in before the present one; for the account's owner alone."""
    row = SignIn.objects.filter(login=account.login).first()
    return LastSignIn(None, 0) if row is None else LastSignIn(row.before_at, row.failures_before)
