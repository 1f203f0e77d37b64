"""What figures learn of households: a table, event by event."""

from __future__ import annotations

from typing import Any

import pytest

from minqing.facts.public import FactRow
from minqing.facts.tests.reading import make_entry
from minqing.households import events as e
from minqing.households.facts import extract
from minqing.households.terms import Ending, Presence, Support
from minqing.kernel.messages import Event, VaultRef

REGISTERED = e.HouseholdRegistered(
    unit="150627101205",
    home="150627",
    presence=Presence.AWAY,
    head=VaultRef("c1.head"),
    address=VaultRef("c1.address"),
    members=3,
    support=Support.MONITORED,
    group="三社",
)


def row(kind: str, value: int = 1, **data: Any) -> FactRow:
    return FactRow(kind=kind, value=value, data=data)


@pytest.mark.parametrize(
    ("event", "rows"),
    [
        (
            REGISTERED,
            [
                FactRow(
                    kind="household_registered",
                    unit="150627101205",
                    banner="150627",
                    data={"presence": "away", "support": "monitored"},
                ),
                row("household_members", 3),
            ],
        ),
        (e.HouseholdCorrected(head=VaultRef("c2.head")), []),
        (e.HouseholdCorrected(members=4), [row("household_members", 4)]),
        (e.HouseholdClassified(group="二社"), []),
        (
            e.HouseholdClassified(support=Support.ORDINARY),
            [row("household_support", support="ordinary")],
        ),
        (
            e.PresenceChanged(presence=Presence.RESIDENT),
            [row("household_presence", presence="resident")],
        ),
        (
            e.CaseloadAssigned(post="P-2", before=""),
            [row("household_assigned", held=True, held_before=False)],
        ),
        (
            e.CaseloadAssigned(post="", before="P-2"),
            [row("household_assigned", held=False, held_before=True)],
        ),
        (
            e.HouseholdClosed(reason=Ending.MOVED_AWAY),
            [row("household_closed", reason="moved_away")],
        ),
    ],
)
def test_event_of_a_household_means_these_rows(event: Event, rows: list[FactRow]) -> None:
    assert extract(make_entry(event, "household:H1")) == rows
