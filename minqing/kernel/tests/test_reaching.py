"""Names are looked up with an end, and what was found is what is called."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError

from minqing.kernel import reaching
from tests.harness.names import HERE, SILENT, own_resolver

LONG = 10.0
"""Seconds that nobody may take; a silent resolver takes thirty."""


@pytest.fixture(autouse=True)
def resolver() -> Iterator[None]:
    with own_resolver(seconds=0.5):
        yield


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (self.headers["Host"] or "").encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield one
        one.shutdown()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_session_does_not_wait_for_a_silent_resolver(scheme: str) -> None:
    began = time.monotonic()
    with reaching.bound(requests.Session()) as session:
        session.trust_env = False
        with pytest.raises(requests.ConnectionError):
            session.get(f"{scheme}://{SILENT}/", timeout=5)
    assert time.monotonic() - began < LONG


def test_found_address_is_called_by_its_name(server: HTTPServer) -> None:
    with reaching.bound(requests.Session()) as session:
        session.trust_env = False
        answer = session.get(f"http://{HERE}:{server.server_port}/", timeout=5)
    assert answer.text == f"{HERE}:{server.server_port}"


def test_certificate_is_asked_for_the_name_whatever_was_called() -> None:
    connection = reaching._BoundedTLS(HERE, 9)
    with pytest.raises(NewConnectionError):
        connection.connect()
    assert connection.host == HERE
    silent = reaching._BoundedTLS(SILENT, 9)
    with pytest.raises(NameResolutionError):
        silent.connect()


@pytest.mark.parametrize("mail", [reaching.BoundedSMTP, reaching.BoundedSMTPS])
def test_mail_does_not_wait_for_a_silent_resolver(mail: type) -> None:
    began = time.monotonic()
    with pytest.raises(socket.gaierror):
        mail(SILENT, 25, timeout=5)
    assert time.monotonic() - began < LONG
