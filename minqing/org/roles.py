"""Permissions and roles as data: what a role may do, who may hold it, whom it answers to. Pure.

docs/reference/permissions.md lists every line of these tables; a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

PERMISSIONS: dict[str, str] = {
    "CASE_RECEIVE": "登记事项",
    "CASE_TRIAGE": "研判分办，归入即办、代办、上报台账",
    "CASE_ACKNOWLEDGE": "签收或退回交来的事项",
    "CASE_HANDLE": "办理事项，填写已做工作和办理结果",
    "CASE_RAISE": "上报上一级（提级办理）",
    "CASE_PAUSE": "暂缓计时和恢复计时",
    "CASE_EXTEND": "申请延期",
    "CASE_APPROVE": "核准延期、挂账等需要同意的事",
    "CASE_REVIEW": "审核办理结果，退回重办",
    "CASE_TELL": "告知反映人并留告知凭证",
    "CASE_CALLBACK": "回访反映人，记录回访结果",
    "CASE_CONFIRM": "由反映人本人确认：已收到答复、问题已解决",
    "CASE_STRIKE_OFF": "销号",
    "CASE_REOPEN": "按群众要求重新办理",
    "CASE_WITHDRAW": "撤回事项；工作人员只记录反映人本人的要求，并由他人回访核实",
    "CASE_ATTACH": "给事项加上照片和材料",
    "CASE_MERGE": "并案和解除并案",
    "CASE_SUPERVISE": "催办、督办、抽查",
    "CASE_VIEW": "查看管辖范围内的事项",
    "CASE_VIEW_SEALED": "查看隐名反映和检举控告类的封存部分",
    "CASE_UNSEAL": "与另一人一起核准查看隐名反映人的身份",
    "CASE_UNMASK": "写明理由后查看反映人未遮盖的姓名和电话",
    "CASE_IMPORT": "批量导入事项和历史事项",
    "CASE_MOVE_VERSION": "将在办事项移到工作机制的另一版",
    "HOUSEHOLD_VIEW": "查看管辖范围内的户情",
    "HOUSEHOLD_EDIT": "登记和更正户情",
    "HOUSEHOLD_ASSIGN": "确定包户干部，交接包联户",
    "ACTIVITY_RECORD": "记录走访和联系，登记免走事由",
    "DUTY_VARY": "决定一个村走访频次的变通",
    "PROJECT_EDIT": "登记惠民项目和它的进度",
    "PAIR_EDIT": "登记联系领导和结对单位",
    "COMMITMENT_MAKE": "作出公开承诺",
    "COMMITMENT_KEEP": "报告承诺进展，说明并改期，登记兑现",
    "COMMITMENT_PUBLISH": "确认承诺的文字公开，处理群众评议",
    "COMMITMENT_WITHHOLD": "依规决定一条承诺不公开",
    "COMMITMENT_FOLLOW": "回访承诺兑现的情况",
    "COMMITMENT_ANSWER": "由反映人本人回答承诺是否兑现",
    "COMMITMENT_COMMENT": "在公开栏评议承诺",
    "MEETING_VIEW": "查看管辖范围内的会议",
    "MEETING_CONVENE": "召集会议：定预案、预告、主持记录、闭会",
    "MEETING_DRAFT": "会前交本单位的拟办意见",
    "UNIT_ADMIN": "设立、更名、调整、撤销单位",
    "POST_ADMIN": "设置岗位，任免和交接",
    "ACCOUNT_ADMIN": "开设、停用账号，重置口令",
    "PACK_PUBLISH": "发布和停用工作机制的版本",
    "CALENDAR_LOAD": "装入工作日历",
    "LOG_VERIFY": "核验总账",
    "OPERATIONS_VIEW": "查看运行情况、备份和待人工处理的条目",
    "CHANNEL_ADMIN": "开通、更换、停用通知渠道",
    "EXCHANGE_ADMIN": "开通、更换、停用工单对接和事件推送",
    "SUGGESTION_ADMIN": "训练和停用类别、单位的系统建议",
    "SUBJECT_CHANGE": "更正个人信息",
    "SUBJECT_ERASE": "依法删除个人信息",
}
"""NOUN_VERB → what it allows, in the words of the screens."""

DOING = frozenset({"CASE_HANDLE"})
ASKING = frozenset({"CASE_CALLBACK"})
"""Who does the work never asks whether it was done (domain.md section 3): no role and no
person holds a permission of both sets."""


GRANTABLE = frozenset(
    {
        "CASE_RECEIVE", "CASE_TRIAGE", "CASE_ACKNOWLEDGE", "CASE_HANDLE", "CASE_RAISE",
        "CASE_PAUSE", "CASE_EXTEND", "CASE_APPROVE", "CASE_REVIEW", "CASE_TELL",
        "CASE_CALLBACK", "CASE_STRIKE_OFF", "CASE_REOPEN", "CASE_MERGE", "CASE_SUPERVISE",
        "CASE_VIEW", "CASE_IMPORT", "HOUSEHOLD_VIEW", "HOUSEHOLD_EDIT", "HOUSEHOLD_ASSIGN",
        "ACTIVITY_RECORD", "OPERATIONS_VIEW", "MEETING_VIEW", "MEETING_CONVENE",
    }
)  # fmt: skip
"""What may be granted to a single post for a time. Never: to see sealed complaints, to uncover
a name, to answer as the raiser, and what the administrator holds over people and data."""


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """One role: titles, who may hold it, its permissions.

    `answers_to`: the roles above it, nearest first; they answer while a post is vacant.
    `held_by_post`: False for those who act without a post (residents, the system).
    """

    code: str
    title_zh: str
    title_en: str
    who_zh: str
    who_en: str
    permissions: frozenset[str]
    answers_to: tuple[str, ...] = ()
    held_by_post: bool = True


_WORK = frozenset(
    {
        "CASE_ACKNOWLEDGE", "CASE_HANDLE", "CASE_RAISE", "CASE_PAUSE", "CASE_EXTEND",
        "CASE_TELL", "CASE_VIEW", "CASE_UNMASK", "CASE_ATTACH", "MEETING_VIEW", "MEETING_DRAFT",
    }
)  # fmt: skip
"""What whoever holds a case needs; every post that may answer for a vacant one has it."""

_INTAKE = frozenset({"CASE_RECEIVE", "CASE_TRIAGE", "CASE_REOPEN", "CASE_WITHDRAW"})
"""Who takes a need in from a person also takes down that the person wants it handled again, or
takes it back; of the latter an independent call asks (C-01)."""
_PROMISE = frozenset({"COMMITMENT_MAKE", "COMMITMENT_KEEP", "COMMITMENT_PUBLISH"})
_MEETINGS = frozenset({"MEETING_CONVENE"})
_HOUSEHOLDS = frozenset({"HOUSEHOLD_VIEW", "HOUSEHOLD_EDIT", "ACTIVITY_RECORD"})
_LEAD = frozenset(
    {"CASE_APPROVE", "CASE_REVIEW", "CASE_SUPERVISE", "CASE_STRIKE_OFF", "CASE_UNSEAL"}
)

_ROLES = (
    Role(
        code="village_cadre",
        title_zh="包户干部",
        title_en="Stationed cadre",
        who_zh="由旗直部门或苏木镇派驻嘎查村、包联农牧户的干部，一村一任，任期一年",
        who_en="A cadre stationed in a village by a department or town, for a term of one year",
        permissions=_WORK | _INTAKE | _MEETINGS | _HOUSEHOLDS | {"COMMITMENT_KEEP"},
        answers_to=("village_secretary", "township_leader", "banner_leader"),
    ),
    Role(
        code="village_secretary",
        title_zh="嘎查村（社区）书记",
        title_en="Village secretary",
        who_zh="嘎查村、社区党组织书记，驻村工作组副组长",
        who_en="The Party branch secretary of a village or community, deputy of its work group",
        permissions=_WORK | _INTAKE | _MEETINGS | _HOUSEHOLDS | _PROMISE | {"HOUSEHOLD_ASSIGN"},
        answers_to=("township_leader", "banner_leader"),
    ),
    Role(
        code="township_clerk",
        title_zh="苏木镇（街道）经办员",
        title_en="Township clerk",
        who_zh="苏木镇、街道负责分办的工作人员",
        who_en="The officer of a town or street who sorts and forwards",
        permissions=_WORK
        | _INTAKE
        | _HOUSEHOLDS
        | _PROMISE
        | _MEETINGS
        | {
            "COMMITMENT_FOLLOW", "HOUSEHOLD_ASSIGN", "CASE_IMPORT", "CASE_MERGE", "CASE_STRIKE_OFF", "PROJECT_EDIT",
            "PAIR_EDIT",
        },
        answers_to=("township_leader", "banner_leader"),
    ),
    Role(
        code="township_leader",
        title_zh="苏木镇（街道）领导",
        title_en="Township leader",
        who_zh="苏木镇、街道班子成员，驻村工作组组长",
        who_en="A leader of a town or street, head of village work groups",
        permissions=_WORK
        | _INTAKE
        | _LEAD
        | _PROMISE
        | _MEETINGS
        | {
            "COMMITMENT_WITHHOLD", "COMMITMENT_FOLLOW",
            "HOUSEHOLD_VIEW", "HOUSEHOLD_ASSIGN", "CASE_MERGE", "ACTIVITY_RECORD", "DUTY_VARY",
        },
        answers_to=("banner_leader",),
    ),
    Role(
        code="department_handler",
        title_zh="部门经办人",
        title_en="Department handler",
        who_zh="旗直部门办理交办事项的工作人员",
        who_en="The officer of a department who works on what was assigned to it",
        permissions=_WORK | {"COMMITMENT_KEEP"},
        answers_to=("department_reviewer", "banner_leader"),
    ),
    Role(
        code="department_reviewer",
        title_zh="部门负责人",
        title_en="Department reviewer",
        who_zh="旗直部门负责人，审核本部门的答复，任驻村工作队队长",
        who_en="The head of a department: reviews its answers, leads its work team",
        permissions=_WORK | _PROMISE | {"CASE_REVIEW", "CASE_APPROVE", "CASE_UNSEAL"},
        answers_to=("banner_leader",),
    ),
    Role(
        code="independent_caller",
        title_zh="回访员",
        title_en="Independent caller",
        who_zh="不承办事项的工作人员，专事回访",
        who_en="An officer who handles no case and only asks the raiser",
        permissions=frozenset({"CASE_CALLBACK", "CASE_VIEW", "CASE_UNMASK", "CASE_REOPEN"}),
        answers_to=("supervisor", "banner_leader"),
    ),
    Role(
        code="supervisor",
        title_zh="督查员",
        title_en="Supervisor",
        who_zh="督查室和苏木镇负责督办、抽查的工作人员，不承办事项",
        who_en="An officer who urges, checks and calls back, and handles no case",
        permissions=frozenset(
            {
                "CASE_SUPERVISE", "CASE_CALLBACK", "CASE_VIEW", "CASE_UNMASK", "CASE_REOPEN",
                "CASE_UNSEAL", "COMMITMENT_FOLLOW", "MEETING_VIEW",
            }
        ),
        answers_to=("banner_leader",),
    ),
    Role(
        code="banner_clerk",
        title_zh="旗级经办员",
        title_en="Banner clerk",
        who_zh="旗县区联系服务群众工作办公室的工作人员",
        who_en="The officer of the banner's casework office",
        permissions=_WORK
        | _INTAKE
        | _PROMISE
        | _MEETINGS
        | {
            "COMMITMENT_FOLLOW",
            "CASE_IMPORT", "CASE_MERGE", "CASE_STRIKE_OFF", "CASE_MOVE_VERSION",
            "HOUSEHOLD_VIEW", "SUBJECT_CHANGE", "PROJECT_EDIT", "PAIR_EDIT",
        },
        answers_to=("banner_leader",),
    ),
    Role(
        code="banner_leader",
        title_zh="旗县领导",
        title_en="Banner leader",
        who_zh="旗县区班子成员；下级岗位空缺而无人可答复时由其负责",
        who_en="A leader of the banner; answers where every post below is vacant",
        permissions=_WORK
        | _INTAKE | _MEETINGS
        | _LEAD
        | _PROMISE
        | {"HOUSEHOLD_VIEW", "DUTY_VARY", "COMMITMENT_WITHHOLD", "COMMITMENT_FOLLOW"},
    ),
    Role(
        code="discipline_recipient",
        title_zh="纪检监察受理员",
        title_en="Recipient for discipline inspection",
        who_zh="纪委监委信访室指定的受理人员；只看、只转检举控告，不办理其他事项",
        who_en="Named by discipline inspection; sees and transfers sealed complaints, nothing else",
        permissions=frozenset({"CASE_VIEW", "CASE_VIEW_SEALED"}),
    ),
    Role(
        code="administrator",
        title_zh="系统管理员",
        title_en="Administrator",
        who_zh="管理单位、岗位、账号和运行的工作人员，看不到事项内容",
        who_en="Runs units, posts, accounts and the machine; sees no case",
        permissions=frozenset(
            {
                "UNIT_ADMIN", "POST_ADMIN", "ACCOUNT_ADMIN", "PACK_PUBLISH", "CALENDAR_LOAD",
                "LOG_VERIFY", "OPERATIONS_VIEW", "SUBJECT_CHANGE", "SUBJECT_ERASE",
                "SUGGESTION_ADMIN", "CHANNEL_ADMIN", "EXCHANGE_ADMIN",
            }
        ),
        answers_to=("banner_leader",),
    ),
    Role(
        code="resident",
        title_zh="群众",
        title_en="Resident",
        who_zh="任何反映事项的人，不需要账号",
        who_en="Whoever raises a matter, without an account",
        permissions=frozenset(
            {
                "CASE_RECEIVE", "CASE_CONFIRM", "CASE_REOPEN", "CASE_WITHDRAW", "CASE_ATTACH",
                "COMMITMENT_ANSWER", "COMMITMENT_COMMENT",
            }
        ),
        held_by_post=False,
    ),
    Role(
        code="system",
        title_zh="系统",
        title_en="System",
        who_zh="后台程序：计时、自动提级、导入、演示",
        who_en="The worker: clocks, raising, imports, the demonstration",
        permissions=frozenset(PERMISSIONS),
        held_by_post=False,
    ),
)  # fmt: skip

ROLES: dict[str, Role] = {role.code: role for role in _ROLES}


class RoleUnknown(KeyError):
    """A role code is not in the table."""

    code = "role-unknown"


def get_role(code: str) -> Role:
    """Return a role of the table; raises RoleUnknown."""
    try:
        return ROLES[code]
    except KeyError:
        raise RoleUnknown(code) from None


def compute_permissions(roles: Iterable[str]) -> frozenset[str]:
    """Return the union of the roles' permissions."""
    return frozenset().union(*(get_role(role).permissions for role in roles))


def may_join(roles: Iterable[str], granted: Iterable[str] = ()) -> bool:
    """Return whether one person may hold all these roles: nobody both does and asks.

    `granted`: permissions held besides the roles'.
    """
    held = compute_permissions(roles).union(granted)
    return not (held & DOING and held & ASKING)
