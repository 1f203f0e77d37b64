"""Hostile days at the doors of work orders: signatures, age, size, bombs, processes killed."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from minqing.cases.models import Case
from minqing.exchange.models import OrderRow
from minqing.exchange.orders import taking
from minqing.exchange.peers.commands import ClosePeer
from minqing.exchange.tests.house import Line, do, open_line, order
from minqing.gateway.exchange import views
from minqing.kernel.ids import new_id

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


@pytest.fixture
def line() -> Iterator[Line]:
    with open_line() as opened:
        yield opened


def body_of(line: Line, **more: Any) -> bytes:
    number = line.hotline.issue(**order(), **more)
    return json.dumps({"orders": [line.hotline.book[number].order]}).encode()


def nothing_came() -> bool:
    return not OrderRow.objects.exists() and not Case.objects.exists()


def test_replayed_delivery_is_answered_with_the_same_receipt(line: Line) -> None:
    body = body_of(line)
    headers = line.hotline.sign("m1", body)
    headers.pop("Content-Type")
    first, second = line.post(body, **headers), line.post(body, **headers)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert Case.objects.count() == 1


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_old_or_future_signature_is_nobodys(line: Line, seconds: int) -> None:
    body = body_of(line)
    at = int(line.now().timestamp()) + seconds
    headers = line.hotline.sign("m1", body, at=at)
    assert line.post(body, **headers).status_code == 403
    assert nothing_came()


def test_moment_is_part_of_the_signature(line: Line) -> None:
    body = body_of(line)
    old = line.hotline.sign("m1", body, at=int(line.now().timestamp()) - 4_000)
    fresh = {**old, "webhook-timestamp": str(int(line.now().timestamp()))}
    assert line.post(body, **fresh).status_code == 403
    assert nothing_came()


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "v1,",
        "v1,AAAA",
        "v2,AAAA",
        "v1a,AAAA",
        "v1," + base64.b64encode(b"x" * 32).decode(),
        "ü",
    ],
)
def test_wrong_signature_is_nobodys(line: Line, signature: str) -> None:
    answer = line.post(body_of(line), **{"webhook-signature": signature})
    assert answer.status_code == 403
    assert nothing_came()


def test_key_with_which_we_sign_opens_no_door(line: Line) -> None:
    body = body_of(line)
    headers = line.hotline.sign("m1", body, key=line.keys[1])
    assert line.post(body, **headers).status_code == 403
    assert nothing_came()


def test_signature_of_another_body_is_nobodys(line: Line) -> None:
    headers = line.hotline.sign("m1", b"{}")
    assert line.post(body_of(line), **headers).status_code == 403
    assert nothing_came()


def test_peer_that_is_closed_or_unknown_is_nobody(line: Line) -> None:
    body = body_of(line)
    do(ClosePeer(id=new_id(), peer=line.peer, reason="停用"))
    assert line.post(body).status_code == 403
    line.peer = new_id()
    assert line.post(body).status_code == 403
    assert nothing_came()


def test_oversize_delivery_is_refused_unread(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_BYTES", 1_000)
    assert line.post(b"x" * 1_001).status_code == 413


def test_compressed_delivery_is_refused_unopened(line: Line) -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    answer = line.post(bomb, **{"Content-Encoding": "gzip"})
    assert answer.status_code == 400
    assert nothing_came()


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"orders": 1}', b"\xff\xfe", b'{"orders": [' + b"[" * 100_000, b"null"],
    ids=["empty", "list", "nothing", "number", "bytes", "deep", "null"],
)
def test_signed_nonsense_is_not_this_form(line: Line, body: bytes) -> None:
    assert line.post(body).status_code == 400
    assert line.post(body, "reconcile").status_code == 400
    assert line.post(body, "changes").status_code == 400


def test_bad_row_stops_no_other_and_says_why(line: Line) -> None:
    good = line.hotline.issue(**order())
    rows: list[Any] = [
        {"number": "RX9"},
        7,
        line.hotline.book[good].order,
        {**line.hotline.book[good].order, "number": "13800000012"},
        {**line.hotline.book[good].order, "number": "A1", "place": "x" * 201},
        {**line.hotline.book[good].order, "number": "A2", "issued_at": "2026-03-02T08:00:00"},
        {**line.hotline.book[good].order, "number": "A3", "matter": "a\x00b"},
        {**line.hotline.book[good].order, "number": "A4", "due_at": "2020-01-01T00:00:00Z"},
    ]
    answers = json.loads(line.post(json.dumps({"orders": rows}).encode()).content)["answers"]
    assert [one.get("code", "") for one in answers] == [
        "order-row-wrong", "order-row-wrong", "", "order-number-wrong", "order-row-wrong",
        "order-row-wrong", "order-row-wrong", "order-due-wrong",
    ]  # fmt: skip
    assert Case.objects.count() == 1
    assert all(one["sentence"] for one in answers if one["standing"] == "refused")


def test_hostile_texts_of_an_order_are_kept_as_they_are(line: Line) -> None:
    words = '=HYPERLINK("x") <script>alert(1)</script> \'; DROP TABLE case; --'
    number = line.hotline.issue(**order(matter=words, spot=words))
    line.hotline.deliver()
    assert line.hotline.book[number].standing == "accepted"


class Killed(Exception):
    """The process died here."""


@pytest.mark.parametrize("step", range(3))
def test_killed_at_any_step_the_order_is_one_case_with_one_receipt(
    line: Line, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = taking.submit, iter(range(10))

    def die(*args: Any, **named: Any) -> Any:
        if next(calls) == step:
            raise Killed
        return real(*args, **named)

    number = line.hotline.issue(**order())
    with monkeypatch.context() as patch:
        patch.setattr(taking, "submit", die)
        line.client.raise_request_exception = True
        with pytest.raises(Killed):
            line.hotline.deliver()
    line.work()
    line.hotline.deliver()
    assert line.hotline.book[number].standing == "accepted"
    assert Case.objects.count() == 1
    assert Case.objects.get().receipt == line.hotline.book[number].receipt


def test_killed_after_accepting_the_worker_alone_finishes_it(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(taking, "bring_in", lambda orders, now: 0)
        line.post(body_of(line))
    assert OrderRow.objects.get().status == "taken"
    line.work()
    assert OrderRow.objects.get().status == "accepted"
    assert Case.objects.count() == 1
