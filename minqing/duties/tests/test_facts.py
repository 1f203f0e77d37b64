"""What figures learn of duties: excuses in days, variations without their reasons."""

from __future__ import annotations

from datetime import date

from minqing.duties import events as e
from minqing.duties.facts import extract
from minqing.facts.public import FactRow
from minqing.facts.tests.reading import make_entry


def test_excuse_counts_the_days_that_it_was_given_for() -> None:
    excused = e.VisitsExcused(
        household="H1",
        unit="150627101205",
        home="150627",
        post="P-cadre",
        reason="snow",
        first=date(2026, 3, 2),
        last=date(2026, 3, 4),
    )
    assert extract(make_entry(excused, "excuse:X1")) == [
        FactRow(
            kind="visits_excused",
            unit="150627101205",
            banner="150627",
            value=3,
            happened_on=date(2026, 3, 2),
            data={"reason": "snow", "last": "2026-03-04"},
        )
    ]


def test_excuse_ended_says_its_last_day() -> None:
    ended = e.ExcuseEnded(last=date(2026, 3, 3))
    assert extract(make_entry(ended, "excuse:X1")) == [
        FactRow(kind="excuse_ended", data={"last": "2026-03-03"})
    ]


def test_variation_stands_under_its_village_without_the_words() -> None:
    varied = e.CadenceVaried(
        home="150627", variation="herding", since=date(2026, 3, 3), post="P-1", reason="路远"
    )
    assert extract(make_entry(varied, "cadence:150627101205")) == [
        FactRow(
            kind="cadence_varied",
            unit="150627101205",
            banner="150627",
            happened_on=date(2026, 3, 3),
            data={"variation": "herding"},
        )
    ]
