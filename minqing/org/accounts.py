"""Accounts: sign-in, the post acted from, and the actor that follows from both.

Accounts are infrastructure: no personal data, no password on the log. The login name is a made
word (`cadre12`), not a name. What an administrator does to an account is on the log of the
person; the row follows in the same transaction (`EFFECTS`).

A password is chosen by its owner alone, by a link that works once: whoever opens the account or
resets it prints the link on paper and never learns the password.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import IntegrityError

from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_now, get_snapshot
from minqing.org.directory import Directory
from minqing.org.events import AccountLocked, AccountOpened, AccountUnlocked, PasswordReset
from minqing.org.models import Account
from minqing.org.roles import PERMISSIONS, get_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class PostNotHeld(ValueError):
    """An account may act only from a post that its person is in."""

    code = "account-post-not-held"

    def __init__(self, post: str) -> None:
        super().__init__("不能切换岗位：所选岗位不由本人担任。请从本人的岗位中选择。")
        self.post = post


def create_account(
    *,
    login: str,
    password: str,
    person: str,
    post: str = "",
    language: str = "zh-hans",
    hashed: str = "",
) -> Account:
    """Create an account for a person; raises ValidationError (password) or PostNotHeld.

    `hashed`: the hash of that password, made before; for a demonstration that opens a dozen
    accounts with one printed password, since hashing is slow on purpose.
    """
    account = Account(login=login.strip().lower(), person=person, language=language)
    password_validation.validate_password(password, account)
    if post:
        _check_held(post, person)
    account.post = post
    account.password = hashed or make_password(password)
    account.save()
    return account


def switch_post(account: Account, post: str) -> Account:
    """Act from another post of the same person from now on; raises PostNotHeld."""
    _check_held(post, account.person)
    Account.objects.filter(pk=account.pk).update(post=post)
    account.post = post
    return account


def _check_held(post: str, person: str) -> None:
    if post not in get_snapshot(Directory).posts_of(person):
        raise PostNotHeld(post)


def actor_for(account: Account | AnonymousUser) -> Actor:
    """Return who acts in this session.

    The chosen post, while the person is still in it, else the person's first post; without
    any post, or signed out, an actor that may do nothing.
    """
    if not isinstance(account, Account) or not account.is_active:
        return Actor(scope="public:anonymous", kind="resident")
    scope = f"account:{account.pk}"
    directory = get_snapshot(Directory)
    held = directory.posts_of(account.person)
    if not held:
        return Actor(scope=scope, person=account.person, language=account.language)
    post = account.post if account.post in held else held[0]
    today = local_day(get_now())
    return directory.actor(post, scope=scope, language=account.language, on=today)


def resident_actor(scope: str, language: str = "zh-hans") -> Actor:
    """Return who acts on the public pages; `scope` is `"public:<id>"`."""
    role = get_role("resident")
    return Actor(
        scope=scope,
        kind="resident",
        roles=(role.code,),
        permissions=role.permissions,
        language=language,
    )


def system_actor(name: str) -> Actor:
    """Return a program of ours that acts by itself (worker, import, demonstration)."""
    return Actor(
        scope=f"system:{name}",
        kind="system",
        roles=("system",),
        permissions=frozenset(PERMISSIONS),
    )


# ---------------------------------------------------------------- what administrators do
def _open(stream: str, event: AccountOpened) -> None:
    person = stream.partition(":")[2]
    if Account.objects.filter(person=person).exclude(login=event.login).exists():
        raise IntegrityError("account of this person")
    account, _ = Account.objects.get_or_create(login=event.login, defaults={"person": person})
    if account.person != person:
        raise IntegrityError(f"login {event.login}")
    _forget_password(account)


def _lock(stream: str, event: AccountLocked) -> None:
    Account.objects.filter(person=stream.partition(":")[2]).update(is_active=False)


def _unlock(stream: str, event: AccountUnlocked) -> None:
    Account.objects.filter(person=stream.partition(":")[2]).update(is_active=True)


def _reset(stream: str, event: PasswordReset) -> None:
    for account in Account.objects.filter(person=stream.partition(":")[2]):
        _forget_password(account)


def _forget_password(account: Account) -> None:
    # a new unusable password: open sessions end, and links printed before no longer work
    account.set_unusable_password()
    account.save(update_fields=["password"])


EFFECTS: Mapping[str, Callable[[str, Any], None]] = {
    AccountOpened.TYPE: _open,
    AccountLocked.TYPE: _lock,
    AccountUnlocked.TYPE: _unlock,
    PasswordReset.TYPE: _reset,
}

_links = PasswordResetTokenGenerator()


class LinkUsed(ValueError):
    """The one-time link was used, is too old, or never was one."""

    code = "account-link-used"

    def __init__(self) -> None:
        super().__init__("不能设置口令：这个链接已经用过或已过期。请管理员重新打印。")


def find_account(person: str) -> Account | None:
    """Return the account of a person, None when there is none."""
    return Account.objects.filter(person=person).order_by("pk").first()


def is_account_open(person: str) -> bool:
    """Return whether a person has an account that is not locked."""
    return bool(person) and Account.objects.filter(person=person, is_active=True).exists()


def make_link(account: Account) -> tuple[int, str]:
    """Return number and token of a link by which the owner chooses a password, once.

    Valid for as long as PASSWORD_RESET_TIMEOUT; void as soon as the password changes. Print it,
    keep it nowhere.
    """
    return account.pk, _links.make_token(account)


def find_by_link(number: int, token: str) -> Account:
    """Return the account that a link is for; raises LinkUsed."""
    account = Account.objects.filter(pk=number, is_active=True).first()
    if account is None or not _links.check_token(account, token):
        raise LinkUsed
    return account


def choose_password(number: int, token: str, password: str) -> Account:
    """Set the password of the link's account; raises LinkUsed, ValidationError (too weak)."""
    account = find_by_link(number, token)
    password_validation.validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    return account
