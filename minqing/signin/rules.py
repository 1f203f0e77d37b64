"""Rules of `signin:<person>`: one adds and removes one's own, another one clears and links. Pure."""

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
    Refusal,
    RefusalKind,
    States,
)
from minqing.org.public import Directory
from minqing.signin import commands as c
from minqing.signin import events as e
from minqing.signin.state import Cleared, Factor, FactorPolicy, Links, SigninState
from minqing.signin.terms import (
    LONGEST_REASON,
    LONGEST_SUBJECT,
    LONGEST_TITLE,
    MOST_FACTORS,
)

NOT_YOURS = RefusalKind(
    "signin-not-yours", "不能更改二次验证：只能更改本人的。请由本人登录后办理。"
)
UNKNOWN_PERSON = RefusalKind("signin-person-unknown", "不能{act}：没有登记这个人。请先登记。")
OUT_OF_REACH = RefusalKind(
    "signin-out-of-reach", "不能{act}：此人不在您的管辖范围内。请由其单位的管理员办理。"
)
TITLE_WRONG = RefusalKind(
    "signin-title-wrong", "不能添加二次验证：名称没有填写，或超过{most}个字。请写明是哪一个。"
)
ID_WRONG = RefusalKind(
    "signin-id-wrong", "不能添加二次验证：编号已经使用或不合规格。请刷新页面后重试。"
)
TOO_MANY = RefusalKind("signin-too-many", "不能添加二次验证：已有{most}个。请先移除不用的。")
UNKNOWN = RefusalKind("signin-unknown", "不能移除二次验证：没有这一个。请刷新页面。")
NEEDED = RefusalKind(
    "signin-needed", "不能移除二次验证：您的岗位须有二次验证，这是最后一个。请先添加另一个。"
)
NONE = RefusalKind("signin-none", "不必{act}：此人没有二次验证。请核对人员。")
OWN = RefusalKind("signin-own", "不能{act}：这是您本人的账号。请由另一位管理员办理。")
REASON_MISSING = RefusalKind(
    "signin-reason-missing", "不能{act}：没有写明理由，或超过{most}个字。请填写理由。"
)
SUBJECT_WRONG = RefusalKind(
    "signin-subject-wrong",
    "不能绑定统一身份：用户标识没有填写，或超过{most}个字符。请向身份认证平台查询后填写。",
)
SUBJECT_TAKEN = RefusalKind(
    "signin-subject-taken", "不能绑定统一身份：这个标识已绑定另一个账号。请先解除那边的绑定。"
)
NOT_LINKED = RefusalKind("signin-not-linked", "不必解除绑定：账号没有绑定统一身份。请核对人员。")

_ID = re.compile(r"[0-9A-Za-z-]{1,40}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def needs(command: Any) -> tuple[str, ...]:
    """Return the stream of the person's factors, and the person's own."""
    return (f"signin:{command.person}", f"person:{command.person}")


def get_state(command: Any, states: States) -> SigninState:
    """Return the fold, an empty one where nothing happened yet."""
    found: SigninState | None = states.get(f"signin:{command.person}")
    return found or SigninState()


# ------------------------------------------------------------------ one's own
def _check_own(command: Any, frame: Frame) -> Refusal | None:
    by = frame.by
    own = by.person == command.person and bool(by.person)
    return None if own and by.scope.startswith("account:") else NOT_YOURS()


def _add(command: c.AddFactor, state: SigninState, frame: Frame) -> Event | Refusal:
    title = command.title.strip()
    if not title or len(title) > LONGEST_TITLE:
        return TITLE_WRONG(most=LONGEST_TITLE)
    if len(state.factors) >= MOST_FACTORS:
        return TOO_MANY(most=MOST_FACTORS)
    taken = any(one.id == command.factor for one in state.factors)
    foreign = command.secret.subject != f"person:{command.person}"
    if taken or foreign or not _ID.fullmatch(command.factor):
        return ID_WRONG()
    return e.FactorAdded(
        at=frame.now,
        factor=command.factor,
        kind=command.kind,
        title=title,
        secret=command.secret.ref,
    )


def must_have(person: str, frame: Frame) -> bool:
    """Return whether one of the person's posts is of a role that must have a second factor."""
    directory, policy = frame.view(Directory), frame.view(FactorPolicy)
    return any(directory.post(post).role in policy.roles for post in directory.posts_of(person))


def _remove(command: c.RemoveFactor, state: SigninState, frame: Frame) -> Event | Refusal:
    found = next((one for one in state.factors if one.id == command.factor), None)
    if found is None:
        return UNKNOWN()
    if len(state.factors) == 1 and must_have(command.person, frame):
        return NEEDED()
    return e.FactorRemoved(
        at=frame.now, factor=found.id, kind=found.kind, title=found.title, secret=found.secret
    )


def _make_codes(command: c.MakeRecoveryCodes, state: SigninState, frame: Frame) -> Event | Refusal:
    if not state.factors:
        return NONE(act="生成备用码")
    return e.RecoveryCodesMade(at=frame.now)


# ------------------------------------------------------------------ of somebody else
def _check_other(act: str, command: Any, states: States, frame: Frame) -> Refusal | None:
    """Nobody recovers or links themselves: another one has to look."""
    person: Any = states.get(f"person:{command.person}")
    if person is None:
        return UNKNOWN_PERSON(act=act)
    directory, by = frame.view(Directory), frame.by
    known = bool(person.home) and directory.has(person.home)
    if by.kind != "system" and known and not directory.reaches(by, person.home):
        return OUT_OF_REACH(act=act)
    if by.person and by.person == command.person:
        return OWN(act=act)
    return None


def _check_reason(act: str, reason: str) -> Refusal | None:
    fits = 0 < len(reason.strip()) <= LONGEST_REASON
    return None if fits else REASON_MISSING(act=act, most=LONGEST_REASON)


def _clear(command: c.ClearFactors, state: SigninState, frame: Frame) -> Event | Refusal:
    act = "取消此人的二次验证"
    if (wrong := _check_reason(act, command.reason)) is not None:
        return wrong
    if not state.factors:
        return NONE(act="取消此人的二次验证")
    return e.FactorsCleared(
        at=frame.now,
        reason=command.reason.strip(),
        by_post=frame.by.post,
        secrets=tuple(one.secret for one in state.factors),
    )


def _link(command: c.LinkAccount, state: SigninState, frame: Frame) -> Event | Refusal:
    subject = command.subject.value
    foreign = command.subject.subject != f"person:{command.person}"
    wrong = not subject.strip() or len(subject) > LONGEST_SUBJECT
    if wrong or foreign or not _DIGEST.fullmatch(command.digest):
        return SUBJECT_WRONG(most=LONGEST_SUBJECT)
    if frame.view(Links).find(command.digest):
        return SUBJECT_TAKEN()
    return e.AccountLinked(
        at=frame.now,
        subject=command.subject.ref,
        digest=command.digest,
        by_post=frame.by.post,
        replaces=state.subject,
    )


def _unlink(command: c.UnlinkAccount, state: SigninState, frame: Frame) -> Event | Refusal:
    if not state.link:
        return NOT_LINKED()
    wrong = _check_reason("为此人解除绑定", command.reason)
    return wrong or e.AccountUnlinked(
        at=frame.now,
        reason=command.reason.strip(),
        by_post=frame.by.post,
        subject=state.subject,
    )


_OWN: dict[type, Callable[..., Event | Refusal]] = {
    c.AddFactor: _add,
    c.RemoveFactor: _remove,
    c.MakeRecoveryCodes: _make_codes,
}
_OTHERS: dict[type, tuple[str, Callable[..., Event | Refusal]]] = {
    c.ClearFactors: ("取消此人的二次验证", _clear),
    c.LinkAccount: ("为此人绑定统一身份", _link),
    c.UnlinkAccount: ("为此人解除绑定", _unlink),
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the event of a command about signing in, or its refusal."""
    kind = type(command)
    if kind in _OWN:
        refused, act = _check_own(command, frame), _OWN[kind]
    else:
        refused = _check_other(_OTHERS[kind][0], command, states, frame)
        act = _OTHERS[kind][1]
    decided = refused or act(command, get_state(command, states), frame)
    return decided if isinstance(decided, Refusal) else [Decided(needs(command)[0], decided)]


def evolve(state: SigninState | None, event: Event) -> SigninState:
    """Fold one event."""
    state = state or SigninState()
    match event:
        case e.FactorAdded():
            one = Factor(event.factor, event.kind, event.title, event.at, event.secret)
            return replace(state, factors=(*state.factors, one))
        case e.FactorRemoved():
            left = tuple(one for one in state.factors if one.id != event.factor)
            return replace(state, factors=left)
        case e.FactorsCleared():
            cleared = Cleared(event.at, event.reason, event.by_post)
            return replace(state, factors=(), cleared=cleared)
        case e.AccountLinked():
            return replace(state, link=event.digest, subject=event.subject)
        case e.AccountUnlinked():
            return replace(state, link="", subject="")
    return state
