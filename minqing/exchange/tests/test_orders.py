"""Work orders of a peer: taken once, mapped or held, answered; the sender is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from minqing.cases.public import CaseState, find_by_receipt
from minqing.exchange.tests.house import Line, open_line, order
from minqing.vault.public import open_value

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture
def line() -> Iterator[Line]:
    with open_line() as opened:
        yield opened


def case_of(line: Line, number: str) -> CaseState:
    state = find_by_receipt(line.hotline.book[number].receipt)
    assert state is not None
    return state


def send(line: Line, **more: Any) -> str:
    number = line.hotline.issue(**order(), **more)
    line.hotline.deliver()
    return number


def test_order_becomes_a_case_with_their_number_and_date_and_is_answered_with_its_receipt(
    line: Line,
) -> None:
    number = send(line)
    entry, state = line.hotline.book[number], case_of(line, number)
    assert entry.standing == "accepted"
    assert state.external is not None
    assert state.external.number == number
    assert state.external.due_at is not None
    assert state.external.due_at.isoformat() == entry.order["due_at"]
    assert state.channel.value == "hotline"
    assert open_value(state.matter) == entry.order["matter"]


def test_same_order_again_gives_the_same_receipt_and_no_second_case(line: Line) -> None:
    number = send(line)
    receipt = line.hotline.book[number].receipt
    line.hotline.book[number].standing = ""
    line.hotline.deliver()
    assert line.hotline.book[number].receipt == receipt


def test_same_number_with_other_words_is_refused_and_changes_nothing(line: Line) -> None:
    number = send(line)
    changed = {**line.hotline.book[number].order, "matter": "别的事"}
    answer = json.loads(line.post(json.dumps({"orders": [changed]}).encode()).content)
    assert answer["answers"][0]["code"] == "order-changed"
    assert open_value(case_of(line, number).matter) == order()["matter"]
