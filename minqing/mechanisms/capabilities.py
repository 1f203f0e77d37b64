"""The closed list of capabilities that rules of packs may need (the 49 of the mission).

A rule names what it needs; a context registers what it provides, with its screen. The state
of a rule (running, partly, coming) follows from both and is typed nowhere.
"""

from __future__ import annotations

import msgspec


class Capability(msgspec.Struct, frozen=True):
    """One capability. `feature`: row of the mission's capability table, empty for our own."""

    name: str
    name_zh: str
    name_en: str
    feature: str = ""

    @property
    def context(self) -> str:
        """The part of the house that builds it, also the section of a pack that steers it."""
        return self.name.partition(".")[0]


_TABLE = """
mechanisms.packs|工作机制的查阅与发布|reading and publishing mechanisms|
org.units|组织层级与管辖|units and reach|F01
org.posts|岗位与职责|posts and roles|F02
org.postings|派驻、任期与轮换|postings, terms and rotation|F02
households.caseloads|包联分工与全覆盖|caseloads and full coverage|F03
households.register|户情|household register|F04
duties.cadence|职责与频次|duties and how often|F05
duties.seasons|时令与固定日|seasons and fixed days|F34
activities.visits|走访与联系记录|visits and contacts|F06
activities.diaries|民情日记与走访日志|diaries and visit logs|F07
activities.deeds|好事实事|good deeds|F06
activities.checks|隐患与矛盾排查记录|hazard and dispute checks|F32
activities.trainings|培训与宣讲|trainings and talks|F36
activities.studies|学习与讨论|study and discussion|F37
services.cards|联系卡与手册|contact cards and handbooks|F08
services.reception|接访排班与包案|reception schedule and lead official|F33
services.teams|服务队、菜单与下乡|service teams, menus and outings|F35
services.halls|服务大厅与代办点|halls and agent points|F41
services.catalogue|办事指南与政策口袋书|matters catalogue and policy book|F42
cases.intake|多渠道登记|intake through many channels|F09
cases.receipts|回执|receipts|F09
cases.open_matters|同户、同地、同类在办事项|what is already open|F09
cases.triage|研判分办|triage|F10
cases.acknowledgement|签收|acknowledgement|F10
cases.ledgers|三本台账|three ledgers|F10
cases.errands|代办清单|errand lists|F10
cases.planned|挂账|planned matters|F10
cases.strike_off|办结销号|strike-off|F10
cases.reopening|重新办理|reopening|F10
cases.merging|并案|merging|F10
cases.complaints|检举控告转送|passing on of complaints against officials|F10
cases.ladder|提级办理|escalation by level|F11
cases.joint_handling|联动办理|joint handling|F11
cases.clocks|办理时限与提醒|time limits and reminders|F12
cases.results|办理情况|results by place and period|F14
cases.telling|结果告知|telling the result|F13
cases.confirmation|群众确认与回访|confirmation and call-back|F13
cases.supervision|跟踪监督与督办|tracking and supervision|F14
cases.disputes|矛盾纠纷调处|mediation of disputes|F32
meetings.agenda|会议与议题|meetings and agenda|F15
meetings.notice|会前预告|notice before a meeting|F15
meetings.minutes|会议记录与决定|minutes and decisions|F15
meetings.commitments|承诺事项|commitments|F16
meetings.boards|公开栏与公示|notice boards and publication|F17
meetings.records|民情数据库|records of people's situation|F18
meetings.consolidation|会前归并议题|merging matters into items|F18
meetings.ballots|不记名测评票|counted anonymous ballots|F18
briefings.reports|周报、月报与调研报告|periodic reports|F19
briefings.documents|简报|briefings|F49
rectification.consolidation|意见归并|consolidation of opinions|F20
rectification.taskbooks|整改方案与任务书|rectification plans and task books|F21
rectification.reviews|审核轮次与把关|rounds of review|F22
rectification.regulations|制度的立、改、废|life of regulations|F23
rectification.discipline|作风纪律检查|checks of work discipline|F43
rectification.registers|前后对照台账|before-and-after registers|F44
appraisal.surveys|满意度与测评|satisfaction and assessment|F24
appraisal.bottom_up|下评上|bottom-up rating|F25
appraisal.scores|考核|appraisal|F26
appraisal.titles|评星定级与称号|stars and titles|F27
partnerships.pairings|结对与联系点|pairs and contact points|F28
partnerships.funds|帮扶资金|funds|F29
partnerships.donations|捐助|donations|F30
partnerships.projects|惠民项目与工程|projects and works|F31
partnerships.volunteers|志愿服务岗|volunteer posts|F38
partnerships.wishes|微心愿|micro-wishes|F39
response.points|报警点、队伍与车辆|alarm points, teams and vehicles|F40
response.incidents|出警与救助|turn-outs and rescue|F40
villages.talent|后备力量培养|pipeline of young people|F45
villages.assets|集体资产|collective assets|F46
villages.democracy|四议两公开|four discussions, two publications|F47
indicators.figures|数据口径与明细|figures that open|F48
"""

CAPABILITIES: dict[str, Capability] = {
    row[0]: Capability(*row) for row in (line.split("|") for line in _TABLE.split("\n") if line)
}
