"""A reference hotline: its own book, its own signatures, a small server, and a bad line.

It shares no code with the product, so that it proves what docs/reference/exchange.md says and not
what the product happens to do. What goes wrong on the line is drawn from a seed: messages are
lost on their way, answers are lost on their way back, messages come twice, late and in another
order. It never gives up: what was not answered is sent again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

CHINA = timezone(timedelta(hours=8))
FRESH = 300
Call = Callable[[str, dict[str, str], bytes], tuple[int, bytes]]
"""Posts a body to a path of the other side; returns status and body."""


@dataclass
class Weather:
    """How bad the line is: chances between 0 and 1."""

    lost: float = 0.0
    answer_lost: float = 0.0
    repeated: float = 0.0
    late: float = 0.0


@dataclass
class Entry:
    """One work order in the hotline's book. `standing` "" until it was answered."""

    order: dict[str, Any]
    standing: str = ""
    receipt: str = ""
    code: str = ""
    sentence: str = ""
    status: str = ""
    position: int = -1
    text: str = ""


@dataclass
class Hotline:
    """The hotline. `key_out` signs what it sends, `key_in` what it is sent."""

    peer: str
    key_out: str
    key_in: str
    call: Call
    now: Callable[[], datetime]
    random: Random
    weather: Weather = field(default_factory=Weather)
    book: dict[str, Entry] = field(default_factory=dict)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    drawer: list[dict[str, Any]] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    sent: int = 0
    lock: Any = field(default_factory=threading.Lock)

    # ------------------------------------------------------------ sending orders
    def issue(self, **order: Any) -> str:
        """Put a work order into the book; it is sent with the next delivery."""
        number = f"RX{len(self.book) + 1:06}"
        moment = self.now()
        fixed = {
            "number": number,
            "issued_at": moment.isoformat(),
            "due_at": (moment + timedelta(days=5)).isoformat(),
        }
        self.book[number] = Entry({**fixed, **order})
        return number

    def deliver(self, most: int = 20) -> None:
        """Send everything that has no answer yet, over the line as it is."""
        waiting = [one for one in self.book.values() if not one.standing]
        self.random.shuffle(waiting)
        while waiting:
            size = self.random.randint(1, most)
            batch, waiting = waiting[:size], waiting[size:]
            batch = [one for one in batch if not self._chance(self.weather.late)]
            if batch and self._chance(self.weather.repeated):
                batch = batch + [self.random.choice(batch)]
                self._send_orders(batch)
            if batch:
                self._send_orders(batch)

    def _send_orders(self, batch: list[Entry]) -> None:
        answer = self._post("orders", {"orders": [one.order for one in batch]})
        for one, said in zip(batch, [] if answer is None else answer["answers"], strict=False):
            self._note_answer(one, said)

    def _note_answer(self, entry: Entry, said: dict[str, Any]) -> None:
        with self.lock:
            if entry.standing in ("", "pending"):  # a later word of theirs counts more
                entry.standing = said["standing"]
                entry.receipt = said.get("receipt", "")
                entry.code = said.get("code", "")
                entry.sentence = said.get("sentence", "")

    def _post(self, path: str, said: Any) -> Any:
        """Post over the bad line; None when nothing came back."""
        self.sent += 1
        body = json.dumps(said, ensure_ascii=False).encode()
        headers = self.sign(f"hl{self.sent}", body)
        if self._chance(self.weather.lost):
            return None
        status, answer = self.call(f"/gateway/exchange/{self.peer}/{path}", headers, body)
        if self._chance(self.weather.answer_lost):
            return None
        assert status == 200, (status, answer)
        return json.loads(answer)

    def sign(self, message: str, body: bytes, *, key: str = "", at: int = 0) -> dict[str, str]:
        """Return the headers of a message of ours."""
        seconds = str(at or int(self.now().timestamp()))
        return {
            "Content-Type": "application/json",
            "webhook-id": message,
            "webhook-timestamp": seconds,
            "webhook-signature": "v1," + digest(key or self.key_out, message, seconds, body),
        }

    def _chance(self, chance: float) -> bool:
        return self.random.random() < chance

    # ------------------------------------------------------------ being told
    def take(self, path: str, headers: Any, body: bytes) -> tuple[int, bytes]:
        """Answer what the other side posts to us."""
        if not self.is_signed(headers, body):
            return 403, b""
        with self.lock:
            lost, answer_lost = (
                self._chance(self.weather.lost),
                self._chance(self.weather.answer_lost),
            )
        if lost:
            return 503, b""
        said = json.loads(body)
        answer = self._answer_book(said) if path.endswith("/reconcile") else self._hear(said)
        return (503, b"") if answer_lost else (200, answer)

    def is_signed(self, headers: Any, body: bytes) -> bool:
        message, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "0")
        fresh = abs(self.now().timestamp() - int(seconds)) <= FRESH
        expected = "v1," + digest(self.key_in, message, seconds, body)
        return fresh and hmac.compare_digest(expected, headers.get("webhook-signature", ""))

    def _hear(self, said: dict[str, Any]) -> bytes:
        with self.lock:
            if said["id"] in self.messages:
                return b""
            self.messages[said["id"]] = said
            entry = self.book[said["number"]]
            if said["status"] in ("accepted", "returned"):
                entry.standing = "accepted" if said["status"] == "accepted" else "refused"
                entry.receipt = said.get("receipt", "")
                entry.sentence = said.get("text", "")
            if said["position"] > entry.position:
                entry.position, entry.status = said["position"], said["status"]
                entry.text = said.get("text", "") or entry.text
        return b""

    # ------------------------------------------------------------ the books of a day
    def make_book(self, day: str) -> dict[str, Any]:
        """Return our book of a local day (YYYY-MM-DD)."""
        with self.lock:
            of_day = [one for one in self.book.values() if local(one.order["issued_at"]) == day]
            orders = [
                {
                    "number": one.order["number"],
                    "standing": one.standing or "pending",
                    "receipt": one.receipt,
                }
                for one in of_day
            ]
            heard = [one for one in self.messages.values() if local(one["at"]) == day]
        standings = [one["standing"] for one in orders]
        return {
            "day": day,
            "counts": {
                "sent": len(orders),
                "accepted": standings.count("accepted"),
                "refused": standings.count("refused"),
                "pending": standings.count("pending"),
                "messages": len(heard),
            },
            "orders": orders,
            "messages": [
                {"id": one["id"], "number": one["number"], "status": one["status"]} for one in heard
            ],
        }

    def _answer_book(self, theirs: dict[str, Any]) -> bytes:
        ours = self.make_book(theirs["day"])
        self.note_differences(theirs)
        return json.dumps(ours).encode()

    def note_differences(self, theirs: dict[str, Any]) -> None:
        """Take over what they know better, and send again what they never saw."""
        there = {one["number"]: one for one in theirs["orders"]}
        with self.lock:
            self.found.clear()
            for number, entry in self.book.items():
                if local(entry.order["issued_at"]) != theirs["day"]:
                    continue
                known = there.get(number)
                if known is None and entry.code != "order-row-wrong":
                    self.found.append(number)
                    entry.standing = ""  # it goes out with the next delivery
                elif known is not None and known["standing"] != (entry.standing or "pending"):
                    self.found.append(number)
                    entry.standing = "" if known["standing"] == "pending" else known["standing"]
                    entry.receipt = known.get("receipt", "")

    def reconcile(self, day: str) -> dict[str, Any] | None:
        """Hand our book of a day over and take theirs; None when the line lost it."""
        theirs: dict[str, Any] | None = self._post("reconcile", self.make_book(day))
        if theirs is not None:
            self.note_differences(theirs)
        return theirs


def digest(key: str, message: str, seconds: str, body: bytes) -> str:
    """Return base64(HMAC-SHA256(key, id.timestamp.body)); the key is base64 after `whsec_`."""
    secret = base64.b64decode(key.removeprefix("whsec_"))
    signed = f"{message}.{seconds}.".encode() + body
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def local(moment: str) -> str:
    """Return the day of China in which a moment lies."""
    return datetime.fromisoformat(moment).astimezone(CHINA).date().isoformat()


@contextmanager
def serve(take: Callable[[str, Any, bytes], tuple[int, bytes]]) -> Iterator[str]:
    """Serve POSTs on a free port of loopback; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            status, said = take(self.path, self.headers, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
