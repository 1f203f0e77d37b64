"""Whose account a provider's subject opens: a link made by an administrator, else a claim."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.conf import settings

from minqing.kernel.messages import Personal
from minqing.org.public import Account, find_account
from minqing.signin.commands import LinkAccount
from minqing.signin.models import Signin
from minqing.signin.provider.client import Known
from minqing.vault.public import get_index_key


def make_digest(subject: str, *, now: datetime) -> str:
    """Return the keyed hash by which a subject of our provider is found."""
    issuer = settings.SIGN_IN.provider.issuer if settings.SIGN_IN.provider else ""
    key = get_index_key("linked accounts", now)
    return hmac.digest(key, f"{issuer}\n{subject}".encode(), "sha256").hex()


def find_known(known: Known, *, now: datetime) -> Account | None:
    """Return the account that is open to whom the provider sends, None when none is.

    A link decides. Without one, and only where the settings name a claim, the login of that
    name, unless it is linked to somebody else.
    """
    digest = make_digest(known.subject, now=now)
    linked = Signin.objects.filter(link=digest).values_list("person", flat=True).first()
    if linked is not None:
        return _open(find_account(linked))
    if not known.login:
        return None
    account = _open(Account.objects.filter(login=known.login).first())
    if account is None or Signin.objects.filter(person=account.person).exclude(link=None).exists():
        return None
    return account


def _open(account: Account | None) -> Account | None:
    return account if account is not None and account.is_active else None


def make_account_link(command: str, person: str, subject: str, *, now: datetime) -> LinkAccount:
    """Return the command that links a person's account to a subject of our provider."""
    subject = subject.strip()
    return LinkAccount(
        id=command,
        person=person,
        subject=Personal(subject, f"person:{person}"),
        digest=make_digest(subject, now=now),
    )
