"""Deeds on pairs: who is linked with which community, which unit is paired with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minqing.console.deeds.deed import Deed, Wish
from minqing.console.forms import DATE_WRONG, Field
from minqing.kernel.messages import Command
from minqing.partnerships.public import pairs

EDIT = "PAIR_EDIT"
KIND = Field(name="kind", label=_("种类"), kind="select", options="pair_kinds", blank=_("请选择"))
UNIT = Field(name="unit", label=_("联系哪里"), kind="select", options="units", blank=_("请选择"))
POST = Field(
    name="post", label=_("联系领导的岗位"), kind="select", options="leaders", optional=True,
    blank=_("不是领导"),
)  # fmt: skip
PARTNER = Field(
    name="partner", label=_("结对单位的名称"), optional=True, autocomplete="off",
    help=_("驻区单位、共建单位才填，写公开名称，不写人名。"),
)  # fmt: skip
SINCE = Field(name="since", label=_("从哪天起"), kind="date", short=True)
WHICH = Field(name="pair", label=_("哪一条"), kind="select", options="own_pairs", blank=_("请选择"))
ON = Field(name="on", label=_("到哪天止"), kind="date", short=True)
REASON = Field(name="reason", label=_("原因"), help=_("如“分工调整”。"))


def _make(wish: Wish) -> Command | None:
    since = wish.day(SINCE)
    if since is None:
        if not wish.typed.faults:
            wish.typed.blame(SINCE, str(DATE_WRONG))
        return None
    kind, unit = wish.text("kind"), wish.text("unit")
    post, partner = wish.text("post"), wish.text("partner")
    return pairs.MakePair(
        id=wish.command,
        pair=pairs.name_pair(kind, post=post, partner=partner, unit=unit),
        kind=kind,
        unit=unit,
        since=since,
        post=post,
        partner=partner,
    )


def _end(wish: Wish) -> Command | None:
    on = wish.day(ON)
    if on is None:
        if not wish.typed.faults:
            wish.typed.blame(ON, str(DATE_WRONG))
        return None
    return pairs.EndPair(id=wish.command, pair=wish.text("pair"), on=on, reason=wish.text("reason"))


MAKE_PAIR = Deed(
    key="make", permission=EDIT, title=_("登记联系结对"),
    fields=(KIND, UNIT, POST, PARTNER, SINCE),
    will=_("一个岗位同一时间只联系一个社区。登记后会上、社区页面都写明。"),
    build=_make, done=_("已登记。"),
)  # fmt: skip
END_PAIR = Deed(
    key="end", permission=EDIT, title=_("结束联系"), fields=(WHICH, ON, REASON),
    will=_("起止日期和原因留在登记里。"), build=_end, done=_("已结束。"),
)  # fmt: skip
PAIR_DEEDS = (MAKE_PAIR, END_PAIR)
