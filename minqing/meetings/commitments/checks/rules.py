"""`spotcheck:<id>`: announced with the hash of a seed, drawn on a later day. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, ClassVar

import msgspec
from msgspec.structs import replace

from minqing.kernel.messages import (
    Command,
    Decided,
    Decision,
    Event,
    Frame,
    Personal,
    RefusalKind,
    States,
    VaultRef,
)
from minqing.kernel.periods import local_day
from minqing.meetings.commitments.checks.terms import draw, hash_seed
from minqing.org.public import Directory

_ID = re.compile(r"[0-9A-Za-z-]{1,40}")
MOST_DRAWN, MOST_CANDIDATES = 50, 2000

EXISTS = RefusalKind("spotcheck-exists", "不能预告抽查：这一次已经预告。请打开该次抽查查看。")
WRONG = RefusalKind(
    "spotcheck-wrong", "不能预告抽查：件数应为1至{most}，单位应在您的管辖范围内。请改正后再办。"
)
UNKNOWN = RefusalKind("spotcheck-unknown", "不能抽取：没有预告这一次抽查。请先预告。")
TOO_EARLY = RefusalKind(
    "spotcheck-too-early", "不能抽取：预告当天的存证还没有公布，种子要先存证再使用。请明天再抽取。"
)
DRAWN = RefusalKind("spotcheck-drawn", "不能抽取：这一次已经抽取。请刷新页面查看。")
SEED_WRONG = RefusalKind(
    "spotcheck-seed-wrong", "不能抽取：种子和预告时公布的不一致。请使用预告时封存的种子。"
)
NONE_THERE = RefusalKind(
    "spotcheck-no-candidates", "不能抽取：预告以前没有承诺，或超过{most}条。请缩小单位范围。"
)
REFUSALS = (EXISTS, WRONG, UNKNOWN, TOO_EARLY, DRAWN, SEED_WRONG, NONE_THERE)


class AnnounceCheck(Command, frozen=True, kw_only=True):
    """Announce that `count` promises of a unit will be checked; only the seed's hash is told."""

    TYPE: ClassVar[str] = "spotcheck.announce"
    PERMISSION: ClassVar[str] = "CASE_SUPERVISE"

    check: str
    unit: str
    count: int
    seed: Personal[str]


class DrawCheck(Command, frozen=True, kw_only=True):
    """Reveal the seed, on a later day, and draw; `candidates`: made before the announcement."""

    TYPE: ClassVar[str] = "spotcheck.draw"
    PERMISSION: ClassVar[str] = "CASE_SUPERVISE"

    check: str
    seed: str
    candidates: tuple[str, ...]


class CheckAnnounced(Event, frozen=True, kw_only=True):
    """`seed_hash` is on the log, and so under the published root of its day."""

    TYPE: ClassVar[str] = "spotcheck.announced@1"

    unit: str
    home: str
    count: int
    seed_hash: str
    seed: VaultRef
    at: datetime
    post: str


class CheckDrawn(Event, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "spotcheck.drawn@1"

    seed: str
    candidates: tuple[str, ...]
    drawn: tuple[str, ...]
    at: datetime
    post: str


class CheckState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A spot check as it now is. `sealed`: name of the seed in the vault until it is told."""

    unit: str
    home: str
    count: int
    seed_hash: str
    sealed: VaultRef
    announced_at: datetime
    announced_by: str = ""
    seed: str = ""
    candidates: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    drawn_at: datetime | None = None


COMMANDS = (AnnounceCheck, DrawCheck)
EVENTS = (CheckAnnounced, CheckDrawn)


def needs(command: Any) -> tuple[str, ...]:
    return (f"spotcheck:{command.check}",)


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the event of a command about a spot check, or its refusal."""
    state: CheckState | None = states.get(f"spotcheck:{command.check}")
    if isinstance(command, AnnounceCheck):
        return _announce(command, state, frame)
    assert isinstance(command, DrawCheck), "two commands only"
    return _draw(command, state, frame)


def _announce(command: AnnounceCheck, state: CheckState | None, frame: Frame) -> Decision:
    directory = frame.view(Directory)
    if state is not None:
        return EXISTS()
    known = bool(_ID.fullmatch(command.check)) and directory.has(command.unit)
    if not known or not 1 <= command.count <= MOST_DRAWN:
        return WRONG(most=MOST_DRAWN)
    if not directory.reaches(frame.by, command.unit):
        return WRONG(most=MOST_DRAWN)
    event = CheckAnnounced(
        unit=command.unit,
        home=directory.banner_of(command.unit),
        count=command.count,
        seed_hash=hash_seed(command.seed.value),
        seed=command.seed.ref,
        at=frame.now,
        post=frame.by.post,
    )
    return [Decided(f"spotcheck:{command.check}", event)]


def _draw(command: DrawCheck, state: CheckState | None, frame: Frame) -> Decision:
    if state is None or not frame.view(Directory).reaches(frame.by, state.unit):
        return UNKNOWN()
    if state.drawn_at is not None:
        return DRAWN()
    if local_day(frame.now) <= local_day(state.announced_at):
        return TOO_EARLY()
    if hash_seed(command.seed) != state.seed_hash:
        return SEED_WRONG()
    candidates = tuple(sorted(set(command.candidates)))
    if not 1 <= len(candidates) <= MOST_CANDIDATES:
        return NONE_THERE(most=MOST_CANDIDATES)
    event = CheckDrawn(
        seed=command.seed,
        candidates=candidates,
        drawn=draw(command.seed, candidates, state.count),
        at=frame.now,
        post=frame.by.post,
    )
    return [Decided(f"spotcheck:{command.check}", event)]


def evolve(state: CheckState | None, event: Event) -> CheckState:
    """Fold one event of a spot check."""
    if isinstance(event, CheckAnnounced):
        return CheckState(
            unit=event.unit,
            home=event.home,
            count=event.count,
            seed_hash=event.seed_hash,
            sealed=event.seed,
            announced_at=event.at,
            announced_by=event.post,
        )
    assert state is not None and isinstance(event, CheckDrawn), "it begins with its announcement"
    return replace(
        state,
        seed=event.seed,
        candidates=event.candidates,
        drawn=event.drawn,
        drawn_at=event.at,
    )
