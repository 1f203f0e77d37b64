"""接口令牌: what a viewer may put into a token, and the tokens there are, worded."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot
from minqing.org.public import PERMISSIONS, Directory
from minqing.tokens.public import (
    BY_POST,
    BY_POST_ZH,
    LONGEST_DAYS,
    OPEN311,
    OPEN311_ZH,
    ActsAs,
    TokenLine,
    list_givable,
    list_tokens,
)

_BESIDE = {BY_POST: BY_POST_ZH, OPEN311: OPEN311_ZH}
MOST_OFFERED = 300
"""Units that the form offers; who reaches more issues for a unit higher up."""
USUAL_DAYS = 90


def describe_tokens(viewer: Actor, *, now: datetime) -> dict[str, Any]:
    """Return what the page shows: the tokens, and the choices of the form."""
    today = local_day(now)
    return {
        "tokens": [_draw(line) for line in list_tokens(viewer, now=now)],
        "may_system": "ACCOUNT_ADMIN" in viewer.permissions,
        "scopes": list_scopes(viewer),
        "units": list_units(viewer),
        "first": today + timedelta(days=1),
        "last": today + timedelta(days=LONGEST_DAYS),
        "usual": today + timedelta(days=USUAL_DAYS),
    }


def list_scopes(viewer: Actor) -> list[tuple[str, str]]:
    """Return the scopes that this viewer may give in any way, with their words."""
    givable = list_givable(viewer, ActsAs.POST)
    if "ACCOUNT_ADMIN" in viewer.permissions:
        givable |= list_givable(viewer, ActsAs.SYSTEM)
    named = [(code, say_scope(code)) for code in PERMISSIONS if code in givable]
    more = [code for code in (BY_POST, OPEN311) if code in givable]
    return [*named, *((code, say_scope(code)) for code in more)]


def say_scope(code: str) -> str:
    return _(_BESIDE.get(code) or PERMISSIONS.get(code, code))


def list_units(viewer: Actor) -> list[tuple[str, str]]:
    """Return the units in reach from the top down, at most MOST_OFFERED."""
    directory = get_snapshot(Directory)
    found: dict[str, str] = {}
    waiting = [unit for unit in viewer.units if directory.has(unit)]
    while waiting and len(found) < MOST_OFFERED:
        code = waiting.pop(0)
        if code not in found:
            found[code] = directory.full_name(code)
            waiting += directory.children(code)
    return list(found.items())


def _draw(line: TokenLine) -> dict[str, Any]:
    works = line.works
    revoked = line.revoked_at is not None
    return {
        "line": line,
        "scopes": [say_scope(code) for code in line.scopes],
        "holder": _("程序（由%(post)s制发）") % {"post": line.holder}
        if line.acts_as is ActsAs.SYSTEM
        else line.holder,
        "state": _("有效") if works else (_("已停用") if revoked else _("已过期")),
        "tone": "well" if works else "neutral",
    }
