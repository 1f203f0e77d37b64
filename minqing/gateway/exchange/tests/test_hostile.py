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
from minqing.log.public import get_state, read_stream

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


ENDS = [
    "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "1999-12-31T23:59:59Z",
    "2200-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59Z",
]  # fmt: skip


@pytest.mark.parametrize("field", ["issued_at", "due_at", "raised_at"])
def test_moments_at_the_ends_of_what_can_be_written_stop_no_other_row(
    line: Line, field: str
) -> None:
    good = line.hotline.book[line.hotline.issue(**order())].order
    rows = [{**good, "number": f"E{n}", field: moment} for n, moment in enumerate(ENDS)]
    answer = line.post(json.dumps({"orders": [*rows, good]}).encode())
    answers = json.loads(answer.content)["answers"]
    assert [one["standing"] for one in answers] == ["refused"] * len(ENDS) + ["accepted"]


def test_date_beyond_every_calendar_is_refused_with_a_sentence(line: Line) -> None:
    good = line.hotline.book[line.hotline.issue(**order())].order
    row = {**good, "number": "E9", "due_at": "2062-01-01T00:00:00Z"}
    (said,) = json.loads(line.post(json.dumps({"orders": [row]}).encode()).content)["answers"]
    assert (said["standing"], said["code"]) == ("refused", "case-external-due-wrong")
    number = line.hotline.issue(**order(1))
    line.hotline.deliver()
    changes = [
        {"number": number, "due_at": moment, "reason": "另定"}
        for moment in (*ENDS, "2062-01-01T00:00:00Z")
    ]
    changes.append({"number": "a\x00b", "due_at": "2026-12-01T00:00:00Z", "reason": "另定"})
    answer = line.post(json.dumps({"changes": changes}).encode(), "changes")
    answers = json.loads(answer.content)["answers"]
    assert {one["standing"] for one in answers} == {"refused"}


NOTHING = {"sent": 0, "accepted": 0, "refused": 0, "pending": 0, "messages": 0}


def test_book_with_persons_numbers_puts_none_of_them_on_the_log(line: Line) -> None:
    """Their number was refused as a work order; their book would bring it all the same."""
    lines = [
        {"number": one, "standing": "pending", "receipt": "x" * 5_000}
        for one in ("13800000012", "a\x00b", "y" * 5_000, "RX1")
    ]
    messages = [{"id": f"{n}\x00", "number": "13800000012", "status": "x"} for n in range(40_000)]
    book = {"day": "2026-03-02", "counts": NOTHING, "orders": lines, "messages": messages}
    assert line.post(json.dumps(book).encode(), "reconcile").status_code == 200
    found = get_state(f"exchangeday:{line.peer}.2026-03-02")
    assert {one.number for one in found.differences} == {"", "RX1"}
    kept = "".join(str(entry.event) for entry in read_stream(f"exchangeday:{line.peer}.2026-03-02"))
    assert "13800000012" not in kept and len(kept) < 2_000


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_book_of_no_day_of_ours_is_not_this_form(line: Line, day: str) -> None:
    said = json.dumps({"day": day, "counts": NOTHING}).encode()
    assert line.post(said, "reconcile").status_code == 400


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
