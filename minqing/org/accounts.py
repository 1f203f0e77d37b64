"""Accounts: sign-in, the post acted from, and the actor that follows from both.

Accounts are infrastructure: never in the log, no personal data. The login name is a made
word (`cadre12`), not a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import make_password

from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.directory import Directory
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
    return directory.actor(post, scope=scope, language=account.language)


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
