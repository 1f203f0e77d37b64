"""Where a case of history comes from, as its page says it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from minqing.cases import public as c
from minqing.console.shown import OriginView
from minqing.console.wording import say_day
from minqing.kernel.messages import Actor
from minqing.log.public import get_now


def show_origin(viewer: Actor, state: c.CaseState) -> OriginView | None:
    """Return the other system's word for a case, None for one of this house."""
    if not state.history:
        return None
    origin = state.origin
    if origin is None:
        return OriginView(ended="", facts=_list_facts((_("原编号"), state.external_number, "")))
    ended = "" if state.closed_at is None else say_day(state.closed_at)
    late = origin.due_at is not None and (state.closed_at or get_now()) > origin.due_at
    due = "" if origin.due_at is None else say_day(origin.due_at)
    return OriginView(
        ended=_(c.ENDED_ZH[origin.ended]),
        facts=_list_facts(
            (_("来源系统"), origin.source, ""),
            (_("原编号"), state.external_number, ""),
            (_("原状态"), origin.status, ""),
            (_("原期限"), f"{due}（{_('超期')}）" if due and late else due, ""),
            (_("那时办结") if origin.ended is c.Ended.SETTLED else _("最后变动"), ended, ""),
            (_("与哪件重复"), origin.duplicate_of, _find_original(viewer, origin)),
            (_("转给"), origin.moved_to, ""),
            (_("录入"), say_day(state.recorded_at), ""),
        ),
    )


def _list_facts(*facts: tuple[str, str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(fact for fact in facts if fact[1])


def _find_original(viewer: Actor, origin: c.Origin) -> str:
    """Return the address of the case that one repeats, "" where the viewer has none."""
    if not origin.duplicate_of:
        return ""
    case = c.find_history(origin.source, origin.duplicate_of)
    found = c.show_cases(viewer, [case], now=get_now())
    return reverse("console:case", args=[case]) if found else ""
