"""Rules of `excuse:<id>` and `cadence:<unit>`: what a command needs, decides, folds to. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from minqing.duties.commands import EndExcuse, ExcuseVisits, VaryCadence
from minqing.duties.events import CadenceVaried, ExcuseEnded, VisitsExcused
from minqing.duties.pack import DutiesSection
from minqing.duties.rules import refusals as no
from minqing.duties.state import CadenceState, ExcuseState
from minqing.kernel.messages import Decided, Decision, Event, Frame, States
from minqing.kernel.periods import local_day
from minqing.mechanisms.public import Packs
from minqing.org.public import VILLAGE_KINDS, Directory

_ID = re.compile(r"[0-9A-Za-z-]{1,40}")
LONGEST_REASON = 200


def needs(command: Any) -> tuple[str, ...]:
    """Return the streams that a command about duties touches."""
    if isinstance(command, ExcuseVisits):
        return (f"excuse:{command.excuse}", f"household:{command.household}")
    if isinstance(command, EndExcuse):
        return (f"excuse:{command.excuse}",)
    return (f"cadence:{command.unit}",)


def find_section(directory: Directory, packs: Packs, unit: str) -> DutiesSection | None:
    """Return the section of the mechanism in force at a unit, None when there is none."""
    if not directory.has(unit):
        return None
    path, banner = directory.path(unit), directory.banner_of(unit)
    pack = packs.for_unit(path, banner, section="duties")
    section = pack.section("duties") if pack is not None else None
    return section if isinstance(section, DutiesSection) else None


def excuse(command: ExcuseVisits, states: States, frame: Frame) -> Decision:
    """Note why a household in reach cannot be visited for some days."""
    stream = f"excuse:{command.excuse}"
    if not _ID.fullmatch(command.excuse):
        return no.ID_WRONG()
    if states.get(stream) is not None:
        return no.EXISTS()
    household = states.get(f"household:{command.household}")
    if household is None or household.closed is not None:
        return no.HOUSEHOLD_UNKNOWN(household=command.household)
    directory = frame.view(Directory)
    if not directory.reaches(frame.by, household.unit):
        return no.EXCUSE_OUT_OF_REACH()
    section = find_section(directory, frame.view(Packs), household.unit)
    if section is None:
        return no.EXCUSE_PACK_MISSING()
    if section.find_excuse(command.reason) is None:
        return no.REASON_UNKNOWN(reason=command.reason)
    if not 0 <= (command.last - command.first).days < section.excuse_days:
        return no.DAYS_WRONG(days=section.excuse_days)
    event = VisitsExcused(
        household=command.household,
        unit=household.unit,
        home=household.home,
        post=frame.by.post,
        reason=command.reason,
        first=command.first,
        last=command.last,
    )
    return [Decided(stream, event)]


def end_excuse(command: EndExcuse, states: States, frame: Frame) -> Decision:
    """End an excuse: yesterday was its last day."""
    state: ExcuseState | None = states.get(f"excuse:{command.excuse}")
    if state is None:
        return no.UNKNOWN()
    if not frame.view(Directory).reaches(frame.by, state.unit):
        return no.EXCUSE_OUT_OF_REACH()
    yesterday = local_day(frame.now) - timedelta(days=1)
    if state.last <= yesterday:
        return no.OVER()
    return [Decided(f"excuse:{command.excuse}", ExcuseEnded(last=yesterday))]


def vary(command: VaryCadence, states: States, frame: Frame) -> Decision:
    """Let a variation hold in a village in reach, from today on."""
    directory = frame.view(Directory)
    known = directory.has(command.unit)
    unit = directory.unit(command.unit) if known else None
    if unit is None or unit.kind not in VILLAGE_KINDS or unit.closed:
        return no.VILLAGE_WRONG(unit=command.unit)
    if not directory.reaches(frame.by, command.unit):
        return no.OUT_OF_REACH(unit=unit.short_name)
    section = find_section(directory, frame.view(Packs), command.unit)
    if section is None:
        return no.PACK_MISSING(unit=unit.short_name)
    if command.variation and section.find_variation(command.variation) is None:
        return no.VARIATION_UNKNOWN(variation=command.variation)
    state: CadenceState | None = states.get(f"cadence:{command.unit}")
    if command.variation == (state.variation if state else ""):
        return no.SAME()
    if not 1 <= len(command.reason.strip()) <= LONGEST_REASON:
        return no.REASON_MISSING()
    event = CadenceVaried(
        home=directory.banner_of(command.unit),
        variation=command.variation,
        since=local_day(frame.now),
        post=frame.by.post,
        reason=command.reason.strip(),
    )
    return [Decided(f"cadence:{command.unit}", event)]


_DECIDE: dict[type, Callable[[Any, States, Frame], Decision]] = {
    ExcuseVisits: excuse,
    EndExcuse: end_excuse,
    VaryCadence: vary,
}


def decide(command: Any, states: States, frame: Frame) -> Decision:
    """Return the events of a command about duties, or its refusal."""
    return _DECIDE[type(command)](command, states, frame)


def evolve_excuse(state: ExcuseState | None, event: Event) -> ExcuseState:
    """Fold one event of an excuse."""
    if isinstance(event, VisitsExcused):
        return ExcuseState(
            household=event.household,
            unit=event.unit,
            home=event.home,
            post=event.post,
            reason=event.reason,
            first=event.first,
            last=event.last,
        )
    assert state is not None, "an excuse begins with being recorded"
    if isinstance(event, ExcuseEnded):
        return replace(state, last=event.last)
    raise TypeError(type(event).TYPE)


def evolve_cadence(state: CadenceState | None, event: Event) -> CadenceState:
    """Fold one decision about a village's cadence: the last one holds."""
    if isinstance(event, CadenceVaried):
        return CadenceState(
            home=event.home,
            variation=event.variation,
            since=event.since,
            post=event.post,
            reason=event.reason,
        )
    raise TypeError(type(event).TYPE)
