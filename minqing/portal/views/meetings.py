"""会议预告, for everybody: when and where, by whom, on how many matters of which kinds."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from minqing.cases import public as c
from minqing.log.public import get_now, get_snapshot, get_states
from minqing.mechanisms.public import Packs, say_words
from minqing.meetings.public import MEETING_STATUS_ZH, MeetingStatus, Notice, list_notices
from minqing.portal.page import draw


@require_safe
def show_meetings(request: HttpRequest) -> HttpResponse:
    found = list_notices(now=get_now(), unit=request.GET.get("place", ""))
    lines = [_show(one) for one in found]
    return draw(request, "portal/meetings.html", {"lines": lines})


def _show(notice: Notice) -> dict[str, Any]:
    line = notice.line
    return {
        "notice": notice,
        "kind": say_words(line.kind_zh, line.kind_en),
        "held": line.status in (MeetingStatus.CLOSED, MeetingStatus.MISSED),
        "status": _(MEETING_STATUS_ZH[line.status]),
        "kinds": _count_kinds(notice.subjects),
    }


def _count_kinds(subjects: tuple[str, ...]) -> list[tuple[str, int]]:
    """Return how many matters of each first-level kind; never which, nor where."""
    counted: Counter[str] = Counter()
    packs = get_snapshot(Packs)
    for state in get_states(subjects).values():
        if not isinstance(state, c.CaseState):
            continue
        section = packs.get(state.pack, state.pack_version).section("categories")
        found = c.index_categories(section).get(state.category) if section else None
        counted[say_words(found[0].zh, found[0].en) if found else _("待分类")] += 1
    return counted.most_common()
