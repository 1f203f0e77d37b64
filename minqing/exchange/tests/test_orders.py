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


def change(line: Line, **said: Any) -> dict[str, Any]:
    body = json.dumps({"changes": [said]}).encode()
    answers = json.loads(line.post(body, "changes").content)["answers"]
    return dict(answers[0])


def test_another_date_of_the_sender_replaces_the_one_on_the_case_and_the_old_one_stays_seen(
    line: Line,
) -> None:
    number = send(line)
    before = case_of(line, number).external
    said = {"number": number, "due_at": "2030-01-01T10:00:00+08:00", "reason": "情况复杂，延期"}
    assert change(line, **said)["standing"] == "accepted"
    assert change(line, **said)["standing"] == "accepted"
    known = case_of(line, number).external
    assert known is not None and before is not None and known.due_at is not None
    assert known.due_at.year == 2030
    assert [(one.was, one.reason) for one in known.changes] == [(before.due_at, "情况复杂，延期")]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": ""}, "order-change-wrong"),
        ({"reason": "请联系13800000012"}, "order-change-wrong"),
        ({"due_at": "2030-01-01T10:00:00"}, "order-change-wrong"),
        ({"number": "别的"}, "order-not-accepted"),
    ],
)
def test_change_that_cannot_be_noted_says_why(line: Line, said: dict[str, str], code: str) -> None:
    number = send(line)
    fields = {"number": number, "due_at": "2030-01-01T10:00:00+08:00", "reason": "延期", **said}
    assert change(line, **fields)["code"] == code
