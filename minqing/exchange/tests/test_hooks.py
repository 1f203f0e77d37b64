"""Web-hooks: verified by a library of others, kept to codes and dates, kept out of the house."""

from __future__ import annotations

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from minqing.cases.public import find_by_receipt
from minqing.exchange.hooks.terms import HookSecret, list_types
from minqing.exchange.models import Outgoing
from minqing.exchange.public import CloseHook, OpenHook, make_key
from minqing.exchange.tests.house import Line, do, find_village, open_line, order, settle, sort
from minqing.exchange.wire import calling
from minqing.exchange.wire.addresses import AddressRefused, check_found, is_public, read_address
from minqing.imports.tests.house import BANNER, BY
from minqing.kernel.ids import new_id
from minqing.kernel.messages import Personal
from minqing.log.public import get_state, submit

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.both_databases,
]


class Receiver:
    """What came in; `answer` is what every request gets."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"")
        self.address = ""


@contextmanager
def run_receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((dict(self.headers), body))
            status, headers, said = receiver.answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.address = f"http://127.0.0.1:{server.server_address[1]}/hook"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()


class Place:
    """The banner with its hotline, a program that listens, and the hook between them."""

    def __init__(self, line: Line, receiver: Receiver) -> None:
        self.line, self.receiver, self.key = line, receiver, make_key()

    def open(self, unit: str = BANNER, types: tuple[str, ...] = (), address: str = "") -> str:
        hook = new_id()
        secret = HookSecret(address=address or self.receiver.address, key=self.key)
        do(
            OpenHook(
                id=new_id(),
                hook=hook,
                unit=unit,
                title="数据平台",
                types=types or list_types(),
                secret=Personal(secret, subject=f"hook:{hook}"),
            )
        )
        return hook

    def receive(self, **more: Any) -> str:
        number = self.line.hotline.issue(**order(**more))
        self.line.hotline.deliver()
        state = find_by_receipt(self.line.hotline.book[number].receipt)
        assert state is not None
        self.tell()
        return state.id

    def tell(self) -> None:
        self.line.work()
        self.line.send()

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _headers, body in self.receiver.got]

    def rows(self) -> list[tuple[str, str]]:
        return list(
            Outgoing.objects.filter(target__startswith="hook:")
            .order_by("position")
            .values_list("state", "code")
        )


@pytest.fixture
def place() -> Iterator[Place]:
    with open_line() as line, run_receiver() as receiver:
        yield Place(line, receiver)


# ---------------------------------------------------------------- what is told, to whom
def test_another_library_verifies_the_signature(place: Place) -> None:
    place.open()
    place.receive()
    headers, body = place.receiver.got[0]
    said = Webhook(place.key).verify(body.decode(), {k.lower(): v for k, v in headers.items()})
    assert said["type"] == "case.received"
    with pytest.raises(WebhookVerificationError):
        Webhook(make_key()).verify(body.decode(), {k.lower(): v for k, v in headers.items()})


def test_steps_are_told_in_codes_and_dates_without_a_word_of_anybody(place: Place) -> None:
    place.open()
    case = place.receive(name="巴特尔", phone="13900001234", spot="第三口井往北")
    sort(case)
    settle(case, "水泵已换新。")
    place.tell()
    assert place.types()[:3] == ["case.received", "case.sorted", "case.answered"]
    sent = b"".join(body for _headers, body in place.receiver.got).decode()
    for word in ("巴特尔", "13900001234", "机井", "第三口井", "水泵", "clerk"):
        assert word not in sent
    data = json.loads(place.receiver.got[-1][1])["data"]
    assert data["case"] == case and data["place"] == find_village()


def test_only_the_chosen_steps_of_the_reach_are_told(place: Place) -> None:
    place.open(types=("case.answered",))
    place.open(unit=find_village(3))
    case = place.receive()
    assert place.receiver.got == []
    sort(case)
    settle(case)
    place.tell()
    assert place.types() == ["case.answered"]


def test_nothing_of_what_happened_before_is_told(place: Place) -> None:
    place.receive()
    place.open()
    place.tell()
    assert place.receiver.got == []


def test_raiser_under_sealed_identity_is_told_to_no_program(place: Place) -> None:
    place.open()
    place.receive(confidential=True)
    assert place.receiver.got == []
    assert place.rows() == []


def test_closed_hook_is_sent_nothing_more_and_its_key_is_gone(place: Place) -> None:
    hook = place.open()
    place.line.hotline.issue(**order())
    place.line.hotline.deliver()
    do(CloseHook(id=new_id(), hook=hook, reason="停用"))
    place.tell()
    assert place.receiver.got == []
    assert get_state(f"hook:{hook}").secret == ""


# ---------------------------------------------------------------- answers of the other side
def test_redirect_is_not_followed(place: Place) -> None:
    with run_receiver() as elsewhere:
        place.receiver.answer = (302, {"Location": elsewhere.address}, b"")
        place.open()
        place.receive()
        assert elsewhere.got == []
    assert place.rows() == [("dead", "http-302")]


def test_broken_receiver_is_tried_with_growing_waits_and_then_shown(place: Place) -> None:
    place.open(types=("case.received",))
    place.receiver.answer = (500, {}, b"x" * 100_000)
    place.receive()
    waits = []
    for _ in range(8):
        row = Outgoing.objects.filter(target__startswith="hook:").get()
        if row.state == "dead":
            break
        waits.append((row.due_at - place.line.now()).total_seconds() // 60 + 1)
        place.line.ahead += row.due_at - place.line.now() + timedelta(seconds=1)
        place.tell()
    assert waits == sorted(waits) and len(waits) == 7
    assert place.rows() == [("dead", "http-500")]
    bodies = {body for _headers, body in place.receiver.got}
    ids = {headers["webhook-id"] for headers, _body in place.receiver.got}
    assert len(place.receiver.got) == 8 and len(bodies) == len(ids) == 1


def test_answer_of_the_receiver_is_not_read(place: Place) -> None:
    place.open()
    place.receiver.answer = (200, {}, b"secret answer")
    place.receive()
    row = Outgoing.objects.filter(target__startswith="hook:").get()
    assert row.state == "taken"
    assert "secret" not in f"{row.params}{row.code}"


# ---------------------------------------------------------------- addresses inside the house
INSIDE = [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "::127.0.0.1", "::ffff:0:7f00:1", "64:ff9b:1::7f00:1",
    "fec0::1", "100::1", "3fff::1", "5f00::1", "192.0.0.9", "192.88.99.1", "224.0.0.1", "255.255.255.255", "not an address",
]  # fmt: skip


@pytest.mark.parametrize("text", INSIDE)
def test_address_inside_is_not_public(text: str) -> None:
    assert not is_public(text)
    with pytest.raises(AddressRefused, match="address-inside"):
        check_found(read_address("https://example.org/x"), [text], ())


@pytest.mark.parametrize("text", ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8"])
def test_address_outside_is_public(text: str) -> None:
    assert is_public(text)
    check_found(read_address("https://example.org/x"), [text], ())


def test_name_that_leads_outside_and_inside_is_a_trick() -> None:
    with pytest.raises(AddressRefused, match="address-inside"):
        check_found(read_address("https://example.org/x"), ["8.8.8.8", "127.0.0.1"], ())


@pytest.mark.parametrize(
    "text",
    [
        "ftp://example.org/", "https://", "//example.org", "https://user:pw@example.org/",
        "https://example.org/ x", "https://example.org/\r\nX: y", "https://example.org:99999/",
        "https://[::1", "javascript:alert(1)", "https://例子.中国/", "https://example.org/#x",
        "https://" + "a" * 500,
    ],
)  # fmt: skip
def test_crooked_address_is_refused(place: Place, text: str) -> None:
    hook = new_id()
    secret = Personal(HookSecret(address=text, key=make_key()), subject=f"hook:{hook}")
    wish = OpenHook(
        id=new_id(), hook=hook, unit=BANNER, title="x", types=list_types(), secret=secret
    )
    (answer,) = submit([wish], by=BY, now=place.line.now())
    assert answer.refusal is not None and answer.refusal.code == "hook-address-wrong"


@pytest.mark.parametrize(
    ("inside", "address", "code"),
    [
        ((), "http://127.0.0.1:{port}/hook", "address-plain"),
        ((), "https://127.0.0.1:{port}/hook", "address-inside"),
        ((), "https://localhost:{port}/hook", "address-inside"),
        (("127.0.0.1:1",), "https://127.0.0.1:{port}/hook", "address-inside"),
    ],
)
def test_house_that_nobody_named_is_not_called(
    place: Place, inside: tuple[str, ...], address: str, code: str
) -> None:
    port = place.receiver.address.split(":")[2].split("/")[0]
    with override_settings(INSIDE_HOSTS=set(inside)):
        place.open(address=address.format(port=port))
        place.receive()
        place.tell()
    assert place.receiver.got == []
    assert {code for _state, code in place.rows()} == {code}


def test_address_that_was_looked_at_is_the_one_that_is_called(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: a name that leads elsewhere when it is asked a second time is asked once."""
    asked: list[Any] = []
    called: list[Any] = []

    def resolve(host: str, port: int, **more: Any) -> list[Any]:
        asked.append(host)
        ip = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    def connect(where: Any, **more: Any) -> Any:
        called.append(where)
        raise OSError("not in a test")

    monkeypatch.setattr(calling.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(calling.socket, "create_connection", connect)
    answer = calling.post("https://rebind.example.org/x", {}, b"{}")
    assert (answer.status, answer.code) == (0, "unreachable")
    assert asked == ["rebind.example.org"]
    assert called == [("93.184.215.14", 443)]


def test_receiver_that_answers_drop_by_drop_is_cut_off(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "AT_MOST", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            one, _where = server.accept()
            with one:
                one.sendall(b"HTTP/1.1 200 OK\r\n")
                while not stop.wait(0.1):
                    try:
                        one.sendall(b"X-More: x\r\n")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        answer = calling.post(f"http://127.0.0.1:{server.getsockname()[1]}/", {}, b"{}")
        stop.set()
        thread.join()
    assert answer.status == 0
