"""Deeds on teams: set up, another head, who joins and leaves, end."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minqing.console.deeds.deed import Deed, Wish
from minqing.console.forms import Field
from minqing.kernel.ids import derived_id
from minqing.kernel.messages import Command
from minqing.org import public as org

TEAM_KIND = Field(
    name="kind", label=_("哪种队组"), kind="select", options="team_kinds", blank=_("请选择")
)
TEAM_NAME = Field(name="team_name", label=_("队组名称"))
LEADER = Field(
    name="leader", label=_("由哪个岗位任队长（组长）"), kind="select", options="leaders",
    blank=_("请选择"),
)  # fmt: skip
DEPUTY = Field(
    name="deputy", label=_("副组长"), kind="select", options="deputies", optional=True,
    blank=_("不设"),
)  # fmt: skip
VILLAGE = Field(
    name="village", label=_("驻哪个嘎查村"), kind="select", options="villages", optional=True,
    blank=_("本单位"),
)  # fmt: skip
PERSON = Field(
    name="person", label=_("加入谁"), kind="select", options="persons", blank=_("请选择"),
    help=_("队员仍任原来的岗位（兼）。名单里没有的，先到“人员”页登记。"),
)  # fmt: skip
MEMBER = Field(
    name="member", label=_("调出谁"), kind="select", options="team_members", blank=_("请选择")
)
WHY = Field(name="reason", label=_("理由"))


def _establish_team(wish: Wish) -> Command:
    return org.EstablishTeam(
        id=wish.command,
        team=derived_id("team", wish.command),
        kind=wish.text("kind"),
        unit=wish.subject,
        name=wish.text("team_name"),
        leader=wish.text("leader"),
        deputy=wish.text("deputy"),
        village=wish.text("village"),
    )


def _change_head(wish: Wish) -> Command:
    return org.ChangeTeamHead(
        id=wish.command,
        team=wish.subject,
        leader=wish.text("leader"),
        deputy=wish.text("deputy"),
    )


def _join(wish: Wish) -> Command:
    return org.JoinTeam(id=wish.command, team=wish.subject, persons=(wish.text("person"),))


def _leave(wish: Wish) -> Command:
    return org.LeaveTeam(id=wish.command, team=wish.subject, person=wish.text("member"))


def _dissolve(wish: Wish) -> Command:
    return org.DissolveTeam(id=wish.command, team=wish.subject, reason=wish.text("reason"))


ESTABLISH_TEAM = Deed(
    key="team", permission="POST_ADMIN", title=_("组建队组"),
    fields=(TEAM_KIND, TEAM_NAME, LEADER, DEPUTY, VILLAGE),
    will=_("驻村工作队由部门一把手任队长；驻村工作组一村一组，组员就是派驻本村的干部。"),
    build=_establish_team, done=_("队组已组建。"),
)  # fmt: skip
"""Offered on the page of the unit that the team is of."""

CHANGE_HEAD = Deed(
    key="head", permission="POST_ADMIN", title=_("更换负责人"), fields=(LEADER, DEPUTY),
    will=_("从今天起由选定的岗位负责；岗位换人，队组不用改。"), build=_change_head,
    done=_("负责人已更换。"),
)  # fmt: skip
JOIN = Deed(
    key="join", permission="POST_ADMIN", title=_("加入成员"), fields=(PERSON,),
    will=_("从今天起在队。"), build=_join, done=_("成员已加入。"),
)  # fmt: skip
LEAVE = Deed(
    key="leave", permission="POST_ADMIN", title=_("调出成员"), fields=(MEMBER,),
    will=_("从今天起不在队，原来的岗位不变。"), build=_leave, done=_("成员已调出。"),
)  # fmt: skip
DISSOLVE = Deed(
    key="dissolve", permission="POST_ADMIN", title=_("解散队组"), fields=(WHY,), danger=True,
    will=_("队组不再存在，成员的岗位不变。以后需要时重新组建。"), build=_dissolve,
    done=_("队组已解散。"),
)  # fmt: skip


def list_team_deeds(*, stationed: bool, members: int) -> tuple[Deed, ...]:
    """Return the deeds on a team: whoever is stationed in a village is in its group already."""
    if stationed:
        return (CHANGE_HEAD, DISSOLVE)
    return (CHANGE_HEAD, JOIN, *((LEAVE,) if members else ()), DISSOLVE)
