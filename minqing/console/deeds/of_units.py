"""Deeds on units: establish, rename, move, merge, close; posts and papers in them.

What is made gets an id of its command: pressed twice, it is the same wish and is made once.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minqing.console.deeds.deed import Deed, Wish
from minqing.console.deeds.of_teams import ESTABLISH_TEAM
from minqing.console.forms import Field
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command
from minqing.log.public import get_snapshot
from minqing.org import public as org

NEW_NAME = Field(name="new_name", label=_("单位全称"), help=_("用批文上的规范全称。"))
NEW_SHORT = Field(
    name="new_short", label=_("简称"), optional=True, short=True, help=_("不填就用全称。")
)
KIND = Field(
    name="kind", label=_("哪类单位"), kind="select", options="unit_kinds", blank=_("请选择")
)
CODE = Field(
    name="code", label=_("单位代码"), short=True,
    help=_("有统计用区划代码的填区划代码；没有的用这个临时编号。设立后不能改。"),
)  # fmt: skip
NAME = Field(name="name", label=_("新名称"), help=_("用规范全称。旧名称仍能查到它。"))
SHORT = Field(name="short_name", label=_("简称"), optional=True, short=True)
PARENT = Field(
    name="parent", label=_("调整到哪个单位之下"), kind="select", options="parents",
    blank=_("请选择"),
)  # fmt: skip
INTO = Field(
    name="into", label=_("并入哪个单位"), kind="select", options="peers", blank=_("请选择")
)
RECEIVER = Field(
    name="receiver", label=_("由哪个单位接办"), kind="select", options="receivers",
    blank=_("请选择"), help=_("没办完的事项、户和以前的记录都归它。"),
)  # fmt: skip
TITLE = Field(name="title", label=_("岗位名称"), help=_("写岗位，不写人名，如“包户干部3”。"))
ROLE = Field(
    name="role", label=_("岗位类别"), kind="select", options="roles", blank=_("请选择"),
    help=_("类别决定能看什么、能办什么。"),
)  # fmt: skip
REACH = Field(
    name="reach", label=_("另管的单位"), kind="long", optional=True,
    help=_("除本单位以外还管的，一行一个，写单位名称；重名的写单位代码。没有不填。"),
)  # fmt: skip
UNIT_UNCLEAR = _("不能设置岗位：“{label}”里的“{name}”没有这个单位，或有几个同名。请写单位代码。")
PAPER_LEVEL = Field(
    name="level", label=_("哪一级的职责"), kind="select", options="remit_levels",
    blank=_("请选择"),
)  # fmt: skip
PAPER_TITLE = Field(name="title", label=_("文件标题"))
PAPER_NUMBER = Field(name="number", label=_("文号"), optional=True, short=True)
PAPER_DAY = Field(name="on", label=_("印发日期"), kind="date", short=True)
DUTIES = Field(name="duties", label=_("责任义务"), kind="long")
STYLE = Field(name="style", label=_("工作作风"), kind="long")
FOCUS = Field(name="focus", label=_("工作重点"), kind="long")
METHODS = Field(name="methods", label=_("工作方式方法"), kind="long")
PAPER_PARTS = (DUTIES, STYLE, FOCUS, METHODS)
PAPER = Field(
    name="remit", label=_("哪份文件"), kind="select", options="own_remits", blank=_("请选择")
)
WHY_WITHDRAWN = Field(name="reason", label=_("理由"), help=_("如“已修订，另发新件”。"))


def _establish(wish: Wish) -> Command:
    directory = get_snapshot(org.Directory)
    kind = org.UnitKind(wish.text("kind"))
    axis = directory.unit(wish.subject).axis
    if axis is org.Axis.PLACE and kind is org.UnitKind.DEPARTMENT:
        axis = org.Axis.LINE
    return org.EstablishUnit(
        id=wish.command,
        unit=wish.text("code"),
        name=wish.text("new_name"),
        short_name=wish.text("new_short"),
        kind=kind,
        parent=wish.subject,
        axis=axis,
    )


def _close(wish: Wish) -> Command:
    return org.CloseUnit(
        id=wish.command,
        unit=wish.subject,
        successor=wish.text("receiver"),
        posts=tuple(wish.text("posts").split()),
    )


def _rename(wish: Wish) -> Command:
    return org.RenameUnit(
        id=wish.command,
        unit=wish.subject,
        name=wish.text("name"),
        short_name=wish.text("short_name"),
    )


def _move(wish: Wish) -> Command:
    return org.MoveUnit(id=wish.command, unit=wish.subject, parent=wish.text("parent"))


def _merge(wish: Wish) -> Command:
    directory = get_snapshot(org.Directory)
    shown = tuple(wish.text("posts").split()), tuple(wish.text("units").split())
    now = directory.posts_at(wish.subject), directory.children(wish.subject)
    posts, units = shown if any(shown) else now
    return org.MergeUnits(
        id=wish.command, unit=wish.subject, into=wish.text("into"), posts=posts, units=units
    )


def _read_reach(wish: Wish) -> tuple[str, ...] | None:
    """Return the units that were named; None when a name is none or several (then a fault)."""
    directory, units = get_snapshot(org.Directory), []
    for name in filter(None, map(str.strip, wish.text("reach").splitlines())):
        found = (name,) if directory.has(name) else directory.find_by_name(name)
        if len(found) != 1:
            shown = name.replace("{", "{{").replace("}", "}}")  # `blame` fills the label in
            wish.typed.blame(REACH, str(UNIT_UNCLEAR).replace("{name}", shown))
            return None
        units.append(found[0])
    return tuple(dict.fromkeys(units))


def _create_post(wish: Wish) -> Command | None:
    reach = _read_reach(wish)
    if reach is None:
        return None
    return org.CreatePost(
        id=wish.command,
        post=derived_id("post", wish.command),
        unit=wish.subject,
        role=wish.text("role"),
        title=wish.text("title"),
        reach=reach,
    )


def _issue(wish: Wish) -> Command | None:
    day = wish.day(PAPER_DAY)
    if day is None:
        return None
    return org.IssueRemit(
        id=wish.command,
        remit=derived_id("remit", wish.command),
        level=wish.text("level"),
        unit=wish.subject,
        title=wish.text("title"),
        number=wish.text("number"),
        on=day,
        parts=tuple(org.RemitPart(part.name, wish.text(part.name)) for part in PAPER_PARTS),
    )


def _withdraw_paper(wish: Wish) -> Command:
    return org.WithdrawRemit(id=wish.command, remit=wish.text("remit"), reason=wish.text("reason"))


WITHDRAW_PAPER = Deed(
    key="withdraw-remit", permission="UNIT_ADMIN", title=_("废止职责文件"),
    fields=(PAPER, WHY_WITHDRAWN), build=_withdraw_paper,
    will=_("从今天起失效，各级单位的页面上不再显示；总账里仍查得到。"),
    done=_("职责文件已废止。"),
)  # fmt: skip
"""Offered where the unit has a paper of its own in force."""

DEEDS = (
    Deed(
        key="create-post", permission="POST_ADMIN", title=_("设置岗位"),
        fields=(TITLE, ROLE, REACH),
        will=_("设一个空岗。任命之前，分到它的事项由上级岗位负责。"), build=_create_post,
        done=_("岗位已设置。"),
    ),
    ESTABLISH_TEAM,
    Deed(
        key="remit", permission="UNIT_ADMIN", title=_("登记职责文件"),
        fields=(PAPER_LEVEL, PAPER_TITLE, PAPER_NUMBER, PAPER_DAY, *PAPER_PARTS),
        will=_("把写明责任和要求的文件登记在本单位，下级单位都能看到。"), build=_issue,
        done=_("职责文件已登记。"),
    ),
    Deed(
        key="rename", permission="UNIT_ADMIN", title=_("更名"), fields=(NAME, SHORT),
        will=_("从今天起用新名称；以前的记录不改，按旧名称也能查到。"), build=_rename,
        done=_("已更名。"),
    ),
    Deed(
        key="establish", permission="UNIT_ADMIN", title=_("设立下级单位"),
        fields=(NEW_NAME, NEW_SHORT, KIND, CODE),
        will=_("在本单位之下设一个单位。设好后去它的页面设置岗位；在那之前，事项由上级负责。"),
        build=_establish, done=_("单位已设立。接着设置岗位、任命人员。"),
    ),
)  # fmt: skip
"""Deeds done at once. Moving, merging and closing are shown first: `PREVIEWED`."""

PREVIEWED = (
    Deed(
        key="move", permission="UNIT_ADMIN", title=_("调整隶属"), fields=(PARENT,),
        will=_("先看哪些岗位、户和事项会跟着走，再决定。"), build=_move, danger=True,
        done=_("隶属已调整。列表在几秒内跟上。"),
    ),
    Deed(
        key="merge", permission="UNIT_ADMIN", title=_("并入另一单位"), fields=(INTO,),
        will=_("先看哪些岗位、户和事项会跟着走，再决定。"), build=_merge, danger=True,
        done=_("已合并。按旧名称仍能查到；列表在几秒内跟上。"),
    ),
    Deed(
        key="close", permission="UNIT_ADMIN", title=_("撤销本单位"), fields=(RECEIVER,),
        will=_("先看还有哪些人、事项和户，由谁接办，再决定。"), build=_close, danger=True,
        done=_("已撤销。按旧名称仍能查到；列表在几秒内跟上。"),
    ),
)  # fmt: skip
