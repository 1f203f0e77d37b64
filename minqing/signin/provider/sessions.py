"""Sessions that the provider opened, and how it ends them (Back-Channel Logout 1.0).

What the provider calls people and its sessions is kept as keyed hashes, as long as the session.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from minqing.log.public import write_transaction
from minqing.org.public import end_all_sessions, find_account
from minqing.signin.models import ProviderSession, Signin, UsedToken
from minqing.signin.provider.accounts import make_digest
from minqing.signin.provider.claims import OLDEST, SKEW, Leaving, NotBelieved, read_leaving
from minqing.signin.provider.client import Known
from minqing.signin.wall_clock import read_clock
from minqing.vault.public import get_index_key

MARK = "provider_session"
"""Under this a session keeps its mark."""


def _make_session_digest(session: str, now: datetime) -> str:
    if not session:
        return ""
    key = get_index_key("sessions of the provider", now)
    issuer = settings.SIGN_IN.provider.issuer if settings.SIGN_IN.provider else ""
    return hmac.digest(key, f"{issuer}\n{session}".encode(), "sha256").hex()


def note_session(known: Known, person: str, *, now: datetime, until: datetime) -> str:
    """Note a session that the provider opens; returns the mark to keep in the session."""
    row = ProviderSession.objects.create(
        mark=secrets.token_hex(16),
        person=person,
        subject=make_digest(known.subject, now=now),
        session=_make_session_digest(known.session, now),
        until=until,
    )
    return row.mark


def is_session_open(mark: str) -> bool:
    """Return whether the provider has not ended the session with this mark."""
    return ProviderSession.objects.filter(mark=mark).exists()


def forget_session(mark: str) -> None:
    """Forget a session whose owner has signed out."""
    ProviderSession.objects.filter(mark=mark).delete()


def leave(text: str, *, now: datetime) -> int:
    """End what a logout token of the provider names; returns how many of its sessions that were.

    A session of the provider's ends what it opened here. A person without a session: all that
    they have open here, those by password too. Raises NotBelieved, also for a token that was
    used before, and ProviderAway.
    """
    leaving = read_leaving(text, now)
    with write_transaction():
        _use_once(leaving.number, now)
        if leaving.session:
            return _end_some(leaving, now)
        return _end_all(make_digest(leaving.subject, now=now))


def _use_once(number: str, now: datetime) -> None:
    key = get_index_key("tokens of the provider", now)
    digest = hmac.digest(key, number.encode(), "sha256").hex()
    _row, is_new = UsedToken.objects.get_or_create(
        digest=digest, defaults={"until": now + OLDEST + 2 * SKEW}
    )
    if not is_new:
        raise NotBelieved("used")


def _end_some(leaving: Leaving, now: datetime) -> int:
    """End the sessions of one of the provider's; those it gave no name to end with the person."""
    named = Q(session=_make_session_digest(leaving.session, now))
    if leaving.subject:
        whose = Q(subject=make_digest(leaving.subject, now=now))
        named = whose & (named | Q(session=""))
    return ProviderSession.objects.filter(named).delete()[0]


def _end_all(subject: str) -> int:
    rows = ProviderSession.objects.filter(subject=subject)
    for person in _list_people(subject, rows):
        account = find_account(person)
        if account is not None:
            end_all_sessions(account)
    return rows.delete()[0]


def _list_people(subject: str, rows: QuerySet[ProviderSession]) -> Collection[str]:
    """Return whom the provider means: who is linked to the subject, and who came in with it."""
    linked = Signin.objects.filter(link=subject).values_list("person", flat=True)
    return sorted({*linked, *rows.values_list("person", flat=True)})


def sweep(_now: datetime) -> None:
    """Delete what is over: sessions past their end, tokens too old to be believed again."""
    now = read_clock()  # they go by the wall, not by the clock of a demonstration
    ProviderSession.objects.filter(until__lt=now).delete()
    UsedToken.objects.filter(until__lt=now).delete()
