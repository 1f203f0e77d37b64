"""What figures learn of posts and teams: never who is in them."""

from __future__ import annotations

from datetime import date

import pytest

from minqing.facts.of_org import extract
from minqing.facts.terms import FactRow
from minqing.facts.tests.reading import make_entry
from minqing.kernel.messages import Event
from minqing.org import public as org

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("event", "row"),
    [
        (
            org.PostCreated(
                unit="150627101205", role="village_cadre", title="岗", reach=(), home="150627"
            ),
            FactRow(
                kind="post_created",
                unit="150627101205",
                banner="150627",
                data={"role": "village_cadre"},
            ),
        ),
        (
            org.PostMoved(unit="150627102201", before="150627101205", home="150627"),
            FactRow(kind="post_moved", unit="150627102201", banner="150627"),
        ),
        (
            org.PostFilled(person="p12", since=ON, until=None, concurrent=True),
            FactRow(kind="post_filled", happened_on=ON, data={"concurrent": True}),
        ),
        (
            org.PostFilled(
                person="p12",
                since=ON,
                until=date(2028, 3, 2),
                concurrent=False,
                posting=org.Posting(org.PostingKind.RESERVE, "150627-D15"),
            ),
            FactRow(
                kind="post_filled",
                holder="150627-D15",
                happened_on=ON,
                data={
                    "concurrent": False,
                    "until": "2028-03-02",
                    "posting": "reserve",
                    "full_time": True,
                },
            ),
        ),
        (
            org.PostVacated(person="p12", on=ON, reason="调离"),
            FactRow(kind="post_vacated", happened_on=ON),
        ),
        (org.PostAbolished(), FactRow(kind="post_abolished")),
        (
            org.TeamEstablished(
                kind="village_team",
                unit="150627101",
                name="工作队",
                leader="p12",
                deputy="",
                village="150627101205",
                home="150627",
            ),
            FactRow(
                kind="team_established",
                unit="150627101205",
                banner="150627",
                holder="150627101",
                data={"kind": "village_team"},
            ),
        ),
        (
            org.TeamDissolved(on=ON, reason="任务结束"),
            FactRow(kind="team_dissolved", happened_on=ON),
        ),
    ],
)
def test_event_of_a_post_or_team_means_this_row(event: Event, row: FactRow) -> None:
    assert extract(make_entry(event, "post:P-1")) == [row]
