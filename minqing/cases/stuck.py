"""What is stuck (卡住的事项): why a case belongs on the agenda of a meeting, and how a meeting
carries it up. Pure but for what reads the open cases of a place and what was tried.

Sealed complaints never come before a meeting; merged members come with their main.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from minqing.cases import events as e
from minqing.cases.group_terms import Weight, weigh
from minqing.cases.models import Case
from minqing.cases.pack import CasesSection, find_rung, find_rung_of_kind
from minqing.cases.rules.ground import get_ground
from minqing.cases.rules.group import make_member
from minqing.cases.rules.sweep import RAISABLE
from minqing.cases.rules.work import find_holder_above, make_raised
from minqing.cases.state import CaseState
from minqing.cases.terms import MatterKind, Status
from minqing.cases.terms import gettext_noop as _
from minqing.kernel.messages import Frame, Refusal, VaultRef
from minqing.log.public import get_states, read_stream
from minqing.mechanisms.public import Packs, PackUnknown
from minqing.org.public import Directory
from minqing.vault.public import open_values

OPEN = frozenset(
    {
        Status.AWAITING_TRIAGE,
        Status.AWAITING_ACKNOWLEDGEMENT,
        Status.HANDLING,
        Status.JOINT_HANDLING,
        Status.REOPENED,
    }
)
"""Statuses of work without an answer. A pause, a plan or an answer is a reason not to meet."""


class Stuck(StrEnum):
    """Why a case stands on an agenda; words of a pack's `takes`."""

    OPINION = "opinion"
    JOINT = "joint"
    LATE = "late"
    RAISED = "raised"
    OPEN = "open"


STUCK_ZH: Mapping[Stuck, str] = {
    Stuck.OPINION: _("第三次反映，待终结意见"),
    Stuck.JOINT: _("联动办理"),
    Stuck.LATE: _("已逾期"),
    Stuck.RAISED: _("下一级提级上来"),
    Stuck.OPEN: _("在办"),
}

STUCK_WHEN = tuple(event.TYPE for event in e.EVENTS)
"""After any of these a case may have become stuck, or come loose."""


def find_stuck(state: CaseState, directory: Directory, packs: Packs) -> tuple[Stuck, ...]:
    """Return why a case is stuck, the weightiest reason first; nothing when it is not."""
    complaint = state.kind is MatterKind.COMPLAINT_AGAINST_OFFICIAL
    if state.sealed or complaint or state.lead or state.status not in OPEN or state.restricted:
        return ()
    section = _find_section(state, packs)
    if section is None or not directory.has(state.place):
        return ()
    found = []
    if state.final and state.opinion is None:
        found.append(Stuck.OPINION)
    if _is_joint(section, state):
        found.append(Stuck.JOINT)
    if state.breach is not None or state.promise_missed:
        found.append(Stuck.LATE)
    if _is_raised(section, state, directory):
        found.append(Stuck.RAISED)
    return (*found, Stuck.OPEN)


def _find_section(state: CaseState, packs: Packs) -> CasesSection | None:
    try:
        section = packs.get(state.pack, state.pack_version).section("cases")
    except PackUnknown:
        return None
    return section if isinstance(section, CasesSection) else None


def _is_joint(section: CasesSection, state: CaseState) -> bool:
    if state.status is Status.JOINT_HANDLING:
        return True
    return any(rung.joint and rung.code == state.rung for rung in section.ladder)


def _is_raised(section: CasesSection, state: CaseState, directory: Directory) -> bool:
    codes = [rung.code for rung in section.ladder]
    own = find_rung_of_kind(section, directory.unit(state.place).kind)
    return state.rung in codes and codes.index(state.rung) > codes.index(own.code)


def carry_up(
    state: CaseState, meeting: str, tried: VaultRef, frame: Frame
) -> tuple[e.CaseRaised, ...]:
    """Return the raise by which a meeting hands on what it could not solve; nothing where the
    case cannot be raised now (no rung above, nobody answers there, it waits for others)."""
    if state.status not in RAISABLE:
        return ()
    ground = get_ground(state, frame)
    if find_rung(ground.section, state.rung).joint:
        return ()
    found = find_holder_above(ground, state)
    if isinstance(found, Refusal):
        return ()
    return (make_raised(ground, state, *found, tried, meeting=meeting),)


def iterate_open(banner: str) -> Iterator[str]:
    """Yield the streams of the open cases of a banner, which may be stuck or not."""
    rows = Case.objects.filter(living=True, sealed=False, place_banner=banner)
    some = rows.filter(status__in=[status.value for status in OPEN]).order_by()
    for case in some.values_list("id", flat=True).iterator(chunk_size=2000):
        yield f"case:{case}"


def weigh_stuck(state: CaseState) -> Weight:
    """Return how many stand behind a case: its own raiser and those merged into it."""
    return weigh((make_member(state), *state.members))


class Tried(msgspec.Struct, frozen=True):
    """One thing that was tried (已做工作): when, on which unit's desk, in whose words."""

    at: datetime
    unit: str
    words: str


def list_tried(cases: Iterable[str]) -> dict[str, tuple[Tried, ...]]:
    """Return what was tried for each of a few cases, oldest first; for pages already allowed."""
    wanted = list(dict.fromkeys(cases))
    states = get_states(f"case:{case}" for case in wanted)
    raised: dict[str, list[tuple[e.CaseRaised, str]]] = {}
    for case in wanted:
        state = states.get(f"case:{case}")
        if state is not None and not state.sealed and not state.restricted:
            raised[case] = list(_walk(case))
    texts = open_values(event.tried for pairs in raised.values() for event, _unit in pairs)
    return {case: _show(pairs, texts) for case, pairs in raised.items()}


def _walk(case: str) -> Iterable[tuple[e.CaseRaised, str]]:
    """Yield each raise with words, and the unit that had tried."""
    unit = ""
    for entry in read_stream(f"case:{case}"):
        event = entry.event
        if isinstance(event, e.CaseRaised) and event.tried:
            yield event, unit
        unit = getattr(event, "holder_unit", "") or unit


def _show(
    pairs: Sequence[tuple[e.CaseRaised, str]], texts: Mapping[str, object]
) -> tuple[Tried, ...]:
    return tuple(
        Tried(event.at, unit, str(texts.get(event.tried) or ""))
        for event, unit in pairs
        if texts.get(event.tried)
    )
