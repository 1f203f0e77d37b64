"""Deeds about visits: record, put right, take back, excuse, vary a village's cadence."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from minqing.activities import public as a
from minqing.console.deeds.deed import Deed, Wish
from minqing.console.forms import DATE_WRONG, Field
from minqing.duties import public as d
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command

DID = Field(
    name="did", label=_("怎么联系的"), kind="choice", options="activity_results", inline=True
)
ON = Field(
    name="on", label=_("哪一天"), kind="date", optional=True, short=True, help=_("不填就是今天。")
)
AGAIN = Field(
    name="again_on", label=_("答应哪天再来"), kind="date", optional=True, short=True,
    help=_("到了那天，这一户排在最前面。"),
)  # fmt: skip
WHICH = Field(name="activity", label=_("哪一条"), kind="select", options="own_activities")
DID_NEW = Field(
    name="did", label=_("应是"), kind="select", options="activity_results", optional=True,
    blank=_("不改"),
)  # fmt: skip
ON_NEW = Field(
    name="on", label=_("应是哪一天"), kind="date", optional=True, short=True, help=_("不改就不填。")
)
MISTAKE = Field(
    name="mistake", label=_("为什么"), kind="choice", inline=True,
    choices=tuple((str(one), word) for one, word in a.MISTAKE_ZH.items()),
)  # fmt: skip
EXCUSE = Field(name="excuse", label=_("事由"), kind="choice", options="excuses", inline=True)
RUNNING = Field(name="running", label=_("哪一条"), kind="select", options="running_excuses")
FIRST = Field(name="first", label=_("从哪天"), kind="date", short=True)
LAST = Field(name="last", label=_("到哪天"), kind="date", short=True)
VARIATION = Field(
    name="variation", label=_("改用哪种办法"), kind="select", options="variations",
    optional=True, blank=_("恢复规定的频次"),
)  # fmt: skip
WHY = Field(name="reason", label=_("理由"), help=_("写明路程、季节等情况，不写姓名。"))


def _split(did: str) -> tuple[str, str]:
    kind, _sign, result = did.partition(":")
    return kind, result


def _record(wish: Wish) -> Command | None:
    kind, result = _split(wish.text("did"))
    on, again = wish.day(ON), wish.day(AGAIN)
    if wish.typed.faults:
        return None
    return a.RecordActivity(
        id=wish.command,
        activity=derived_id("activity", wish.command),
        household=wish.subject,
        kind=kind,
        result=result,
        on=on,
        again_on=again,
    )


def _correct(wish: Wish) -> Command | None:
    kind, result = _split(wish.text("did"))
    on = wish.day(ON_NEW)
    if wish.typed.faults:
        return None
    return a.CorrectActivity(
        id=wish.command,
        activity=wish.text("activity"),
        reason=a.Mistake(wish.text("mistake")),
        kind=kind or None,
        result=result or None,
        on=on,
    )


def _withdraw(wish: Wish) -> Command:
    return a.WithdrawActivity(
        id=wish.command, activity=wish.text("activity"), reason=a.Mistake(wish.text("mistake"))
    )


def _excuse(wish: Wish) -> Command | None:
    first, last = _need_day(wish, FIRST), _need_day(wish, LAST)
    if first is None or last is None:
        return None
    return d.ExcuseVisits(
        id=wish.command,
        excuse=derived_id("excuse", wish.command),
        household=wish.subject,
        reason=wish.text("excuse"),
        first=first,
        last=last,
    )


def _need_day(wish: Wish, field: Field) -> date | None:
    found = wish.day(field)
    if found is None and not wish.typed.faults:
        wish.typed.blame(field, str(DATE_WRONG))
    return found


def _end(wish: Wish) -> Command:
    return d.EndExcuse(id=wish.command, excuse=wish.text("running"))


def _vary(wish: Wish) -> Command:
    return d.VaryCadence(
        id=wish.command,
        unit=wish.subject,
        variation=wish.text("variation"),
        reason=wish.text("reason"),
    )


VISIT_DEEDS = (
    Deed(
        key="record", permission="ACTIVITY_RECORD", title=_("记录走访、联系"),
        fields=(DID, ON, AGAIN),
        will=_("只记哪天、哪种方式、见没见到。群众说的事请登记为事项。"),
        build=_record, done=_("已记录。"),
    ),
    Deed(
        key="excuse", permission="ACTIVITY_RECORD", title=_("登记免走事由"),
        fields=(EXCUSE, FIRST, LAST),
        will=_("这些天占到本期一半，本期就不要求走访；走了照样算。"),
        build=_excuse, done=_("已登记免走。"),
    ),
)  # fmt: skip
OWN_DEEDS = (
    Deed(
        key="correct-visit", permission="ACTIVITY_RECORD", title=_("更正走访记录"),
        fields=(WHICH, DID_NEW, ON_NEW, MISTAKE),
        will=_("只能更正自己岗位记的；原来的记录留在总账里。"),
        build=_correct, done=_("走访记录已更正。"),
    ),
    Deed(
        key="withdraw-visit", permission="ACTIVITY_RECORD", title=_("撤销走访记录"),
        fields=(WHICH, MISTAKE), will=_("撤销后不再计数；操作留在总账里。"),
        build=_withdraw, done=_("走访记录已撤销。"), danger=True,
    ),
)  # fmt: skip
END_EXCUSE = Deed(
    key="end-excuse", permission="ACTIVITY_RECORD", title=_("结束免走"), fields=(RUNNING,),
    will=_("路通了、人回来了：从今天起照常走访。"),
    build=_end,
    done=_("已结束免走，照常走访。"),
)  # fmt: skip
VARY = Deed(
    key="vary", permission="DUTY_VARY", title=_("变通本村走访频次"), fields=(VARIATION, WHY),
    will=_("从今天起在本村执行，理由记入总账。"), build=_vary, done=_("本村走访频次已更改。"),
)  # fmt: skip
