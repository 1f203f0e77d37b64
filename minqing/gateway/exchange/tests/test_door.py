"""`minqing exchange`: work orders by file, the mapping by file, both books at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from minqing.exchange.models import Outgoing
from minqing.exchange.tests.house import Line, open_line, order
from minqing.gateway.exchange.door import main
from minqing.kernel.periods import local_day
from minqing.log.public import get_state
from tests.harness.hotline import Weather

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def line() -> Iterator[Line]:
    with open_line() as opened:
        yield opened


def call(act: str, file: object = "", *, day: date | None = None, peer: str = "") -> int:
    return main(act, file=str(file), peer=peer, day=day, as_json=False)


def test_books_that_agree_end_with_nothing_to_say(
    line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    line.hotline.issue(**order())
    line.hotline.deliver()
    line.work()
    line.send()
    assert call("reconcile", day=local_day(line.now())) == 0
    assert "对方派发1，我方接收1、未接收0、待定0；两边相同。" in capsys.readouterr().out


def test_books_that_differ_are_listed_and_the_order_is_sent_again(
    line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    number = line.hotline.issue(**order())
    today = local_day(line.now())
    assert call("reconcile", day=today) == 1
    assert f"{number} 对方已派发，我方没有收到" in capsys.readouterr().out
    line.hotline.deliver()
    assert call("reconcile", day=today) == 0


def test_peer_that_does_not_answer_is_said_and_tried_on(
    line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    line.hotline.weather = Weather(lost=1.0)
    assert call("reconcile") == 1
    assert "没有回答" in capsys.readouterr().out


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"{}", b"[" * 20_000, b"other day"])
def test_answer_that_is_no_book_of_that_day_is_asked_for_again(
    line: Line, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    """A page of maintenance with 200, or yesterday's book from a cache: neither is an answer."""
    book = line.hotline.make_book("2026-01-05")
    said = json.dumps(book).encode() if answer == b"other day" else answer
    monkeypatch.setattr(line.hotline, "_answer_book", lambda theirs: said)
    assert call("reconcile", day=date(2026, 1, 6)) == 1
    message = Outgoing.objects.get(kind="reconcile")
    assert (message.state, message.code) == ("waiting", "answer-wrong")
    assert get_state(f"exchangeday:{line.peer}.2026-01-06") is None
    assert get_state(f"exchangeday:{line.peer}.2026-01-05") is None
    monkeypatch.undo()
    assert call("reconcile", day=date(2026, 1, 6)) == 0


def test_orders_come_in_by_file(
    line: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = line.hotline.issue(**order())
    file = tmp_path / "orders.json"
    rows: list[Any] = [line.hotline.book[number].order, {"number": "A9"}]
    file.write_text(json.dumps({"orders": rows}))
    assert call("take", file) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"{number} 已接收 ") and said[1].startswith("A9 未接收 ")


def test_mapping_comes_by_file_or_says_what_is_wrong(
    line: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "words.csv"
    file.write_text("性质,咨询,enquiry\n")
    assert call("map", file) == 0
    assert get_state(f"peer:{line.peer}").version == 2
    file.write_text("性质,咨询\n")
    assert call("map", file) == 2
    assert "第1行" in capsys.readouterr().err


def test_what_cannot_be_carried_out_is_a_sentence(
    line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("take", "/nowhere") == 2
    assert call("reconcile", peer="nobody") == 2
    assert capsys.readouterr().err.count("不能执行") == 2
