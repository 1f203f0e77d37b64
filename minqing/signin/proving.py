"""Whether somebody at the door, or before a grave act, has what they enrolled.

Guesses are counted before they are looked at, shared by all processes (`org.trials`). A code is
good once, a key's count only rises, a recovery code is used up.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from minqing.log.public import get_state
from minqing.org.public import Limit, count_guesses, forget_guesses, take_guess
from minqing.signin import recovery, security_keys, totp
from minqing.signin.models import FactorUse
from minqing.signin.security_keys import KeyRefused, Question, Site
from minqing.signin.state import Factor, SigninState
from minqing.signin.terms import FactorKind, FactorSecret
from minqing.vault.public import open_values

FRESH_FOR = timedelta(minutes=15)
"""How long a proof holds for grave acts. Source: ours."""
ASKED_FOR = timedelta(minutes=5)
"""How long a question to a key, or the second step of signing in, stands. Source: ours."""
LONGEST_TYPED = 40


class Proof(msgspec.Struct, frozen=True):
    """What became of an attempt. `wait`: too many were wrong; `left`: recovery codes that are
    left, where one was used up; `wrong`: attempts that were wrong before this right one."""

    accepted: bool = False
    wait: timedelta = timedelta()
    left: int | None = None
    wrong: int = 0


class Means(msgspec.Struct, frozen=True):
    """With what a person can prove who they are."""

    code: bool
    keys: int
    recovery: int


def get_factors(person: str) -> tuple[Factor, ...]:
    """Return the factors of a person, oldest first."""
    state: SigninState | None = get_state(f"signin:{person}")
    return () if state is None else state.factors


def list_means(person: str) -> Means:
    """Return what a person can be asked for."""
    kinds = [one.kind for one in get_factors(person)]
    return Means(
        code=FactorKind.CODE in kinds,
        keys=kinds.count(FactorKind.KEY),
        recovery=recovery.count_codes(person),
    )


def _open(factors: list[Factor]) -> list[tuple[Factor, FactorSecret]]:
    found = open_values(one.secret for one in factors)
    return [
        (one, msgspec.convert(found[one.secret], FactorSecret))
        for one in factors
        if one.secret in found
    ]


def open_keys(person: str) -> list[tuple[Factor, FactorSecret]]:
    """Return a person's security keys with what they are checked by."""
    return _open([one for one in get_factors(person) if one.kind is FactorKind.KEY])


# ------------------------------------------------------------------ codes
def _count(person: str, where: str) -> Limit:
    """Guesses count for a person and a place: what others try elsewhere keeps nobody out."""
    return Limit(f"factor {person} {where}", free=5)


def _accept(limit: Limit, proof: Proof) -> Proof:
    wrong = count_guesses(limit) - 1
    forget_guesses([limit])
    return msgspec.structs.replace(proof, wrong=max(0, wrong))


def try_code(person: str, typed: str, *, now: datetime, where: str = "") -> Proof:
    """Check six digits of an app, or a recovery code. `where`: a device used before, say."""
    limit = _count(person, where)
    wait = take_guess([limit], now)
    if wait:
        return Proof(wait=wait)
    proof = _look(person, typed.strip()[:LONGEST_TYPED], now)
    return _accept(limit, proof) if proof.accepted else proof


def _look(person: str, typed: str, now: datetime) -> Proof:
    digits = typed.replace(" ", "")
    if len(digits) == totp.DIGITS and digits.isascii() and digits.isdigit():
        codes = [one for one in get_factors(person) if one.kind is FactorKind.CODE]
        return Proof(any(_fits(one, secret, digits, now) for one, secret in _open(codes)))
    if recovery.looks_like_code(typed) and recovery.use_code(person, typed, now=now):
        return Proof(accepted=True, left=recovery.count_codes(person))
    return Proof()


def _fits(factor: Factor, secret: FactorSecret, typed: str, now: datetime) -> bool:
    step = totp.find_step(secret.secret, typed, now)
    return step is not None and note_use(factor.id, step)


def note_use(factor: str, last: int) -> bool:
    """Write down how far a factor was used; False when it was used so far before."""
    rows = FactorUse.objects.filter(factor=factor, last__lt=last)
    return rows.update(last=last) == 1


# ------------------------------------------------------------------ keys
def ask_key(person: str, site: Site) -> Question | None:
    """Return what to ask the person's security keys, None when there are none."""
    known = [secret.credential for _, secret in open_keys(person)]
    return security_keys.ask_for_known(site, known) if known else None


def try_key(
    person: str, answer: str, challenge: str, site: Site, *, now: datetime, where: str = ""
) -> Proof:
    """Check the answer of a security key to a question that was asked once."""
    limit = _count(person, where)
    wait = take_guess([limit], now)
    if wait:
        return Proof(wait=wait)
    named = security_keys.name_credential(answer)
    for factor, secret in open_keys(person):
        if secret.credential == named and _signs(factor, secret, answer, challenge, site):
            return _accept(limit, Proof(accepted=True))
    return Proof()


def _signs(factor: Factor, secret: FactorSecret, answer: str, challenge: str, site: Site) -> bool:
    use = FactorUse.objects.filter(factor=factor.id).first()
    if use is None:
        return False
    try:
        count = security_keys.read_known(answer, challenge, site, secret, use.last)
    except KeyRefused:
        return False
    # keys of telephones do not count: theirs stays at 0
    return count == use.last == 0 or note_use(factor.id, count)
