"""Receivers on loopback: robots, an SMS gateway, a mail server. They answer as the real ones do."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

Reply = tuple[int, dict[str, Any]]
FINE: dict[str, dict[str, Any]] = {
    "/cgi-bin/webhook/send": {"errcode": 0, "errmsg": "ok"},
    "/robot/send": {"errcode": 0, "errmsg": "ok"},
    "/open-apis/bot/v2/hook/": {"code": 0, "msg": "success"},
    "/sms-form": {"result": "0", "msgid": "g"},
    "/sms": {"code": "0", "id": "g"},
}


class Got(msgspec.Struct, frozen=True):
    """One request as it came: path, query, headers, fields of the body."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]


class Receiver:
    """What came in, and what is answered: `script` replaces the next answers, one by one."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.script: list[Reply] = []
        self.before: Callable[[Got], None] = lambda got: None
        self.port = 0

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def texts(self) -> list[str]:
        return [find_text(one.body) for one in self.got]

    def take(self, got: Got) -> Reply:
        self.got.append(got)
        self.before(got)
        if self.script:
            return self.script.pop(0)
        found = next((body for path, body in FINE.items() if got.path.startswith(path)), None)
        if found is None:
            return 404, {}
        number = {key: f"g{len(self.got)}" for key in ("id", "msgid") if key in found}
        return 200, {**found, **number}


def find_text(body: dict[str, Any]) -> str:
    """Return the words of a request, wherever the format has them."""
    text = body.get("text", body.get("content", ""))
    if isinstance(text, dict):
        text = text.get("content", text.get("text", ""))
    return str(text)


@contextmanager
def run_receiver() -> Iterator[Receiver]:
    """Run robots and an SMS gateway on a free port."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            status, body = receiver.take(
                Got(parts.path, _flat(parts.query), dict(self.headers), _read(raw))
            )
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def _read(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
        return body if isinstance(body, dict) else {"text": body}
    except ValueError:
        return dict(_flat(raw.decode()))


@contextmanager
def run_mail_sink() -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """Run a mail server that keeps (addressee, whole letter); yields its port and what it got."""
    letters: list[tuple[str, str]] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 sink")
            to, data, reading = "", [], False
            for line in self.rfile:
                if reading:
                    if line == b".\r\n":
                        letters.append((to, b"".join(data).decode()))
                        data, reading = [], False
                        self._say("250 kept")
                    else:
                        data.append(line)
                    continue
                word = line[:4].upper()
                if word == b"RCPT":
                    to = line.decode().partition("<")[2].partition(">")[0]
                reading = word == b"DATA"
                self._say({b"DATA": "354 go on", b"QUIT": "221 bye"}.get(word, "250 fine"))
                if word == b"QUIT":
                    return

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1], letters
        server.shutdown()
        thread.join()
