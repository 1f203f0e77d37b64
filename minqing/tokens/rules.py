"""Rules of `token:<id>`: what a token may be given, and who takes it back. Pure."""

from __future__ import annotations

import re
from datetime import timedelta

from msgspec.structs import replace

from minqing.kernel.messages import (
    Actor,
    Decided,
    Decision,
    Event,
    Frame,
    Refusal,
    RefusalKind,
    States,
)
from minqing.kernel.periods import local_day
from minqing.org.public import Directory
from minqing.tokens.commands import IssueToken, RevokeToken
from minqing.tokens.events import TokenIssued, TokenRevoked
from minqing.tokens.state import TokenState
from minqing.tokens.terms import (
    BY_POST,
    HANDED_IN,
    LONGEST_DAYS,
    LONGEST_NAME,
    MOST_UNITS,
    NEVER_GIVEN,
    OPEN311,
    ActsAs,
)

NO_POST = RefusalKind(
    "token-without-post", "不能制发令牌：您现在没有岗位。请由在岗人员制发，或联系本单位管理员。"
)
THROUGH_TOKEN = RefusalKind(
    "token-by-token", "不能用令牌制发或停用令牌：须由本人登录办理。请在工作台“接口令牌”办理。"
)
ID_WRONG = RefusalKind(
    "token-id-wrong", "不能制发令牌：编号只能用字母、数字和短横，不超过40个字符。请改正编号。"
)
EXISTS = RefusalKind("token-exists", "不能制发令牌{token}：这个编号已经使用。请换一个编号。")
NAME_WRONG = RefusalKind(
    "token-name-wrong", "不能制发令牌：名称没有填写，或超过{most}个字。请写明给哪个系统用。"
)
NO_SCOPE = RefusalKind("token-scope-missing", "不能制发令牌“{name}”：没有选权限。请至少选一项。")
SCOPE_NOT_OWN = RefusalKind(
    "token-scope-not-own",
    "不能制发令牌“{name}”：“{scope}”不在您可以给的权限之内。请只选本岗位有的权限。",
)
UNIT_NOT_OWN = RefusalKind(
    "token-unit-not-own",
    "不能制发令牌“{name}”：单位{unit}不在您的管辖范围内。请只选管辖范围内的单位。",
)
UNITS_MANY = RefusalKind(
    "token-units-many", "不能制发令牌“{name}”：单位超过{most}个。请选上一级单位。"
)
UNTIL_WRONG = RefusalKind(
    "token-until-wrong",
    "不能制发令牌“{name}”：有效期须在今天之后、{most}天之内。请改正日期。",
)
DIGEST_WRONG = RefusalKind(
    "token-digest-wrong", "不能制发令牌“{name}”：密文摘要不合规格。请刷新页面后重新制发。"
)
NOT_ADMIN = RefusalKind(
    "token-system-not-allowed",
    "不能制发系统令牌“{name}”：只有管理员可以给程序制发。请制发本岗位的令牌，或联系管理员。",
)
UNKNOWN = RefusalKind("token-unknown", "不能停用令牌{token}：没有这个令牌。请核对编号。")
NOT_YOURS = RefusalKind(
    "token-not-yours", "不能停用令牌“{name}”：它不是您的。请由本人或本单位管理员停用。"
)
REVOKED = RefusalKind("token-revoked-already", "不必停用令牌“{name}”：它已经停用。请核对列表。")

_ID = re.compile(r"[0-9A-Za-z-]{1,40}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
ADMIN = "ACCOUNT_ADMIN"


def needs(command: IssueToken | RevokeToken) -> tuple[str, ...]:
    """Return the token's own stream."""
    return (f"token:{command.token}",)


def list_givable(by: Actor, acts_as: ActsAs) -> frozenset[str]:
    """Return the scopes that this actor may put into a token."""
    own = by.permissions - NEVER_GIVEN
    return own | HANDED_IN | {OPEN311} if acts_as is ActsAs.SYSTEM else own | {BY_POST}


def check_issue(command: IssueToken, frame: Frame) -> Refusal | None:
    """Refuse a token that could do more than who issues it."""
    by, name = frame.by, command.name.strip()
    if not by.scope.startswith("account:"):
        return THROUGH_TOKEN()
    if not by.post:
        return NO_POST()
    if not _ID.fullmatch(command.token):
        return ID_WRONG()
    if not name or len(name) > LONGEST_NAME:
        return NAME_WRONG(most=LONGEST_NAME)
    if command.acts_as is ActsAs.SYSTEM and ADMIN not in by.permissions:
        return NOT_ADMIN(name=name)
    return _check_scopes(command, by, name) or _check_extent(command, frame, name)


def _check_scopes(command: IssueToken, by: Actor, name: str) -> Refusal | None:
    if not command.scopes:
        return NO_SCOPE(name=name)
    givable = list_givable(by, command.acts_as)
    foreign = next((scope for scope in command.scopes if scope not in givable), None)
    return None if foreign is None else SCOPE_NOT_OWN(name=name, scope=foreign[:40])


def _check_extent(command: IssueToken, frame: Frame, name: str) -> Refusal | None:
    directory = frame.view(Directory)
    if len(command.units) > MOST_UNITS:
        return UNITS_MANY(name=name, most=MOST_UNITS)
    for unit in command.units:
        if not directory.has(unit) or not directory.reaches(frame.by, unit):
            return UNIT_NOT_OWN(name=name, unit=unit[:40])
    today = local_day(frame.now)
    if not today < command.until <= today + timedelta(days=LONGEST_DAYS):
        return UNTIL_WRONG(name=name, most=LONGEST_DAYS)
    return None if _DIGEST.fullmatch(command.digest) else DIGEST_WRONG(name=name)


def _issue(command: IssueToken, states: States, frame: Frame) -> Decision:
    stream = needs(command)[0]
    refused = check_issue(command, frame)
    if refused is not None:
        return refused
    if states.get(stream) is not None:
        return EXISTS(token=command.token)
    by = frame.by
    event = TokenIssued(
        name=command.name.strip(),
        acts_as=command.acts_as,
        person=by.person,
        post=by.post,
        unit=by.unit,
        scopes=tuple(sorted(set(command.scopes))),
        units=tuple(dict.fromkeys(command.units)),
        issued_at=frame.now,
        until=command.until,
        digest=command.digest,
        home=frame.view(Directory).banner_of(by.unit),
    )
    return [Decided(stream, event)]


def may_revoke(state: TokenState, by: Actor, directory: Directory) -> bool:
    """Return whether the actor owns the token, or is an administrator over its unit."""
    if by.person and by.person == state.person:
        return True
    return ADMIN in by.permissions and directory.reaches(by, state.unit)


def _revoke(command: RevokeToken, states: States, frame: Frame) -> Decision:
    stream = needs(command)[0]
    state: TokenState | None = states.get(stream)
    if not frame.by.scope.startswith("account:"):
        return THROUGH_TOKEN()
    if state is None:
        return UNKNOWN(token=command.token[:40])
    if not may_revoke(state, frame.by, frame.view(Directory)):
        return NOT_YOURS(name=state.name)
    if state.revoked_at is not None:
        return REVOKED(name=state.name)
    return [Decided(stream, TokenRevoked(at=frame.now, by_post=frame.by.post))]


def decide(command: IssueToken | RevokeToken, states: States, frame: Frame) -> Decision:
    """Return the event of a command about a token, or its refusal."""
    if isinstance(command, IssueToken):
        return _issue(command, states, frame)
    return _revoke(command, states, frame)


def evolve(state: TokenState | None, event: Event) -> TokenState:
    """Fold one event of a token."""
    if isinstance(event, TokenIssued):
        return TokenState(
            name=event.name,
            acts_as=event.acts_as,
            person=event.person,
            post=event.post,
            unit=event.unit,
            scopes=event.scopes,
            units=event.units,
            issued_at=event.issued_at,
            until=event.until,
            digest=event.digest,
            home=event.home,
        )
    assert state is not None and isinstance(event, TokenRevoked), "a token begins with its issue"
    return replace(state, revoked_at=event.at)
