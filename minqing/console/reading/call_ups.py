"""召集 in words: one call-up, those of the viewer's unit, totals by unit and category."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.cases.public import call_ups as k
from minqing.console.forms import Options
from minqing.console.reading.dispatching import list_units_for
from minqing.console.reading.onecase import find_state
from minqing.kernel.messages import Actor
from minqing.log.public import get_snapshot
from minqing.mechanisms.public import Packs, say_words

YEAR = timedelta(days=365)


def see_call_ups(viewer: Actor, *, now: datetime) -> dict[str, Any]:
    """Return the call-ups of the viewer's unit, what awaits it, and the totals of a year."""
    words = _category_words()
    totals = k.sum_call_ups(viewer, since=now - YEAR, until=now + timedelta(days=1))
    return {
        "lines": k.list_call_ups(viewer),
        "awaiting": k.count_awaiting(viewer, now=now),
        "totals": [
            {"one": one, "category": words.get(one.category, one.category)} for one in totals
        ],
    }


def _category_words() -> dict[str, str]:
    found: dict[str, str] = {}
    for pack in get_snapshot(Packs).all():
        section = pack.section("categories")
        for code, (first, second) in (c.index_categories(section) if section else {}).items():
            word = second or first
            found.setdefault(code, say_words(word.zh, word.en))
    return found


def list_of_case(viewer: Actor, case: str) -> tuple[k.CallUpLine, ...]:
    """Return the call-ups for a case that the viewer was shown."""
    return k.list_call_ups(viewer, case=case)


def may_call(viewer: Actor, case: str) -> bool:
    """Return whether the viewer's post may call units for a case he was shown."""
    state = find_state(case)
    return state is not None and k.may_call(viewer, state)


def offer_units(case: str) -> Options:
    """Return the units that can be called for a case."""
    state = find_state(case)
    return Options() if state is None else Options(every_unit=list_units_for(state))


def find_call_up(viewer: Actor, call_up: str, *, now: datetime) -> dict[str, Any] | None:
    """Return a call-up as this viewer's side sees it, None when there is none for them."""
    shown = k.find_call_up(viewer, call_up, now=now)
    if shown is None:
        return None
    return {"shown": shown, "rows": [_row(one) for one in shown.called]}


def _row(one: k.CalledShown) -> dict[str, Any]:
    called = one.called
    coming = _("未答复") if called.coming is None else _("来") if called.coming else _("不能来")
    came = _("未记") if called.arrived is None else _("到会") if called.arrived else _("缺席")
    return {
        "one": one,
        "coming": coming,
        "came": came,
        "of_unit": _(k.WORD_ZH[called.of_unit]) if called.of_unit else "",
        "of_call": _(k.WORD_ZH[called.of_call]) if called.of_call else "",
        "tone": "late" if called.arrived is False else "well" if called.arrived else "neutral",
    }
