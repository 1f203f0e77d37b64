"""Rows of an act on many cases, worded: what would happen or happened to each, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.console.bulk import Shown
from minqing.console.forms import say_refusal
from minqing.console.reading.lines import show_line
from minqing.console.shown import CaseLine
from minqing.console.wording import name_of_status
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.org.public import Directory, say_title


class BulkLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row: the case, whether it goes through, what changes or why it does not."""

    line: CaseLine
    ok: bool
    said: str
    again: bool = False


def show_bulk(viewer: Actor, shown: Sequence[Shown], *, now: datetime) -> list[BulkLine]:
    """Return the rows in order; a case beyond reach has no words of its own."""
    lines = {
        one.id: show_line(one) for one in c.show_cases(viewer, [s.case for s in shown], now=now)
    }
    return [
        BulkLine(
            line=lines[one.case],
            ok=one.answer.ok,
            said=_say(one),
            again=one.answer.status == "already-done",
        )
        for one in shown
        if one.case in lines
    ]


def _say(one: Shown) -> str:
    if one.answer.refusal is not None:
        return say_refusal(one.answer.refusal)
    if one.answer.status == "already-done":
        return _("先前已经办过，没有重复办理。")
    if one.after is None:
        return ""
    return _("；").join(filter(None, (_say_status(one), _say_holder(one), _say_handler(one))))


def _say_status(one: Shown) -> str:
    assert one.after is not None, "asked only where there is a state"
    after = name_of_status(one.after.status)
    if one.before is None or one.before.status == one.after.status:
        return after
    return _("{before} → {after}").format(before=name_of_status(one.before.status), after=after)


def _say_holder(one: Shown) -> str:
    after = one.after
    assert after is not None, "asked only where there is a state"
    if one.before is not None and one.before.holder_post == after.holder_post:
        return ""
    directory = get_snapshot(Directory)
    if not directory.has_post(after.holder_post):
        return ""
    post = directory.post(after.holder_post)
    return _("承办：{value}").format(
        value=f"{directory.unit(post.unit).short_name} {say_title(post)}"
    )


def _say_handler(one: Shown) -> str:
    after = one.after
    directory = get_snapshot(Directory)
    if after is None or not after.handler_post or not directory.has_post(after.handler_post):
        return ""
    if one.before is not None and one.before.handler_post == after.handler_post:
        return ""
    post = directory.post(after.handler_post)
    return _("经办：{value}").format(value=post.person_name or say_title(post))
