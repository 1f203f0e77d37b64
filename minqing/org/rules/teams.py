"""Rules of `team:<id>`: set up, who leads, who is in it, end. Pure.

Two kinds that the papers call alike are different things: the team of a department, whose head
leads it in person (SDN-03), and the group of a village, which is whoever is stationed there
(SDN-08). Which kinds there are and who may lead them is the mechanism's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from minqing.kernel.messages import Decided, Decision, Event, Frame, Refusal, RefusalKind, States
from minqing.kernel.periods import local_day
from minqing.org.commands import (
    ChangeTeamHead,
    DissolveTeam,
    EstablishTeam,
    JoinTeam,
    LeaveTeam,
)
from minqing.org.directory import Directory
from minqing.org.events import (
    TeamDissolved,
    TeamEstablished,
    TeamHeadChanged,
    TeamJoined,
    TeamLeft,
)
from minqing.org.pack import TeamRule
from minqing.org.roles import ROLES
from minqing.org.rules.checks import check_code, check_name, check_reach
from minqing.org.rules.persons import LEFT
from minqing.org.rules.persons import UNKNOWN as PERSON_UNKNOWN
from minqing.org.rules.stationing import find_section
from minqing.org.rules.units import CLOSED as UNIT_CLOSED
from minqing.org.rules.units import UNKNOWN as UNIT_UNKNOWN
from minqing.org.state import PersonState, PostState, TeamState
from minqing.org.terms import VILLAGE_KINDS

EXISTS = RefusalKind("team-exists", "不能组建队组{team}：这个编号已经使用。请换一个编号。")
UNKNOWN = RefusalKind("team-unknown", "不能{act}队组{team}：没有这个队组。请核对编号。")
DISSOLVED = RefusalKind("team-dissolved", "不能{act}“{name}”：它已经解散。请选择现有的队组。")
KIND_UNKNOWN = RefusalKind(
    "team-kind-unknown",
    "不能组建“{name}”：本地的工作机制没有“{kind}”这种队组。请从列表中选择。",
)
UNIT_WRONG = RefusalKind(
    "team-unit-wrong", "不能组建“{name}”：{unit}不能有{kind}（{source}）。请选择合适的单位。"
)
ONE_ONLY = RefusalKind(
    "team-one-only", "不能组建“{name}”：{unit}已有{kind}“{other}”（{source}）。请改用现有的。"
)
VILLAGE_WRONG = RefusalKind(
    "team-village-wrong", "不能组建“{name}”：没有写明它驻哪个嘎查村。请选择嘎查村。"
)
LEADER_WRONG = RefusalKind(
    "team-leader-wrong",
    "不能{act}“{name}”：{title}须由{unit}的“{role}”担任（{source}）。请另选岗位。",
)
MEMBERS_STATIONED = RefusalKind(
    "team-members-stationed",
    "不能{act}“{name}”的成员：它由派驻在本村的干部组成。请办理派驻或轮换。",
)
MEMBERS_MANY = RefusalKind(
    "team-members-many", "不能加入“{name}”：成员最多{most}人（{source}）。请先调出。"
)
MEMBER_IN = RefusalKind("team-member-in", "不必加入“{name}”：所选人员都已在队。请核对名单。")
MEMBER_OUT = RefusalKind("team-member-out", "不能调出“{name}”：此人不在队。请刷新后核对。")
HEAD_SAME = RefusalKind("team-head-same", "不必更换“{name}”的负责人：与现在相同。请核对。")
REASON = RefusalKind("team-reason-missing", "不能解散“{name}”：没有写明理由。请填写理由。")


def needs(command: Any) -> tuple[str, ...]:
    """Return the team's stream, then the posts that lead it and the people it touches."""
    named = [f"team:{command.team}"]
    posts = (getattr(command, "leader", ""), getattr(command, "deputy", ""))
    named += [f"post:{post}" for post in posts if post]
    persons = getattr(command, "persons", ()) or filter(None, [getattr(command, "person", "")])
    named += [f"person:{person}" for person in persons]
    return tuple(dict.fromkeys(named))


def _find_rule(kind: str, unit: str, frame: Frame) -> TeamRule | None:
    section = find_section(frame, unit)
    return section.find_team(kind) if section is not None else None


def _check_unit(command: EstablishTeam, rule: TeamRule, frame: Frame) -> Refusal | None:
    directory = frame.view(Directory)
    unit = directory.unit(command.unit)
    if unit.kind not in rule.unit_kinds:
        return UNIT_WRONG(name=command.name, unit=unit.short_name, kind=rule.zh, source=rule.source)
    others = directory.teams_of(command.unit, rule.code)
    if rule.one_per_unit and others:
        return ONE_ONLY(
            name=command.name,
            unit=unit.short_name,
            kind=rule.zh,
            other=others[0].name,
            source=rule.source,
        )
    if rule.serves_village and not _is_village(directory, command.village):
        return VILLAGE_WRONG(name=command.name)
    return None


def _is_village(directory: Directory, unit: str) -> bool:
    return directory.has(unit) and directory.unit(unit).kind in VILLAGE_KINDS


def _check_head(
    act: str,
    name: str,
    unit: str,
    rule: TeamRule,
    leader: str,
    deputy: str,
    states: States,
    frame: Frame,
) -> Refusal | None:
    """Refuse a leader or deputy that the mechanism does not want there."""
    directory = frame.view(Directory)
    path = directory.path(unit)
    places = (unit,) if rule.leader_at == "unit" else path
    wanted = [(rule.leader_zh, rule.leader_role, leader, places)]
    if rule.deputy_role and deputy:
        wanted.append((rule.deputy_zh, rule.deputy_role, deputy, (unit,)))
    for title, role, post, allowed in wanted:
        state: PostState | None = states.get(f"post:{post}")
        right = state is not None and not state.abolished and state.role == role
        if state is None or not right or state.unit not in allowed:
            return LEADER_WRONG(
                act=act,
                name=name,
                title=title,
                unit="本单位" if rule.leader_at == "unit" else "本单位或其上级",
                role=ROLES[role].title_zh,
                source=rule.source,
            )
    return None


def _establish(command: EstablishTeam, states: States, frame: Frame) -> Decision:
    act, stream = "组建队组", f"team:{command.team}"
    if states.get(stream) is not None:
        return EXISTS(team=command.team)
    wrong = check_code(act, command.team) or check_name(act, command.team, command.name)
    if wrong is not None:
        return wrong
    directory = frame.view(Directory)
    if not directory.has(command.unit):
        return UNIT_UNKNOWN(act=act, unit=command.unit)
    if directory.unit(command.unit).closed:
        return UNIT_CLOSED(act=act, name=directory.unit(command.unit).short_name)
    rule = _find_rule(command.kind, command.unit, frame)
    if rule is None:
        return KIND_UNKNOWN(name=command.name, kind=command.kind)
    wrong = (
        check_reach(act, frame, command.unit)
        or _check_unit(command, rule, frame)
        or _check_head(
            "组建", command.name, command.unit, rule, command.leader, command.deputy, states, frame
        )
    )
    if wrong is not None:
        return wrong
    event = TeamEstablished(
        kind=command.kind,
        unit=command.unit,
        name=command.name.strip(),
        leader=command.leader,
        deputy=command.deputy,
        village=command.village,
        home=directory.banner_of(command.unit),
    )
    return [Decided(stream, event)]


def _check_standing(act: str, team: str, states: States, frame: Frame) -> TeamState | Refusal:
    state: TeamState | None = states.get(f"team:{team}")
    if state is None:
        return UNKNOWN(act=act, team=team)
    if state.dissolved is not None:
        return DISSOLVED(act=act, name=state.name)
    return check_reach(f"{act}队组，所属单位为", frame, state.unit) or state


def _change_head(command: ChangeTeamHead, states: States, frame: Frame) -> Decision:
    state = _check_standing("更换负责人", command.team, states, frame)
    if isinstance(state, Refusal):
        return state
    if (state.leader, state.deputy) == (command.leader, command.deputy):
        return HEAD_SAME(name=state.name)
    rule = _find_rule(state.kind, state.unit, frame)
    if rule is not None:
        wrong = _check_head(
            "调整", state.name, state.unit, rule, command.leader, command.deputy, states, frame
        )
        if wrong is not None:
            return wrong
    event = TeamHeadChanged(leader=command.leader, deputy=command.deputy)
    return [Decided(f"team:{command.team}", event)]


def _join(command: JoinTeam, states: States, frame: Frame) -> Decision:
    state = _check_standing("加入", command.team, states, frame)
    if isinstance(state, Refusal):
        return state
    rule = _find_rule(state.kind, state.unit, frame)
    if rule is not None and rule.members == "stationed":
        return MEMBERS_STATIONED(act="指定", name=state.name)
    new = tuple(person for person in dict.fromkeys(command.persons) if person not in state.members)
    if not new:
        return MEMBER_IN(name=state.name)
    for person in new:
        known: PersonState | None = states.get(f"person:{person}")
        if known is None:
            return PERSON_UNKNOWN(act="加入", person=person)
        if known.left is not None:
            return LEFT(act="加入")
    if rule is not None and len(state.members) + len(new) > rule.most:
        return MEMBERS_MANY(name=state.name, most=rule.most, source=rule.source)
    return [Decided(f"team:{command.team}", TeamJoined(persons=new, on=local_day(frame.now)))]


def _leave(command: LeaveTeam, states: States, frame: Frame) -> Decision:
    state = _check_standing("调出", command.team, states, frame)
    if isinstance(state, Refusal):
        return state
    if command.person not in state.members:
        return MEMBER_OUT(name=state.name)
    event = TeamLeft(person=command.person, on=local_day(frame.now))
    return [Decided(f"team:{command.team}", event)]


def _dissolve(command: DissolveTeam, states: States, frame: Frame) -> Decision:
    state = _check_standing("解散", command.team, states, frame)
    if isinstance(state, Refusal):
        return state
    if not command.reason.strip():
        return REASON(name=state.name)
    event = TeamDissolved(on=local_day(frame.now), reason=command.reason.strip())
    return [Decided(f"team:{command.team}", event)]


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    EstablishTeam: _establish,
    ChangeTeamHead: _change_head,
    JoinTeam: _join,
    LeaveTeam: _leave,
    DissolveTeam: _dissolve,
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a team command, or its refusal."""
    return _DECIDE[type(command)](command, states, frame)


def evolve(state: TeamState | None, event: Event) -> TeamState:
    """Fold one event of a team."""
    if isinstance(event, TeamEstablished):
        return TeamState(
            kind=event.kind,
            unit=event.unit,
            name=event.name,
            leader=event.leader,
            deputy=event.deputy,
            village=event.village,
            home=event.home,
        )
    assert state is not None, "a team begins with its establishment"
    match event:
        case TeamHeadChanged():
            return replace(state, leader=event.leader, deputy=event.deputy)
        case TeamJoined():
            return replace(state, members=(*state.members, *event.persons))
        case TeamLeft():
            kept = tuple(person for person in state.members if person != event.person)
            return replace(state, members=kept)
        case TeamDissolved():
            return replace(state, dissolved=event.on)
    raise AssertionError(f"{type(event).__name__} is no event of a team")
