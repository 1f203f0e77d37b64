"""What households say to figures: entry → rows, pure, nothing personal.

The place of a household stands on its `household_registered` row and is joined by stream. How
many households a place had on a day, how many of them away, supported or without a post: the
last row of each kind a household has up to that day. Heads, addresses and villagers' groups are
in no row; whose post it is neither, only whether there is one (C-12).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from minqing.facts.public import FactKind, FactRow, register_facts
from minqing.households import events as e
from minqing.log.public import LogEntry

KINDS = (
    FactKind("household_registered", "登记的户", "户"),
    FactKind("household_members", "户内人数", "人"),
    FactKind("household_presence", "常住、外出、暂住的变动", "户"),
    FactKind("household_support", "户的类别变动", "户"),
    FactKind("household_assigned", "包联的确定和变动", "户"),
    FactKind("household_closed", "注销的户", "户"),
)


def _members(members: int) -> FactRow:
    return FactRow(kind="household_members", value=members)


def _registered(event: e.HouseholdRegistered) -> list[FactRow]:
    data = {"presence": event.presence.value, "support": event.support.value}
    registered = FactRow(kind="household_registered", unit=event.unit, banner=event.home, data=data)
    return [registered, _members(event.members)]


def _corrected(event: e.HouseholdCorrected) -> list[FactRow]:
    return [] if event.members is None else [_members(event.members)]


def _classified(event: e.HouseholdClassified) -> list[FactRow]:
    if event.support is None:
        return []  # only its villagers' group is another
    return [FactRow(kind="household_support", data={"support": event.support.value})]


def _moved(event: e.PresenceChanged) -> list[FactRow]:
    return [FactRow(kind="household_presence", data={"presence": event.presence.value})]


def _assigned(event: e.CaseloadAssigned) -> list[FactRow]:
    data = {"held": bool(event.post), "held_before": bool(event.before)}
    return [FactRow(kind="household_assigned", data=data)]


def _closed(event: e.HouseholdClosed) -> list[FactRow]:
    return [FactRow(kind="household_closed", data={"reason": event.reason.value})]


EXTRACTORS: Mapping[str, Callable[[Any], list[FactRow]]] = {
    e.HouseholdRegistered.TYPE: _registered,
    e.HouseholdCorrected.TYPE: _corrected,
    e.HouseholdClassified.TYPE: _classified,
    e.PresenceChanged.TYPE: _moved,
    e.CaseloadAssigned.TYPE: _assigned,
    e.HouseholdClosed.TYPE: _closed,
}


def extract(entry: LogEntry) -> Sequence[FactRow]:
    """Return what an entry of a household means to figures."""
    return EXTRACTORS[entry.type](entry.event)


def register() -> None:
    """Register the fact kinds of households."""
    register_facts(KINDS, EXTRACTORS, extract)
