"""Who acts with a token: its text is read, compared, and turned into an actor.

A token is `mq_<id>_<secret>`: the id finds the row, the secret (256 bits) is compared as a keyed
hash. Everything that can end it is looked at each time: its last day, its revocation, the owner's
account and post, and what the post may still do.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import date, datetime

import msgspec
from django.conf import settings
from django.utils.translation import gettext_noop

from minqing.kernel.ids import new_id
from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot, write_transaction
from minqing.org.public import Directory, is_account_open
from minqing.tokens.models import LastUse, Token
from minqing.tokens.terms import BY_POST, ActsAs

PREFIX = "mq"
LONGEST = 200


class TokenRefused(Exception):
    """A token that does not work (any more); `code` says why, the sentence what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def refuse_unknown() -> TokenRefused:
    return TokenRefused(
        "token-not-known", gettext_noop("不能办理：令牌不对。请核对令牌，或重新制发。")
    )


def refuse_expired() -> TokenRefused:
    return TokenRefused("token-expired", gettext_noop("不能办理：令牌已过有效期。请重新制发。"))


def refuse_revoked() -> TokenRefused:
    return TokenRefused("token-revoked", gettext_noop("不能办理：令牌已经停用。请重新制发。"))


def refuse_orphaned() -> TokenRefused:
    return TokenRefused(
        "token-owner-gone",
        gettext_noop("不能办理：制发令牌的人已不在原岗位，或账号已停用。请重新制发。"),
    )


SENTENCES = tuple(
    (made.code, made.sentence)
    for made in (refuse_unknown(), refuse_expired(), refuse_revoked(), refuse_orphaned())
)
"""Codes and sentences, for the documentation and the catalogue."""


class Secret(msgspec.Struct, frozen=True):
    """A token just made: `text` is shown once, `digest` is what may be kept."""

    token: str
    text: str
    digest: str


class Bearer(msgspec.Struct, frozen=True):
    """Who acts, and by which scopes. `may_by_post`: acts that need no permission of their own."""

    actor: Actor
    token: str
    may_by_post: bool


def make_secret() -> Secret:
    """Return a new token with 256 bits of chance."""
    token, secret = new_id(), secrets.token_urlsafe(32)
    return Secret(token, f"{PREFIX}_{token}_{secret}", make_digest(secret))


def make_digest(secret: str) -> str:
    """Return the keyed hash of a secret; without the installation's key it proves nothing."""
    key = hmac.digest(settings.SECRET_KEY.encode(), b"minqing api tokens", "sha256")
    return hmac.digest(key, secret.encode(), "sha256").hex()


def read_bearer(text: str, *, now: datetime) -> Bearer:
    """Return who acts with this token; raises TokenRefused."""
    row = _find(text)
    today = local_day(now)
    if row.revoked_at is not None:
        raise refuse_revoked()
    if today > row.until:
        raise refuse_expired()
    scopes = frozenset(row.scopes.split())
    actor = _act_as_system(row, scopes) if row.acts_as == ActsAs.SYSTEM else None
    actor = actor or _act_as_post(row, scopes, today)
    _note_use(row.id, today)
    return Bearer(actor, row.id, BY_POST in scopes)


def _find(text: str) -> Token:
    prefix, _, rest = text[:LONGEST].partition("_")
    token, _, secret = rest.partition("_")
    known = token.isascii() and token.isalnum() and prefix == PREFIX
    row = Token.objects.filter(pk=token).first() if known else None
    # a hash is made and compared for an unknown id too: time tells nothing of which ids exist
    digest = make_digest(secret)
    if not hmac.compare_digest(digest, row.digest if row is not None else "0" * 64) or row is None:
        raise refuse_unknown()
    return row


def _act_as_system(row: Token, scopes: frozenset[str]) -> Actor:
    """Return a program: never `kind` system, which would reach everything."""
    if not is_account_open(row.person):
        raise refuse_orphaned()
    directory = get_snapshot(Directory)
    units = [unit for unit in (row.units.split() or [row.unit]) if directory.has(unit)]
    return Actor(
        scope=f"system:api:{row.id}",
        unit=row.unit,
        units=tuple(directory.current(unit) for unit in units),
        permissions=scopes,
    )


def _act_as_post(row: Token, scopes: frozenset[str], today: date) -> Actor:
    directory = get_snapshot(Directory)
    if row.post not in directory.posts_of(row.person) or not is_account_open(row.person):
        raise refuse_orphaned()
    full = directory.actor(row.post, scope=f"token:{row.id}", on=today)
    units = full.units
    if row.units:
        wanted = [directory.current(one) for one in row.units.split() if directory.has(one)]
        units = tuple(one for one in wanted if directory.reaches(full, one))
    return msgspec.structs.replace(full, permissions=full.permissions & scopes, units=units)


_seen: dict[str, date] = {}
"""Tokens whose use of today this process has noted: one write a day and process."""


def _note_use(token: str, today: date) -> None:
    if _seen.get(token) == today:
        return
    with write_transaction():
        LastUse.objects.update_or_create(token=token, defaults={"day": today})
    _seen[token] = today


def forget_seen() -> None:
    """Forget what this process noted (tests)."""
    _seen.clear()
