"""Cases as what may come before a meeting. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minqing.cases.public import (
    STUCK_WHEN,
    CaseState,
    carry_up,
    find_stuck,
    iterate_open,
    weigh_stuck,
)
from minqing.kernel.messages import Event, Frame, VaultRef
from minqing.mechanisms.public import Packs
from minqing.meetings.agenda import Source
from minqing.org.public import Directory


def _why(state: Any, directory: Directory, packs: Packs) -> tuple[str, ...]:
    assert isinstance(state, CaseState), "registered for cases alone"
    return tuple(word.value for word in find_stuck(state, directory, packs))


def _since(state: CaseState) -> Any:
    """Return from when it has been with the one who holds it."""
    return state.holdings[-1].since if state.holdings else state.recorded_at


def _households(state: CaseState) -> int:
    weight = weigh_stuck(state)
    return max(1, weight.households + weight.sealed + weight.anonymous)


def _carry(state: Any, meeting: str, words: VaultRef, frame: Frame) -> Sequence[Event]:
    return carry_up(state, meeting, words, frame)


def _describe(state: CaseState) -> dict[str, str]:
    return {"place": state.place, "category": state.category, "home": state.home_banner}


CASES = Source(
    prefix="case",
    zh="事项",
    why=_why,
    unit_of=lambda state: state.holder_unit,
    since=_since,
    weigh=_households,
    carry=_carry,
    iterate=iterate_open,
    describe=_describe,
    when=STUCK_WHEN,
)
