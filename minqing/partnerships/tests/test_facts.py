"""What figures learn of projects: stages by the item, money in fen."""

from __future__ import annotations

from datetime import date

import pytest

from minqing.facts.public import FactRow
from minqing.facts.tests.reading import make_entry
from minqing.kernel.messages import Event
from minqing.kernel.money import Money
from minqing.partnerships import events as e
from minqing.partnerships.facts import extract

ON = date(2026, 3, 2)
WELL = e.ProjectRegistered(
    name="三社机井更新",
    place="150627101205",
    unit="150627-D15",
    home="150627",
    year=2026,
    on=ON,
    money=Money(12_500_000, "万元"),
)
DECIDED = FactRow(
    kind="project_decided",
    unit="150627101205",
    banner="150627",
    holder="150627-D15",
    happened_on=ON,
    data={"year": 2026},
)
PRINTED = {"currency": "CNY", "printed_in": "万元"}


@pytest.mark.parametrize(
    ("event", "rows"),
    [
        (
            WELL,
            [
                DECIDED,
                FactRow(
                    kind="project_money_planned", value=12_500_000, happened_on=ON, data=PRINTED
                ),
            ],
        ),
        (
            e.ProjectRegistered(
                name="a", place="150627101205", unit="150627-D15", home="150627", year=2026, on=ON
            ),
            [DECIDED],
        ),
        (e.ProjectFounded(cases=("C1", "C2")), [FactRow(kind="project_founded", value=2)]),
        (e.ProjectBegun(on=ON), [FactRow(kind="project_begun", happened_on=ON)]),
        (e.ProjectFinished(on=ON), [FactRow(kind="project_finished", happened_on=ON)]),
        (
            e.ProjectFinished(on=ON, money=Money(13_000_000, "万元")),
            [
                FactRow(kind="project_finished", happened_on=ON),
                FactRow(kind="project_money_spent", value=13_000_000, happened_on=ON, data=PRINTED),
            ],
        ),
        (
            e.ProjectCancelled(on=ON, reason="并入水利项目"),
            [FactRow(kind="project_cancelled", happened_on=ON)],
        ),
    ],
)
def test_event_of_a_project_means_these_rows(event: Event, rows: list[FactRow]) -> None:
    assert extract(make_entry(event, "project:X1")) == rows
