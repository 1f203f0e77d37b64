"""Rules of `post:<id>`: create, abolish, appoint, relieve, hand over, grant.

A post holds at most one person at a time; a person may hold several posts (兼任), but never
both one that does the work and one that asks the raiser about it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec.structs import replace

from minqing.kernel.messages import Decided, Decision, Event, Frame, Refusal, RefusalKind, States
from minqing.kernel.periods import local_day
from minqing.org.commands import (
    AbolishPost,
    AppointPerson,
    CreatePost,
    GrantPermission,
    HandOver,
    RelievePerson,
    RevokePermission,
)
from minqing.org.events import (
    HandOverRecorded,
    PermissionGranted,
    PermissionRevoked,
    PersonPlaced,
    PersonRelieved,
    PostAbolished,
    PostCreated,
    PostFilled,
    PostMoved,
    PostVacated,
)
from minqing.org.roles import GRANTABLE, PERMISSIONS, ROLES, get_role, may_join
from minqing.org.rules import stationing, units
from minqing.org.rules.checks import check_code, check_name, check_reach
from minqing.org.rules.persons import LEFT
from minqing.org.rules.persons import UNKNOWN as PERSON_UNKNOWN
from minqing.org.state import HandOverState, PersonState, PostState, UnitState
from minqing.org.terms import Axis, Grant, Posting, Tenure, UnitKind

EXISTS = RefusalKind("post-exists", "不能设置岗位{post}：这个编号已经使用。请换一个编号。")
UNKNOWN = RefusalKind("post-unknown", "不能{act}岗位{post}：没有这个岗位。请核对编号。")
ABOLISHED = RefusalKind("post-abolished", "不能{act}岗位“{title}”：已经撤销。请改用现行岗位。")
ROLE_UNKNOWN = RefusalKind(
    "post-role-unknown", "不能设置岗位{post}：没有“{role}”这种岗位类别。请从类别表中选择。"
)
FILLED = RefusalKind("post-filled", "不能{act}岗位“{title}”：现有人员在岗。请先免去或办理交接。")
NOT_HELD = RefusalKind(
    "post-not-held", "不能{act}岗位“{title}”：所指人员不在这个岗位上。请刷新后核对。"
)
PERIOD_WRONG = RefusalKind(
    "post-period-wrong", "不能{act}岗位“{title}”：起止日期不对，{reason}。请改正日期。"
)
INCOMPATIBLE = RefusalKind(
    "post-incompatible",
    "不能任命到岗位“{title}”：同一人不能既承办事项又负责回访。请另选一人。",
)
NO_POSTS = RefusalKind("hand-over-empty", "不能办理交接：没有选择岗位。请选择要交接的岗位。")
AHEAD = RefusalKind(
    "hand-over-ahead", "不能办理交接：交接日{on}还没有到，交接当时生效。请在当日办理。"
)
RECORDED = RefusalKind("hand-over-recorded", "不能办理交接：这份交接单已经办过。请重新打开交接页。")
GRANT_UNKNOWN = RefusalKind(
    "grant-unknown",
    "不能给岗位“{title}”例外授权：没有“{permission}”这项权限，或它不能单独授予。请从列表中选择。",
)
GRANT_HELD = RefusalKind(
    "grant-held", "不必给岗位“{title}”例外授权：它已有“{permission}”这项权限。请核对。"
)
GRANT_MIXES = RefusalKind(
    "grant-mixes",
    "不能给岗位“{title}”例外授权：同一岗位不能既承办事项又负责回访。请另选权限。",
)
GRANT_PERIOD = RefusalKind(
    "grant-period-wrong",
    "不能给岗位“{title}”例外授权：止日须在今天之后、一年之内。请改正止日。",
)
GRANT_REASON = RefusalKind(
    "grant-reason-missing", "不能{act}岗位“{title}”的例外授权：没有写明理由。请填写理由。"
)
GRANT_MISSING = RefusalKind(
    "grant-missing", "不能收回岗位“{title}”的例外授权：它没有这项例外授权。请刷新后核对。"
)
LONGEST_GRANT = 366
"""Days that an additional permission lasts at most. Source: ours."""

SAME_PERSON = RefusalKind("hand-over-same", "不能办理交接：交出人和接手人是同一人。请另选接手人。")


def _post(post: str) -> str:
    return f"post:{post}"


def _person(person: str) -> str:
    return f"person:{person}"


def needs(command: Any) -> tuple[str, ...]:
    """Return the post's stream first, then the units or people it touches."""
    match command:
        case CreatePost():
            reach = (f"unit:{unit}" for unit in command.reach)
            return tuple(dict.fromkeys((_post(command.post), f"unit:{command.unit}", *reach)))
        case AbolishPost() | GrantPermission() | RevokePermission():
            return (_post(command.post),)
        case AppointPerson() | RelievePerson():
            return _post(command.post), _person(command.person)
        case HandOver():
            posts = tuple(dict.fromkeys(_post(post) for post in command.posts))
            named = [*posts, _person(command.giver), _person(command.taker)]
            named += [f"handover:{command.record}"] if command.record else []
            return tuple(dict.fromkeys(named))
    raise AssertionError(f"{type(command).__name__} is no command of a post")


def _check_unit(act: str, unit: str, states: States) -> Refusal | None:
    state: UnitState | None = states.get(f"unit:{unit}")
    if state is None:
        return units.UNKNOWN(act=act, unit=unit)
    return units.CLOSED(act=act, name=state.short_name) if state.closed else None


def _find_home(code: str, state: UnitState) -> str:
    if state.kind is UnitKind.BANNER and state.axis is Axis.PLACE:
        return code
    return next((above for level, above in state.above if level == 3), "")


def _create(command: CreatePost, states: States, frame: Frame) -> Decision:
    act = "设置岗位"
    if states.get(_post(command.post)) is not None:
        return EXISTS(post=command.post)
    role = ROLES.get(command.role)
    if role is None or not role.held_by_post:
        return ROLE_UNKNOWN(post=command.post, role=command.role)
    wrong = check_code(act, command.post) or check_name(act, command.post, command.title)
    for unit in (command.unit, *command.reach):
        wrong = wrong or _check_unit(act, unit, states)
    wrong = wrong or check_reach(act, frame, command.unit, *command.reach)
    if wrong is not None:
        return wrong
    event = PostCreated(
        unit=command.unit,
        role=command.role,
        title=command.title.strip(),
        reach=command.reach,
        home=_find_home(command.unit, states[f"unit:{command.unit}"]),
    )
    return [Decided(_post(command.post), event)]


def check_post(act: str, post: str, states: States, frame: Frame) -> PostState | Refusal:
    """Return a standing post in reach, or the refusal."""
    state: PostState | None = states.get(_post(post))
    if state is None:
        return UNKNOWN(act=act, post=post)
    if state.abolished:
        return ABOLISHED(act=act, title=state.title)
    return check_reach(f"{act}岗位，所在单位为", frame, state.unit) or state


def _abolish(command: AbolishPost, states: States, frame: Frame) -> Decision:
    state = check_post("撤销", command.post, states, frame)
    if isinstance(state, Refusal):
        return state
    if state.current is not None:
        return FILLED(act="撤销", title=state.title)
    return [Decided(_post(command.post), PostAbolished())]


def _check_period(act: str, state: PostState, since: date, until: date | None) -> Refusal | None:
    if until is not None and until <= since:
        return PERIOD_WRONG(act=act, title=state.title, reason="止日不晚于起日")
    last = state.tenures[-1] if state.tenures else None
    if last is not None and last.ended is not None and since < last.ended:
        return PERIOD_WRONG(act=act, title=state.title, reason="与前任的任期重叠")
    return None


def _check_person(act: str, person: str, states: States) -> PersonState | Refusal:
    state: PersonState | None = states.get(_person(person))
    if state is None:
        return PERSON_UNKNOWN(act=act, person=person)
    return LEFT(act=act) if state.left is not None else state


def _place(
    post: str,
    state: PostState,
    person: str,
    since: date,
    until: date | None,
    concurrent: bool,
    posting: Posting | None,
) -> list[Decided]:
    filled = PostFilled(
        person=person, since=since, until=until, concurrent=concurrent, posting=posting
    )
    placed = PersonPlaced(post=post, role=state.role, since=since, until=until)
    return [Decided(_post(post), filled), Decided(_person(person), placed)]


def relieve_from(post: str, person: str, on: date, reason: str) -> list[Decided]:
    """Return what empties a post and takes it off the person."""
    vacated = PostVacated(person=person, on=on, reason=reason)
    relieved = PersonRelieved(post=post, on=on, reason=reason)
    return [Decided(_post(post), vacated), Decided(_person(person), relieved)]


def _appoint(command: AppointPerson, states: States, frame: Frame) -> Decision:
    act = "任命到"
    state = check_post(act, command.post, states, frame)
    if isinstance(state, Refusal):
        return state
    if state.current is not None:
        return FILLED(act=act, title=state.title)
    person = _check_person(act, command.person, states)
    if isinstance(person, Refusal):
        return person
    period = (command.since, command.until)
    wrong = _check_period(act, state, *period) or stationing.check_posting(
        command.post, state, command.posting, *period, frame
    )
    if wrong is not None:
        return wrong
    if not may_join((state.role, *(placing.role for placing in person.posts))):
        return INCOMPATIBLE(title=state.title)
    concurrent = bool(person.posts)
    return _place(command.post, state, command.person, *period, concurrent, command.posting)


def _check_held(
    act: str, post: str, person: str, on: date, states: States, frame: Frame
) -> PostState | Refusal:
    state = check_post(act, post, states, frame)
    if isinstance(state, Refusal):
        return state
    current = state.current
    if current is None or current.person != person:
        return NOT_HELD(act=act, title=state.title)
    if on < current.since:
        return PERIOD_WRONG(act=act, title=state.title, reason="免职日早于任职日")
    return state


def _relieve(command: RelievePerson, states: States, frame: Frame) -> Decision:
    state = _check_held("免去", command.post, command.person, command.on, states, frame)
    if isinstance(state, Refusal):
        return state
    return relieve_from(command.post, command.person, command.on, command.reason)


def _hand_over(command: HandOver, states: States, frame: Frame) -> Decision:
    """Check every post before anything is decided: all are handed over, or none."""
    act = "交接"
    posts = tuple(dict.fromkeys(command.posts))
    if not posts:
        return NO_POSTS()
    if command.giver == command.taker:
        return SAME_PERSON()
    if command.on > local_day(frame.now):
        return AHEAD(on=command.on.isoformat())
    if command.record and states.get(f"handover:{command.record}") is not None:
        return RECORDED()
    taker = _check_person(act, command.taker, states)
    if isinstance(taker, Refusal):
        return taker
    roles = [placing.role for placing in taker.posts]
    decided: list[Decided] = []
    for number, post in enumerate(posts):
        state = _check_held(act, post, command.giver, command.on, states, frame)
        if isinstance(state, Refusal):
            return state
        if command.until is not None and command.until <= command.on:
            return PERIOD_WRONG(act=act, title=state.title, reason="止日不晚于起日")
        wrong = stationing.check_posting(
            post, state, command.posting, command.on, command.until, frame
        )
        if wrong is not None:
            return wrong
        roles.append(state.role)
        if not may_join(roles):
            return INCOMPATIBLE(title=state.title)
        concurrent = bool(taker.posts) or number > 0
        decided += relieve_from(post, command.giver, command.on, command.reason)
        decided += _place(
            post, state, command.taker, command.on, command.until, concurrent, command.posting
        )
    if command.record:
        home = states[_post(posts[0])].home
        decided.append(Decided(f"handover:{command.record}", _record(command, posts, home)))
    return decided


def _record(command: HandOver, posts: tuple[str, ...], home: str) -> HandOverRecorded:
    return HandOverRecorded(
        posts=posts,
        giver=command.giver,
        taker=command.taker,
        on=command.on,
        home=home,
        reason=command.reason,
        sheet=command.sheet,
    )


def _check_grant(command: GrantPermission, state: PostState, frame: Frame) -> Refusal | None:
    title, permission = state.title, command.permission
    if permission not in GRANTABLE:
        return GRANT_UNKNOWN(title=title, permission=PERMISSIONS.get(permission, permission))
    held = get_role(state.role).permissions
    if permission in held:
        return GRANT_HELD(title=title, permission=PERMISSIONS[permission])
    others = (grant.permission for grant in state.grants)
    if not may_join((state.role,), (permission, *others)):
        return GRANT_MIXES(title=title)
    if not 0 < (command.until - local_day(frame.now)).days <= LONGEST_GRANT:
        return GRANT_PERIOD(title=title)
    return None if command.reason.strip() else GRANT_REASON(act="给予", title=title)


def _grant(command: GrantPermission, states: States, frame: Frame) -> Decision:
    state = check_post("授权给", command.post, states, frame)
    if isinstance(state, Refusal):
        return state
    wrong = _check_grant(command, state, frame)
    if wrong is not None:
        return wrong
    event = PermissionGranted(
        permission=command.permission, until=command.until, reason=command.reason.strip()
    )
    return [Decided(_post(command.post), event)]


def _revoke(command: RevokePermission, states: States, frame: Frame) -> Decision:
    state = check_post("收回授权于", command.post, states, frame)
    if isinstance(state, Refusal):
        return state
    if command.permission not in [grant.permission for grant in state.grants]:
        return GRANT_MISSING(title=state.title)
    if not command.reason.strip():
        return GRANT_REASON(act="收回", title=state.title)
    event = PermissionRevoked(permission=command.permission, reason=command.reason.strip())
    return [Decided(_post(command.post), event)]


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    CreatePost: _create,
    AbolishPost: _abolish,
    AppointPerson: _appoint,
    RelievePerson: _relieve,
    HandOver: _hand_over,
    GrantPermission: _grant,
    RevokePermission: _revoke,
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a post command, or its refusal."""
    return _DECIDE[type(command)](command, states, frame)


def evolve(state: PostState | None, event: Event) -> PostState:
    """Fold one event of a post."""
    if isinstance(event, PostCreated):
        return PostState(
            unit=event.unit, role=event.role, title=event.title, reach=event.reach, home=event.home
        )
    assert state is not None, "a post begins with its creation"
    match event:
        case PostAbolished():
            return replace(state, abolished=True)
        case PostMoved():
            former = (*state.former_units, event.before)
            return replace(state, unit=event.unit, home=event.home, former_units=former)
        case PermissionGranted():
            grant = Grant(event.permission, event.until, event.reason)
            return replace(state, grants=(*_without(state, event.permission), grant))
        case PermissionRevoked():
            return replace(state, grants=_without(state, event.permission))
        case PostFilled():
            tenure = Tenure(
                person=event.person,
                since=event.since,
                until=event.until,
                concurrent=event.concurrent,
                posting=event.posting,
            )
            return replace(state, tenures=(*state.tenures, tenure))
        case PostVacated():
            ended = replace(state.tenures[-1], ended=event.on)
            return replace(state, tenures=(*state.tenures[:-1], ended))
    raise AssertionError(f"{type(event).__name__} is no event of a post")


def _without(state: PostState, permission: str) -> tuple[Grant, ...]:
    return tuple(grant for grant in state.grants if grant.permission != permission)


def evolve_hand_over(state: HandOverState | None, event: Event) -> HandOverState:
    """Fold the one event of a hand-over."""
    assert isinstance(event, HandOverRecorded) and state is None, "a hand-over is done once"
    return HandOverState(
        posts=event.posts,
        giver=event.giver,
        taker=event.taker,
        on=event.on,
        home=event.home,
        reason=event.reason,
        sheet=event.sheet,
        village=event.village,
    )
