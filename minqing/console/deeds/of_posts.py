"""Deeds on posts and on people in them: appoint, relieve, abolish, grant; accounts."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from minqing.console.deeds.deed import Deed, Wish
from minqing.console.forms import Choices, Field
from minqing.kernel.messages import Command, Personal
from minqing.log.public import get_now, get_snapshot
from minqing.org import public as org
from minqing.signin import public as signin

POSTINGS: Choices = (
    ("none", _("不是派驻（本单位人员）")),
    ("reserve", _("后备干部，脱岗驻村")),
    ("town", _("苏木镇下派")),
    ("department", _("旗直部门选派")),
)
PERSON = Field(
    name="person", label=_("人员"), kind="select", options="persons", blank=_("请选择"),
    help=_("名单里没有的，先到“人员”页登记。"),
)  # fmt: skip
SINCE = Field(name="since", label=_("从哪天起"), kind="date", short=True)
UNTIL = Field(
    name="until", label=_("任期到哪天（不含）"), kind="date", optional=True, short=True,
    help=_("派驻须填，一任一年。"),
)  # fmt: skip
POSTING = Field(
    name="posting", label=_("怎么来的"), kind="choice", choices=POSTINGS, initial="none"
)
ORIGIN = Field(
    name="origin", label=_("派出单位"), kind="select", options="origins", optional=True,
    blank=_("不是派驻不填"),
)  # fmt: skip
ON = Field(name="on", label=_("哪天免去"), kind="date", short=True)
REASON = Field(name="reason", label=_("理由"))
REASON_OPTIONAL = Field(name="reason", label=_("理由"), optional=True)
PERMISSION = Field(
    name="permission", label=_("授予哪项权限"), kind="select", options="grantable",
    blank=_("请选择"),
)  # fmt: skip
GRANT_UNTIL = Field(name="until", label=_("到哪天止（不含）"), kind="date", short=True)
GRANTED = Field(name="permission", label=_("收回哪项权限"), kind="select", options="granted")
NAME = Field(name="name", label=_("姓名"), autocomplete="off")
HOME = Field(name="home", label=_("编制所在单位"), kind="select", options="origins")
LOGIN = Field(
    name="login", label=_("登录名"), autocomplete="off", short=True,
    help=_("小写字母和数字，如 cadre12，不用姓名。"),
)  # fmt: skip
LEFT_ON = Field(name="on", label=_("哪天离任"), kind="date", short=True)


def read_posting(wish: Wish) -> org.Posting | None:
    """Return how the person was sent, None when they were not."""
    kind = wish.text("posting")
    if kind in ("", "none"):
        return None
    return org.Posting(org.PostingKind(kind), wish.text("origin"))


def _appoint(wish: Wish) -> Command | None:
    since = wish.day(SINCE)
    until = wish.day(UNTIL)
    if since is None or wish.typed.faults:
        return None
    return org.AppointPerson(
        id=wish.command,
        post=wish.subject,
        person=wish.text("person"),
        since=since,
        until=until,
        posting=read_posting(wish),
    )


def _relieve(wish: Wish) -> Command | None:
    on: date | None = wish.day(ON)
    if on is None:
        return None
    held = get_snapshot(org.Directory).post(wish.subject)
    return org.RelievePerson(
        id=wish.command,
        post=wish.subject,
        person=held.person or "",
        on=on,
        reason=wish.text("reason"),
    )


def _grant(wish: Wish) -> Command | None:
    until = wish.day(GRANT_UNTIL)
    if until is None:
        return None
    return org.GrantPermission(
        id=wish.command,
        post=wish.subject,
        permission=wish.text("permission"),
        until=until,
        reason=wish.text("reason"),
    )


def _revoke(wish: Wish) -> Command:
    return org.RevokePermission(
        id=wish.command,
        post=wish.subject,
        permission=wish.text("permission"),
        reason=wish.text("reason"),
    )


FILL = Deed(
    key="appoint", permission="POST_ADMIN", title=_("任命"),
    fields=(PERSON, SINCE, UNTIL, POSTING, ORIGIN), build=_appoint, done=_("已任命。"),
    will=_("此人从那天起负责这个岗位的事项和包联户，看得到岗位管辖的范围。"),
)  # fmt: skip
ABOLISH = Deed(
    key="abolish", permission="POST_ADMIN", title=_("撤销岗位"), danger=True,
    will=_("岗位撤销后不再任命；它名下未办结的事项由上级岗位负责。"), done=_("岗位已撤销。"),
    build=lambda wish: org.AbolishPost(id=wish.command, post=wish.subject),
)  # fmt: skip
EMPTY = Deed(
    key="relieve", permission="POST_ADMIN", title=_("免去"), fields=(ON, REASON_OPTIONAL),
    will=_("岗位从此空缺，事项由上级岗位负责。有接手人的，请改办交接。"), build=_relieve,
    danger=True, done=_("已免去，岗位空缺。"),
)  # fmt: skip
GRANT = Deed(
    key="grant", permission="POST_ADMIN", title=_("例外授权"),
    fields=(PERMISSION, GRANT_UNTIL, REASON), build=_grant, done=_("已授权，并记入操作记录。"),
    will=_("给这个岗位多一项权限，到期自动失效。查看封存内容、解除遮盖等权限不能单独授予。"),
)  # fmt: skip
REVOKE = Deed(
    key="revoke", permission="POST_ADMIN", title=_("收回例外授权"), fields=(GRANTED, REASON),
    build=_revoke, will=_("立即失效。"), done=_("已收回。"),
)  # fmt: skip


def list_post_deeds(post: org.PostView) -> tuple[Deed, ...]:
    """Return the deeds that make sense for a post as it is."""
    if post.abolished:
        return ()
    last = (REVOKE,) if post.grants else ()
    return (EMPTY, GRANT, *last) if post.person else (FILL, ABOLISH, GRANT, *last)


# ---------------------------------------------------------------- people
def _register(wish: Wish) -> Command:
    person = wish.subject
    return org.RegisterPerson(
        id=wish.command,
        person=person,
        name=Personal(wish.text("name"), f"person:{person}"),
        home=wish.text("home"),
    )


def _correct_name(wish: Wish) -> Command:
    name = Personal(wish.text("name"), f"person:{wish.subject}")
    return org.CorrectName(id=wish.command, person=wish.subject, name=name)


def _leave(wish: Wish) -> Command | None:
    on = wish.day(LEFT_ON)
    return org.RecordLeaving(id=wish.command, person=wish.subject, on=on) if on else None


def _open_account(wish: Wish) -> Command:
    return org.OpenAccount(id=wish.command, person=wish.subject, login=wish.text("login"))


REGISTER = Deed(
    key="register", permission="POST_ADMIN", title=_("登记人员"), fields=(NAME, HOME),
    will=_("先登记，再到岗位页任命。姓名单独加密保存。"), build=_register,
    done=_("人员已登记。"),
)  # fmt: skip
CORRECT_NAME = Deed(
    key="name", permission="POST_ADMIN", title=_("更正姓名"), fields=(NAME,),
    will=_("以后都显示更正后的姓名。"), build=_correct_name, done=_("姓名已更正。"),
)  # fmt: skip
LEAVE = Deed(
    key="leave", permission="POST_ADMIN", title=_("记录离任"), fields=(LEFT_ON,), danger=True,
    will=_("离任后不再担任岗位。还有岗位在身的，请先交接。"), build=_leave,
    done=_("已记录离任。"),
)  # fmt: skip
OPEN = Deed(
    key="open-account", permission="ACCOUNT_ADMIN", title=_("开设账号"), fields=(LOGIN,),
    will=_("开设后打印一张一次性链接，由本人自己设口令。管理员看不到口令。"),
    build=_open_account, done=_("账号已开设。"),
)  # fmt: skip
RESET = Deed(
    key="reset-password", permission="ACCOUNT_ADMIN", title=_("重置口令"), fields=(REASON,),
    will=_("旧口令立即失效，已登录的会退出；打印一张一次性链接，由本人重设。"), danger=True,
    build=lambda wish: org.ResetPassword(
        id=wish.command, person=wish.subject, reason=wish.text("reason")
    ),
    done=_("旧口令已失效。"),
)  # fmt: skip
LOCK = Deed(
    key="lock", permission="ACCOUNT_ADMIN", title=_("停用账号"), fields=(REASON,), danger=True,
    will=_("立即不能登录。岗位和事项不受影响，需要时另办交接。"),
    build=lambda wish: org.LockAccount(
        id=wish.command, person=wish.subject, reason=wish.text("reason")
    ),
    done=_("账号已停用。"),
)  # fmt: skip
UNLOCK = Deed(
    key="unlock", permission="ACCOUNT_ADMIN", title=_("解除停用"), fields=(REASON,),
    will=_("可以重新登录。"), done=_("已解除停用。"),
    build=lambda wish: org.UnlockAccount(
        id=wish.command, person=wish.subject, reason=wish.text("reason")
    ),
)  # fmt: skip


CLEAR = Deed(
    key="clear-factors", permission="ACCOUNT_ADMIN", title=_("取消二次验证"), fields=(REASON,),
    will=_("手机、密钥都不在身边时找回用：验证方式和备用码全部作废，已登录的会退出，本人会看到是谁、为什么取消。"),
    danger=True, done=_("已取消。本人下次凭口令登录后可重新添加。"),
    build=lambda wish: signin.ClearFactors(
        id=wish.command, person=wish.subject, reason=wish.text("reason")
    ),
)  # fmt: skip
SUBJECT = Field(
    name="subject", label=_("用户标识"), autocomplete="off",
    help=_("身份认证平台给这个人的标识（sub），向平台管理员查询。"),
)  # fmt: skip
LINK = Deed(
    key="link-account", permission="ACCOUNT_ADMIN", title=_("绑定统一身份"), fields=(SUBJECT,),
    will=_("此人从身份认证平台登录，就进入这个账号。标识加密保存，不再显示。"),
    done=_("已绑定。"), build=lambda wish: signin.make_account_link(
        wish.command, wish.subject, wish.text("subject"), now=get_now()
    ),
)  # fmt: skip
UNLINK = Deed(
    key="unlink-account", permission="ACCOUNT_ADMIN", title=_("解除统一身份绑定"),
    fields=(REASON,), will=_("从身份认证平台不再能进入这个账号，已登录的会退出。"), danger=True,
    done=_("已解除绑定。"), build=lambda wish: signin.UnlinkAccount(
        id=wish.command, person=wish.subject, reason=wish.text("reason")
    ),
)  # fmt: skip
GRAVE = frozenset(deed.key for deed in (OPEN, RESET, UNLOCK, CLEAR, LINK))
"""Deeds that open an account to somebody: who has a second factor is asked for it again."""


def list_person_deeds(
    *,
    has_account: bool,
    locked: bool,
    left: bool,
    has_factors: bool = False,
    provider: bool = False,
    linked: bool = False,
) -> tuple[Deed, ...]:
    """Return the deeds that make sense for a person as they are."""
    account: tuple[Deed, ...] = (UNLOCK,) if locked else (RESET, LOCK) if has_account else (OPEN,)
    if has_factors:
        account = (*account, CLEAR)
    if has_account and provider:
        account = (*account, UNLINK) if linked else (*account, LINK)
    return account if left else (*account, CORRECT_NAME, LEAVE)
