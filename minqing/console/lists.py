"""Every list of cases the desk has: its words, who may open it, what it always asks, its columns.

A list that is registered here has its page, filters, saved views, bulk acts and export, and is
measured by `python -m bench lists` without being named there.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from minqing.cases.public import CaseFilter, Status
from minqing.console.forms import Text
from minqing.kernel.messages import Actor

SEEING = ("CASE_VIEW",)
FILTERS = (
    "status", "time", "place", "category", "channel", "unit", "outcome", "since", "until",
    "reopened",
)  # fmt: skip
"""What a list can be narrowed by, in the order of the page."""

FIRST = 4
"""Filters that stand open; the others are one click away."""

COLUMNS = ("time", "status", "place", "holder", "received")
SAME_STATUS = ("time", "category", "place", "holder", "received")
"""Columns of a list whose cases all have one status."""


class DeskList(msgspec.Struct, frozen=True, kw_only=True):
    """One list. `base`: what it always asks for; a filter named in `without` is not offered.

    `empty`: what to say and do when nothing stands in it. `door`: the address of its page
    where that is not the one of ledgers.
    """

    key: str
    title: Text
    what: Text
    base: CaseFilter = CaseFilter()
    needs: tuple[str, ...] = SEEING
    without: tuple[str, ...] = ("outcome",)
    columns: tuple[str, ...] = COLUMNS
    empty: tuple[Text, Text] = (_("这里还没有事项"), _("有了事项，会按时限先后排在这里。"))
    door: str = ""

    def is_open_to(self, viewer: Actor) -> bool:
        """Whether the viewer holds one of the permissions that open the list."""
        return not self.needs or bool(viewer.permissions.intersection(self.needs))

    def filters(self) -> tuple[str, ...]:
        return tuple(name for name in FILTERS if name not in self.without)


LISTS: dict[str, DeskList] = {}


def register_list(one: DeskList) -> None:
    """Register a list; its key is part of addresses and of saved views."""
    if one.key in LISTS:
        raise ValueError(f"list {one.key} is registered twice")
    LISTS[one.key] = one


_FILED = (_("台账里还没有事项"), _("研判分办后，事项会归入相应的台账。"))


def _ledger(key: str, title: Any, what: Any) -> DeskList:
    return DeskList(key=key, title=title, what=what, base=CaseFilter(ledger=key), empty=_FILED,
                    without=())  # fmt: skip


for _one in (
    _ledger("immediate", _("即办台账"), _("能当场办、当场答复的事项。")),
    _ledger("agent", _("代办台账"), _("替群众跑的事项：收了什么材料，交还没有。")),
    _ledger("report_up", _("上报台账"), _("本级办不了、交上一级的事项，附已做工作。")),
    DeskList(
        key="mine", title=_("我办的事项"), what=_("由您的岗位负责，或指定您经办的。"),
        base=CaseFilter(mine=True), without=("outcome", "unit"),
        empty=(_("没有由您办的事项"), _("分到您的岗位后，会出现在这里和今日事项。")),
    ),
    DeskList(
        key="all", title=_("全部事项"), without=(),
        what=_("管辖范围内的在办事项；在状态里选“已办结”看办完的。"),
    ),
    DeskList(
        key="triage", title=_("研判分办"), base=CaseFilter(ledger="none"),
        what=_("刚登记、还没有归入台账的事项。分办时限按工作日计。"), needs=("CASE_TRIAGE",),
        without=("status", "outcome", "reopened"), door="triage",
        columns=SAME_STATUS,
        empty=(_("没有等待分办的事项"), _("新登记的事项会出现在这里。")),
    ),
    DeskList(
        key="review", title=_("待审核"), base=CaseFilter(status=Status.AWAITING_REVIEW),
        what=_("写好结果、等审核的事项。由没有写过的人审核。"), needs=("CASE_REVIEW",),
        without=("status", "outcome"),
        columns=SAME_STATUS,
        empty=(_("没有等待审核的事项"), _("经办人写好结果后，会出现在这里。")),
    ),
    DeskList(
        key="telling", title=_("待告知"), base=CaseFilter(status=Status.AWAITING_TELLING),
        what=_("有了结果、还没有告诉群众的事项。"), needs=("CASE_TELL",),
        without=("status",),
        columns=SAME_STATUS,
        empty=(_("没有等待告知的事项"), _("结果审核通过后，会出现在这里。")),
    ),
    DeskList(
        key="meeting", title=_("联席会议待议"), base=CaseFilter(opinion=True),
        what=_("群众第三次要求办理、等联席会议作终结意见的事项。"),
        without=("outcome", "reopened"),
        empty=(_("没有等待联席会议的事项"), _("第三次要求办理的事项会出现在这里。")),
    ),
    DeskList(
        key="planned", title=_("挂账事项"), base=CaseFilter(status=Status.PLANNED),
        what=_("要等资金、审批或季节的事项：有责任单位、有时间，每月复看，不算已解决。"),
        without=("status", "outcome"),
        columns=SAME_STATUS,
        empty=(_("没有挂账的事项"), _("列入计划、还没有办成的事项会出现在这里。")),
    ),
    DeskList(
        key="late", title=_("已逾期"), base=CaseFilter(clock="late"), needs=("CASE_SUPERVISE",),
        what=_("管辖范围内已过时限的事项，最久的在前。"), without=("time", "outcome"),
        empty=(_("没有逾期的事项"), _("过了时限的事项会出现在这里。")),
    ),
    DeskList(
        key="reopened", title=_("重新办理"), base=CaseFilter(reopened=True),
        what=_("群众要求重新办理过的在办事项；原来的时限仍然看得到。"),
        without=("reopened", "outcome"),
        empty=(_("没有重新办理的事项"), _("群众说没有解决的事项会出现在这里。")),
    ),
    DeskList(
        key="call", title=_("回访"), base=CaseFilter(call=True), needs=("CASE_CALLBACK",),
        what=_(
            "由没有经办过的人问两件事：答复收到了没有，问题解决了没有。"
            "三次不同日期、不同时段仍联系不上，记“未联系上”。"
        ),
        without=("status",), columns=("time", "calling", "number", "place"),
        door="callbacks",
        empty=(_("没有待回访的事项"), _("上报事项告知以后，和抽样选中的即办事项，会出现在这里。")),
    ),
):  # fmt: skip
    register_list(_one)

SEARCH = DeskList(
    key="search", title=_("检索"), what="", base=CaseFilter(),
    without=("unit", "outcome", "reopened"), door="search",
)  # fmt: skip
"""Not a list to be walked: only its filters are those of one."""
