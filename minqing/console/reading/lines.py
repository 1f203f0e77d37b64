"""Rows and pages of cases, worded for the desk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from minqing.cases import public as c
from minqing.console.reading.asked import Asked
from minqing.console.reading.calling import show_calling
from minqing.console.reading.viewer import list_places
from minqing.console.shown import (
    ActGroup,
    Board,
    BoardRow,
    CaseLine,
    Cell,
    Page,
    Today,
)
from minqing.console.wording import ClockView
from minqing.kernel.messages import Actor
from minqing.mechanisms.public import say_words

LATE_SHOWN = 20
"""Late cases on the page of supervision; the rest is in the lists."""

WHAT_AWAITS = {
    "urged": gettext_noop("督办人在等您的回复"),
    "rule": gettext_noop("两个单位都不认，等您这个第三方定"),
    "pieces": gettext_noop("别的单位主办，您单位要交的一份"),
    "external": gettext_noop("来件单位自己的时限，与本平台时限分开"),
    "papers": gettext_noop("事项已结束，收的材料还没有交还"),
    "reopened": gettext_noop("群众要求重新办理，请先签收"),
    "acknowledge": gettext_noop("交到您岗位、还没有签收的"),
    "triage": gettext_noop("刚登记、还没有归入台账的"),
    "handle": gettext_noop("由您办、还没有结果的"),
    "planned": gettext_noop("挂账事项，每月复看一次"),
    "paused": gettext_noop("暂停计时的，到期自动恢复"),
    "confirm": gettext_noop("已告知，等群众确认的"),
    "review": gettext_noop("写好结果、等您审核的"),
    "tell": gettext_noop("有了结果、还没有告诉群众的"),
    "call": gettext_noop("等没有经办过的人去问的"),
    "late": gettext_noop("管辖范围内已过时限的"),
    "opinion": gettext_noop("群众第三次要求办理，须写明理由和法定途径"),
    "notice": gettext_noop("期限变了、还没有告诉群众的"),
    "transfer": gettext_noop("封存的检举控告，转纪检监察机关"),
    "unit-late": gettext_noop("由本单位别的岗位承办，已过时限"),
    "unit-open": gettext_noop("由本单位别的岗位承办，快到期的在前"),
}
BOARD_STAGES = (
    ("awaiting_triage", "", gettext_noop("待分办")),
    ("awaiting_acknowledgement", "", gettext_noop("待签收")),
    ("handling", "", gettext_noop("办理中")),
    ("awaiting_telling", "", gettext_noop("待告知")),
    ("awaiting_confirmation", "", gettext_noop("待确认")),
    ("planned", "", gettext_noop("挂账")),
    ("", "late", gettext_noop("已逾期")),
)
"""Status, state of the clock, head of the column."""


def say_weight(weight: c.Weight | None) -> str:
    """Say how many stand behind a matter (涉及×户)."""
    if weight is None:
        return ""
    count = weight.households
    return ngettext("涉及{count}户", "涉及{count}户", count).format(count=count)


def show_clock(clock: c.ClockShown | None) -> ClockView | None:
    """Return a deadline as both faces draw it."""
    return None if clock is None else ClockView(clock.zh, clock.due, clock.remaining)


def show_line(line: c.CaseLine, *, why: str = "") -> CaseLine:
    """Return one row; a matter that is sealed or erased says so."""
    summary = line.summary or (_("内容已封存") if line.sealed else _("内容已删除"))
    return CaseLine(
        id=line.id,
        receipt=line.receipt,
        matter=summary,
        status=line.status,
        raised_at=line.raised_at,
        place=line.place_name,
        ledger=line.ledger or "",
        category=say_words(line.category_zh, line.category_en),
        holder=line.holder,
        outcome=line.outcome or "",
        clock=show_clock(line.clock),
        is_emergency=line.emergency,
        why=why,
        weight=say_weight(line.weight),
        calling=show_calling(line.asking),
    )


def show_lines(lines: Iterable[c.CaseLine]) -> tuple[CaseLine, ...]:
    return tuple(show_line(line) for line in lines)


def see_today(viewer: Actor, *, now: datetime) -> Today:
    """Return everything that awaits the viewer, grouped by what is asked of them."""
    found = c.get_today(viewer, now=now)
    groups = tuple(_show_group(group, _more(group)) for group in found.groups)
    clocks = {
        line.id: line.clock.remaining.state
        for group in groups
        for line in group.lines
        if line.clock is not None
    }
    reminder = found.reminder
    return Today(
        now=now,
        groups=groups,
        reminded_at=None if reminder is None else reminder.at,
        reminded=() if reminder is None else show_lines(reminder.lines),
        total=found.count,
        late=sum(state == "late" for state in clocks.values()),
        due_today=sum(state == "today" for state in clocks.values()),
        of_unit=tuple(
            _show_group(group, _list_url("", "", _TIMES_OF_UNIT[group.code], unit=viewer.unit))
            for group in found.of_unit
        ),
    )


_TIMES_OF_UNIT = {"unit-late": "late", "unit-open": ""}


def _show_group(group: c.TodayGroup, more: str) -> ActGroup:
    return ActGroup(
        key=group.code,
        title=_(group.zh),
        what=_(WHAT_AWAITS[group.code]) if group.code in WHAT_AWAITS else "",
        count=group.count,
        capped=group.capped,
        lines=show_lines(group.lines),
        more=more if group.capped or group.count > len(group.lines) else "",
    )


_STATUS_OF_GROUP = {
    "reopened": c.Status.REOPENED,
    "acknowledge": c.Status.AWAITING_ACKNOWLEDGEMENT,
    "triage": c.Status.AWAITING_TRIAGE,
    "handle": c.Status.HANDLING,
    "planned": c.Status.PLANNED,
    "paused": c.Status.PAUSED,
    "confirm": c.Status.AWAITING_CONFIRMATION,
}


def _more(group: c.TodayGroup) -> str:
    if group.code == "call":
        return reverse("console:callbacks")
    if group.code == "opinion":
        return reverse("console:ledger", args=["meeting"])
    if group.code == "pieces":
        return reverse("console:joint")
    if group.code == "rule":
        return reverse("console:objections")
    if group.code == "external":
        return reverse("console:external")
    if group.code == "review":
        return reverse("console:reviews")
    whole = {"late": "late", "tell": "telling"}.get(group.code)
    if whole is not None:
        return reverse("console:ledger", args=[whole])
    kind = "mine"
    status = _STATUS_OF_GROUP.get(group.code)
    query = f"?status={status}" if status else ""
    return reverse("console:ledger", args=[kind]) + query


def list_ledger(viewer: Actor, asked: Asked, *, now: datetime) -> Page:
    """Return one page of a list in the viewer's reach."""
    found = c.list_cases(viewer, asked.to_filter(), now=now, after=asked.after)
    return Page(
        lines=show_lines(found.lines),
        count=found.count,
        capped=found.capped,
        before=asked.turn_to("") if asked.after else "",
        after=asked.turn_to(found.next) if found.next else "",
        first=not asked.after,
    )


def list_beside(
    viewer: Actor,
    *,
    place: str = "",
    category: str = "",
    household: str = "",
    besides: str = "",
    now: datetime,
) -> tuple[CaseLine, ...]:
    """Return what is already open, nearest first, each with why it is shown."""
    found = c.find_open_matters(
        viewer, now=now, place=place, category=category, household=household, besides=besides
    )
    return (
        *(show_line(line, why=_("同户")) for line in found.household),
        *(show_line(line, why=_("同地同类")) for line in found.alike),
        *(show_line(line, why=_("同地")) for line in found.place),
    )


def list_late(viewer: Actor, *, now: datetime) -> tuple[CaseLine, ...]:
    wanted = c.CaseFilter(clock="late")
    return show_lines(c.list_cases(viewer, wanted, now=now, size=LATE_SHOWN).lines)


def see_board(viewer: Actor, *, now: datetime) -> Board:
    """Return the living cases by place and stage; every number leads to its list."""
    places = list_places(viewer)
    counted = c.count_board(viewer, [code for code, _ in places], now=now)
    rows = tuple(
        BoardRow(
            place=place,
            url=_list_url(code, "", ""),
            cells=tuple(
                Cell(
                    head=_(head),
                    count=counted[code].get(stage or clock, 0),
                    url=_list_url(code, stage, clock),
                    late=bool(clock),
                )
                for stage, clock, head in BOARD_STAGES
            ),
        )
        for code, place in places
        if code in counted
    )
    return Board(heads=tuple(_(head) for _stage, _clock, head in BOARD_STAGES), rows=rows)


def _list_url(place: str, status: str, clock: str, unit: str = "") -> str:
    query = {"place": place, "status": status, "time": clock, "unit": unit}
    words = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('console:ledger', args=['all'])}?{words}"
