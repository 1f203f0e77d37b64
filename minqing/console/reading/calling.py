"""Calls that are wanted, in words: how often it was tried, when the next try counts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.console.shown import Calling


def show_calling(asking: c.Asking | None) -> Calling | None:
    """Return where the calls of a case stand, None where none is wanted."""
    if asking is None:
        return None
    return Calling(
        tried=_say_tries(asking), next=_say_next(asking), now=asking.counts_now, named=asking.named
    )


def _say_tries(asking: c.Asking) -> str:
    if not asking.tries:
        return _("还没有打过")
    if asking.tries == asking.counted:
        return _("打过{tries}次").format(tries=asking.tries)
    return _("打过{tries}次，算{counted}次").format(tries=asking.tries, counted=asking.counted)


def _say_next(asking: c.Asking) -> str:
    if asking.counts_now:
        return _("现在可以打")
    hours = _("、").join(_("{hour}点").format(hour=hour) for hour in asking.hours)
    if asking.today:
        return _("明天再打，避开{hours}").format(hours=hours)
    return _("换个时段，避开{hours}").format(hours=hours)
