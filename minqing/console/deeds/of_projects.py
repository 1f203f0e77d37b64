"""Deeds on benefit projects: register, found on matters, begin, finish, cancel."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from minqing.cases.public import find_by_receipt
from minqing.console.deeds.deed import Deed, Wish
from minqing.console.forms import DATE_WRONG, Field
from minqing.kernel.messages import Command
from minqing.partnerships import public as p

NAME = Field(
    name="name",
    label=_("项目名称"),
    autocomplete="off",
    help=_("对外公开，不写姓名，如“三社机井更新”。"),
)
PLACE = Field(
    name="place", label=_("实施地点"), kind="select", options="villages", blank=_("请选择")
)
UNIT = Field(name="unit", label=_("责任单位"), kind="select", options="units", blank=_("请选择"))
YEAR = Field(name="year", label=_("年度"), kind="number", short=True)
MONEY = Field(
    name="money",
    label=_("计划资金"),
    optional=True,
    short=True,
    help=_("如“12.5万元”。没有定就不填。"),
)
SPENT = Field(
    name="money", label=_("实际花费"), optional=True, short=True, help=_("和计划一样就不填。")
)
RECEIPTS = Field(
    name="receipts", label=_("依据的事项"), kind="long", optional=True,
    help=_("回执编号，一行一个。"),
)  # fmt: skip
ON = Field(name="on", label=_("哪一天"), kind="date", short=True)
REASON = Field(name="reason", label=_("理由"), help=_("会公开，不写姓名。"))
EDIT = "PROJECT_EDIT"


def _register(wish: Wish) -> Command | None:
    year, money = wish.typed.number(YEAR), wish.typed.money(MONEY)
    if wish.typed.faults:
        return None
    return p.RegisterProject(
        id=wish.command,
        project=wish.subject,
        name=wish.text("name"),
        place=wish.text("place"),
        unit=wish.text("unit"),
        year=year,
        money=money,
        cases=_read_cases(wish),
    )


def _read_cases(wish: Wish) -> tuple[str, ...]:
    """Return the matters of the receipts that were typed; one unknown is left to the rules."""
    lines = [line.strip() for line in wish.text("receipts").splitlines() if line.strip()]
    found = (find_by_receipt(line) for line in lines)
    return tuple(state.id if state is not None else "unknown" for state in found)


def _found(wish: Wish) -> Command:
    return p.FoundProject(id=wish.command, project=wish.subject, cases=_read_cases(wish))


def _need_day(wish: Wish) -> date | None:
    found = wish.day(ON)
    if found is None and not wish.typed.faults:
        wish.typed.blame(ON, str(DATE_WRONG))
    return found


def _begin(wish: Wish) -> Command | None:
    on = _need_day(wish)
    return None if on is None else p.BeginProject(id=wish.command, project=wish.subject, on=on)


def _finish(wish: Wish) -> Command | None:
    on, money = _need_day(wish), wish.typed.money(SPENT)
    if on is None or wish.typed.faults:
        return None
    return p.FinishProject(id=wish.command, project=wish.subject, on=on, money=money)


def _cancel(wish: Wish) -> Command:
    return p.CancelProject(id=wish.command, project=wish.subject, reason=wish.text("reason"))


REGISTER_PROJECT = Deed(
    key="register", permission=EDIT, title=_("登记项目"),
    fields=(NAME, PLACE, UNIT, YEAR, MONEY, RECEIPTS),
    will=_("名称、地点、资金、进度对外公开。依据的事项只有工作人员看得到。"),
    build=_register, done=_("项目已登记。"),
)  # fmt: skip
FOUND = Deed(
    key="found", permission=EDIT, title=_("关联依据的事项"),
    fields=(Field(name="receipts", label=_("依据的事项"), kind="long", help=_("回执编号，一行一个。")),),
    will=_("项目完成不等于事项办结：事项仍要告知反映人。"), build=_found, done=_("已关联。"),
)  # fmt: skip
BEGIN = Deed(
    key="begin", permission=EDIT, title=_("开工"), fields=(ON,),
    will=_("对外显示为“实施中”。"), build=_begin, done=_("已记为实施中。"),
)  # fmt: skip
FINISH = Deed(
    key="finish", permission=EDIT, title=_("完成"), fields=(ON, SPENT),
    will=_("对外显示为“已完成”。请把结果告知有关事项的反映人。"),
    build=_finish, done=_("已记为完成。"),
)  # fmt: skip
CANCEL = Deed(
    key="cancel", permission=EDIT, title=_("取消项目"), fields=(REASON,), danger=True,
    will=_("对外显示为“已取消”和理由；挂在它名下的事项要另想办法。"),
    build=_cancel, done=_("项目已取消。"),
)  # fmt: skip
DEEDS_OF_STAGE = {
    p.Stage.DECIDED: (BEGIN, FOUND, CANCEL),
    p.Stage.BEGUN: (FINISH, FOUND, CANCEL),
}
