"""Deeds on households: register, correct, presence, caseload, close, erase."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minqing.console.deeds.deed import Deed, Wish
from minqing.console.forms import Choices, Field
from minqing.households import public as h
from minqing.kernel.messages import Command, Personal
from minqing.log.public import EraseSubject

PRESENCES: Choices = tuple((str(one), word) for one, word in h.PRESENCE_ZH.items())
SUPPORTS: Choices = tuple((str(one), word) for one, word in h.SUPPORT_ZH.items())
ENDINGS: Choices = tuple(
    (str(one), word) for one, word in h.ENDING_ZH.items() if one is not h.Ending.IMPORT_UNDONE
)

NAME = Field(name="name", label=_("户主姓名"), autocomplete="off")
NAME_NEW = Field(
    name="name", label=_("户主姓名"), optional=True, autocomplete="off", help=_("不改就不填。")
)
PHONE = Field(name="phone", label=_("电话"), kind="tel", optional=True, autocomplete="off")
ADDRESS = Field(name="address", label=_("住址"), optional=True, autocomplete="off")
MEMBERS = Field(name="members", label=_("人口"), kind="number", short=True)
MEMBERS_NEW = Field(
    name="members", label=_("人口"), kind="number", optional=True, short=True,
    help=_("不改就不填。"),
)  # fmt: skip
GROUP = Field(
    name="group",
    label=_("村民小组"),
    optional=True,
    short=True,
    help=_("如3社，分包时相邻的户不拆开。"),
)
PRESENCE = Field(
    name="presence", label=_("常住还是外出"), kind="choice", choices=PRESENCES, inline=True
)
SUPPORT = Field(
    name="support", label=_("户的类别"), kind="choice", choices=SUPPORTS, inline=True,
    help=_("以民政、乡村振兴部门的认定为准，只用于走访和慰问。"),
)  # fmt: skip
POST = Field(
    name="post", label=_("由哪个岗位包联"), kind="select", options="caseload_posts",
    blank=_("请选择"),
)  # fmt: skip
ENDING = Field(name="reason", label=_("为什么注销"), kind="choice", choices=ENDINGS, inline=True)
WHY = Field(name="reason", label=_("理由"), help=_("写明是谁提出的、依据什么，不写姓名。"))


def _register(wish: Wish) -> Command | None:
    subject = f"household:{wish.subject}"
    members = wish.typed.number(MEMBERS)
    if wish.typed.faults:
        return None
    address = wish.text("address")
    return h.RegisterHousehold(
        id=wish.command,
        household=wish.subject,
        unit=wish.text("unit"),
        presence=h.Presence(wish.text("presence")),
        head=Personal(h.HouseholdHead(wish.text("name"), wish.text("phone")), subject),
        address=Personal(address, subject) if address else None,
        members=members,
        support=h.Support(wish.text("support")),
        group=wish.text("group"),
    )


def _correct(wish: Wish) -> Command | None:
    subject = f"household:{wish.subject}"
    name, phone, address = (wish.text(key) for key in ("name", "phone", "address"))
    members = wish.typed.number(MEMBERS_NEW) if wish.text("members") else None
    if wish.typed.faults:
        return None
    return h.CorrectHousehold(
        id=wish.command,
        household=wish.subject,
        head=Personal(h.HouseholdHead(name, phone), subject) if name or phone else None,
        address=Personal(address, subject) if address else None,
        members=members,
        support=h.Support(wish.text("support")) if wish.text("support") else None,
        group=wish.text("group") if "group" in wish.typed.data else None,
    )


def _presence(wish: Wish) -> Command:
    return h.ChangePresence(
        id=wish.command, household=wish.subject, presence=h.Presence(wish.text("presence"))
    )


def _assign(wish: Wish) -> Command:
    return h.AssignCaseload(id=wish.command, post=wish.text("post"), households=(wish.subject,))


def _close(wish: Wish) -> Command:
    return h.CloseHousehold(
        id=wish.command, household=wish.subject, reason=h.Ending(wish.text("reason"))
    )


def _erase(wish: Wish) -> Command:
    return EraseSubject(
        id=wish.command, subject=f"household:{wish.subject}", reason=wish.text("reason")
    )


REGISTER = Deed(
    key="register", permission="HOUSEHOLD_EDIT", title=_("登记一户"),
    fields=(NAME, PHONE, ADDRESS, GROUP, MEMBERS, PRESENCE, SUPPORT),
    will=_("只登记走访和办事用得着的。姓名、电话、住址单独加密保存，默认遮盖。"),
    build=_register, done=_("已登记，请确定由谁包联。"),
)  # fmt: skip
DEEDS = (
    Deed(
        key="presence", permission="HOUSEHOLD_EDIT", title=_("更改常住、外出"),
        fields=(PRESENCE,), will=_("以后按新的情况走访或联系。"), build=_presence,
        done=_("已更改。"),
    ),
    Deed(
        key="assign", permission="HOUSEHOLD_ASSIGN", title=_("改由他人包联"), fields=(POST,),
        will=_("此户以后由所选岗位负责；在办事项仍由原承办岗位办完。"), build=_assign,
        done=_("包联岗位已更改。"),
    ),
    Deed(
        key="correct", permission="HOUSEHOLD_EDIT", title=_("更正户情"),
        fields=(NAME_NEW, PHONE, ADDRESS, MEMBERS_NEW, GROUP, SUPPORT),
        will=_("本户有权要求更正。只改填写的项；姓名和电话一起改。"), build=_correct,
        done=_("户情已更正。"),
    ),
    Deed(
        key="close", permission="HOUSEHOLD_EDIT", title=_("注销此户"), fields=(ENDING,),
        will=_("不再包联和走访；它的事项和记录都保留。"), build=_close, danger=True,
        done=_("已注销。"),
    ),
    Deed(
        key="erase", permission="SUBJECT_ERASE", title=_("删除个人信息"), fields=(WHY,),
        will=_("删除后姓名、电话、住址不能恢复，备份里也不能；户作为一个地方保留，事项保留。"),
        build=_erase, danger=True, done=_("个人信息已删除，操作已记入总账。"),
    ),
)  # fmt: skip
