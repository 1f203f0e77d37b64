"""Reads of tokens for a viewer: one's own, and those an administrator answers for."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from minqing.kernel.messages import Actor
from minqing.kernel.periods import local_day
from minqing.log.public import get_snapshot
from minqing.org.public import Directory, say_post
from minqing.tokens.models import LastUse, Token
from minqing.tokens.rules import ADMIN
from minqing.tokens.terms import ActsAs

MOST = 200


class TokenLine(msgspec.Struct, frozen=True, kw_only=True):
    """One token as its page shows it. `holder`: title of the post that issued it; `used_on`:
    the last day, None when it never was used."""

    id: str
    name: str
    acts_as: ActsAs
    holder: str
    scopes: tuple[str, ...]
    units: tuple[str, ...]
    issued_at: datetime
    until: date
    revoked_at: datetime | None
    used_on: date | None
    works: bool
    own: bool


def list_tokens(viewer: Actor, *, now: datetime) -> list[TokenLine]:
    """Return one's own tokens, and for administrators those of units in reach; newest first.

    At most MOST.
    """
    directory = get_snapshot(Directory)
    listed = Token.objects.order_by("-issued_at", "-id")
    if ADMIN not in viewer.permissions:
        listed = listed.filter(person=viewer.person)
    rows = [
        row for row in listed if row.person == viewer.person or directory.reaches(viewer, row.unit)
    ][:MOST]
    uses = dict(
        LastUse.objects.filter(token__in=[row.id for row in rows]).values_list("token", "day")
    )
    return [_draw(row, uses.get(row.id), viewer, directory, local_day(now)) for row in rows]


def _draw(
    row: Token, used: date | None, viewer: Actor, directory: Directory, today: date
) -> TokenLine:
    units = row.units.split() or [row.unit]
    return TokenLine(
        id=row.id,
        name=row.name,
        acts_as=ActsAs(row.acts_as),
        holder=say_post(directory, row.post) if directory.has_post(row.post) else "",
        scopes=tuple(row.scopes.split()),
        units=tuple(directory.full_name(one) for one in units if directory.has(one)),
        issued_at=row.issued_at,
        until=row.until,
        revoked_at=row.revoked_at,
        used_on=used,
        works=row.revoked_at is None and today <= row.until,
        own=row.person == viewer.person,
    )
