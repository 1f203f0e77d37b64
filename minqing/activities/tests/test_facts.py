"""What figures learn of visits: the record, what was put right, what was taken back."""

from __future__ import annotations

from datetime import date

from minqing.activities import events as e
from minqing.activities.facts import extract
from minqing.activities.terms import Mistake
from minqing.facts.public import FactRow
from minqing.facts.tests.reading import make_entry
from minqing.kernel.messages import Event

DONE = e.ActivityRecorded(
    household="H1",
    unit="150627101205",
    home="150627",
    post="P-cadre",
    kind="visit",
    result="met",
    contact=True,
    on=date(2026, 3, 2),
    post_unit="150627101",
)


def rows_of(event: Event) -> list[FactRow]:
    return list(extract(make_entry(event, "activity:A1")))


def test_visit_is_one_row_on_its_own_day() -> None:
    assert rows_of(DONE) == [
        FactRow(
            kind="activity_done",
            unit="150627101205",
            banner="150627",
            holder="150627101",
            happened_on=date(2026, 3, 2),
            data={"kind": "visit", "result": "met", "contact": True},
        )
    ]


def test_record_put_right_is_a_row_of_its_own_as_it_now_stands() -> None:
    corrected = e.ActivityCorrected(
        kind="phone",
        result="not-reached",
        contact=False,
        on=date(2026, 3, 1),
        reason=Mistake.WRONG_RESULT,
    )
    data = {"kind": "phone", "result": "not-reached", "contact": False, "reason": "wrong_result"}
    assert rows_of(corrected) == [
        FactRow(kind="activity_corrected", happened_on=date(2026, 3, 1), data=data)
    ]


def test_record_taken_back_is_a_row_of_its_own() -> None:
    withdrawn = e.ActivityWithdrawn(reason=Mistake.RECORDED_TWICE)
    assert rows_of(withdrawn) == [
        FactRow(kind="activity_withdrawn", data={"reason": "recorded_twice"})
    ]
