"""The three ledgers, planned cases, and what awaits triage: one list, many questions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from minqing.cases.public import Status, count_ledgers
from minqing.console import reading
from minqing.console.desk import draw, staff
from minqing.console.wording import name_of_status
from minqing.kernel.messages import Actor
from minqing.log.public import get_now

LEDGERS = {
    "immediate": (gettext_lazy("即办台账"), gettext_lazy("能当场办、当场答复的事项。")),
    "agent": (gettext_lazy("代办台账"), gettext_lazy("替群众跑的事项：收了什么材料，交还没有。")),
    "report_up": (
        gettext_lazy("上报台账"),
        gettext_lazy("本级办不了、交上一级的事项，附已做工作。"),
    ),
    "mine": (gettext_lazy("我办的事项"), gettext_lazy("由您的岗位负责，或指定您经办的。")),
    "all": (
        gettext_lazy("全部事项"),
        gettext_lazy("管辖范围内的在办事项；在状态里选“已办结”看办完的。"),
    ),
    "meeting": (
        gettext_lazy("联席会议待议"),
        gettext_lazy("群众第三次要求办理、等联席会议作终结意见的事项。"),
    ),
    "planned": (
        gettext_lazy("挂账事项"),
        gettext_lazy("要等资金、审批或季节的事项：有责任单位、有时间，每月复看，不算已解决。"),
    ),
}
TRIAGE = (
    gettext_lazy("研判分办"),
    gettext_lazy("刚登记、还没有归入台账的事项。分办时限按工作日计。"),
)


@require_safe
@staff("CASE_VIEW")
def show_ledgers(request: HttpRequest, viewer: Actor) -> HttpResponse:
    """Show the three ledgers beside each other: how many are open, how many are late."""
    counts = count_ledgers(viewer, now=get_now())
    rows = [
        {"kind": each.ledger, "title": title, "what": what, "count": each}
        for each in counts
        if each.ledger in LEDGERS  # what is not sorted yet is in no ledger: it stands in 研判分办
        for title, what in [LEDGERS[each.ledger]]
    ]
    return draw(request, viewer, "console/ledgers.html", {"rows": rows})


@require_safe
@staff("CASE_VIEW")
def show_ledger(request: HttpRequest, viewer: Actor, kind: str) -> HttpResponse:
    if kind not in LEDGERS:
        raise Http404
    return _show(request, viewer, kind, LEDGERS[kind])


@require_safe
@staff("CASE_TRIAGE")
def show_triage(request: HttpRequest, viewer: Actor) -> HttpResponse:
    return _show(request, viewer, "triage", TRIAGE)


def _show(request: HttpRequest, viewer: Actor, kind: str, words: tuple[Any, Any]) -> HttpResponse:
    asked = reading.Asked.from_query(kind, request.GET)
    page = reading.list_ledger(viewer, asked, now=get_now())
    title, what = words
    context = {
        "title": title,
        "what": what,
        "page": page,
        "filters": _filters(viewer, asked),
        "filtered": asked.is_filtered,
    }
    return draw(request, viewer, "console/ledger.html", context)


def _statuses() -> list[tuple[str, str]]:
    return [(str(status), name_of_status(status)) for status in Status]


def _filters(viewer: Actor, asked: reading.Asked) -> list[dict[str, Any]]:
    anything = ("", _("全部"))
    times = (
        ("late", _("已逾期")),
        ("today", _("今日到期")),
        ("soon", _("三天内到期")),
    )
    fields = [
        ("time", _("时限"), (anything, *times), asked.time),
        ("place", _("地点"), (anything, *reading.list_places(viewer)), asked.place),
        ("category", _("类别"), (anything, *reading.list_first_categories(viewer)), asked.category),
    ]
    if asked.kind not in ("planned", "triage"):
        fields.insert(0, ("status", _("状态"), (anything, *_statuses()), asked.status))
    return [
        {"name": name, "label": label, "choices": choices, "value": value}
        for name, label, choices, value in fields
        if len(choices) > 1
    ]
