"""Rules of `unit:<code>`: establish, rename, move, close.

A unit's level never changes and is always greater than its parent's. So no order of moves,
in one batch or in many, can close a circle, and no look at the whole tree is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from minqing.kernel.messages import Decided, Decision, Event, Frame, Refusal, RefusalKind, States
from minqing.kernel.periods import local_day
from minqing.org.commands import CloseUnit, EstablishUnit, MergeUnits, MoveUnit, RenameUnit
from minqing.org.directory import Directory
from minqing.org.events import (
    Above,
    PostAbolished,
    PostMoved,
    UnitClosed,
    UnitEstablished,
    UnitMoved,
    UnitRenamed,
)
from minqing.org.roles import ROLES
from minqing.org.rules.checks import check_code, check_name, check_reach
from minqing.org.state import PostState, UnitState
from minqing.org.terms import LEVEL_OF_KIND, Axis, FormerName, UnitKind

EXISTS = RefusalKind("unit-exists", "不能设立单位{unit}：这个代码已经使用。请核对代码。")
UNKNOWN = RefusalKind("unit-unknown", "不能{act}单位{unit}：没有这个单位。请核对代码。")
CLOSED = RefusalKind("unit-closed", "不能{act}{name}：已经撤销。请改用现行单位。")
PARENT_UNKNOWN = RefusalKind(
    "unit-parent-unknown", "不能{act}单位{unit}：没有上级单位{parent}。请先设立上级单位。"
)
LEVEL_WRONG = RefusalKind(
    "unit-level-wrong", "不能{act}{name}：上级单位{parent}的层级不高于它。请选择更高层级的单位。"
)
AXIS_WRONG = RefusalKind(
    "unit-axis-wrong", "不能{act}{name}：行政区划不能设在部门之下。请选择所属的苏木镇或旗县。"
)
STAYS = RefusalKind("unit-not-moved", "不能调整{name}：它已在{parent}之下。不需要再调整。")
HAS_UNITS = RefusalKind(
    "unit-has-units", "不能撤销{name}：下面还有{count}个单位。请先调整或撤销它们。"
)
HAS_POSTS = RefusalKind("unit-has-posts", "不能撤销{name}：还有{count}个岗位。请先撤销岗位。")
HAS_PEOPLE = RefusalKind(
    "unit-has-people", "不能撤销{name}：岗位“{title}”还有人在岗。请先交接或免职，或改办合并。"
)
CLOSE_CHANGED = RefusalKind(
    "unit-close-changed", "不能撤销{name}：预览之后它的岗位有变动。请重新预览后再撤销。"
)
NO_RECEIVER = RefusalKind(
    "unit-no-receiver", "不能撤销{name}：没有写明由哪个单位接办它的事项和户。请选择接办单位。"
)
RECEIVER_WRONG = RefusalKind(
    "unit-receiver-wrong",
    "不能撤销{name}：{into}不能接办，接办单位须是同一类的同级或上级单位。请另选接办单位。",
)
RECEIVER_VACANT = RefusalKind(
    "unit-receiver-vacant",
    "不能撤销{name}：{into}和它的上级没有在岗的“{role}”，办理中的事项没有人负责。请先任命。",
)
MERGE_ITSELF = RefusalKind(
    "unit-merge-itself", "不能合并{name}：不能并入它自己。请选择另一个单位。"
)
MERGE_UNLIKE = RefusalKind(
    "unit-merge-unlike",
    "不能把{name}并入{into}：两个单位不是同一层级、同一类别。请选择同级单位。",
)
MERGE_CHANGED = RefusalKind(
    "unit-merge-changed",
    "不能合并{name}：预览之后它的岗位或下级单位有变动。请重新预览后再合并。",
)
TOP_BY_SYSTEM = RefusalKind(
    "unit-top-by-system", "不能{act}单位{unit}：没有上级的单位只能在安装时设立。请填写上级单位。"
)


def _stream(unit: str) -> str:
    return f"unit:{unit}"


def needs(command: Any) -> tuple[str, ...]:
    """Return the unit's own stream, then its new parent, the place served, the successor."""
    if isinstance(command, MergeUnits):
        merged = [_stream(unit) for unit in (command.unit, command.into, *command.units)]
        return tuple(dict.fromkeys((*merged, *(f"post:{post}" for post in command.posts))))
    others = (getattr(command, name, "") for name in ("parent", "serves", "successor"))
    named = dict.fromkeys((command.unit, *others))
    posts = command.posts if isinstance(command, CloseUnit) else ()
    return (*(_stream(unit) for unit in named if unit), *(f"post:{post}" for post in posts))


def compute_above(parent: str, state: UnitState) -> Above:
    """Return the places above a unit whose parent (or served place) has this state."""
    if state.axis is Axis.PLACE:
        return (*state.above, (state.level, parent))
    return state.above


def _check_parent(
    act: str, unit: str, name: str, axis: Axis, level: int, parent: str, states: States
) -> Refusal | None:
    state: UnitState | None = states.get(_stream(parent))
    if state is None:
        return PARENT_UNKNOWN(act=act, unit=unit, parent=parent)
    if state.closed:
        return CLOSED(act=act, name=state.short_name)
    if axis is Axis.PLACE and state.axis is not Axis.PLACE:
        return AXIS_WRONG(act=act, name=name)
    if state.level >= level:
        return LEVEL_WRONG(act=act, name=name, parent=state.short_name)
    return None


def _place_above(axis: Axis, parent: str, serves: str, states: States) -> Above:
    for unit in (serves if axis is not Axis.PLACE else "", parent):
        state = states.get(_stream(unit)) if unit else None
        if state is not None:
            return compute_above(unit, state)
    return ()


def _compute_level(kind: UnitKind, parent: UnitState | None) -> int:
    fixed = LEVEL_OF_KIND.get(kind)
    if fixed is not None:
        return fixed
    return parent.level + 1 if parent is not None else 1


def _check_new(command: EstablishUnit, states: States, frame: Frame) -> Refusal | None:
    act = "设立"
    if states.get(_stream(command.unit)) is not None:
        return EXISTS(unit=command.unit)
    wrong = check_code(act, command.unit) or check_name(act, command.unit, command.name)
    if wrong is not None:
        return wrong
    if not command.parent:
        return None if frame.by.kind == "system" else TOP_BY_SYSTEM(act=act, unit=command.unit)
    if command.serves and states.get(_stream(command.serves)) is None:
        return PARENT_UNKNOWN(act=act, unit=command.unit, parent=command.serves)
    level = _compute_level(command.kind, states.get(_stream(command.parent)))
    return _check_parent(
        act, command.unit, command.name, command.axis, level, command.parent, states
    ) or check_reach(act, frame, command.parent)


def _establish(command: EstablishUnit, states: States, frame: Frame) -> Decision:
    wrong = _check_new(command, states, frame)
    if wrong is not None:
        return wrong
    parent = states.get(_stream(command.parent)) if command.parent else None
    event = UnitEstablished(
        name=command.name.strip(),
        short_name=command.short_name.strip() or command.name.strip(),
        kind=command.kind,
        level=_compute_level(command.kind, parent),
        parent=command.parent,
        axis=command.axis,
        serves=command.serves,
        above=_place_above(command.axis, command.parent, command.serves, states),
    )
    return [Decided(_stream(command.unit), event)]


def _check_open(act: str, unit: str, states: States, frame: Frame) -> UnitState | Refusal:
    state: UnitState | None = states.get(_stream(unit))
    if state is None:
        return UNKNOWN(act=act, unit=unit)
    if state.closed:
        return CLOSED(act=act, name=state.short_name)
    return check_reach(act, frame, unit) or state


def _rename(command: RenameUnit, states: States, frame: Frame) -> Decision:
    state = _check_open("更名", command.unit, states, frame)
    if isinstance(state, Refusal):
        return state
    wrong = check_name("更名", command.unit, command.name)
    if wrong is not None:
        return wrong
    name = command.name.strip()
    event = UnitRenamed(
        name=name,
        short_name=command.short_name.strip() or name,
        on=command.on or local_day(frame.now),
    )
    return [Decided(_stream(command.unit), event)]


def _move(command: MoveUnit, states: States, frame: Frame) -> Decision:
    act = "调整"
    state = _check_open(act, command.unit, states, frame)
    if isinstance(state, Refusal):
        return state
    wrong = _check_parent(
        act, command.unit, state.short_name, state.axis, state.level, command.parent, states
    ) or check_reach(act, frame, command.parent)
    if wrong is not None:
        return wrong
    parent: UnitState = states[_stream(command.parent)]
    if state.parent == command.parent:
        return STAYS(name=state.short_name, parent=parent.short_name)
    above = state.above if state.serves else compute_above(command.parent, parent)
    event = UnitMoved(parent=command.parent, before=state.parent, above=above)
    return [Decided(_stream(command.unit), event)]


def _close(command: CloseUnit, states: States, frame: Frame) -> Decision:
    state = _check_open("撤销", command.unit, states, frame)
    if isinstance(state, Refusal):
        return state
    wrong = _check_empty(command, state, states, frame) or _check_receiver(
        command, state, states, frame
    )
    if wrong is not None:
        return wrong
    posts = [Decided(f"post:{post}", PostAbolished()) for post in command.posts]
    closed = UnitClosed(successor=command.successor, on=local_day(frame.now))
    return [*posts, Decided(_stream(command.unit), closed)]


def _check_empty(
    command: CloseUnit, state: UnitState, states: States, frame: Frame
) -> Refusal | None:
    """Refuse while units stand below, or posts that are filled or that nobody was shown."""
    directory = frame.view(Directory)
    units = directory.children(command.unit)
    if units:
        return HAS_UNITS(name=state.short_name, count=len(units))
    for post in command.posts:
        known: PostState | None = states.get(f"post:{post}")
        if known is None or known.abolished or known.unit != command.unit:
            return CLOSE_CHANGED(name=state.short_name)
        if known.current is not None:
            return HAS_PEOPLE(name=state.short_name, title=known.title)
    unseen = set(directory.posts_at(command.unit)).difference(command.posts)
    if not unseen:
        return None
    kind = CLOSE_CHANGED if command.posts else HAS_POSTS
    return kind(name=state.short_name, count=len(unseen))


def _check_receiver(
    command: CloseUnit, state: UnitState, states: States, frame: Frame
) -> Refusal | None:
    """Refuse where nobody would answer for what is not done yet (law 1)."""
    name, installing = state.short_name, frame.by.kind == "system"
    if command.successor == command.unit or not (command.successor or installing):
        return NO_RECEIVER(name=name)
    if not command.successor:
        return None
    into = _check_open("撤销", command.successor, states, frame)
    if isinstance(into, Refusal):
        return into
    misplaced = state.axis is Axis.PLACE and into.axis is not Axis.PLACE
    if misplaced or into.level > state.level:
        return RECEIVER_WRONG(name=name, into=into.short_name)
    vacant = None if installing else _find_vacancy(command, frame.view(Directory))
    return RECEIVER_VACANT(name=name, into=into.short_name, role=vacant) if vacant else None


def _find_vacancy(command: CloseUnit, directory: Directory) -> str:
    """Return the title of a role of the unit's posts for which nobody will answer, or ""."""
    for role in directory.roles_at(command.unit):
        handles = "CASE_HANDLE" in ROLES[role].permissions
        if handles and directory.find_answering(role, command.successor) is None:
            above = ROLES[role].answers_to or (role,)
            return ROLES[above[-1]].title_zh
    return ""


def _check_merger(command: MergeUnits, states: States, frame: Frame) -> Refusal | None:
    act = "合并"
    state = _check_open(act, command.unit, states, frame)
    into = _check_open(act, command.into, states, frame)
    for found in (state, into):
        if isinstance(found, Refusal):
            return found
    assert isinstance(state, UnitState) and isinstance(into, UnitState), "both are open"
    if command.unit == command.into:
        return MERGE_ITSELF(name=state.short_name)
    if (state.axis, state.level) != (into.axis, into.level):
        return MERGE_UNLIKE(name=state.short_name, into=into.short_name)
    directory = frame.view(Directory)
    posts, units = directory.posts_at(command.unit), directory.children(command.unit)
    if (sorted(posts), sorted(units)) != (sorted(command.posts), sorted(command.units)):
        return MERGE_CHANGED(name=state.short_name)
    return None


def _merge(command: MergeUnits, states: States, frame: Frame) -> Decision:
    """Move posts and units over, then close: all in one act, so that nothing is ever nowhere."""
    wrong = _check_merger(command, states, frame)
    if wrong is not None:
        return wrong
    into: UnitState = states[_stream(command.into)]
    home = command.into if into.kind is UnitKind.BANNER else _find_banner(into)
    decided = []
    for post in command.posts:
        state: PostState | None = states.get(f"post:{post}")
        if state is None or state.abolished or state.unit != command.unit:
            return MERGE_CHANGED(name=states[_stream(command.unit)].short_name)
        moved = PostMoved(unit=command.into, before=command.unit, home=home)
        decided.append(Decided(f"post:{post}", moved))
    for unit in command.units:
        below: UnitState = states[_stream(unit)]
        above = below.above if below.serves else compute_above(command.into, into)
        event = UnitMoved(parent=command.into, before=command.unit, above=above)
        decided.append(Decided(_stream(unit), event))
    closed = UnitClosed(successor=command.into, on=command.on or local_day(frame.now))
    return [*decided, Decided(_stream(command.unit), closed)]


def _find_banner(state: UnitState) -> str:
    return next((above for level, above in state.above if level == 3), "")


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    EstablishUnit: _establish,
    RenameUnit: _rename,
    MoveUnit: _move,
    MergeUnits: _merge,
    CloseUnit: _close,
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a unit command, or its refusal."""
    return _DECIDE[type(command)](command, states, frame)


def evolve(state: UnitState | None, event: Event) -> UnitState:
    """Fold one event of a unit."""
    if isinstance(event, UnitEstablished):
        return UnitState(
            name=event.name,
            short_name=event.short_name,
            kind=event.kind,
            level=event.level,
            parent=event.parent,
            axis=event.axis,
            serves=event.serves,
            above=event.above,
        )
    assert state is not None, "a unit begins with its establishment"
    match event:
        case UnitRenamed():
            before = FormerName(state.name, state.short_name, event.on)
            names = (*state.names, before)
            return replace(state, name=event.name, short_name=event.short_name, names=names)
        case UnitMoved():
            former = (*state.former, event.before)
            return replace(state, parent=event.parent, above=event.above, former=former)
        case UnitClosed():
            return replace(state, closed=True, successor=event.successor, closed_on=event.on)
    raise AssertionError(f"{type(event).__name__} is no event of a unit")
