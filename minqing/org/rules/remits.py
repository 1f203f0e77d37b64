"""Rules of `remit:<id>`: written responsibilities of a level or a team (SDN-31). Pure.

The register says which paper holds and what it asks; how rules are made, discussed and
abolished is no matter of this context.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from minqing.kernel.messages import Decided, Decision, Event, Frame, Refusal, RefusalKind, States
from minqing.kernel.periods import local_day
from minqing.org.commands import IssueRemit, WithdrawRemit
from minqing.org.directory import Directory
from minqing.org.events import RemitIssued, RemitWithdrawn
from minqing.org.pack import StationingSection
from minqing.org.rules.checks import check_code, check_name, check_reach
from minqing.org.rules.stationing import find_section
from minqing.org.rules.units import UNKNOWN as UNIT_UNKNOWN
from minqing.org.state import RemitState
from minqing.org.terms import RemitPart

EXISTS = RefusalKind("remit-exists", "不能登记职责文件{remit}：这个编号已经使用。请换一个编号。")
UNKNOWN = RefusalKind("remit-unknown", "不能废止职责文件{remit}：没有登记这份文件。请核对编号。")
WITHDRAWN = RefusalKind("remit-withdrawn", "不必废止《{title}》：它已经废止。请核对文件。")
LEVEL_UNKNOWN = RefusalKind(
    "remit-level-unknown",
    "不能登记《{title}》：本地的工作机制没有“{level}”这一级的职责。请从列表中选择。",
)
PART_MISSING = RefusalKind(
    "remit-part-missing", "不能登记《{title}》：没有写“{part}”（{source}）。请逐项写明。"
)
PART_LONG = RefusalKind(
    "remit-part-long", "不能登记《{title}》：“{part}”超过{most}个字。请只写条文。"
)
REASON = RefusalKind("remit-reason-missing", "不能废止《{title}》：没有写明理由。请填写理由。")
LONGEST_PART = 4000


def needs(command: Any) -> tuple[str, ...]:
    """Return the paper's own stream."""
    return (f"remit:{command.remit}",)


def _check_parts(command: IssueRemit, section: StationingSection) -> Refusal | None:
    written = {part.code: part.words.strip() for part in command.parts}
    for part in section.remits.parts:
        words = written.get(part.code, "")
        if not words:
            return PART_MISSING(title=command.title, part=part.zh, source=section.remits.source)
        if len(words) > LONGEST_PART:
            return PART_LONG(title=command.title, part=part.zh, most=LONGEST_PART)
    return None


def _issue(command: IssueRemit, states: States, frame: Frame) -> Decision:
    act, stream = "登记职责文件", needs(command)[0]
    if states.get(stream) is not None:
        return EXISTS(remit=command.remit)
    directory = frame.view(Directory)
    wrong = check_code(act, command.remit) or check_name(act, command.remit, command.title)
    if wrong is not None:
        return wrong
    if not directory.has(command.unit):
        return UNIT_UNKNOWN(act=act, unit=command.unit)
    wrong = check_reach(act, frame, command.unit)
    if wrong is not None:
        return wrong
    section = find_section(frame, command.unit)
    if section is None or command.level not in [level.code for level in section.remits.levels]:
        return LEVEL_UNKNOWN(title=command.title, level=command.level)
    wrong = _check_parts(command, section)
    if wrong is not None:
        return wrong
    wanted = [part.code for part in section.remits.parts]
    event = RemitIssued(
        level=command.level,
        unit=command.unit,
        title=command.title.strip(),
        number=command.number.strip(),
        on=command.on,
        parts=tuple(
            RemitPart(part.code, part.words.strip())
            for part in command.parts
            if part.code in wanted
        ),
        home=directory.banner_of(command.unit),
    )
    return [Decided(stream, event)]


def _withdraw(command: WithdrawRemit, states: States, frame: Frame) -> Decision:
    state: RemitState | None = states.get(needs(command)[0])
    if state is None:
        return UNKNOWN(remit=command.remit)
    wrong = check_reach("废止职责文件，所属单位为", frame, state.unit)
    if wrong is not None:
        return wrong
    if state.withdrawn is not None:
        return WITHDRAWN(title=state.title)
    if not command.reason.strip():
        return REASON(title=state.title)
    event = RemitWithdrawn(on=local_day(frame.now), reason=command.reason.strip())
    return [Decided(needs(command)[0], event)]


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a command about a paper, or its refusal."""
    if isinstance(command, IssueRemit):
        return _issue(command, states, frame)
    return _withdraw(command, states, frame)


def evolve(state: RemitState | None, event: Event) -> RemitState:
    """Fold one event of a paper of responsibilities."""
    if isinstance(event, RemitIssued):
        return RemitState(
            level=event.level,
            unit=event.unit,
            title=event.title,
            number=event.number,
            on=event.on,
            parts=event.parts,
            home=event.home,
        )
    assert state is not None and isinstance(event, RemitWithdrawn), "a paper begins with its issue"
    return replace(state, withdrawn=event.on)
