"""Rules of `household:<id>`: register, correct, presence, caseload, close. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from minqing.households.commands import (
    AssignCaseload,
    ChangePresence,
    CloseHousehold,
    CorrectHousehold,
    RegisterHousehold,
)
from minqing.households.events import (
    CaseloadAssigned,
    HouseholdClosed,
    HouseholdCorrected,
    HouseholdRegistered,
    PresenceChanged,
)
from minqing.households.state import HouseholdState
from minqing.households.terms import PRESENCE_ZH, HouseholdHead
from minqing.kernel.messages import (
    Decided,
    Decision,
    Event,
    Frame,
    Personal,
    Refusal,
    RefusalKind,
    States,
    VaultRef,
)
from minqing.org.public import VILLAGE_KINDS, Directory, get_role

EXISTS = RefusalKind(
    "household-exists", "不能登记户{household}：这个编号已经登记。请直接打开该户。"
)
ID_WRONG = RefusalKind(
    "household-id-wrong", "不能登记户：编号只能用字母、数字和短横，不超过40个字符。请重新生成编号。"
)
UNKNOWN = RefusalKind("household-unknown", "不能{act}户{household}：没有登记这一户。请先登记。")
CLOSED = RefusalKind("household-closed", "不能{act}户{household}：该户记录已经注销。请核对户别。")
UNIT_WRONG = RefusalKind(
    "household-unit-wrong",
    "不能登记户{household}：{unit}不是在册的嘎查村或社区。请选择户所在的嘎查村。",
)
OUT_OF_REACH = RefusalKind(
    "household-out-of-reach",
    "不能{act}户{household}：{unit}不在您的管辖范围内。请由当地包户干部办理。",
)
HEAD_WRONG = RefusalKind(
    "household-head-wrong",
    "不能{act}户{household}：户主姓名为空、超过50个字，或电话不是数字。请改正。",
)
MEMBERS_WRONG = RefusalKind(
    "household-members-wrong", "不能{act}户{household}：人口应在1至{most}人之间。请核对。"
)
ADDRESS_LONG = RefusalKind(
    "household-address-long", "不能{act}户{household}：住址超过{most}个字。请写得简短些。"
)
SUBJECT_WRONG = RefusalKind(
    "household-subject-wrong", "不能{act}户{household}：户主信息没有记在本户名下。请重新提交。"
)
NOTHING_CHANGED = RefusalKind(
    "household-unchanged", "不必更正户{household}：没有填写要更正的内容。请填写后再提交。"
)
PRESENCE_SAME = RefusalKind(
    "household-presence-same", "不必更改户{household}：该户已经是{presence}。请核对。"
)
POST_WRONG = RefusalKind(
    "household-post-wrong",
    "不能确定包户干部：岗位{post}不存在、已撤销，或不是包户的岗位。请另选岗位。",
)
POST_ELSEWHERE = RefusalKind(
    "household-post-elsewhere",
    "不能把户{household}交给所选岗位：该岗位不管{unit}。请选择该村或上级的岗位。",
)
CASELOAD_WRONG = RefusalKind(
    "household-caseload-wrong", "不能确定包户干部：一次须选1至{most}户，且不得重复。请重新选择。"
)
CASELOAD_SAME = RefusalKind(
    "household-caseload-same", "不必交接：所选各户已由该岗位包联。请核对名单。"
)

MOST_MEMBERS, LONGEST_NAME, LONGEST_ADDRESS, MOST_AT_ONCE = 30, 50, 200, 500
_ID = re.compile(r"[0-9A-Za-z-]{1,40}")
_PHONE = re.compile(r"[0-9+ -]{0,20}")


def needs(command: Any) -> tuple[str, ...]:
    """Return the streams of the households that a command touches."""
    if isinstance(command, AssignCaseload):
        return tuple(f"household:{household}" for household in dict.fromkeys(command.households))
    return (f"household:{command.household}",)


# ------------------------------------------------------------------------------ checks
def check_head(act: str, household: str, head: Personal[HouseholdHead]) -> Refusal | None:
    """Refuse a head without name, with an odd phone, or kept under another subject."""
    if head.subject != f"household:{household}":
        return SUBJECT_WRONG(act=act, household=household)
    name = head.value.name.strip()
    if not name or len(name) > LONGEST_NAME or not _PHONE.fullmatch(head.value.phone):
        return HEAD_WRONG(act=act, household=household)
    return None


def check_address(act: str, household: str, address: Personal[str]) -> Refusal | None:
    """Refuse an address that is no address, or kept under another subject."""
    if address.subject != f"household:{household}":
        return SUBJECT_WRONG(act=act, household=household)
    if len(address.value) > LONGEST_ADDRESS:
        return ADDRESS_LONG(act=act, household=household, most=LONGEST_ADDRESS)
    return None


def _check_given(
    act: str,
    household: str,
    head: Personal[HouseholdHead] | None,
    address: Personal[str] | None,
    members: int | None,
) -> Refusal | None:
    if head is not None and (wrong := check_head(act, household, head)):
        return wrong
    if address is not None and (wrong := check_address(act, household, address)):
        return wrong
    if members is not None and not 1 <= members <= MOST_MEMBERS:
        return MEMBERS_WRONG(act=act, household=household, most=MOST_MEMBERS)
    return None


def check_reach(act: str, household: str, unit: str, frame: Frame) -> Refusal | None:
    """Refuse a household in a village that the actor does not reach."""
    directory = frame.view(Directory)
    if directory.reaches(frame.by, unit):
        return None
    name = directory.unit(unit).short_name if directory.has(unit) else unit
    return OUT_OF_REACH(act=act, household=household, unit=name)


def _check_open(act: str, household: str, states: States, frame: Frame) -> HouseholdState | Refusal:
    state: HouseholdState | None = states.get(f"household:{household}")
    if state is None:
        return UNKNOWN(act=act, household=household)
    if state.closed is not None:
        return CLOSED(act=act, household=household)
    return check_reach(act, household, state.unit, frame) or state


# ------------------------------------------------------------------------------ decide
def _register(command: RegisterHousehold, states: States, frame: Frame) -> Decision:
    household, stream = command.household, f"household:{command.household}"
    if not _ID.fullmatch(household):
        return ID_WRONG()
    if states.get(stream) is not None:
        return EXISTS(household=household)
    directory = frame.view(Directory)
    if not _is_village(directory, command.unit):
        return UNIT_WRONG(household=household, unit=command.unit)
    wrong = check_reach("登记", household, command.unit, frame) or _check_given(
        "登记", household, command.head, command.address, command.members
    )
    if wrong is not None:
        return wrong
    address = command.address.ref if command.address is not None else VaultRef("")
    event = HouseholdRegistered(
        unit=command.unit,
        home=directory.banner_of(command.unit),
        presence=command.presence,
        head=command.head.ref,
        address=address,
        members=command.members,
    )
    return [Decided(stream, event)]


def _is_village(directory: Directory, unit: str) -> bool:
    if not directory.has(unit):
        return False
    found = directory.unit(unit)
    return found.kind in VILLAGE_KINDS and not found.closed


def _correct(command: CorrectHousehold, states: States, frame: Frame) -> Decision:
    household = command.household
    state = _check_open("更正", household, states, frame)
    if isinstance(state, Refusal):
        return state
    given = (command.head, command.address, command.members)
    if given == (None, None, None):
        return NOTHING_CHANGED(household=household)
    wrong = _check_given("更正", household, *given)
    if wrong is not None:
        return wrong
    event = HouseholdCorrected(
        head=command.head.ref if command.head is not None else None,
        address=command.address.ref if command.address is not None else None,
        members=command.members,
    )
    return [Decided(f"household:{household}", event)]


def _change_presence(command: ChangePresence, states: States, frame: Frame) -> Decision:
    state = _check_open("更改", command.household, states, frame)
    if isinstance(state, Refusal):
        return state
    if state.presence is command.presence:
        return PRESENCE_SAME(household=command.household, presence=PRESENCE_ZH[command.presence])
    return [Decided(f"household:{command.household}", PresenceChanged(presence=command.presence))]


def _assign(command: AssignCaseload, states: States, frame: Frame) -> Decision:
    chosen = dict.fromkeys(command.households)
    if not 1 <= len(chosen) <= MOST_AT_ONCE or len(chosen) != len(command.households):
        return CASELOAD_WRONG(most=MOST_AT_ONCE)
    directory = frame.view(Directory)
    if command.post and not _is_caseload_post(directory, command.post):
        return POST_WRONG(post=command.post)
    decided = []
    for household in chosen:
        state = _check_open("交接", household, states, frame)
        if isinstance(state, Refusal):
            return state
        if command.post and not _post_covers(directory, command.post, state.unit):
            unit = directory.unit(state.unit).short_name
            return POST_ELSEWHERE(household=household, unit=unit)
        if state.post != command.post:
            event = CaseloadAssigned(post=command.post, before=state.post)
            decided.append(Decided(f"household:{household}", event))
    return decided or CASELOAD_SAME()


def _is_caseload_post(directory: Directory, post: str) -> bool:
    if not directory.has_post(post) or directory.post(post).abolished:
        return False
    return "HOUSEHOLD_EDIT" in get_role(directory.post(post).role).permissions


def _post_covers(directory: Directory, post: str, unit: str) -> bool:
    held = directory.post(post)
    return any(directory.within(unit, root) for root in (held.unit, *held.reach))


def _close(command: CloseHousehold, states: States, frame: Frame) -> Decision:
    state = _check_open("注销", command.household, states, frame)
    if isinstance(state, Refusal):
        return state
    return [Decided(f"household:{command.household}", HouseholdClosed(reason=command.reason))]


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    RegisterHousehold: _register,
    CorrectHousehold: _correct,
    ChangePresence: _change_presence,
    AssignCaseload: _assign,
    CloseHousehold: _close,
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a household command, or its refusal."""
    return _DECIDE[type(command)](command, states, frame)


# ------------------------------------------------------------------------------ evolve
def evolve(state: HouseholdState | None, event: Event) -> HouseholdState:
    """Fold one event of a household."""
    if isinstance(event, HouseholdRegistered):
        return HouseholdState(
            unit=event.unit,
            home=event.home,
            presence=event.presence,
            head=event.head,
            address=event.address,
            members=event.members,
        )
    assert state is not None, "a household begins with registration"
    match event:
        case HouseholdCorrected():
            return replace(
                state,
                head=state.head if event.head is None else event.head,
                address=state.address if event.address is None else event.address,
                members=state.members if event.members is None else event.members,
            )
        case PresenceChanged():
            return replace(state, presence=event.presence)
        case CaseloadAssigned():
            return replace(state, post=event.post)
        case HouseholdClosed():
            return replace(state, closed=event.reason)
    raise TypeError(type(event).TYPE)
