"""Adding a second factor: what is shown is tried before it counts.

The secret of an app is made of a seed that lies in the session, and of a key of the key store:
nothing readable is kept while somebody is still at it.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor, Personal, Refusal
from minqing.log.public import submit
from minqing.org.public import Account
from minqing.signin import recovery, security_keys, totp
from minqing.signin.commands import AddFactor, MakeRecoveryCodes
from minqing.signin.proving import note_use, open_keys
from minqing.signin.security_keys import KeyRefused, Question, Site
from minqing.signin.terms import FactorKind, FactorSecret
from minqing.vault.public import get_index_key


def make_code_secret(account: Account, seed: str, *, now: datetime) -> str:
    """Return the secret that belongs to a seed of this account's session."""
    key = get_index_key("enrolling", now)
    return totp.make_secret(key, f"{account.pk} {account.person} {seed}")


def confirm_code(
    account: Account, by: Actor, seed: str, typed: str, title: str, *, now: datetime, at: datetime
) -> Refusal | bool:
    """Add an app once the digits it shows were typed; False when they do not fit.

    `now`: of the house, for the log; `at`: by the wall clock, as the telephone goes.
    """
    secret = make_code_secret(account, seed, now=at)
    step = totp.find_step(secret, "".join(typed.split())[:10], at)
    if step is None:
        return False
    refused = _add(by, FactorKind.CODE, title, FactorSecret(secret=secret), step, now)
    return refused or True


def ask_new_key(account: Account, site: Site, *, now: datetime) -> Question:
    """Return what to ask the browser for a new key."""
    known = [secret.credential for _, secret in open_keys(account.person)]
    handle = hmac.digest(get_index_key("enrolling", now), account.person.encode(), "sha256")
    return security_keys.ask_for_new(site, account.login, handle, known)


def confirm_key(
    by: Actor, answer: str, challenge: str, site: Site, title: str, *, now: datetime
) -> Refusal | bool:
    """Add a key that answered; False when the answer does not fit the question."""
    try:
        secret, count = security_keys.read_new(answer, challenge, site)
    except KeyRefused:
        return False
    known = {one.credential for _, one in open_keys(by.person)}
    if secret.credential in known:
        return False
    return _add(by, FactorKind.KEY, title, secret, count, now) or True


def _add(
    by: Actor, kind: FactorKind, title: str, secret: FactorSecret, last: int, now: datetime
) -> Refusal | None:
    factor = new_id()
    wish = AddFactor(
        id=new_id(),
        person=by.person,
        factor=factor,
        kind=kind,
        title=title,
        secret=Personal(secret, f"person:{by.person}"),
    )
    (answer,) = submit([wish], by=by, now=now)
    if answer.refusal is None:
        note_use(factor, last)
    return answer.refusal


def make_recovery_codes(by: Actor, *, now: datetime) -> list[str] | Refusal:
    """Make new recovery codes and return them, to be shown this once."""
    (answer,) = submit([MakeRecoveryCodes(id=new_id(), person=by.person)], by=by, now=now)
    if answer.refusal is not None:
        return answer.refusal
    codes = recovery.make_codes()
    recovery.keep_codes(by.person, codes, now=now)
    return codes
