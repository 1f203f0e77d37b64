"""Programs that made-up offices let in: tokens as an administrator and a clerk issue them.

The secrets are used once, so that a page shows when, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from django.contrib.auth import get_user_model

from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Actor, Command
from minqing.kernel.periods import local_day
from minqing.log.public import submit
from minqing.org.public import actor_for
from minqing.simulation.people import TrialAccount
from minqing.tokens.public import (
    OPEN311,
    ActsAs,
    IssueToken,
    RevokeToken,
    list_tokens,
    make_secret,
    read_bearer,
)

LASTS = timedelta(days=300)


class Program(msgspec.Struct, frozen=True):
    """One program: whose token it has, under which name, what it may do."""

    role: str
    name: str
    scopes: tuple[str, ...]
    acts_as: ActsAs = ActsAs.POST
    revoked: bool = False


PROGRAMS = (
    Program("administrator", "热线平台送件程序", ("CASE_RECEIVE",), ActsAs.SYSTEM),
    Program("administrator", "随手拍小程序", (OPEN311,), ActsAs.SYSTEM),
    Program("administrator", "旧报表程序", ("CASE_RECEIVE",), ActsAs.SYSTEM, revoked=True),
    Program("banner_clerk", "大屏取数程序", ("CASE_VIEW",)),
)


def let_programs_in(accounts: Sequence[TrialAccount], *, now: datetime) -> None:
    """Issue the tokens of every place's programs, once; all but the revoked one are in use."""
    for account in accounts:
        own = [one for one in PROGRAMS if one.role == account.role]
        by = actor_for(get_user_model().objects.get(login=account.name)) if own else None
        if by is None or any(line.name == own[0].name for line in list_tokens(by, now=now)):
            continue
        for one in own:
            _let_in(one, by, account.name, now)


def _let_in(one: Program, by: Actor, login: str, now: datetime) -> None:
    secret, part = make_secret(), f"{login} {one.name}"
    issued = IssueToken(
        id=derived_id("demo-token", part),
        token=secret.token,
        name=one.name,
        scopes=one.scopes,
        until=local_day(now) + LASTS,
        digest=secret.digest,
        acts_as=one.acts_as,
    )
    _send([issued], by, now)
    if one.revoked:
        revoked = RevokeToken(id=derived_id("demo-token-revoked", part), token=secret.token)
        _send([revoked], by, now)
    else:
        read_bearer(secret.text, now=now)


def _send(commands: Iterable[Command], by: Actor, now: datetime) -> None:
    for answer in submit(list(commands), by=by, now=now):
        assert answer.refusal is None, str(answer.refusal)
