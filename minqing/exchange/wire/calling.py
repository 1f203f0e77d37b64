"""One POST to another system: the looked-up address is the called one, nothing is followed.

No library of ours does both: resolve, look, then connect to exactly that address while the
certificate is still checked for the name. So the connection is made here, and the standard
library speaks over it.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from time import monotonic
from urllib.parse import SplitResult

import msgspec
from django.conf import settings

from minqing.exchange.wire.addresses import (
    AddressRefused,
    check_found,
    check_scheme,
    get_port,
    read_address,
)
from minqing.kernel.looking_up import find_addresses

PATIENCE = 5.0
"""Seconds of silence after which a peer counts as unreachable. Source: ours."""

AT_MOST = 10.0
"""Seconds for the whole exchange once the name is looked up: one that answers drop by drop is cut
off."""

MOST_TRIED = 2
"""Addresses of a name that are tried: one of each family, as a rule."""

USER_AGENT = "Minqing"


class Answered(msgspec.Struct, frozen=True):
    """What came back. `status` 0: nothing did, and `code` says why. `body`: empty unless asked
    for, and then no longer than asked."""

    status: int
    code: str = ""
    body: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300


def post(
    address: str, headers: Mapping[str, str], body: bytes, *, read_at_most: int = 0
) -> Answered:
    """Post a JSON body and return the answer; never raises for what the other side does.

    A redirect is an answer like another: it is not followed. Of the answer nothing is read
    unless `read_at_most` (bytes) says so; a longer one counts as none.
    """
    try:
        parts = read_address(address)
        check_scheme(parts, settings.INSIDE_HOSTS)
        found = find_addresses(parts.hostname or "", get_port(parts))
        check_found(parts, found, settings.INSIDE_HOSTS)
    except AddressRefused as refused:
        return Answered(0, refused.code)
    try:
        return _exchange(parts, found, headers, body, read_at_most)
    except ssl.SSLError:
        return Answered(0, "certificate")
    except (OSError, http.client.HTTPException, ValueError):
        return Answered(0, "unreachable")


def _exchange(
    parts: SplitResult, found: Sequence[str], headers: Mapping[str, str], body: bytes, most: int
) -> Answered:
    began = monotonic()
    plain = _connect(parts, found)
    sock = _wrap(plain, parts)
    was_cut = threading.Event()
    left = max(AT_MOST - (monotonic() - began), 0.1)
    cutter = threading.Timer(left, _cut, [sock, was_cut])
    cutter.daemon = True
    cutter.start()
    connection = http.client.HTTPConnection(parts.hostname or "", get_port(parts))
    connection.sock = sock
    try:
        if isinstance(sock, ssl.SSLSocket):
            sock.do_handshake()
        connection.request("POST", _target(parts), body, _fill(headers, parts))
        answer = connection.getresponse()
        read = answer.read(most + 1) if most else b""
        if was_cut.is_set():  # what was read until then looks like a whole answer
            return Answered(0, "unreachable")
        if len(read) > most:
            return Answered(0, "answer-too-large")
        return Answered(answer.status, "", read)
    finally:
        cutter.cancel()
        connection.close()
        sock.close()


def _connect(parts: SplitResult, found: Sequence[str]) -> socket.socket:
    """Return a connection to the first of these addresses that takes one; all were looked at."""
    for number, address in enumerate(found):
        try:
            return socket.create_connection((address, get_port(parts)), timeout=PATIENCE)
        except OSError:
            if number == min(len(found), MOST_TRIED) - 1:
                raise
    raise OSError("a name without an address was refused before")


def _wrap(sock: socket.socket, parts: SplitResult) -> socket.socket:
    if parts.scheme != "https":
        return sock
    context = ssl.create_default_context()
    return context.wrap_socket(sock, server_hostname=parts.hostname, do_handshake_on_connect=False)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _fill(headers: Mapping[str, str], parts: SplitResult) -> dict[str, str]:
    return {
        **headers,
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "Connection": "close",
    }


def _cut(sock: socket.socket, was_cut: threading.Event) -> None:
    was_cut.set()
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it was over already
