"""Rules of `person:<id>`: register, correct the name, record leaving."""

from __future__ import annotations

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
from minqing.org.commands import CorrectName, RecordLeaving, RegisterPerson
from minqing.org.events import (
    NameCorrected,
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
LONGEST_NAME = 50


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


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    RegisterPerson: _register,
    CorrectName: _correct,
    RecordLeaving: _leave,
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
    raise AssertionError(f"{type(event).__name__} is no event of a person")
