"""Lists taken out whole: everything, in order, and never more than a part at a time in memory."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from minqing.cases import exports
from minqing.cases.drawing import Drawing
from minqing.cases.public import CaseFilter, list_cases
from minqing.cases.tests.builders import staff

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.mark.both_databases
def test_whole_list_is_taken_out_a_part_at_a_time(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        house.now += timedelta(minutes=1)
        house.received(f"c{number}")
    monkeypatch.setattr(exports, "CHUNK", 2)
    held: list[int] = []
    draw = Drawing.line

    def watch(drawing: Drawing, *rest: Any) -> Any:
        held.append(len(drawing._states))
        return draw(drawing, *rest)

    monkeypatch.setattr(Drawing, "line", watch)
    viewer = staff("clerk")
    rows = exports.ChosenRows(viewer, CaseFilter(), now=house.now)
    taken = [line.id for line in rows.lines()]
    rows.close()
    assert max(held) == 2, "a million rows would stand in memory"
    assert sorted(taken) == [f"c{number}" for number in range(7)]
    assert taken == [line.id for line in list_cases(viewer, CaseFilter(), now=house.now).lines]
