"""Rules of `person:<id>`: register, correct the name, record leaving, the account."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from minqing.kernel.messages import (
    Decided,
    Decision,
    Event,
    Frame,
    Personal,
    Refusal,
    RefusalKind,
    States,
)
from minqing.org.commands import (
    CorrectName,
    LockAccount,
    OpenAccount,
    RecordLeaving,
    RegisterPerson,
    ResetPassword,
    UnlockAccount,
)
from minqing.org.events import (
    AccountLocked,
    AccountOpened,
    AccountUnlocked,
    NameCorrected,
    PasswordReset,
    PersonLeft,
    PersonPlaced,
    PersonRegistered,
    PersonRelieved,
)
from minqing.org.rules.checks import check_code, check_reach
from minqing.org.state import PersonState, Placing

EXISTS = RefusalKind("person-exists", "不能登记人员{person}：这个编号已经使用。请换一个编号。")
UNKNOWN = RefusalKind("person-unknown", "不能{act}人员{person}：没有登记这个人。请先登记。")
LEFT = RefusalKind("person-left", "不能{act}所选人员：此人已离任。请另选一人。")
NAME_WRONG = RefusalKind(
    "person-name-wrong", "不能{act}人员{person}：姓名为空或超过50个字。请填写姓名。"
)
SUBJECT_WRONG = RefusalKind(
    "person-subject-wrong", "不能{act}人员{person}：姓名没有记在本人名下。请重新提交。"
)
STILL_IN_POST = RefusalKind(
    "person-in-post", "不能记录人员{person}离任：还有{count}个岗位在身。请先免去或交接岗位。"
)
LOGIN_WRONG = RefusalKind(
    "account-login-wrong",
    "不能开设账号：登录名只能用3至40个小写字母、数字、短横和下划线，不要用姓名。请改正登录名。",
)
ACCOUNT_EXISTS = RefusalKind(
    "account-exists", "不能开设账号：此人已有账号{login}。请重置口令或解除停用。"
)
ACCOUNT_LOCKED = RefusalKind("account-locked", "不能{act}账号：它已经停用。请先解除停用。")
ACCOUNT_OPEN = RefusalKind("account-open", "不必解除停用：账号没有停用。请核对人员。")
ACCOUNT_REASON = RefusalKind("account-reason-missing", "不能{act}账号：没有写明理由。请填写理由。")
ACCOUNT_OWN = RefusalKind("account-own", "不能{act}账号：这是您本人的账号。请由另一位管理员办理。")
LONGEST_NAME = 50
_LOGIN = re.compile(r"[a-z0-9_-]{3,40}")


def needs(command: Any) -> tuple[str, ...]:
    """Return the person's own stream."""
    return (f"person:{command.person}",)


def _check_name(act: str, person: str, name: Personal[str]) -> Refusal | None:
    if name.subject != f"person:{person}":
        return SUBJECT_WRONG(act=act, person=person)
    if not name.value.strip() or len(name.value) > LONGEST_NAME:
        return NAME_WRONG(act=act, person=person)
    return None


def _register(command: RegisterPerson, states: States, frame: Frame) -> Decision:
    act, stream = "登记", needs(command)[0]
    if states.get(stream) is not None:
        return EXISTS(person=command.person)
    wrong = (
        check_code(act, command.person)
        or _check_name(act, command.person, command.name)
        or (check_reach("登记人员，所属单位为", frame, command.home) if command.home else None)
    )
    if wrong is not None:
        return wrong
    return [Decided(stream, PersonRegistered(name=command.name.ref, home=command.home))]


def _check_present(act: str, person: str, states: States, frame: Frame) -> PersonState | Refusal:
    state: PersonState | None = states.get(f"person:{person}")
    if state is None:
        return UNKNOWN(act=act, person=person)
    if state.left is not None:
        return LEFT(act=act)
    if not state.home:
        return state
    return check_reach(f"{act}人员，所属单位为", frame, state.home) or state


def _correct(command: CorrectName, states: States, frame: Frame) -> Decision:
    state = _check_present("更正", command.person, states, frame)
    if isinstance(state, Refusal):
        return state
    wrong = _check_name("更正", command.person, command.name)
    return wrong or [Decided(needs(command)[0], NameCorrected(name=command.name.ref))]


def _leave(command: RecordLeaving, states: States, frame: Frame) -> Decision:
    state = _check_present("记录离任", command.person, states, frame)
    if isinstance(state, Refusal):
        return state
    if state.posts:
        return STILL_IN_POST(person=command.person, count=len(state.posts))
    return [Decided(needs(command)[0], PersonLeft(on=command.on))]


def _open_account(command: OpenAccount, states: States, frame: Frame) -> Decision:
    state = _check_present("开设账号给", command.person, states, frame)
    if isinstance(state, Refusal):
        return state
    if state.login:
        return ACCOUNT_EXISTS(login=state.login)
    if state.locked:
        return ACCOUNT_LOCKED(act="开设")
    if not _LOGIN.fullmatch(command.login):
        return LOGIN_WRONG()
    return [Decided(needs(command)[0], AccountOpened(login=command.login))]


def _check_account(
    act: str,
    command: LockAccount | UnlockAccount | ResetPassword,
    states: States,
    frame: Frame,
) -> PersonState | Refusal:
    """Nobody stops, frees or resets their own account: another one has to look (law 5)."""
    state: PersonState | None = states.get(f"person:{command.person}")
    if state is None:
        return UNKNOWN(act=f"{act}账号：", person=command.person)
    if state.home and (wrong := check_reach(f"{act}账号，所属单位为", frame, state.home)):
        return wrong
    if frame.by.person and frame.by.person == command.person:
        return ACCOUNT_OWN(act=act)
    return state if command.reason.strip() else ACCOUNT_REASON(act=act)


def _lock(command: LockAccount, states: States, frame: Frame) -> Decision:
    state = _check_account("停用", command, states, frame)
    if isinstance(state, Refusal):
        return state
    if state.locked:
        return ACCOUNT_LOCKED(act="停用")
    return [Decided(needs(command)[0], AccountLocked(reason=command.reason.strip()))]


def _unlock(command: UnlockAccount, states: States, frame: Frame) -> Decision:
    state = _check_account("解除停用", command, states, frame)
    if isinstance(state, Refusal):
        return state
    if not state.locked:
        return ACCOUNT_OPEN()
    return [Decided(needs(command)[0], AccountUnlocked(reason=command.reason.strip()))]


def _reset(command: ResetPassword, states: States, frame: Frame) -> Decision:
    state = _check_account("重置口令的", command, states, frame)
    if isinstance(state, Refusal):
        return state
    if state.locked:
        return ACCOUNT_LOCKED(act="重置口令的")
    return [Decided(needs(command)[0], PasswordReset(reason=command.reason.strip()))]


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    RegisterPerson: _register,
    CorrectName: _correct,
    RecordLeaving: _leave,
    OpenAccount: _open_account,
    LockAccount: _lock,
    UnlockAccount: _unlock,
    ResetPassword: _reset,
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a person command, or its refusal."""
    return _DECIDE[type(command)](command, states, frame)


def evolve(state: PersonState | None, event: Event) -> PersonState:
    """Fold one event of a person."""
    if isinstance(event, PersonRegistered):
        return PersonState(name=event.name, home=event.home)
    assert state is not None, "a person begins with registration"
    match event:
        case NameCorrected():
            return replace(state, name=event.name)
        case PersonPlaced():
            placing = Placing(event.post, event.role, event.since, event.until)
            return replace(state, posts=(*state.posts, placing))
        case PersonRelieved():
            kept = tuple(placing for placing in state.posts if placing.post != event.post)
            return replace(state, posts=kept)
        case PersonLeft():
            return replace(state, left=event.on)
        case AccountOpened():
            return replace(state, login=event.login)
        case AccountLocked():
            return replace(state, locked=True)
        case AccountUnlocked():
            return replace(state, locked=False)
        case PasswordReset():
            return state
    raise AssertionError(f"{type(event).__name__} is no event of a person")
